"""Versions of a summary or a scheme of KMEHR: what the last one leaves out no longer stands.

https://www.ehealth.fgov.be/standards/kmehr/en/page/summarised-electronic-healthcare-record-v20
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.adapters.kmehr.adapter import ADAPTER
from gateway.model import Status
from tests.intake.house import House
from tests.kmehr import PATIENT, about, content, item, message, state, transaction

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


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("last", ["S2", ""])
def test_a_summary_of_the_same_doctor_takes_the_place_of_the_former(
    house: House, last: str, order: tuple[int, int]
) -> None:
    """Whatever its number: it is all that he says of the patient."""
    first = FIRST if last else FIRST.replace(own("S1").encode(), b"")
    second = page(5, problem(), number=last)
    second = second if last else second.replace(own("").encode(), b"")
    for at_ in order:
        house.take((first, second)[at_], "hopital-du-nord", "kmehr")

    assert house.only("MedicationStatement")["status"] == "entered-in-error"
    states = sorted(one["status"] for one in house.all("DocumentReference"))
    assert states == ["current", "superseded"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("10000000004", "20000000008"),
        ('SL="GPSOFT"', 'SL="WACHTPOST"'),
        ("<iscomplete>true", "<iscomplete>false"),
    ],
)
def test_a_summary_of_another_doctor_or_software_takes_nothing_back(
    house: House, before: str, after: str
) -> None:
    """Nor does one that is not complete: each says what its author knows."""
    house.take(FIRST, "hopital-du-nord", "kmehr")
    other = page(5, problem(), number="S2").replace(before.encode(), after.encode())
    house.take(other, "hopital-du-nord", "kmehr")

    assert house.only("MedicationStatement")["status"] == "active"


def test_summaries_in_several_folders_have_versions_too(house: House) -> None:
    """The number of a folder's message is that of the whole and its own."""
    other = PATIENT.replace("85073003328", "92010100155").replace("1985-07-30", "1992-01-01")
    for body in (FIRST, LAST):
        start, end = body.index(b"<folder>"), body.index(b"</kmehrmessage>")
        second = body[start:end].replace(PATIENT.encode(), other.encode())
        whole = body[:end] + second + body[end:]
        for part in ADAPTER.split(whole):
            house.take(part, "hopital-du-nord", "kmehr")

    states = [one["status"] for one in house.all("MedicationStatement")]
    assert states == ["entered-in-error", "entered-in-error"]
    states = sorted(one["status"] for one in house.all("DocumentReference"))
    assert states == ["current", "current", "superseded", "superseded"]


@pytest.mark.parametrize("number", ["00000000000", "85073003328"])
def test_two_patients_under_one_number_keep_their_own(house: House, number: str) -> None:
    """A number that many have, or that of a mother: nothing of one goes to the other."""
    first = FIRST.replace(b"85073003328", number.encode())
    other = PATIENT.replace("Zoe", "Guy").replace("1985-07-30", "2026-01-02")
    other = other.replace("Exemple", "Modele").replace("85073003328", number)
    second = page(5, named(item("problem", about("copd")), "P1"))
    second = second.replace(PATIENT.encode(), other.encode())
    for body in (first, second):
        assert house.take(body, "hopital-du-nord", "kmehr").status is Status.ACCEPTED

    found = {one["code"]["text"]: one["subject"] for one in house.all("Condition")}
    assert found.keys() == {"asthme", "copd"}
    assert found["asthme"] != found["copd"]
    assert house.only("MedicationStatement")["status"] == "active"


def test_a_letter_of_the_same_number_takes_nothing_back(house: House) -> None:
    house.take(page(3, problem(), medicine(), kind="contactreport"), "hopital-du-nord", "kmehr")
    house.take(page(5, problem(), kind="contactreport"), "hopital-du-nord", "kmehr")

    assert house.only("MedicationStatement")["status"] == "active"
