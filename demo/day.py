"""What happens at the invented hospital on one day: who sends what, through which door.

Among it: one message with an impossible date, its mended resend, a resend word for word, a control
id used again for something else, a cancelled admission, a merge, a corrected result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from demo.messages import Result, adt, merge, oru
from demo.patients import ANNA, JOSE, LENA, MARC, UNKNOWN, Person

HOSPITAL, LABORATORY, PRACTICE = "hopital-du-nord", "laboratoire-central", "default"
"""The first two speak MLLP, each on a port of its own; the practice speaks HTTP."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of the day."""

    time: str
    sender: str
    kind: str
    control: str
    told: str
    """What happens, in plain words."""
    body: str


BLOOD_COUNT = (
    ("6690-2", "Leukocytes", "{:.2f}", "10*3/uL", "4.00-10.00", 7.2),
    ("789-8", "Erythrocytes", "{:.2f}", "10*6/uL", "3.90-5.20", 4.4),
    ("718-7", "Hemoglobin", "{:.1f}", "g/dL", "12.0-15.5", 13.6),
    ("4544-3", "Hematocrit", "{:.1f}", "%", "36.0-46.0", 40.2),
    ("787-2", "MCV", "{:.1f}", "fL", "80.0-96.0", 89.0),
    ("777-3", "Platelets", "{:.0f}", "10*3/uL", "150-400", 254.0),
)
CHEMISTRY = (
    ("2951-2", "Sodium", "{:.0f}", "mmol/L", "136-145", 139.0),
    ("2823-3", "Potassium", "{:.2f}", "mmol/L", "3.50-5.10", 4.2),
    ("2160-0", "Creatinine", "{:.2f}", "mg/dL", "0.50-1.10", 0.8),
    ("2345-7", "Glucose", "{:.0f}", "mg/dL", "70-105", 93.0),
    ("1988-5", "C reactive protein", "{:.1f}", "mg/L", "0.0-5.0", 2.4),
    ("1742-6", "ALT", "{:.0f}", "U/L", "7-40", 22.0),
)


def results(
    panel: tuple[tuple[str, str, str, str, str, float], ...], by: float = 1.0
) -> list[Result]:
    """A panel's results, all moved by the same factor; what leaves its range is flagged."""
    found = []
    for code, name, form, unit, span, usual in panel:
        value = form.format(usual * by)
        low, high = (float(edge) for edge in span.split("-"))
        flag = "L" if float(value) < low else "H" if float(value) > high else "N"
        found.append(Result(code, name, value, unit, span, flag))
    return found


def thirty() -> list[Result]:
    """Thirty results of one report: a profile measured five times in a morning."""
    hours = {"0630": 1.0, "0730": 1.01, "0830": 0.98, "0930": 1.03, "1030": 0.99}
    return [
        replace(result, time=time)
        for time, by in hours.items()
        for result in results(CHEMISTRY, by)
    ]


def day() -> tuple[Step, ...]:
    """Every message of the day, in the order of the clock."""
    steps = [*_hospital(), *_laboratory(), *_practice()]
    return tuple(sorted(steps, key=lambda step: step.time))


_EVENTS: tuple[tuple[str, str, Person, str, str, dict[str, str]], ...] = (
    ("0801", "A01", ANNA, "V1", "Anna is admitted", {}),
    ("0804", "A04", JOSE, "V2", "José registers at the outpatient desk", {"cls": "O"}),
    ("0807", "A01", LENA, "V3", "Lena is admitted, on the wrong ward's screen", {}),
    ("0809", "A11", LENA, "V3", "the admission is cancelled", {"arrived": "0807"}),
    ("0811", "A04", LENA, "V4", "Lena registers as an outpatient", {"cls": "O"}),
    ("0815", "A01", UNKNOWN, "V5", "an unknown man comes in, without papers", {"cls": "E"}),
    ("0822", "A08", ANNA, "V1", "Anna's birth date is mistyped",
     {"born": "19851317", "arrived": "0801"}),
    ("0826", "A08", ANNA, "V1", "the mended message, under the same control id",
     {"control": "HDN0822A08", "phone": "+352 691 999 001", "arrived": "0801"}),
    ("0835", "A04", MARC, "V6", "a control id is used again by mistake",
     {"control": "HDN0801A01", "cls": "O"}),
    ("0836", "A04", MARC, "V6", "Marc's wife brings his papers", {"cls": "O"}),
    ("0910", "A08", JOSE, "V2", "José's address is completed", {"cls": "O", "arrived": "0804"}),
    ("1130", "A03", LENA, "V4", "Lena goes home", {"cls": "O", "arrived": "0811"}),
    ("1135", "A08", MARC, "V6", "Marc's phone number",
     {"cls": "O", "phone": "+32 470 99 99 04", "arrived": "0836"}),
    ("1300", "A03", JOSE, "V2", "José goes home", {"cls": "O", "arrived": "0804"}),
    ("1530", "A08", LENA, "V4", "Lena's record is completed", {"cls": "O", "arrived": "0811"}),
    ("1745", "A03", MARC, "V6", "Marc goes home", {"cls": "O", "arrived": "0836"}),
    ("1800", "A03", ANNA, "V1", "Anna goes home", {"arrived": "0801"}),
    ("1810", "A08", ANNA, "V1", "a last correction after discharge",
     {"phone": "+352 691 999 001", "arrived": "0801"}),
)  # fmt: skip
"""When, which event, of whom, of which stay, in plain words; what else its message says."""


