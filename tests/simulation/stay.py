"""All that invented hospitals say of a few stays, drawn from one seed, each at its own time.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-31.html · https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.intake.house import message, obx
from tests.simulation.hospital import Sent

SENDERS = {"klinik": "KLINIK", "neubau": "NEUBAU", "spidol": "SPIDOL"}
"""Sender -> its authority; `neubau` declares that what it leaves out is no more."""
NATIONAL = "1985031212307^^^LUX^NI"
WARDS = ("MED^201", "CHI^305", "REA^1", "MED^299")
TESTS = ("2345-7^Glucose^LN", "718-7^Hb^LN", "2160-0^Crea^LN")


@dataclass(slots=True)
class Stay:
    """One stay of one patient at one hospital, as it is told of."""

    draw: Random
    sender: str
    patient: str
    visit: str
    clock: int
    """Minutes since midnight."""
    written: list[Sent] = field(default_factory=list)
    number: int = 0
    bare: bool = False
    """Has it no number but that of its account?"""

    def cx(self, number: str, kind: str) -> str:
        """A number of the hospital's own."""
        return f"{number}^^^{SENDERS[self.sender]}^{kind}"

    @property
    def name(self) -> str:
        """PID-5 to PID-7."""
        return "Meyer^Anna||19850312" if self.sender == "klinik" else "Weber^Berta||19700101"

    def pid(self, *, short: bool = False) -> str:
        """PID; a short one has no address, no telephone and no account."""
        known = f"{self.cx(self.patient, 'MR')}~{NATIONAL}" if self.sender == "klinik" else (
            self.cx(self.patient, "MR"))  # fmt: skip
        phone = "" if short else self.draw.choice(("", '""', "+352 1", "+352 2~+352 3"))
        town = "" if short else self.draw.choice(("", "1 Grand-Rue^^Luxembourg^^1660^LUX"))
        account = "" if short and not self.bare else self.cx(f"A{self.visit}", "AN")
        return f"PID|1||{known}||{self.name}|F|||{town}||{phone}|||||{account}"

    def pv1(self, end: str = "") -> str:
        """PV1, in some ward, with some doctor, or with neither."""
        ward = self.draw.choice((*WARDS, ""))
        doctor = self.draw.choice(("", "^THILL^Claire", "^WEBER^Jo"))
        way = "|" * 17 + ("01" if end else "")
        begins = f"{'|' * 8}{end}" if end else ""
        visit = "" if self.bare else self.cx(self.visit, "VN")
        return f"PV1|1|I|{ward}||||{doctor}{'|' * 12}{visit}{way}{begins}"

    def say(self, kind: str, *segments: str) -> None:
        """One more message, some minutes after the one before."""
        self.clock += self.draw.randint(1, 9)
        self.number += 1
        when = f"20261121{self.clock // 60:02}{self.clock % 60:02}00+0100"
        event = [f"EVN||{when}"] if kind.startswith("ADT") else []
        control = f"{self.visit}-{self.number}"
        facility = SENDERS[self.sender]
        body = message(kind, control, *event, *segments, sent=when, facility=facility)
        self.written.append(Sent(self.sender, control, body))

    def beside(self, event: str) -> None:
        """A link or an unlink of the patient with somebody else of the hospital."""
        other = f"PID|1||{self.cx('9000', 'MR')}||{self.name}|F"
        self.say(f"ADT^{event}^ADT_A24", f"PID|1||{self.cx(self.patient, 'MR')}||||||", other)

    def adt(self, event: str) -> None:
        """An event of the stay."""
        end = "20261121180000+0100" if event == "A03" else ""
        self.say(f"ADT^{event}^ADT_A01", self.pid(), self.pv1(end))


def told(draw: Random) -> list[Sent]:
    """A stay at each of two hospitals, its messages in the order of their times."""
    found = []
    for at, sender in enumerate(sorted(draw.sample(sorted(SENDERS), 2))):
        stay = Stay(draw, sender, f"10{at}1", f"V{at}", 8 * 60)
        _stay(stay)
        found += stay.written
    return found


def _stay(stay: Stay) -> None:
    """Pre-admission, admission, what happens meanwhile, discharge, and who moves or merges."""
    draw = stay.draw
    stay.bare = draw.random() < 0.2
    if draw.random() < 0.5:
        stay.adt("A05")
    stay.adt(draw.choice(("A01", "A01", "A04")))
    happened = [*_events(draw)]
    for one in happened:
        if one in PAPERS:
            PAPERS[one](stay)
        elif one in ("A24", "A37"):
            stay.beside(one)
        else:
            stay.adt(one)
    _ended(stay)


