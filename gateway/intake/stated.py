"""What a document states: which resources, of which version and guide, in whose place. Pure.

https://hl7.org/fhir/R4/documents.html · https://hl7.org/fhir/R4/composition.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from gateway.fhirjson.references import references
from gateway.model import Change, Mapped, Mode, Resource

STATED = frozenset(
    {
        *("AllergyIntolerance", "Condition", "FamilyMemberHistory", "ClinicalImpression"),
        *("Observation", "DiagnosticReport", "Media", "RiskAssessment"),
        *("Procedure", "Immunization", "Encounter", "Appointment", "CarePlan", "CareTeam", "Goal"),
        *("MedicationStatement", "MedicationRequest", "MedicationDispense"),
        *("MedicationAdministration", "ServiceRequest", "DeviceRequest", "DeviceUseStatement"),
        *("SupplyRequest", "SupplyDelivery", "Coverage", "Consent", "DocumentReference"),
    }
)
"""What a document states of its patient, and its next version states again or withdraws.

A study is none: its images tell of it, a report only names them.
"""

GUIDE = "https://fhir.gateway.example/lu/CodeSystem/document-guide"
"""System of the tag that says which guide a document follows, as it says itself."""

_BASED_ON = "http://hl7.org/fhir/StructureDefinition/event-basedOn"

_VERSION = "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber"


def whole(changes: Sequence[Change], head: Change) -> tuple[Change, ...]:
    """The same; of a version after the first each says all that there is of its resource.

    Stays are told of by messages too: they are left as they are.
    """
    if not any(_takes_place(one) for one in head.body.get("relatesTo", ())) and (
        version_of(head.body) < 2  # noqa: PLR2004 - the second version
    ):
        return tuple(changes)
    kinds = STATED - {"Encounter"} | {"Composition"}
    return tuple(
        structs.replace(one, mode=Mode.SNAPSHOT, body={**one.defaults, **one.body})
        if one.mode is Mode.DELTA and one.type in kinds
        else one
        for one in changes
    )


def version_of(composition: Resource) -> int:
    """Which version of its set a Composition is of; 0 where it tells none."""
    for one in composition.get("extension", ()):
        if one["url"] == _VERSION and (text := one.get("valueString", "")).isdecimal():
            return int(text)
    return 0


def guide_of(composition: Resource) -> str:
    """The guide that a document says it follows; empty where it names none that is known."""
    tags = composition.get("meta", {}).get("tag", ())
    return next((one.get("code", "") for one in tags if one.get("system") == GUIDE), "")


def parts_of(bundle: Resource) -> Iterator[tuple[str, str]]:
    """(type, id) of what a document Bundle states, less what its head only names."""
    entries = [entry["resource"] for entry in bundle.get("entry", ())]
    named = set(references(_only_named(entries[0]))) if entries else set()
    for body in entries:
        if body["resourceType"] in STATED and named_as(body) not in named:
            yield body["resourceType"], body["id"]


def _only_named(head: Resource) -> list[Any]:
    """The stay that a document is of, and the orders that it answers."""
    orders = [one for one in head.get("extension", ()) if one["url"] == _BASED_ON]
    return [head.get("encounter"), *orders]


def replaced(mapped: Mapped) -> tuple[Resource, ...]:
    """The numbers of the documents that this one says it takes the place of."""
    head = next((one for one in mapped.changes if one.id == mapped.heads), None)
    stated = head.body.get("relatesTo", ()) if head is not None else ()
    return tuple(one["targetIdentifier"] for one in stated if _takes_place(one))


def _takes_place(related: Resource) -> bool:
    return related.get("code") == "replaces" and "targetIdentifier" in related


def named_as(body: Resource) -> str:
    """`Type/id` of a resource."""
    return f"{body['resourceType']}/{body['id']}"
