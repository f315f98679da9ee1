"""FHIR and DICOM metadata spoiled at random places are taken or refused by a rule; nothing faults.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

import copy
import json
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.intake.house import NOON, ROOT, rules
from tests.pace import in_time

MESSAGES = ROOT / "tests" / "messages"
STRANGE: tuple[Any, ...] = (
    None, 1, "x", [], {}, [1], {"a": 1}, True, "Patient/1", [{}], [[1]], {"reference": 5},
    {"url": 1}, 1.5, "", [None], "20269999", "1e999", "^^^", "\u0000", "urn:uuid:x", "a\\b",
)  # fmt: skip
TIMES = 150


def sent(format: str) -> list[Path]:
    """The messages of the pairs."""
    found = (MESSAGES / format).glob("*/*.json")
    return sorted(path for path in found if not path.name.endswith(".expected.json"))


def spoiled(value: Any, chance: random.Random) -> Any:
    """The same with a few things gone or strange."""
    made = copy.deepcopy(value)
    for _ in range(chance.randint(1, 3)):
        node = made
        while isinstance(node, dict | list) and node:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key: Any = chance.choice(keys)
            inner = node[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
                node = inner
                continue
            if chance.random() < 0.3:
                del node[key]
            else:
                node[key] = copy.deepcopy(chance.choice(STRANGE))
            break
    return made


@pytest.mark.parametrize("format", ["fhir", "dicom"])
def test_whatever_is_spoiled_nothing_faults(format: str) -> None:
    """A verdict, with its rules, each time."""
    chance = random.Random(11)  # noqa: S311 - the same for ever
    wholes = [json.loads(path.read_bytes()) for path in sent(format)]
    verdicts = set()
    for _ in range(TIMES):
        body = json.dumps(spoiled(chance.choice(wholes), chance)).encode()
        found = convert(Inbound("klinik", format, body, NOON), rules(), ledger=True)
        verdicts.add(found.status)
        assert found.status is Status.ACCEPTED or found.issues

    assert verdicts == {Status.ACCEPTED, Status.REJECTED}


@pytest.mark.parametrize(
    "said",
    ["three", "1e" + "9" * 5000, "0" * 3000 + "x", "1" * 100_000 + "x"],
    ids=["letters", "a-long-exponent", "zeros", "digits"],
)
def test_a_measurement_that_is_no_number_is_told_in_its_place(said: str) -> None:
    """Even one that has the letter of an exponent in it, and however long it is: at once."""
    body = (MESSAGES / "dicom" / "SR" / "a-dose-report.json").read_text(encoding="utf-8")
    number = re.search(r'"0040A30A": \{\s*"Value": \[\s*("?[\d.]+"?)', body)
    assert number is not None
    spoiled = body[: number.start(1)] + f'"{said}"' + body[number.end(1) :]
    began = time.process_time()
    found = convert(Inbound("klinik", "dicom", spoiled.encode(), NOON), rules())
    assert in_time(time.process_time() - began, 3)
    assert found.status is Status.ACCEPTED
    told = [(one.rule, one.source.rpartition("/")[0]) for one in found.issues]
    at = "/Instance/ContentSequence/ContentSequence/MeasuredValueSequence/NumericValue"
    assert ("value-invalid-number", at) in told
