"""Four times as many segments of one kind are about four times the work: no message hangs a door.

Work is counted in calls of Python functions, which no machine makes fewer of.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import FrameType, MappingProxyType
from typing import Any

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.account import account
from gateway.intake.plan import plan
from gateway.intake.settle import settle
from gateway.model import Entry, Inbound, Ruleset, Standing
from gateway.settings import Settings
from tests.warm import warm

FEW, MANY = 40, 160
LONG = 250
"""Segments of which a ledger is long."""
MOST = 5.5
"""Times the calls at most, for four times the segments."""
END = "P|2.5.1|||||LUX|UNICODE UTF-8"
MSH = f"MSH|^~\\&|SIL|HDN|GATEWAY|LU|20261121101500+0100||{{}}|C1|{END}"
PID = "PID|1||1^^^HOPITALNORD^MR||FAMILLE^INVENTEE||19850417|F"
PV1 = f"PV1|1|I|MED^1^1{'|' * 16}S1^^^HOPITALNORD^VN"
OBR = f"|||20261121080000+0100{'|' * 15}20261121093000+0100||LAB|F"
REPORT = [MSH.format("ORU^R01^ORU_R01"), PID, PV1, f"OBR|1|P^A|F^A|X^Y^99L{OBR}"]
ADMISSION = [MSH.format("ADT^A01^ADT_A01"), "EVN|A01|20261121071500+0100", PID, PV1]
CHARGE = [
    MSH.format("DFT^P03^DFT_P03"),
    "EVN|P03|20261121071500+0100",
    f"{PID}||||||||||A1^^^HOPITALNORD^AN",
    f"{PV1}{'|' * 28}1012.40",
    "FT1|1|T9||20261121||CG|X^Y^99L|||1|45.00&EUR",
]


def result(number: int, *, value: str = "1", when: str = "") -> str:
    return f"OBX|{number}|NM|C{number}^N^99L||{value}|g/L|||||F|||{when}"


def susceptibility(number: int) -> str:
    return (
        f"OBR|{number}|P{number}^A|F{number}^A|S^S^99L{OBR}|ISO&I&99L^1|||P^A\r"
        f"OBX|1|ST|D{number}^Drug^99L|1|S|||S|||F"
    )


Message = Callable[[int], list[str]]
KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "results": lambda n: [*REPORT, *map(result, range(n))],
        "values-that-are-no-numbers": lambda n: [
            *REPORT,
            *(result(at, value="not done") for at in range(n)),
        ],
        "times-that-are-none": lambda n: [
            *REPORT,
            *(result(at, when="20261399") for at in range(n)),
        ],
        "lines-of-text": lambda n: [
            *REPORT,
            *(f"OBX|{at}|TX|T^T^99L||line {at}||||||F" for at in range(n)),
        ],
        "susceptibilities": lambda n: [
            *REPORT,
            "OBX|1|CWE|ISO^I^99L|1|E^E^99L||||||F",
            *map(susceptibility, range(n)),
        ],
        "notes": lambda n: [*REPORT, result(1), *(f"NTE|{at}|L|note {at}" for at in range(n))],
        "allergies": lambda n: [
            *ADMISSION,
            *(f"AL1|{at}|DA|A{at}^Drug^99L|SV|rash" for at in range(n)),
        ],
        "diagnoses-of-no-day": lambda n: [
            *ADMISSION,
            *(f"DG1|{at}|I10|I{at}^X^I10||20261399|A" for at in range(n)),
        ],
        "relatives": lambda n: [
            *ADMISSION,
            *(f"NK1|{at}|FAM{at}^GIV|MTH|street|^PRN^PH^^^^{at}" for at in range(n)),
        ],
        "guarantors-of-one-account": lambda n: [
            *CHARGE,
            *(f"GT1|{at}||PAYER{at}^GIVEN|||||||SPO" for at in range(n)),
        ],
        "comments-before-an-order": lambda n: [
            *REPORT[:-1],
            f"ORC|RE|P^A|F^A{'|' * 12}20261121",
            *(f"NTE|{at}|L|note {at}" for at in range(n)),
            REPORT[-1],
            result(1),
        ],
        "timings-before-an-order": lambda n: [
            *REPORT[:-1],
            f"ORC|RE|P^A|F^A{'|' * 12}20261121",
            *(f"TQ1|{at}||BID||||20261121||R" for at in range(n)),
            REPORT[-1],
            result(1),
        ],
        "who-takes-part-in-a-prescription": lambda n: [
            MSH.format("RDE^O11^RDE_O11"),
            PID,
            PV1,
            "ORC|NW|P^A|F^A",
            "RXE|1^BID^HL70335^^^20261121|X^Y^99L|1||mg",
            *(f"PRT||AD||AP^X^HL70912||N{at}^WORD|||M{at}^12||20261128" for at in range(n)),
        ],
        "doctors-of-a-stay": lambda n: [
            *ADMISSION,
            *(f"ROL|{at}|AD|AT|{at}^WORD^GIVEN^^^^^^HDN" for at in range(n)),
        ],
        "numbers-of-a-person": lambda n: [
            *ADMISSION[:2],
            f"PID|1||{'~'.join(f'{at}^^^HOPITALNORD^MR' for at in range(n))}||FAMILLE^INVENTEE",
            PV1,
        ],
        "persons-in-one-message": lambda n: [
            *ADMISSION[:2],
            *(f"PID|{at}||{at}^^^HOPITALNORD^MR||FAMILLE^INVENTEE" for at in range(n)),
            PV1,
        ],
        "segments-of-ones-own": lambda n: [*ADMISSION, *(f"ZZZ|{at}|a|b" for at in range(n))],
    }
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return ruleset(Settings(data=warm(tmp_path_factory.mktemp("many"))))


@pytest.mark.parametrize("name", KINDS)
def test_four_times_as_many_are_about_four_times_the_work(name: str, rules: Ruleset) -> None:
    """Whether they are right or wrong."""
    few, many = KINDS[name](FEW), KINDS[name](MANY)
    taken(few, rules)
    taken(many, rules)

    assert calls(lambda: taken(many, rules)) <= MOST * calls(lambda: taken(few, rules))


def test_the_ledger_of_four_times_as_many_is_about_four_times_the_work(rules: Ruleset) -> None:
    """Restrictions of access, which say what they say as wholes."""
    few, many = (
        plan(came([*ADMISSION, *(f"ARV|{at}|A|DEM|PHY|why {at}" for at in range(n))]), rules)
        for n in (LONG, 4 * LONG)
    )

    once = lines(lambda: tuple(account(few, rules)))
    assert lines(lambda: tuple(account(many, rules))) <= MOST * once


READ = (
    "guarantors-of-one-account",
    "comments-before-an-order",
    "timings-before-an-order",
    "numbers-of-a-person",
    "persons-in-one-message",
)
"""Kinds that are read for long, and settled soon."""


@pytest.mark.parametrize("name", READ)
def test_to_read_four_times_as_many_is_about_four_times_the_work(
    name: str, rules: Ruleset
) -> None:
    """Before anything meets what stands."""
    few, many = came(KINDS[name](LONG)), came(KINDS[name](4 * LONG))
    plan(came(KINDS[name](FEW)), rules)

    assert lines(lambda: plan(many, rules)) <= MOST * lines(lambda: plan(few, rules))


@pytest.mark.parametrize("name", ["who-takes-part-in-a-prescription"])
def test_faults_of_four_times_as_many_are_found_in_about_four_times_the_work(
    name: str, rules: Ruleset
) -> None:
    """Each is looked for among what wrote its own element."""
    few, many = KINDS[name](FEW), KINDS[name](MANY)
    assert len(taken(few, rules).receipt.issues) >= FEW
    taken(many, rules)

    assert lines(lambda: taken(many, rules)) <= MOST * lines(lambda: taken(few, rules))


def came(segments: list[str]) -> Inbound:
    body = "".join(f"{one}\r" for one in segments).encode()
    return Inbound("hopital-du-nord", "hl7v2", body, datetime(2026, 12, 1, tzinfo=UTC))


def lines(work: Callable[[], object]) -> int:
    """How many lines of Python are run."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal number
        number += event == "line"
        return count

    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(None)
    return number


def taken(segments: list[str], rules: Ruleset) -> Entry:
    entry = settle(plan(came(segments), rules), Standing(), rules)
    assert isinstance(entry, Entry)
    return entry


def calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number