def _hospital() -> Iterator[Step]:
    for time, event, who, stay, told, more in _EVENTS:
        said = {"control": f"HDN{time}{event}", **more}
        control = said.pop("control")
        body = adt(event, control, time, who, stay, **said)
        yield Step(time, HOSPITAL, f"ADT^{event}", control, told, body)
    first = adt("A01", "HDN0801A01", "0801", ANNA, "V1")
    told = "the engine resends Anna's admission"
    yield Step("0830", HOSPITAL, "ADT^A01", "HDN0801A01", told, first)
    one = merge("HDN0840A40", "0840", MARC, UNKNOWN)
    told = "the unknown man was Marc: one record"
    yield Step("0840", HOSPITAL, "ADT^A40", "HDN0840A40", told, one)


_COUNT, _CHEMISTRY = "58410-2^CBC panel^LN", "24323-8^Metabolic panel^LN"
_PROTEIN = "1988-5^C reactive protein^LN"
_SLIP = Result("1988-5", "C reactive protein", "88.0", "mg/L", "0.0-5.0", "H")
_CORRECTED = Result("1988-5", "C reactive protein", "8.8", "mg/L", "0.0-5.0", "H", "C")


def _laboratory() -> Iterator[Step]:
    for at, (who, order) in enumerate(((ANNA, "A1"), (JOSE, "J1"), (LENA, "L1"), (MARC, "M1"))):
        name, minute = who.name.split("^")[1], f"{at * 7 + 2:02}"
        count, metabolic = results(BLOOD_COUNT, 1 + at / 20), results(CHEMISTRY, 1 + at / 10)
        yield _report(f"09{minute}", who, order, _COUNT, count, f"blood count of {name}")
        told = f"chemistry of {name}"
        yield _report(f"10{minute}", who, f"{order}C", _CHEMISTRY, metabolic, told)
    yield _report("1045", ANNA, "A2", _CHEMISTRY, thirty(), "Anna's day profile: 30 results")
    yield _report("1400", ANNA, "A3", _PROTEIN, [_SLIP], "a result with a slip")
    told = "the same result, corrected"
    yield _report("1420", ANNA, "A3", _PROTEIN, [_CORRECTED], told, "C")
    for at, who in enumerate((ANNA, JOSE, LENA, MARC)):
        told = f"evening control of {who.name.split('^')[1]}"
        found = results(BLOOD_COUNT, 0.95 + at / 50)
        yield _report(f"16{at * 9 + 5:02}", who, f"E{at}", _COUNT, found, told)


def _report(
    time: str,
    who: Person,
    order: str,
    name: str,
    found: list[Result],
    told: str,
    status: str = "F",
) -> Step:
    control = f"LAB{time}"
    body = oru(control, time, who, order, name, found, status=status)
    return Step(time, LABORATORY, "ORU^R01", control, told, body)


def _practice() -> Iterator[Step]:
    visit = adt("A04", "GP0730", "0730", JOSE, "G1", cls="O")
    yield Step("0730", PRACTICE, "ADT^A04", "GP0730", "José sees his family doctor", visit)
    for at, (who, order) in enumerate(((JOSE, "G2"), (LENA, "G3"), (ANNA, "G4"))):
        time = f"07{at * 5 + 40:02}"
        control = f"GP{time}"
        found = [Result("4548-4", "Hemoglobin A1c", f"{5.4 + at / 10:.1f}", "%", "4.0-6.0")]
        body = oru(
            control,
            time,
            who,
            order,
            "4548-4^Hemoglobin A1c^LN",
            found,
            number=f"GP{at}",
            authority="CABINET",
        )
        told = f"a test at the practice: {who.name.split('^')[1]}"
        yield Step(time, PRACTICE, "ORU^R01", control, told, body)
    resent = adt("A04", "GP0730", "0730", JOSE, "G1", cls="O")
    yield Step(
        "1900",
        PRACTICE,
        "ADT^A04",
        "GP0730",
        "the practice resends its day's first message",
        resent,
    )
