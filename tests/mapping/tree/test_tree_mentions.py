"""What two mentions of one person or house say together.

https://hl7.org/fhir/R4/practitioner.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.mapping.tree.mentions import add_missing

SHORT = {"family": "Thill", "given": ["Claire"]}
FULL = {"family": "Thill", "given": ["Claire", "Anne"], "suffix": ["MD"]}


def person(*names: dict[str, Any]) -> dict[str, Any]:
    """A Practitioner with these names."""
    return {"resourceType": "Practitioner", "name": list(names)}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (SHORT, FULL, FULL),
        (FULL, SHORT, FULL),
        (SHORT, {"family": "Weber", "given": ["Claire"], "suffix": ["MD"]}, SHORT),
        ({"text": "Dr Thill"}, FULL, {"text": "Dr Thill"}),
    ],
)
def test_a_person_is_called_as_fully_as_anybody_says(
    first: dict[str, Any], second: dict[str, Any], kept: dict[str, Any]
) -> None:
    """The fuller form of the same name counts; another name is not taken for it."""
    body = person(first)

    add_missing(body, person(second))

    assert body["name"] == [kept]


def test_another_name_of_a_house_is_its_alias() -> None:
    """A ward is often written with the number of its hospital: both names are worth having."""
    body: dict[str, Any] = {"resourceType": "Organization", "name": "Amadeus Spital, 1. Chirurgie"}

    for name in ("Amadeus Spital", "Amadeus Spital, 1. Chirurgie", "Amadeus Spital"):
        add_missing(body, {"resourceType": "Organization", "name": name})

    assert body["name"] == "Amadeus Spital, 1. Chirurgie"
    assert body["alias"] == ["Amadeus Spital"]


def test_another_telephone_is_one_more() -> None:
    """What one mention lacks, another may say."""
    body: dict[str, Any] = {"resourceType": "Organization", "telecom": [{"value": "1"}]}

    add_missing(body, {"telecom": [{"value": "1"}, {"value": "2"}], "address": [{"city": "Esch"}]})

    assert body["telecom"] == [{"value": "1"}, {"value": "2"}]
    assert body["address"] == [{"city": "Esch"}]
