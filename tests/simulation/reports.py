"""What is written in a stay, once more: cultures, answers to orders, addenda, bills.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from tests.intake.house import obx
from tests.simulation.stay import Stay

_DOCTORS = ("", "A1^ALT^Alf", "B1^NEU^Bea")
_BACTERIA = "600-7^Bacteria^LN"
_AT = "20261121080000+0100"


def _culture(stay: Stay) -> None:
    """A culture with its isolates, or what drugs do to one of them, in one message or in two."""
    draw = stay.draw
    number, state = draw.randint(1, 2), draw.choice("PFC")
    filler = f"M{stay.visit}{number}"
    grown, tested = draw.choice(((True, True), (True, False), (False, True)))
    said: list[str] = []
    if grown:
        said.append(f"OBR|1||{filler}^LAB|630-4^Culture^LN|||{_AT}{'|' * 17}MB|{state}")
        names = draw.sample(("E. coli", "S. aureus", "C. albicans"), draw.randint(1, 2))
        said += [
            obx(name, state, code=_BACTERIA, type="ST", sub=str(at + 1), unit="")
            for at, name in enumerate(names)
        ]
    if tested:
        group = draw.choice(("1", "2"))
        parent = f"|600-7&Bacteria&LN^{group}|||^{filler}&LAB"
        said.append(
            f"OBR|{len(said) + 1}||{filler}{group}^LAB|29576-6^Susceptibility^LN|||{_AT}"
            f"{'|' * 17}MB|{state}{parent}"
        )
        drug = draw.choice(("18864-9^Ampicillin^LN", "18932-4^Cefazolin^LN"))
        said.append(obx(draw.choice("48"), state, code=drug, flag=draw.choice("RS")))
    if draw.random() < 0.5:
        specimen = f"SPM|1|^U{stay.visit}{number}&LAB||URN^Urine^HL70487"
        stay.say("OUL^R22^OUL_R22", stay.pid(short=True), stay.pv1(), specimen, *said)
    else:
        stay.say("ORU^R01^ORU_R01", stay.pid(short=True), stay.pv1(), *said)


def _answered(stay: Stay) -> None:
    """A result that names the order which it answers, under either of two numbers of its own."""
    draw = stay.draw
    number, other = draw.randint(1, 2), draw.choice(("", "9"))
    names = f"P{stay.visit}{number}^HIS|Q{stay.visit}{number}{other}^LAB"
    state = draw.choice(("P", "F", "C"))
    orc = [f"ORC|RE|{names}{'|' * 9}{draw.choice(_DOCTORS)}"] * (draw.random() < 0.5)
    obr = f"OBR|1|{names}|24323-8^Panel^LN|||{_AT}{'|' * 17}CH|{state}"
    result = obx(str(draw.randint(1, 99)), state, code="2823-3^Potassium^LN")
    stay.say("ORU^R01^ORU_R01", stay.pid(short=True), stay.pv1(), *orc, obr, result)


def _letter(stay: Stay) -> None:
    """A document is written, finished, added to, replaced, or taken back."""
    draw = stay.draw
    event = draw.choice(("T01", "T02", "T03", "T05", "T06", "T09", "T11"))
    number = draw.randint(1, 2)
    parent = f"L{stay.visit}0^HIS" if event in {"T05", "T06", "T09"} else ""
    there = "CA" if event == "T11" else draw.choice(("AV", ""))
    txa = (
        f"TXA|1|DS|TX|20261121090000+0100|||||{draw.choice(_DOCTORS)}||||L{stay.visit}{number}^HIS"
        f"|{parent}||||{draw.choice(('DI', 'AU', 'LA'))}||{there}"
    )
    text = f"OBX|1|TX|18842-5^Letter^LN||Page {draw.randint(1, 9)}||||||F"
    whole = event in {"T02", "T06"}
    kind = f"MDM^{event}^MDM_{'T02' if whole else 'T01'}"
    stay.say(kind, stay.pid(short=True), stay.pv1(), txa, *([text] if whole else []))


def _accounted(stay: Stay) -> None:
    """The account is opened, closed, changed; what it costs, and who pays."""
    draw = stay.draw
    event = draw.choice(("P01", "P02", "P05", "P06"))
    pays = [f"IN1|1|P1^Plan|CNS^^^LU|CNS{'|' * 31}{draw.choice(('N1', 'N2'))}"]
    found = ["DG1|1||I10^^I10"] * (draw.random() < 0.3)
    insured = pays * (event in {"P01", "P05"} and draw.random() < 0.5)
    stay.say(f"BAR^{event}^BAR_{event}", stay.pid(), stay.pv1(), *found, *insured)


REPORTS = {
    "accounted": _accounted,
    "answered": _answered,
    "culture": _culture,
    "letter": _letter,
}
"""What is written in a stay, once more."""
