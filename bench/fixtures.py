"""Invented messages and resources for timing: seeded, each one distinct, nobody's.

Message number n of a seed is always the same bytes. Names, numbers and values are made up;
test codes belong to an invented laboratory.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html · https://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

CODES = 400
"""Distinct test codes, each with its own name, unit and range."""
RESULTS = 30
PATIENTS = 5_000
LEAST = Decimal("0.01")
SENDER = "hopital-du-nord"
AUTHORITY = "HOPITALNORD"
SYSTEM = "https://fhir.gateway.example/lu/sid/hopital-du-nord"
_UNITS = ("mmol/L", "g/L", "mg/L", "U/L", "umol/L", "nmol/L", "ug/L", "%", "10*9/L", "fL")
_FAMILIES = (
    "Artois",
    "Belval",
    "Clairfont",
    "Dudel",
    "Ernzer",
    "Fischbach",
    "Grevels",
    "Heiderich",
)
_GIVEN = (
    "Aline",
    "Bruno",
    "Céline",
    "Dario",
    "Élise",
    "Fabio",
    "Ginette",
    "Hugo",
    "Inès",
    "Jérôme",
)
_SYLLABLES = ("ka", "lu", "mi", "no", "ra", "se", "ti", "vo")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One test that the invented laboratory offers."""

    code: str
    name: str
    unit: str
    low: Decimal
    high: Decimal


def catalogue() -> tuple[Analysis, ...]:
    """The laboratory's tests."""
    draw = Random("catalogue")
    found = []
    for number in range(CODES):
        name = "".join(draw.choice(_SYLLABLES) for _ in range(4)).capitalize()
        low = Decimal(draw.randrange(10, 5_000)).scaleb(-1)
        high = low + Decimal(draw.randrange(10, 5_000)).scaleb(-1)
        found.append(Analysis(f"T{number:04}", f"{name} {number}", draw.choice(_UNITS), low, high))
    return tuple(found)


ANALYSES = catalogue()


def oru(number: int, seed: str = "timed", *, rich: bool = True, results: int = RESULTS) -> bytes:
    """A laboratory report of 30 results (or more, or fewer), of whom and where `adt` admits.

    9 KB; where it is not `rich`, each result has 14 fields (who did it, and with what, is not
    said): 4 KB.
    """
    draw = Random(f"{seed} oru {number}")
    day, order = _day(draw), f"{seed}{number}"
    panel = f"PANEL{draw.randrange(50)}^Invented panel^99HDN"
    segments = _ordered(number, f"R{order}", order, day, panel, "LAB", draw)
    for at, test in enumerate(_chosen(draw, results), 1):
        segments += _obx(at, test, day, draw) if rich else _plain(at, test, day, draw)
    sample = f"SPM|1|P{order}&{AUTHORITY}^F{order}&{AUTHORITY}||BLD^Whole blood^HL70487"
    return _joined([*segments, f"{sample}{'|' * 13}{day}080000+0100|{day}083000+0100"])


def letter(number: int, seed: str = "timed", *, lines: int = RESULTS) -> bytes:
    """A report of a picture, of whom and where `adt` admits: its text in as many lines."""
    draw = Random(f"{seed} letter {number}")
    day, order = _day(draw), f"{seed}{number}"
    picture = f"CT{draw.randrange(50)}^Invented picture^99HDN"
    segments = _ordered(number, f"L{order}", order, day, picture, "RAD", draw)
    for at in range(1, lines + 1):
        words = " ".join("".join(draw.choices(_SYLLABLES, k=3)) for _ in range(10))
        segments.append(f"OBX|{at}|TX|TEXT^Invented text^99HDN||{words}||||||F")
    return _joined(segments)


def adt(number: int, seed: str = "timed") -> bytes:
    """An admission."""
    draw = Random(f"{seed} adt {number}")
    day = _day(draw)
    return _joined(
        [
            _msh("ADT^A01^ADT_A01", f"A{seed}{number}", day),
            f"EVN|A01|{day}071500+0100",
            pid(number % PATIENTS),
            f"{_pv1(number % PATIENTS)}{'|' * 25}{day[:4]}0101071000+0100",
        ]
    )


def pid(number: int) -> str:
    """The PID of one of the invented patients."""
    draw = Random(f"patient {number}")
    name = f"{draw.choice(_FAMILIES)}{number}^{draw.choice(_GIVEN)}^{draw.choice(_GIVEN)}"
    born = f"{draw.randrange(1930, 2020)}{draw.randrange(1, 13):02}{draw.randrange(1, 28):02}"
    street = (
        f"{draw.randrange(1, 200)}, rue inventée^^Nullepart^^L-{draw.randrange(1000, 9999)}^LUX^H"
    )
    return (
        f"PID|1||{100_000 + number}^^^{AUTHORITY}^MR||{name}||{born}|{draw.choice('FM')}"
        f"|||{street}||^PRN^PH^^352^^{draw.randrange(100_000, 999_999)}"
    )