def _events(draw: Random) -> Iterator[str]:
    """What happens in a stay; a cancel follows what it cancels."""
    for _ in range(draw.randint(5, 8)):
        kinds = draw.choices([*HAPPENINGS, sorted(PAPERS)], [*[3] * len(HAPPENINGS), 21])[0]
        one = draw.choice(kinds)
        yield from (one,) if isinstance(one, str) else one


HAPPENINGS: Sequence[Sequence[str | tuple[str, ...]]] = (
    ("A08",),
    ("A08", "A31"),
    ("A02",),
    ("A02", ("A02", "A12")),
    ("A06", "A07", "A54"),
    (("A24",), ("A24", "A37"), ("A24", "A37", "A24")),
    (("A21",), ("A21", "A22"), ("A21", "A52")),
    (("A03",), ("A03", "A13"), ("A03", "A13")),
)
"""What may happen, each with what may follow it."""


def _ended(stay: Stay) -> None:
    """Discharged, cancelled, or still there; then perhaps merged, moved or numbered anew."""
    for one in stay.draw.choice((("A03",), ("A03",), ("A11",), ("A38",), ())):
        stay.adt(one)
    if stay.draw.random() < 0.5:
        stay.draw.choice(BARE if stay.bare else LEAVINGS)(stay)


def _merged(stay: Stay) -> None:
    """The patient gets another number, or was known under two."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}"
    stay.patient += "9"
    stay.say(stay.draw.choice(("ADT^A40^ADT_A39", "ADT^A47^ADT_A30")), stay.pid(), gone)


def _moved(stay: Stay) -> None:
    """The stay was somebody else's all along."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(stay.visit, 'VN')}"
    stay.patient += "9"
    stay.say("ADT^A45^ADT_A45", stay.pid(), gone, stay.pv1())


def _account(stay: Stay) -> None:
    """So was the account, and with it the stay."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||{stay.cx(f'A{stay.visit}', 'AN')}"
    stay.patient += "9"
    stay.say("ADT^A44^ADT_A43", stay.pid().replace(f"~{NATIONAL}", ""), gone)


def _renumbered(stay: Stay) -> None:
    """The stay gets another number, and is told of under both."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(stay.visit, 'VN')}"
    first, second = stay.visit, f"{stay.visit}9"
    stay.visit = second
    stay.say("ADT^A50^ADT_A50", stay.pid(), gone, stay.pv1())
    stay.visit = first
    stay.adt("A08")


def _joined(stay: Stay) -> None:
    """The stay was told of under two numbers; one is left, and both lead to it."""
    first, second = stay.visit, f"{stay.visit}8"
    stay.visit = second
    stay.adt("A01")
    _result(stay)
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(second, 'VN')}"
    stay.visit = first
    stay.say("ADT^A42^ADT_A39", stay.pid(), gone, stay.pv1())
    stay.adt("A08")


def _number_left(stay: Stay) -> None:
    """One of the patient's numbers was somebody else's all along."""
    shared = f"~{stay.cx(f'{stay.patient}7', 'MR')}"
    mine = stay.cx(stay.patient, "MR")
    stay.say("ADT^A31^ADT_A05", stay.pid().replace(mine, mine + shared, 1))
    other = f"PID|1||{stay.cx(f'{stay.patient}9', 'MR')}{shared}||{stay.name}|F"
    stay.say("ADT^A43^ADT_A43", other, f"MRG|{mine}{shared}")


