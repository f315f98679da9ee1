"""What stands where R4 wants a reference, once what it led to was left out for being wrong.

https://hl7.org/fhir/R4/references.html#display
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.intake.sound import sound
from gateway.model import Issue, Severity, Stored

UNKNOWN = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
CALLED: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"code": {"text": "Enalapril 10"}}, {"display": "Enalapril 10"}),
    ({"code": {"coding": [{"display": "enalapril"}]}}, {"display": "enalapril"}),
    ({"name": "Cabinet Thill"}, {"display": "Cabinet Thill"}),
    ({"name": [{"given": ["Claire"], "family": "Thill"}]}, {"display": "Claire Thill"}),
    ({}, UNKNOWN),
)


def left(kind: str, element: str, body: dict[str, Any]) -> Any:
    """What stands at that element, where what it referred to is wrong."""
    many = element in ("author", "payor")
    reference = {"reference": "Thing/x"}
    holder = {"resourceType": kind, "id": "h", element: [reference] if many else reference}
    wrong = Issue("element-required", Severity.ERROR, resource="Thing/x")
    found = sound(
        [
            Stored(kind, "h", 1, holder, "", "", ()),
            Stored("Thing", "x", 1, {"resourceType": "Thing", "id": "x", **body}, "", "", ()),
        ],
        [wrong],
        frozenset({"Thing/x", f"{kind}/h"}),
    )
    (kept,) = found.resources
    said = kept.body[element]
    return said[0] if many else said


@pytest.mark.parametrize(("body", "said"), CALLED)
def test_it_is_told_by_its_name(body: dict[str, Any], said: dict[str, Any]) -> None:
    """A statement of a medicine stays, by what the medicine was called."""
    assert left("MedicationStatement", "medicationReference", body) == said


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("Composition", "author"),
        ("Coverage", "payor"),
        ("DeviceUseStatement", "device"),
        ("MedicationRequest", "medicationReference"),
        ("MedicationDispense", "medicationReference"),
        ("MedicationAdministration", "medicationReference"),
    ],
)
def test_what_needs_it_does_not_fall_too(kind: str, element: str) -> None:
    """One wrong author must not take the document, nor one wrong product its prescription."""
    assert left(kind, element, {"name": "Somebody"}) == {"display": "Somebody"}


def test_what_need_not_be_there_is_left_out() -> None:
    """Elsewhere a reference to what is gone goes, as before."""
    with pytest.raises(KeyError):
        left("Observation", "subject", {"name": "Somebody"})
