"""A result with one value that gets several, or the other way round, is what was said last.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/observation.html#invs (obs-7)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, pid

ORU = "ORU^R01^ORU_R01"
ANNA = pid("1001^^^KLINIK^MR")
TIMES = ("20261121100000+0100", "20261121110000+0100", "20261121120000+0100")
ONE, TWO = "POS^positive^99L", "POS^positive^99L~NEG^negative^99L"


def say(house: House, value: str, sent: str, status: str = "F") -> None:
    """The laboratory says so at that time."""
    line = obx(value, status, type="CWE", unit="")
    assert house.say(ORU, ANNA, obr(), line, sent=sent).status.value == "accepted"


def codes(result: Resource) -> list[str]:
    """The codes of its value, or of its values."""
    values = [one["valueCodeableConcept"] for one in result.get("component", ())]
    values += [result["valueCodeableConcept"]] if "valueCodeableConcept" in result else []
    return [one["coding"][0]["code"] for one in values]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [(ONE, TWO, ["POS", "NEG"]), (TWO, ONE, ["POS"])],
)
@pytest.mark.parametrize("late", [False, True])
def test_what_was_said_last_counts(
    house: House, first: str, second: str, left: list[str], *, late: bool
) -> None:
    """The correction is not refused, and a late message does not undo it."""
    said = [(first, TIMES[0]), (second, TIMES[1])]
    for value, sent in reversed(said) if late else said:
        say(house, value, sent)

    assert codes(house.only("Observation")) == left


def test_a_result_that_cannot_be_had_has_no_values(house: House) -> None:
    """Two values, and then none at all."""
    say(house, TWO, TIMES[0])
    say(house, "", TIMES[1], status="X")

    assert codes(house.only("Observation")) == []
    assert house.only("Observation")["status"] == "cancelled"


def test_directives_are_the_ones_told_last(house: House) -> None:
    """One directive, two, and one again: each list takes the place of the one before."""
    for sent, said in zip(TIMES, ("DNR", "DNR~DNI", "DNI"), strict=True):
        receipt = house.say("ADT^A31", ANNA, f"PD1{'|' * 15}{said}", sent=sent)
        assert receipt.status.value == "accepted"

    assert codes(house.only("Observation")) == ["DNI"]
