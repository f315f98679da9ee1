"""Ties between narratives and data: each end is there, and is one place.

https://hl7.org/fhir/extensions/StructureDefinition-narrativeLink.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Resource, Validator

FHIR = "http://hl7.org/fhir/StructureDefinition/"
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
URN = "urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d1"


def _document(link: str, told: str) -> Resource:
    """A document whose only device says where it is told of."""
    letter: Resource = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Letter"},
        "subject": {"reference": f"{URN}2"},
        "date": "2026-11-29",
        "author": [{"display": "Dr Muster"}],
        "title": "Letter",
        "text": {"status": "generated", "div": f"<div {XHTML}>{told}</div>"},
        "section": [{"title": "Devices", "entry": [{"reference": f"{URN}3"}]}],
    }
    tie = {"url": f"{FHIR}narrativeLink", "valueUrl": link}
    entries: tuple[Resource, ...] = (
        letter,
        {"resourceType": "Patient"},
        {"resourceType": "Device", "extension": [tie]},
    )
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"{URN}0"},
        "timestamp": "2026-11-29T10:00:00Z",
        "entry": [
            {"fullUrl": f"{URN}{number}", "resource": one} for number, one in enumerate(entries, 1)
        ],
    }


def _ties(validator: Validator, resource: Resource) -> list[str]:
    return [one.target for one in validator.check(resource) if one.rule == "narrative-tie"]


@pytest.mark.parametrize(
    ("link", "told", "right"),
    [
        (f"{URN}1#d", '<p id="d">A stent.</p>', True),
        (f"{URN}1#d", "<p>A stent.</p>", False),
        (f"{URN}1#d", '<p id="d">A stent.</p><p id="d">Again.</p>', False),
        (f"{URN}9#d", '<p id="d">A stent.</p>', False),
        (f"{URN}1", "<p>A stent.</p>", True),
    ],
)
def test_data_lead_to_the_narrative_that_tells_of_them(
    link: str, told: str, *, right: bool, validator: Validator
) -> None:
    found = _ties(validator, _document(link, told))
    assert found == ([] if right else ["Bundle.entry[2].resource.extension[0]"])


@pytest.mark.parametrize(
    ("ident", "data", "right"),
    [("n", "#x", True), ("m", "#x", False), ("n", "#y", False), ("n", None, False)],
)
def test_a_narrative_leads_to_the_data_it_tells_of(
    ident: str, data: str | None, *, right: bool, validator: Validator
) -> None:
    parts: list[dict[str, Any]] = [{"url": "htmlid", "valueString": ident}]
    if data:
        parts.append({"url": "data", "valueUri": data})
    patient: Resource = {
        "resourceType": "Patient",
        "text": {
            "extension": [{"url": f"{FHIR}textLink", "extension": parts}],
            "status": "generated",
            "div": f'<div {XHTML}><b id="n">Muster</b></div>',
        },
        "name": [{"id": "x", "family": "Muster"}],
    }
    assert _ties(validator, patient) == ([] if right else ["Patient.text.extension[0]"])
