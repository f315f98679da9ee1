"""Results of a report that does not stand are taken for new, and looked for where they are not.

https://hl7.org/fhir/R4/diagnosticreport.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from gateway.intake import receive
from gateway.model import Inbound, Keys, Receipt, Standing, Status
from gateway.store import open_sqlite
from tests.intake.house import House, message

PID = "PID|1||1001^^^KLINIK^MR||Muster^Anna"
OBR = "OBR|1||F1^KLINIK|BB^Blutbild^L|||20261121090000+0100|||||||||||||||||LAB|{}"
OBX = "OBX|{at}|NM|{code}^Test^L||{value}|g/L|||||{status}|||20261121090000+0100"
CODES = ("HB", "LEU", "THR", "ERY", "HK")


def report(control: str, value: str, status: str = "F") -> bytes:
    """A report of five results."""
    lines = [
        OBX.format(at=at, code=code, value=value, status=status)
        for at, code in enumerate(CODES, 1)
    ]
    return message("ORU^R01^ORU_R01", control, PID, OBR.format(status), *lines)


class Watched:
    """The store of a house, and what was looked for in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.assumed: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house.store, name)

    async def standing(self, keys: Keys) -> Standing:
        """The same; how many results were taken for new is noted."""
        found: Standing = await self.house.store.standing(keys)
        self.assumed.append(len(found.assumed))
        return found

    def take(self, body: bytes) -> Receipt:
        """Take in one message."""
        at = self.house.now
        taken: Receipt = self.house.run(
            receive(Inbound("klinik", "hl7v2", body, at), self.house.rules, self)
        )
        return taken


@pytest.fixture
def watched(house: House) -> Watched:
    return Watched(house)


@contextmanager
def beside(house: House) -> Iterator[sqlite3.Connection]:
    """Somebody at work on the file of a gateway that is closed."""
    house.run(house.store.close())
    with closing(sqlite3.connect(house.path, isolation_level=None)) as sql:
        yield sql
    house.store = open_sqlite(house.path)


def values(house: House) -> list[tuple[str, str]]:
    """Value and version of each result."""
    return sorted(
        (str(one["valueQuantity"]["value"]), one["meta"]["versionId"])
        for one in house.all("Observation")
    )


def test_a_new_report_has_its_results_taken_for_new(watched: Watched) -> None:
    assert watched.take(report("M1", "7")).status is Status.ACCEPTED
    assert watched.assumed == [5]
    assert values(watched.house) == [("7", "1")] * 5


def test_a_correction_has_them_looked_for(watched: Watched) -> None:
    watched.take(report("M1", "7"))
    assert watched.take(report("M2", "8", "C")).status is Status.ACCEPTED
    assert watched.assumed == [5, 0]
    assert values(watched.house) == [("8", "2")] * 5


def test_results_that_stand_without_their_report_are_corrected_too(watched: Watched) -> None:
    """Nothing is kept twice: where writing finds them, all is looked for."""
    watched.take(report("M1", "7"))
    with beside(watched.house) as sql:
        sql.execute(
            "DELETE FROM resource WHERE type ="
            " (SELECT number FROM type WHERE name = 'DiagnosticReport')"
        )

    assert watched.take(report("M2", "8", "C")).status is Status.ACCEPTED
    assert watched.assumed == [5, 5, 0]
    assert values(watched.house) == [("8", "2")] * 5


def test_a_message_that_is_refused_was_judged_by_all_that_stands(watched: Watched) -> None:
    wrong = report("M1", "7").replace(b"|20261121090000+0100\r", b"|2026139\r")
    assert watched.take(wrong).status is Status.REJECTED
    assert watched.assumed == [5, 0]
