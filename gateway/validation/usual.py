"""What mostly stands in an object of each type: asked for first, so that usual data is quick.

Only speed depends on it. https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RECURRING = frozenset(
    {
        "Observation.text",
        "Quantity.unit",
        "Reference.display",
    }
)
"""Type and name of strings that come again and again."""

LISTED = frozenset(
    {
        "Composition.section.entry",
        "DiagnosticReport.result",
        "Observation.derivedFrom",
        "Observation.hasMember",
        "Provenance.target",
    }
)
"""Lists of References that are mostly long: looked at together."""

USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CodeableConcept": ("coding", "text"),
        "Coding": ("system", "code", "display"),
        "Identifier": ("system", "value", "type", "use"),
        "Meta": ("versionId", "lastUpdated", "profile"),
        "HumanName": ("family", "given", "use"),
        "Period": ("start", "end"),
        "Quantity": ("value", "unit", "system", "code"),
        "Address": ("line", "city", "postalCode", "country", "use"),
        "Annotation": ("text",),
        "ContactPoint": ("system", "value", "use", "extension"),
        "Reference": ("reference", "display", "type", "identifier"),
        "Patient": (
            "id",
            "meta",
            "text",
            "identifier",
            "active",
            "name",
            "telecom",
            "gender",
            "birthDate",
            "address",
            "maritalStatus",
            "contact",
            "communication",
            "managingOrganization",
        ),
        "DiagnosticReport": (
            "id",
            "meta",
            "text",
            "identifier",
            "status",
            "category",
            "code",
            "subject",
            "encounter",
            "effectiveDateTime",
            "issued",
            "performer",
            "result",
        ),
        "Observation": (
            "id",
            "meta",
            "text",
            "identifier",
            "issued",
            "status",
            "category",
            "code",
            "subject",
            "encounter",
            "effectiveDateTime",
            "valueQuantity",
            "interpretation",
            "referenceRange",
            "extension",
            "performer",
            "method",
            "device",
            "note",
        ),
        "AllergyIntolerance": (
            "id",
            "meta",
            "text",
            "clinicalStatus",
            "verificationStatus",
            "type",
            "criticality",
            "code",
            "reaction",
        ),
        "AllergyIntolerance.reaction": ("manifestation",),
        "Composition": (
            "id",
            "meta",
            "text",
            "identifier",
            "language",
            "subject",
            "author",
            "custodian",
            "section",
        ),
        "Composition.section": ("title", "code", "text", "entry", "emptyReason"),
        "Condition": (
            "id",
            "meta",
            "text",
            "clinicalStatus",
            "verificationStatus",
            "category",
            "code",
            "onsetDateTime",
            "note",
        ),
        "Device": ("id", "meta", "text", "identifier", "deviceName"),
        "Dosage": ("text",),
        "Encounter": (
            "id",
            "meta",
            "text",
            "identifier",
            "subject",
            "period",
            "location",
            "serviceProvider",
        ),
        "Immunization": ("id", "meta", "text", "identifier", "occurrenceDateTime"),
        "MedicationRequest": (
            "id",
            "meta",
            "text",
            "identifier",
            "medicationCodeableConcept",
            "authoredOn",
            "requester",
            "dosageInstruction",
        ),
        "MedicationStatement": (
            "id",
            "meta",
            "text",
            "identifier",
            "medicationCodeableConcept",
            "effectivePeriod",
            "dosage",
        ),
        "Observation.referenceRange": ("low", "high", "text"),
        "Organization": ("id", "meta", "text", "identifier", "name"),
        "Procedure": ("id", "meta", "text", "identifier", "code", "performedDateTime"),
        "ServiceRequest": ("id", "meta", "text", "identifier", "code", "requester"),
        "Specimen": ("id", "meta", "text", "identifier", "type", "subject", "collection"),
        "Practitioner": ("id", "meta", "text", "identifier", "name"),
        "Provenance": ("id", "meta", "occurredDateTime", "activity", "entity"),
        "Provenance.agent": ("type",),
    },
)
"""Type, or path of an element with parts of its own -> the keys."""

LEAN: Mapping[str, str] = MappingProxyType(
    {
        "CodeableConcept": "concept({v}, x)",
        "Identifier": 'len({v}) == 2 and {v}.get("system") in seen_issuers '
        'and (d := {v}.get("value")).__class__ is str and d.isprintable() and "!" <= d '
        "and len(d) < 1048577",
        "Narrative": 'len({v}) == 2 and {v}.get("status") in narrated_how '
        'and narrated({v}["div"])',
        "Quantity": '(len({v}) == 4 and (d := seen_units.get({v}.get("unit"))) is not None '
        'and d[0] == {v}.get("system") and d[1] == {v}.get("code") '
        'or len({v}) == 2 and {v}.get("unit") in seen_words) '
        'and ((d := {v}.get("value")).__class__ is Decimal and d.is_finite() '
        "or d.__class__ is int)",
    },
)
"""Type -> a test, as source, that the most usual right values pass."""