def _booked_anew(stay: Stay) -> None:
    """The account gets another number, and the stay is booked on that."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||{stay.cx(f'A{stay.visit}', 'AN')}"
    new = stay.pid().replace(f"A{stay.visit}^", f"B{stay.visit}^")
    stay.say("ADT^A49^ADT_A30", new, gone)
    if not stay.bare:  # which of two ids a stay keeps depends on which number is heard of first
        stay.say("ADT^A08^ADT_A01", new, stay.pv1())


def _merged_again(stay: Stay) -> None:
    """Two merges in a row: each number led to the next (A34, then A40 or A34)."""
    for event in ("A34", stay.draw.choice(("A34", "A40"))):
        gone = f"MRG|{stay.cx(stay.patient, 'MR')}"
        stay.patient += "9"
        stay.say(f"ADT^{event}^ADT_{'A30' if event == 'A34' else 'A39'}", stay.pid(), gone)


def _booked_again(stay: Stay) -> None:
    """Two accounts of the patient are one, and that is one with a third (A35, A35)."""
    first = stay.cx(f"A{stay.visit}", "AN")
    for name in ("C", "D"):
        new = stay.cx(f"{name}{stay.visit}", "AN")
        pid = stay.pid(short=True).split(stay.cx(f"A{stay.visit}", "AN"))[0]
        pid += "|" * (18 - pid.count("|")) + new
        stay.say("ADT^A35^ADT_A30", pid, f"MRG|{stay.cx(stay.patient, 'MR')}||{first}")
        first = new


LEAVINGS = (
    _merged,
    _moved,
    _account,
    _renumbered,
    _joined,
    _number_left,
    _booked_anew,
    _merged_again,
    _booked_again,
)
BARE = (_merged, _number_left, _booked_anew, _merged_again, _booked_again)
"""Those of a stay that has no number of its own."""


def _order(stay: Stay) -> None:
    kind = stay.draw.choice(("ORM^O01^ORM_O01", "OML^O21^OML_O21"))
    number = stay.draw.randint(1, 2)
    state = stay.draw.choice(("NW", "SC", "CA", "HD", "XO"))
    order = f"ORC|{state}|P{stay.visit}{number}^HIS|O{stay.visit}{number}^LAB"
    obr = f"OBR|1|P{stay.visit}{number}^HIS|O{stay.visit}{number}^LAB|24323-8^Panel^LN"
    stay.say(kind, stay.pid(short=True), stay.pv1(), order, obr)


def _result(stay: Stay) -> None:
    draw = stay.draw
    report, result = draw.choice((("P", "P"), ("F", "F"), ("C", "C"), ("F", "D"), ("C", "X")))
    filler = f"F{stay.visit}{draw.randint(0, 1)}^LAB"
    obr = f"OBR|1||{filler}|24323-8^Panel^LN|||20261121080000+0100{'|' * 17}CH|{report}"
    some = [
        obx(str(draw.randint(1, 99)), result, code=code, flag=draw.choice(("", "H", "L")))
        for code in TESTS
    ][: draw.randint(1, 3)]
    if draw.random() < 0.3:
        some.append("NTE|1||haemolysed")
    stay.say("ORU^R01^ORU_R01", stay.pid(short=True), stay.pv1(), obr, *some)


def _document(stay: Stay) -> None:
    draw = stay.draw
    event = draw.choice(("T02", "T02", "T08", "T10"))
    name = f"D{stay.visit}{draw.randint(1, 3)}^HIS"
    parent = f"D{stay.visit}0^HIS" if event == "T10" else ""
    state = draw.choice(("DI", "AU", "LA", ""))
    txa = f"TXA|1|DS|TX|20261121090000+0100|||||||||{name}|{parent}||||{state}"
    text = f"OBX|1|TX|18842-5^Letter^LN||Line {draw.randint(1, 9)}||||||F"
    stay.say(f"MDM^{event}^MDM_T02", stay.pid(short=True), stay.pv1(), txa, text)


def _appointment(stay: Stay) -> None:
    draw = stay.draw
    event = draw.choice(("S12", "S13", "S15"))
    begins = f"202612{draw.randint(1, 28):02}100000+0100"
    number = f"S{stay.visit}{draw.randint(1, 2)}^HIS"
    sch = f"SCH|{number}|||||R1^Control^L|||30|min|^^^{begins}"
    state = "|" * 14 + ("Booked" if event != "S15" else "Cancelled")
    stay.say(f"SIU^{event}^SIU_S12", sch + state, stay.pid(short=True), stay.pv1())


def _vaccine(stay: Stay) -> None:
    draw = stay.draw
    number = draw.randint(1, 2)
    done, action = draw.choice((("CP", "A"), ("RE", "A"), ("CP", "U"), ("CP", "D")))
    rxa = (
        f"RXA|0|1|20261121090000+0100||08^Hep B^CVX|{draw.choice((1, 5))}|mL^^UCUM"
        f"{'|' * 8}LOT{draw.randint(1, 3)}{'|' * 5}{done}|{action}"
    )
    orc = f"ORC|RE||I{stay.visit}{number}^HIS"
    stay.say("VXU^V04^VXU_V04", stay.pid(short=True), orc, rxa)


def _prescription(stay: Stay) -> None:
    draw = stay.draw
    number = draw.randint(1, 2)
    state = draw.choice(("NW", "XO", "DC", "HD"))
    orc = f"ORC|{state}|R{stay.visit}{number}^HIS|X{stay.visit}{number}^PHA"
    rxe = f"RXE||N02BE01^Paracetamol^ATC|{draw.choice((1, 2))}||TAB^Tablet"
    stay.say("RDE^O11^RDE_O11", stay.pid(short=True), stay.pv1(), orc, rxe)


PAPERS = {
    "appointment": _appointment,
    "document": _document,
    "order": _order,
    "prescription": _prescription,
    "result": _result,
    "vaccine": _vaccine,
}
"""What is written in a stay, but for its events."""
