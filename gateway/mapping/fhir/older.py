"""Signs of FHIR before R4: types, elements and forms that only DSTU2 or STU3 has.

https://hl7.org/fhir/R4/diff.html · https://hl7.org/fhir/STU3/ · https://hl7.org/fhir/DSTU2/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gateway.model import Resource

_DSTU2 = (
    *("Conformance", "DeviceUseRequest", "DiagnosticOrder", "ImagingObjectSelection"),
    *("MedicationOrder", "Order", "OrderResponse"),
)
_STU3 = (
    *("BodySite", "DataElement", "DeviceComponent", "EligibilityRequest", "EligibilityResponse"),
    *("ExpansionProfile", "ImagingManifest", "ProcedureRequest", "ProcessRequest"),
    *("ProcessResponse", "ReferralRequest", "Sequence", "ServiceDefinition"),
)
TYPES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(_DSTU2, "DSTU2"), **dict.fromkeys(_STU3, "STU3")}
)
"""Type that R4 does not have -> the last version that had it."""

ELEMENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "AllergyIntolerance": {"substance": "DSTU2", "status": "DSTU2", "assertedDate": "STU3"},
        "Appointment": {"incomingReferral": "STU3"},
        "CarePlan": {"context": "STU3", "definition": "STU3"},
        "Composition": {"class": "STU3"},
        "Condition": {"dateRecorded": "DSTU2", "patient": "DSTU2", "assertedDate": "STU3"},
        "Coverage": {"grouping": "STU3"},
        "Device": {"model": "STU3", "udi": "STU3"},
        "DiagnosticReport": {"codedDiagnosis": "STU3", "context": "STU3", "image": "STU3"},
        "DocumentReference": {"class": "STU3", "created": "STU3", "indexed": "STU3"},
        "Encounter": {"patient": "DSTU2", "incomingReferral": "STU3", "reason": "STU3"},
        "FamilyMemberHistory": {"notDone": "STU3"},
        "Goal": {"status": "STU3"},
        "ImagingStudy": {"accession": "STU3", "patient": "STU3", "uid": "STU3"},
        "Immunization": {"date": "STU3", "notGiven": "STU3", "practitioner": "STU3"},
        "MedicationAdministration": {"notGiven": "STU3", "prescription": "STU3"},
        "MedicationDispense": {"notDone": "STU3"},
        "MedicationRequest": {"context": "STU3", "definition": "STU3"},
        "MedicationStatement": {"patient": "DSTU2", "reasonNotTaken": "STU3", "taken": "STU3"},
        "Observation": {
            "comments": "DSTU2",
            "comment": "STU3",
            "context": "STU3",
            "related": "STU3",
        },
        "Patient": {"careProvider": "DSTU2", "animal": "STU3"},
        "Procedure": {"context": "STU3", "definition": "STU3", "notDone": "STU3"},
        "QuestionnaireResponse": {"context": "STU3", "parent": "STU3"},
    }
)
"""Type -> elements right inside it that R4 does not have, and the last version that had them."""

CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "AllergyIntolerance": {"clinicalStatus": "STU3", "verificationStatus": "STU3"},
        "Condition": {"clinicalStatus": "STU3", "verificationStatus": "STU3"},
        "Encounter": {"class": "DSTU2"},
    }
)
"""Type -> elements that were a code, and are a Coding or a CodeableConcept in R4."""


def older(resource: Resource, type_: str) -> Iterator[tuple[str, str, str]]:
    """(version, sign, element) of each sign of a version before R4."""
    for name, version in ELEMENTS.get(type_, {}).items():
        if name in resource:
            yield version, f"{type_}.{name}", name
    for name, version in CODES.get(type_, {}).items():
        if isinstance(resource.get(name), str):
            yield version, f"{type_}.{name} (code)", name
    names = resource.get("name")
    for one in names if isinstance(names, list) else ():
        if isinstance(one, dict) and isinstance(one.get("family"), list):
            yield "DSTU2", "HumanName.family[]", "name"
