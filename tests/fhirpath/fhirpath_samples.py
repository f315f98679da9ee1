"""Invented resources to ask questions of, and a walk to every element of them."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gateway.fhirpath import Schema

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "meta": {"profile": ["https://example.org/StructureDefinition/p"]},
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>A <b>note</b></p></div>',
    },
    "contained": [
        {"resourceType": "Organization", "id": "o1", "name": "Ward 7"},
        {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Nobody"}]},
    ],
    "extension": [
        {"url": "https://example.org/colour", "valueString": "blue"},
        {"url": "https://example.org/both", "extension": [{"url": "a", "valueInteger": 3}]},
    ],
    "active": True,
    "name": [
        {
            "use": "official",
            "family": "Muster",
            "given": ["Ada", None, "Bea"],
            "_given": [None, {"extension": [{"url": "x", "valueCode": "masked"}]}, {"id": "g3"}],
            "period": {"start": "2001-05-06", "end": "2003"},
        },
        {
            "use": "maiden",
            "given": ["Ada"],
            "period": {"start": "2004-01-01", "end": "2003-01-01"},
        },
    ],
    "telecom": [{"system": "phone", "value": "+352 000 000"}, {"value": "no system"}],
    "birthDate": "1980-02-29",
    "_birthDate": {"extension": [{"url": "t", "valueDateTime": "1980-02-29T10:00:00+01:00"}]},
    "_gender": {"extension": [{"url": "absent", "valueCode": "unknown"}]},
    "deceasedBoolean": False,
    "contact": [
        {"relationship": [{"text": "friend"}], "gender": "female"},
        {"organization": {"reference": "#o1"}},
    ],
    "managingOrganization": {"reference": "#o1"},
    "generalPractitioner": [{"reference": "#d1"}, {"reference": "#missing"}],
}
OBSERVATION = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "category": [{"coding": [{"system": "http://example.org/c", "code": "laboratory"}]}],
    "code": {
        "coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Haemoglobin"}]
    },
    "subject": {"reference": "Patient/p1"},
    "effectivePeriod": {"start": "2026-03-01T08:00:00Z", "end": "2026-03-01T07:00:00Z"},
    "valueQuantity": {
        "value": Decimal("13.50"),
        "unit": "g/dL",
        "system": "http://unitsofmeasure.org",
        "code": "g/dL",
    },
    "dataAbsentReason": {"text": "contradicts the value"},
    "referenceRange": [
        {"low": {"value": 12}, "high": {"value": 16}},
        {"appliesTo": [{"text": "x"}]},
    ],
    "component": [
        {
            "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
            "valueString": "same code as above",
        },
        {"code": {"text": "range"}, "valueRange": {"low": {"value": 9}, "high": {"value": 2}}},
    ],
}
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "status": "draft",
    "name": "not computable",
    "item": [
        {
            "linkId": "1",
            "type": "group",
            "item": [
                {"linkId": "1.1", "type": "choice", "answerOption": [{"valueString": "yes"}]},
                {"linkId": "1.1", "type": "display", "required": True},
                {
                    "linkId": "1.2",
                    "type": "string",
                    "maxLength": 5,
                    "initial": [{"valueDate": "2026"}],
                },
            ],
            "enableWhen": [
                {"question": "1.1", "operator": "exists", "answerBoolean": True},
                {"question": "1.2", "operator": "=", "answerDecimal": Decimal("1.0")},
            ],
        }
    ],
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "total": 3,
    "entry": [
        {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": PATIENT},
        {"fullUrl": "https://example.org/Observation/o1/_history/2", "resource": OBSERVATION},
        {"resource": QUESTIONNAIRE, "request": {"method": "PUT", "url": "Questionnaire/q"}},
    ],
}
TIMING = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "water"},
    "subject": {"display": "somebody"},
    "dosageInstruction": [
        {
            "timing": {
                "repeat": {
                    "boundsDuration": {"value": -1, "code": "d"},
                    "duration": Decimal("-1.5"),
                    "period": 2,
                    "periodUnit": "d",
                    "when": ["C", "MORN"],
                    "offset": 5,
                }
            },
            "maxDosePerPeriod": {"numerator": {"value": 1}},
        }
    ],
}
SAMPLES: tuple[dict[str, Any], ...] = (PATIENT, OBSERVATION, QUESTIONNAIRE, BUNDLE, TIMING)


@dataclass(frozen=True, slots=True)
class Spot:
    """One element of a resource."""

    place: str
    value: Any
    sibling: Any
    resource: dict[str, Any]


def spots(resource: dict[str, Any], schema: Schema) -> Iterator[Spot]:
    """Every element of a resource, itself first; contained ones with their container."""
    yield from _spots(Spot(resource["resourceType"], resource, None, resource), schema)


def _spots(spot: Spot, schema: Schema) -> Iterator[Spot]:
    yield spot
    if not isinstance(spot.value, dict):
        return
    for key, (_, place) in schema.keys(spot.place).items():
        found, beside = spot.value.get(key), spot.value.get("_" + key)
        values = found if isinstance(found, list) else [found]
        siblings = beside if isinstance(beside, list) else [beside] * len(values)
        for value, sibling in zip(values, siblings, strict=True):
            if value is not None or sibling is not None:
                kind = value["resourceType"] if place == "Resource" else place
                holder = (
                    value
                    if place == "Resource" and spot.place == "Bundle.entry"
                    else spot.resource
                )
                yield from _spots(Spot(kind, value, sibling, holder), schema)


def broken(resource: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same resource with a tenth of its members dropped, by the seed."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    made = copy.deepcopy(resource)
    waiting: list[Any] = [made]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict):
            for key in [k for k in held if k not in {"resourceType", "url"}]:
                bare = "_" + key not in held and not key.startswith("_")
                if bare and len(held) > 1 and chance.random() < 0.1:
                    del held[key]
            waiting += held.values()
        elif isinstance(held, list):
            waiting += held
    return made
