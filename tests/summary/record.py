"""An invented record: one patient, her results and reports, and the summary that is made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from gateway.model import Resource
from gateway.summary import summary

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "11111111-1111-5111-8111-111111111111",
    "identifier": [{"system": "urn:oid:1.3.182.4.4", "value": "1993041201731"}],
    "name": [{"family": "Muster", "given": ["Léonie"]}],
    "birthDate": "1993-04-12",
}
MINE = {"reference": f"Patient/{PATIENT['id']}"}
LABORATORY = [{"coding": [{"code": "laboratory"}]}]


def result(id_: str, code: str, day: int, value: str = "4.10", **said: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "category": LABORATORY,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": MINE,
        "effectiveDateTime": f"2026-11-{day:02}T08:00:00+01:00",
        "valueQuantity": {"value": Decimal(value), "unit": "mmol/L"},
        **said,
    }


def report(id_: str, *results: str, **said: Any) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "id": id_,
        "status": "final",
        "code": {"text": "Blood count"},
        "subject": MINE,
        "effectiveDateTime": "2026-11-20",
        "result": [{"reference": f"Observation/{each}"} for each in results],
        **said,
    }


def made(*resources: Resource, patient: Resource = PATIENT) -> Resource:
    return summary(patient["id"], [patient, *resources], NOW)


def held(bundle: Resource, kind: str) -> list[Resource]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def ids(bundle: Resource, kind: str) -> list[str]:
    return sorted(resource["id"] for resource in held(bundle, kind))


def section(bundle: Resource, code: str) -> Resource:
    parts: list[Resource] = bundle["entry"][0]["resource"]["section"]
    return next(part for part in parts if part["code"]["coding"][0]["code"] == code)
