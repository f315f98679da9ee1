"""The summary of a real record is a valid document: by our own profile, and by HL7's.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Bundle-uv-ips.html
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gateway import settings, validation
from gateway.definitions import Definitions
from gateway.model import Issue, Resource, Severity
from gateway.summary import summary

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data"))
IPS_PACKAGE = SHARED / "packages" / "hl7.fhir.uv.ips-2.0.1.tgz"
OURS = "https://fhir.gateway.example/lu/StructureDefinition/lu-bundle-summary"
IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

SUBJECT = {"reference": "Patient/p"}
PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p",
    "identifier": [{"system": "urn:oid:1.3.182.4.4", "value": "1893120105732"}],
    "name": [{"family": "Muster", "given": ["Anna"]}],
    "birthDate": "1893-12-01",
}
POTASSIUM: Resource = {
    "resourceType": "Observation",
    "id": "k",
    "status": "final",
    "category": [
        {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "laboratory",
                }
            ]
        }
    ],
    "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
    "subject": SUBJECT,
    "encounter": {"reference": "Encounter/e"},
    "performer": [{"reference": "Practitioner/d"}],
    "valueQuantity": {"value": Decimal("4.10"), "unit": "mmol/L"},
}
REPORT: Resource = {
    "resourceType": "DiagnosticReport",
    "id": "r",
    "status": "final",
    "code": {"text": "Ionogram"},
    "subject": SUBJECT,
    "result": [{"reference": "Observation/k"}, {"reference": "Observation/not-at-hand"}],
}
STAY: Resource = {
    "resourceType": "Encounter",
    "id": "e",
    "status": "in-progress",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
    "subject": SUBJECT,
}
DOCTOR: Resource = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Exempel"}]}
NAMELESS: Resource = {"resourceType": "Patient", "id": "p", "identifier": PATIENT["identifier"]}
PACEMAKER: Resource = {
    "resourceType": "Device",
    "id": "v",
    "type": {"text": "Pacemaker"},
    "patient": SUBJECT,
}
WORN: Resource = {
    "resourceType": "DeviceUseStatement",
    "id": "w",
    "status": "active",
    "subject": SUBJECT,
    "device": {"reference": "Device/v"},
    "timingDateTime": "2019-05-02",
}
PREGNANT: Resource = {
    "resourceType": "Observation",
    "id": "g",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "82810-3"}]},
    "subject": SUBJECT,
    "effectiveDateTime": "2026-11-02",
    "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA15173-0"}]},
}
PAST: Resource = {
    "resourceType": "Condition",
    "id": "o",
    "clinicalStatus": {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                "code": "resolved",
            }
        ]
    },
    "code": {"text": "Appendicitis"},
    "subject": SUBJECT,
}
RECORDS = {
    "everything": [PATIENT, POTASSIUM, REPORT, STAY, DOCTOR],
    "a device, a pregnancy, a past problem": [PATIENT, PACEMAKER, WORN, PREGNANT, PAST],
    "only who the patient is": [PATIENT],
    "not even a name": [NAMELESS, POTASSIUM],
}


def errors(definitions: Definitions, url: str, record: str) -> list[Issue]:
    profile = validation.load(definitions).profile(url)
    assert profile is not None
    found = profile.check(summary("p", RECORDS[record], NOW))
    return [issue for issue in found if issue.severity in (Severity.ERROR, Severity.FATAL)]


@pytest.mark.parametrize("record", RECORDS)
def test_a_summary_meets_our_own_profile(record: str) -> None:
    home = settings.read({})
    assert errors(Definitions.open(home.definitions, home.profiles), OURS, record) == []


@pytest.mark.skipif(not IPS_PACKAGE.exists(), reason="the IPS package is not at hand")
@pytest.mark.parametrize("record", RECORDS)
def test_a_summary_meets_the_international_profile(record: str) -> None:
    home = settings.read({})
    both = Definitions.open(home.definitions, [*home.profiles, IPS_PACKAGE])
    assert errors(both, IPS, record) == []
