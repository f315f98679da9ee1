"""Which FHIR is this? What only another version has is refused by its name, before anything else.

R4B is taken where it is the same as R4. https://hl7.org/fhir/R5/diff.html · https://hl7.org/fhir/R4B/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.fhir.older import TYPES, older
from gateway.model import Issue, Resource
from gateway.wording import told

R4B = frozenset(
    {
        "AdministrableProductDefinition",
        "Citation",
        "ClinicalUseDefinition",
        "EvidenceReport",
        "Ingredient",
        "ManufacturedItemDefinition",
        "MedicinalProductDefinition",
        "NutritionProduct",
        "PackagedProductDefinition",
        "RegulatedAuthorization",
        "SubscriptionStatus",
        "SubscriptionTopic",
        "SubstanceDefinition",
    }
)
"""Types of R4B and R5 that R4 does not have."""

R5 = frozenset(
    {
        "ActorDefinition",
        "ArtifactAssessment",
        "BiologicallyDerivedProductDispense",
        "ConditionDefinition",
        "DeviceAssociation",
        "DeviceDispense",
        "DeviceUsage",
        "EncounterHistory",
        "FormularyItem",
        "GenomicStudy",
        "ImagingSelection",
        "InventoryItem",
        "InventoryReport",
        "NutritionIntake",
        "Permission",
        "RequestOrchestration",
        "Requirements",
        "TestPlan",
        "Transport",
    }
)
"""Types that only R5 has."""

_DRUG = frozenset(
    {
        "medication",
        "renderedDosageInstruction",
        "adherence",
        "occurenceDateTime",
        "occurencePeriod",
    }
)
ELEMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "AllergyIntolerance": frozenset({"participant"}),
        "Appointment": frozenset({"subject", "class", "virtualService", "recurrenceTemplate"}),
        "AuditEvent": frozenset({"code", "occurredDateTime", "occurredPeriod", "patient"}),
        "BodyStructure": frozenset({"includedStructure", "excludedStructure"}),
        "Bundle": frozenset({"issues"}),
        "CarePlan": frozenset({"custodian"}),
        "Composition": frozenset({"useContext", "version", "name", "note"}),
        "Condition": frozenset({"participant"}),
        "Consent": frozenset({"decision", "subject", "grantor", "controller"}),
        "Coverage": frozenset({"kind", "paymentBy", "insurancePlan"}),
        "Device": frozenset(
            {"displayName", "availabilityStatus", "biologicalSourceEvent", "conformsTo", "mode"}
        ),
        "DeviceRequest": frozenset({"doNotPerform", "quantity", "asNeeded"}),
        "DiagnosticReport": frozenset({"supportingInfo", "composition", "note", "procedure"}),
        "DocumentReference": frozenset(
            {"version", "attester", "bodySite", "event", "modality", "period", "practiceSetting"}
        ),
        "Encounter": frozenset(
            {
                "actualPeriod",
                "admission",
                "careTeam",
                "plannedEndDate",
                "plannedStartDate",
                "subjectStatus",
                "virtualService",
            }
        ),
        "FamilyMemberHistory": frozenset({"participant"}),
        "Goal": frozenset({"acceptance", "continuous"}),
        "ImagingStudy": frozenset({"partOf"}),
        "Immunization": frozenset(
            {"administeredProduct", "basedOn", "informationSource", "supportingInformation"}
        ),
        "Location": frozenset({"virtualService", "characteristic", "form", "contact"}),
        "MedicationAdministration": _DRUG,
        "MedicationDispense": _DRUG,
        "MedicationRequest": _DRUG,
        "MedicationStatement": _DRUG,
        "Observation": frozenset({"triggeredBy", "bodyStructure", "instantiatesCanonical"}),
        "Organization": frozenset({"qualification", "description"}),
        "Practitioner": frozenset({"deceasedBoolean", "deceasedDateTime"}),
        "PractitionerRole": frozenset({"characteristic", "communication", "contact"}),
        "Procedure": frozenset(
            {"focus", "occurrenceDateTime", "occurrencePeriod", "occurrenceString", "recorded"}
        ),
        "ServiceRequest": frozenset({"bodyStructure", "focus"}),
        "Specimen": frozenset({"combined", "feature", "role"}),
        "Task": frozenset({"requestedPerformer", "requestedPeriod"}),
    }
)
"""Type -> elements right inside it that only R5 has."""

LISTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Composition": frozenset({"subject"}),
        "DocumentReference": frozenset({"context"}),
        "Encounter": frozenset({"class"}),
    }
)
"""Type -> elements that are a list in R5, and one alone in R4."""

_VERSIONS: Mapping[str, str] = MappingProxyType(
    {"5.": "R5", "6.": "R6", "3.": "STU3", "1.": "DSTU2"}
)
_PROFILES: Mapping[str, str] = MappingProxyType(
    {"http://hl7.org/fhir/5.0/": "R5", "http://hl7.org/fhir/3.0/": "STU3"}
)
_DEEPEST = 64


def foreign(resource: Resource, source: str) -> Iterator[Issue]:
    """Every sign in a resource that it is of another version than R4."""
    type_ = resource.get("resourceType")
    if type_ in R5 or type_ in R4B:
        yield _told("R5" if type_ in R5 else "R4B", str(type_), source)
        return
    if type_ in TYPES:
        yield _told(TYPES[str(type_)], str(type_), source)
        return
    stated = resource.get("fhirVersion")
    if isinstance(stated, str) and stated[:2] in _VERSIONS:
        yield _told(_VERSIONS[stated[:2]], f"{type_}.fhirVersion", source)
    yield from _elements(resource, str(type_), source)
    for version, sign, name in older(resource, str(type_)):
        yield _told(version, sign, f"{source}.{name}")
    meta = resource.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    for url in claimed if isinstance(claimed, list) else ():
        for begin, version in _PROFILES.items():
            if isinstance(url, str) and url.startswith(begin):
                yield _told(version, "meta.profile", f"{source}.meta.profile")
    for name, value in resource.items():
        if name != "contained" and _both(value, 0):
            yield _told("R5", "CodeableReference", f"{source}.{name}")


def _elements(resource: Resource, type_: str, source: str) -> Iterator[Issue]:
    for name in sorted(ELEMENTS.get(type_, frozenset()) & resource.keys()):
        yield _told("R5", f"{type_}.{name}", f"{source}.{name}")
    for name in sorted(LISTS.get(type_, ())):
        if isinstance(resource.get(name), list):
            yield _told("R5", f"{type_}.{name}[]", f"{source}.{name}")


def _both(value: Any, depth: int) -> bool:
    """Does it hold a CodeableReference: a concept, or a Reference inside `reference`?"""
    if depth > _DEEPEST:
        return False
    if isinstance(value, list):
        return any(_both(one, depth + 1) for one in value)
    if not isinstance(value, dict):
        return False
    if value.keys() <= {"concept", "reference", "id", "extension"}:
        inner = value.get("reference")
        if isinstance(value.get("concept"), dict) or isinstance(inner, dict):
            return True
    return any(_both(one, depth + 1) for one in value.values())


def _told(version: str, sign: str, source: str) -> Issue:
    return told("fhir-version", version, sign, source=source, code="not-supported")
