"""A result is known again wherever in its message the segments stand that it only asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.adapters.hl7v2.read import parse
from gateway.definitions import Definitions
from gateway.mapping import load
from gateway.model import Sender

SENDER = Sender("lakeside", zone="Europe/Luxembourg", authorities={"HOSP": "urn:oid:1.2.3.4"})
METHODS = ("M1^Method^99X", "M2^Method^99X~M3^Second^99X")


def _report(number: int, notes: int) -> bytes:
    """Two results, so many notes behind each, and the specimen behind all of them."""
    lines = [
        f"MSH|^~\\&|LAB|HOSP|||20261121101500+0100||ORU^R01|{number}|P|2.5.1",
        "PID|1||4711^^^HOSP^MR||Invented^Ida",
        f"OBR|1||F{number}^HOSP|PANEL|||20261121080000+0100|||||||||||||||||LAB|F",
    ]
    for at, method in enumerate(METHODS, 1):
        told = f"OBX|{at}|NM|K{at}^Kalium^99X||{at}.{number}|mmol/L|||||F|||20261121||"
        lines += [f"{told}|{method}", *(f"NTE|{note}|L|seen" for note in range(notes))]
    return "\r".join([*lines, f"SPM|1|P{number}^F{number}||BLD^Blood^HL70487"]).encode()


@pytest.mark.parametrize("notes", [0, 2])
def test_a_result_is_known_again_wherever_its_specimen_stands(
    notes: int, definitions: Definitions, shipped: Path, names: Any
) -> None:
    """Other notes before the specimen, other methods beside the first: the same kind of result."""
    mapper = load.load([shipped], "hl7v2", SENDER, definitions, HL7v2(), names, None)
    for number in range(2):
        mapper.apply(parse(_report(number, notes), SENDER))
    said = mapper.apply(parse(_report(7, notes + 1), SENDER))

    assert [kind for kind, _ in said.likes].count("Observation") == len(METHODS)
