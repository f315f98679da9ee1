"""What is written in a stay, but for its events: orders, results, letters, medicines, problems.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from tests.intake.house import obx
from tests.simulation.stay import Stay

TESTS = ("2345-7^Glucose^LN", "718-7^Hb^LN", "2160-0^Crea^LN")
DOCTORS = ("", "A1^ALT^Alf", "B1^NEU^Bea")
ORU = "ORU^R01^ORU_R01"


def _order(stay: Stay) -> None:
    draw = stay.draw
    kind = draw.choice(("ORM^O01^ORM_O01", "OML^O21^OML_O21"))
    number = draw.randint(1, 2)
    state = draw.choice(("NW", "SC", "CA", "HD", "XO"))
    names = f"P{stay.visit}{number}^HIS|O{stay.visit}{number}^LAB"
    order = f"ORC|{state}|{names}{'|' * 9}{draw.choice(DOCTORS)}"
    obr = f"OBR|1|{names}|24323-8^Panel^LN{'|' * 9}{draw.choice(('', 'fasting'))}"
    more = [f"NTE|1||{draw.choice(('please call', 'no hurry'))}"] * (draw.random() < 0.3)
    stay.say(kind, stay.pid(short=True), stay.pv1(), order, obr, *more)


def result(stay: Stay) -> None:
    """A report of up to three results, in one of the states that a report goes through."""
    draw = stay.draw
    report, state = draw.choice((("P", "P"), ("F", "F"), ("C", "C"), ("F", "D"), ("C", "X")))
    filler = f"F{stay.visit}{draw.randint(0, 1)}^LAB"
    obr = (
        f"OBR|1||{filler}|24323-8^Panel^LN|||20261121080000+0100{'|' * 9}{draw.choice(DOCTORS)}"
        f"{'|' * 8}CH|{report}{'|' * 7}{draw.choice(('', '^NEU^Bea', '^ALT^Alf'))}"
    )
    some = [
        obx(str(draw.randint(1, 99)), state, code=code, flag=draw.choice(("", "H", "L")))
        + draw.choice(("", f"|||20261121080000+0100||{draw.choice(DOCTORS)}"))
        for code in TESTS
    ][: draw.randint(1, 3)]
    if draw.random() < 0.3:
        some.append("NTE|1||haemolysed")
    if draw.random() < 0.3:
        some.append(f"SPM|1|^S{stay.visit}&LAB||{draw.choice(('BLD', 'SER'))}^^HL70487")
    stay.say(ORU, stay.pid(short=True), stay.pv1(), obr, *some)


def _document(stay: Stay) -> None:
    draw = stay.draw
    event = draw.choice(("T02", "T02", "T04", "T08", "T10"))
    name = f"D{stay.visit}{draw.randint(1, 3)}^HIS"
    parent = f"D{stay.visit}0^HIS" if event == "T10" else ""
    state = draw.choice(("DI", "AU", "LA", ""))
    author = draw.choice(DOCTORS)
    txa = f"TXA|1|DS|TX|20261121090000+0100|||||{author}||||{name}|{parent}||||{state}"
    text = f"OBX|1|TX|18842-5^Letter^LN||Line {draw.randint(1, 9)}||||||F"
    stay.say(f"MDM^{event}^MDM_T02", stay.pid(short=True), stay.pv1(), txa, text)


def _appointment(stay: Stay) -> None:
    draw = stay.draw
    event = draw.choice(("S12", "S13", "S14", "S15", "S18", "S20", "S26"))
    begins = f"202612{draw.randint(1, 28):02}100000+0100"
    number = f"S{stay.visit}{draw.randint(1, 2)}^HIS"
    sch = f"SCH|{number}|||||R1^Control^L|||30|min|^^^{begins}"
    states = {"S15": "Cancelled", "S26": "Noshow"}
    state = "|" * 14 + states.get(event, "Booked")
    who = draw.choice(DOCTORS)
    action = {"S18": "A", "S20": "D"}.get(event, "")
    more = ["RGS|1", f"AIP|1|{action}|{who}"] if who else []
    stay.say(f"SIU^{event}^SIU_S12", sch + state, stay.pid(short=True), stay.pv1(), *more)


def _vaccine(stay: Stay) -> None:
    draw = stay.draw
    number = draw.randint(1, 2)
    done, action = draw.choice((("CP", "A"), ("RE", "A"), ("CP", "U"), ("CP", "D")))
    rxa = (
        f"RXA|0|1|20261121090000+0100||08^Hep B^CVX|{draw.choice((1, 5))}|mL^^UCUM"
        f"{'|' * 3}{draw.choice(DOCTORS)}{'|' * 5}LOT{draw.randint(1, 3)}{'|' * 5}{done}|{action}"
    )
    orc = f"ORC|RE||I{stay.visit}{number}^HIS"
    route = [draw.choice(("RXR|IM", "RXR|SC"))] * (draw.random() < 0.5)
    stay.say("VXU^V04^VXU_V04", stay.pid(short=True), orc, rxa, *route)


def _prescription(stay: Stay) -> None:
    draw = stay.draw
    number = draw.randint(1, 2)
    state = draw.choice(("NW", "XO", "DC", "HD"))
    orc = f"ORC|{state}|R{stay.visit}{number}^HIS|X{stay.visit}{number}^PHA"
    rxe = f"RXE||N02BE01^Paracetamol^ATC|{draw.choice((1, 2))}||TAB^Tablet"
    timing = [f"TQ1|1||{draw.choice(('BID', 'TID'))}"] * (draw.random() < 0.5)
    route = ["RXR|PO"] * (draw.random() < 0.5)
    stay.say("RDE^O11^RDE_O11", stay.pid(short=True), stay.pv1(), orc, rxe, *timing, *route)


def _given(stay: Stay) -> None:
    """What was prescribed is given, or handed out."""
    draw = stay.draw
    number = draw.randint(1, 2)
    orc = f"ORC|RE|R{stay.visit}{number}^HIS|X{stay.visit}{number}^PHA"
    drug = "N02BE01^Paracetamol^ATC"
    if draw.random() < 0.5:
        rxa = (
            f"RXA|0|{number}|20261121093000+0100||{drug}|{draw.choice((1, 2))}|TAB{'|' * 3}"
            f"{draw.choice(DOCTORS)}{'|' * 10}{draw.choice(('CP', 'PA', 'NA', ''))}"
        )
        stay.say("RAS^O17^RAS_O17", stay.pid(short=True), stay.pv1(), orc, rxa, "RXR|PO")
        return
    rxd = f"RXD|{number}|{drug}|20261121093000+0100|{draw.choice((1, 2))}|TAB||RX{number}"
    stay.say("RDS^O13^RDS_O13", stay.pid(short=True), stay.pv1(), orc, rxd)


def _allergy(stay: Stay) -> None:
    draw = stay.draw
    action = draw.choice("AAUD")
    substance = draw.choice(("91936005^Penicillin^SCT", "102263004^Eggs^SCT"))
    iam = (
        f"IAM|1|DA|{substance}|{draw.choice(('SV', 'MO'))}|{draw.choice(('rash', 'wheeze'))}"
        f"|{action}|AL{substance[:3]}{stay.patient}"
    )
    stay.say("ADT^A60^ADT_A60", stay.pid(), stay.pv1(), iam)


def _problem(stay: Stay) -> None:
    draw = stay.draw
    event, action = draw.choice((("PC1", "AD"), ("PC2", "UP"), ("PC3", "DE")))
    number = f"PB{stay.visit}{draw.randint(1, 2)}^HIS"
    code = draw.choice(("I10^Hypertension^I10", "E11^Diabetes^I10"))
    prb = f"PRB|{action}|20261121090000+0100|{code}|{number}"
    stay.say(f"PPR^{event}^PPR_PC1", stay.pid(short=True), stay.pv1(), prb)


def _diagnosed(stay: Stay) -> None:
    """An update that tells of a diagnosis, a procedure, an insurance or the next of kin."""
    draw = stay.draw
    said = {
        "DG1": f"DG1|1||{draw.choice(('I10', 'E11'))}^^I10|||{draw.choice('AWF')}",
        "PR1": f"PR1|1||80146002^Appendectomy^SCT||20261121{draw.randint(10, 15)}0000+0100",
        "IN1": f"IN1|1|P1^Plan|CNS^^^LU|CNS{'|' * 31}{draw.choice(('N1', 'N2'))}",
        "NK1": f"NK1|1|Meyer^{draw.choice(('Otto', 'Ida'))}|{draw.choice(('SPO', 'MTH'))}",
        "AL1": f"AL1|1|DA|70618^Penicillin^RXNORM|{draw.choice(('SV', 'MO'))}|rash",
    }
    some = [said[name] for name in ("NK1", "AL1", "DG1", "PR1", "IN1") if draw.random() < 0.4]
    stay.say("ADT^A08^ADT_A01", stay.pid(), stay.pv1(), *some)


def _billed(stay: Stay) -> None:
    draw = stay.draw
    if draw.random() < 0.5:
        stay.say("BAR^P05^BAR_P05", stay.pid(), stay.pv1(), "DG1|1||I10^^I10")
        return
    number, charge = draw.randint(1, 2), draw.choice(("CG", "CD"))
    ft1 = f"FT1|1|T{stay.visit}{number}||20261121090000+0100||{charge}|C1^Bed"
    stay.say("DFT^P03^DFT_P03", stay.pid(), stay.pv1(), ft1)


PAPERS = {
    "allergy": _allergy,
    "appointment": _appointment,
    "billed": _billed,
    "diagnosed": _diagnosed,
    "document": _document,
    "given": _given,
    "order": _order,
    "prescription": _prescription,
    "problem": _problem,
    "result": result,
    "vaccine": _vaccine,
}
"""What is written in a stay, but for its events."""