def observation(number: int) -> dict[str, Any]:
    """A laboratory result that is valid R4 and bound by our own profile."""
    draw = Random(f"observation {number}")
    test = draw.choice(ANALYSES)
    day = f"2026-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}"
    amount = {"unit": test.unit, "system": "http://unitsofmeasure.org", "code": test.unit}
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {
        "resourceType": "Observation",
        "id": f"observation-{number}",
        "identifier": [{"system": f"{SYSTEM}/results", "value": f"{number}"}],
        "status": "final",
        "category": [{"coding": [{"system": category, "code": "laboratory"}]}],
        "code": {
            "coding": [{"system": f"{SYSTEM}/analyses", "code": test.code, "display": test.name}],
            "text": test.name,
        },
        "subject": {"reference": f"Patient/patient-{draw.randrange(PATIENTS)}"},
        "encounter": {"reference": f"Encounter/stay-{draw.randrange(PATIENTS)}"},
        "effectiveDateTime": f"{day}T08:00:00+01:00",
        "issued": f"{day}T09:30:00+01:00",
        "performer": [{"reference": f"Practitioner/{draw.randrange(50)}"}],
        "valueQuantity": {"value": _value(test, draw), **amount},
        "referenceRange": [
            {"low": {"value": test.low, **amount}, "high": {"value": test.high, **amount}}
        ],
    }


def bundle(number: int) -> dict[str, Any]:
    """32 results that go together."""
    inside = [observation(number * 32 + at) for at in range(32)]
    base = "https://fhir.gateway.example/fhir"
    entries = [{"fullUrl": f"{base}/Observation/{one['id']}", "resource": one} for one in inside]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def codes(message: bytes) -> Iterator[str]:
    """The test codes in a message."""
    for line in message.decode().split("\r"):
        if line.startswith("OBX"):
            yield line.split("|")[3].partition("^")[0]


def _ordered(  # noqa: PLR0913, PLR0917 - whose, which, when, of what, by whom
    number: int, control: str, order: str, day: str, what: str, section: str, draw: Random
) -> list[str]:
    """How a report begins: of whom, and what was ordered."""
    numbers = f"P{order}^{AUTHORITY}|F{order}^{AUTHORITY}"
    return [
        _msh("ORU^R01^ORU_R01", control, day),
        pid(number % PATIENTS),
        _pv1(number % PATIENTS),
        f"ORC|RE|{numbers}||CM||||{day}093000+0100|||{_doctor(draw)}",
        (
            f"OBR|1|{numbers}|{what}|||{day}080000+0100{'|' * 9}{_doctor(draw)}"
            f"||||||{day}093000+0100||{section}|F"
        ),
    ]


def _chosen(draw: Random, results: int) -> list[Analysis]:
    """As many analyses; none twice while there are others."""
    whole, rest = divmod(results, CODES)
    return [*ANALYSES * whole, *draw.sample(ANALYSES, rest)]


def _obx(at: int, test: Analysis, day: str, draw: Random) -> Iterator[str]:
    """A result as a laboratory writes it: its own code too, who, with what, when; a note."""
    value = _value(test, draw)
    flag = "L" if value < test.low else "H" if value > test.high else "N"
    moment = f"{day}08{draw.randrange(60):02}00+0100"
    yield (
        f"OBX|{at}|NM|{test.code}^{test.name}^99HDN^{test.code}B^{test.name} s/p^99HDNB||{value}"
        f"|{test.unit}^{test.unit}^UCUM|{test.low}-{test.high}|{flag}|||F|||{moment}"
        f"|LAB{draw.randrange(9)}^Invented laboratory^99HDN|{_doctor(draw)}"
        f"|M{draw.randrange(30)}^Invented method^99HDN|A{draw.randrange(30)}^{AUTHORITY}|{moment}"
    )
    if draw.randrange(3) == 0:
        yield f"NTE|1|L|Invented remark {draw.randrange(10_000)} on {test.name}, d\\T\\h"


def _plain(at: int, test: Analysis, day: str, draw: Random) -> Iterator[str]:
    """A result as most laboratories write it; a note where there is something to say."""
    value = _value(test, draw)
    flag = "L" if value < test.low else "H" if value > test.high else "N"
    yield (
        f"OBX|{at}|NM|{test.code}^{test.name}^99HDN||{value}|{test.unit}|{test.low}-{test.high}"
        f"|{flag}|||F|||{day}08{draw.randrange(60):02}00+0100"
    )
    if draw.randrange(8) == 0:
        yield f"NTE|1|L|Invented remark {draw.randrange(10_000)}"


def _value(test: Analysis, draw: Random) -> Decimal:
    span = int((test.high - test.low) * 100)
    return max(
        test.low + Decimal(draw.randrange(-span // 10, span + span // 10)).scaleb(-2), LEAST
    )


def _msh(kind: str, control: str, day: str) -> str:
    end = "P|2.5.1|||||LUX|UNICODE UTF-8"
    return f"MSH|^~\\&|SIL|HDN|GATEWAY|LU|{day}101500+0100||{kind}|{control}|{end}"


def _pv1(stay: int) -> str:
    return f"PV1|1|I|MED^{stay % 90}^1^{AUTHORITY}{'|' * 16}S{stay}^^^{AUTHORITY}^VN"


def _doctor(draw: Random) -> str:
    return f"{7_000 + draw.randrange(50)}^Inventé^Docteur^^^Dr^^^{AUTHORITY}"


def _day(draw: Random) -> str:
    return f"2026{draw.randrange(1, 12):02}{draw.randrange(1, 28):02}"


def _joined(segments: list[str]) -> bytes:
    return "".join(f"{segment}\r" for segment in segments).encode()
