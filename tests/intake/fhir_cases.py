"""A patient and a result, as a clinic that speaks FHIR has them, and how it sends them.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

import json
from typing import Any

from gateway.identity.names import resource_id
from gateway.model import Receipt
from tests.intake.house import House

SID = "https://fhir.gateway.example/lu/sid/klinik"


OWN = "https://klinik.example/id"


PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p7",
    "meta": {"versionId": "3", "lastUpdated": "2026-11-21T09:00:00Z"},
    "identifier": [{"system": OWN, "value": "1001"}],
    "name": [{"family": "Meyer", "given": ["Anna"]}],
    "gender": "female",
    "birthDate": "1985-03-12",
    "telecom": [{"system": "phone", "value": "+352 20 00 01"}],
}


CODE = {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}


OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": CODE,
    "subject": {"reference": "Patient/p7", "display": "A. Meyer"},
    "encounter": {"reference": "Encounter/e9"},
    "valueString": "warm",
}


def take(house: House, *resources: dict[str, Any], kind: str = "", **more: Any) -> Receipt:
    """Take in a resource, or a Bundle of that type."""
    body: dict[str, Any] = resources[0]
    if kind:
        body = {"resourceType": "Bundle", "type": kind, **more}
        body["entry"] = [
            one if one.keys() & {"resource", "request"} else {"resource": one} for one in resources
        ]
    return house.take(json.dumps(body).encode(), format="fhir")


def named(type: str, id: str) -> str:
    """The id here of what the clinic calls so."""
    return resource_id(type, (f"{SID}/{type}", id))
