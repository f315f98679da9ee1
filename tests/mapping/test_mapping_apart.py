"""Results that are told from memory, doctor and device aside: byte for byte what the rows say."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.adapters.hl7v2.paths import HL7v2
from gateway.adapters.hl7v2.read import parse
from gateway.definitions import Definitions
from gateway.mapping import load
from gateway.model import Sender
from tests.drawn import TIMES

SENDER = Sender("lakeside", zone="Europe/Luxembourg", authorities={"HOSP": "urn:oid:1.2.3.4"})
FIELDS: dict[int, tuple[str, ...]] = {
    2: ("NM", "NM", "NM", "NM", "ST"),
    3: ("GLU^Glucose^LN", "NA^Sodium^99X", "K"),
    5: ("5.4", "7", "abc", "12.50"),
    6: ("mmol/L", "g/L^g/L^UCUM"),
    7: ("3.5-5.1", "<5"),
    8: ("N", "H", "L~H", '""', "no such flag", ""),
    11: ("F", "F", "C", "P"),
    14: ("20261121081500+0100", "202611210815", "2026133", "", '""'),
    15: ("LAB1^Laboratory^99X", "LAB2^Other^99X", '""', "^^", ""),
    16: ("7^House^Greta^^^^^^HOSP", "8^Wilson^J^^^^^^HOSP~9^Cuddy^L^^^^^^HOSP", "^Nameless", ""),
    17: ("M1^Method^99X", "M2", "M1^Method^99X~M3^Second^99X", '""', ""),
    18: ("A1^HOSP", "A2", "A1^HOSP~A3^HOSP", '""', ""),
    19: ("20261121091500+0100", "2026-13-45", '""', ""),
    20: ("ARM^Arm^99X", "ARM^Arm^99X~LEG^Leg^99X"),
    23: ("Clinic^^7^^^HOSP",),
}


def _result(number: int, draw: random.Random) -> str:
    cells = [draw.choice(FIELDS.get(at, ("",))) for at in range(1, 24)]
    return "|".join(["OBX", str(number), *cells[1:]])


def _report(draw: random.Random, number: int) -> bytes:
    lines = [
        f"MSH|^~\\&|LAB|HOSP|||20261121101500+0100||ORU^R01|{number}|P|2.5.1",
        "PID|1||4711^^^HOSP^MR||Invented^Ida",
        "PV1|1|I|||||||||||||||||S1^^^HOSP",
        f"OBR|1||F{number}^HOSP|PANEL|||20261121080000+0100|||||||||||||||||LAB|F",
        *(_result(at, draw) for at in range(1, 9)),
    ]
    return "\r".join(lines).encode()


@pytest.mark.parametrize("seed", range(2))
def test_results_from_memory_are_those_of_the_rows(
    seed: int, definitions: Definitions, shipped: Path, names: Any
) -> None:
    """Whatever comes together, the same bytes, the same tape and the same issues."""
    arguments = ([shipped], "hl7v2", SENDER, definitions, HL7v2(), names)
    compiled, plain = load.load(*arguments), load.plain(*arguments)
    draw = random.Random(seed)  # noqa: S311 - a seeded test

    for number in range(50 * TIMES):
        document = parse(_report(draw, number), SENDER)
        ours, theirs = compiled.apply(document), plain.apply(document)
        assert ours == theirs
        assert [fhirjson.encode(one.body) for one in ours.changes] == [
            fhirjson.encode(one.body) for one in theirs.changes
        ]


def test_a_result_like_one_before_is_known_as_such(
    definitions: Definitions, shipped: Path, names: Any
) -> None:
    """Another number and another time: the mapper says that all else is the very same."""
    mapper = load.load([shipped], "hl7v2", SENDER, definitions, HL7v2(), names)
    result = "OBX|{}|NM|GLU^Glucose^99X||{}|mmol/L|3.9-5.8|N|||F|||202611210{}0000+0100"
    lines = _report(random.Random(1), 1).decode().split("\r")[:4]  # noqa: S311 - a seeded test
    told = [result.format(number, f"{number}.5", number) for number in range(1, 4)]
    document = parse("\r".join((*lines, *told)).encode(), SENDER)

    first, again = mapper.apply(document), mapper.apply(document)

    assert len(first.likes) == 2
    assert len(again.likes) == 3
    assert len(set(again.likes.values())) == 1


def test_by_whom_and_with_what_makes_no_other_result(
    definitions: Definitions, shipped: Path, names: Any
) -> None:
    """A doctor, a method, a device of its own: what is learnt is one result, not each of them."""
    mapper = load.load([shipped], "hl7v2", SENDER, definitions, HL7v2(), names)
    result = "OBX|{0}|NM|GLU^Glucose^99X||5.{0}|mmol/L|||||F|||202611210800"
    result += "|L{0}|{0}^^^^^^^^HOSP|M{0}|A{0}"
    lines = _report(random.Random(1), 1).decode().split("\r")[:4]  # noqa: S311 - a seeded test
    told = [result.format(number) for number in range(1, 4)]
    document = parse("\r".join((*lines, *told)).encode(), SENDER)

    mapper.apply(document)
    again = mapper.apply(document)

    assert len(again.likes) == 3
    assert len(set(again.likes.values())) == 1
