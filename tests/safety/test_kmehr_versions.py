"""Versions of a summary or a scheme of KMEHR: what the last one leaves out no longer stands.

https://www.ehealth.fgov.be/standards/kmehr/en/page/summarised-electronic-healthcare-record-v20
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.model import Status
from tests.intake.house import House
from tests.kmehr import about, content, item, message, state, transaction

VENT = content("<medicinalproduct><intendedname>Ventinvent</intendedname></medicinalproduct>")
ASTHMA = about("asthme")


def own(number: str) -> str:
    return f'<id S="LOCAL" SL="GPSOFT" SV="1.0">{number}</id>'


def named(part: str, number: str) -> str:
    """The same item or transaction, with the number that the software gave it."""
    return part.replace("</id>", f"</id>{own(number)}", 1)


def page(day: int, *items: str, kind: str = "sumehr", number: str = "S1") -> bytes:
    """A document of a March day."""
    body = message(named(transaction(kind, *items), number), number=f"10000000004.V{day}")
    return body.replace(b"2026-03-02", f"2026-03-{day:02}".encode())


def problem(*parts: str) -> str:
    return named(item("problem", ASTHMA, *parts), "P1")


def medicine() -> str:
    return named(item("medication", VENT, state("lifecycle", "active"), number=2), "M1")


FIRST = page(3, problem(state("lifecycle", "active")), medicine())
LAST = page(5, problem(state("lifecycle", "inactive")))


@pytest.mark.parametrize("order", [*permutations((FIRST, LAST))])
def test_a_medicine_that_the_next_summary_leaves_out_is_not_taken(
    house: House, order: tuple[bytes, ...]
) -> None:
    for body in order:
        assert house.take(body, "hopital-du-nord", "kmehr").status is Status.ACCEPTED

    assert house.only("MedicationStatement")["status"] == "entered-in-error"
    [state_] = house.only("Condition")["clinicalStatus"]["coding"]
    assert state_["code"] == "inactive"
    states = sorted(one["status"] for one in house.all("DocumentReference"))
    assert states == ["current", "superseded"]


def test_another_summary_takes_nothing_back(house: House) -> None:
    house.take(FIRST, "hopital-du-nord", "kmehr")
    house.take(page(5, problem(), number="S2"), "hopital-du-nord", "kmehr")

    assert house.only("MedicationStatement")["status"] == "active"


def test_a_letter_of_the_same_number_takes_nothing_back(house: House) -> None:
    house.take(page(3, problem(), medicine(), kind="contactreport"), "hopital-du-nord", "kmehr")
    house.take(page(5, problem(), kind="contactreport"), "hopital-du-nord", "kmehr")

    assert house.only("MedicationStatement")["status"] == "active"
