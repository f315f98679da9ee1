"""What mostly stands in an object of each type: asked for first, so that usual data is quick.

Only speed depends on it. https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RECURRING = frozenset(
    {
        "CodeableConcept.text",
        "Coding.display",
        "Observation.text",
        "Quantity.unit",
        "Reference.display",
    }
)
"""Type and name of strings that come again and again."""

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
            "identifier",
            "name",
            "telecom",
            "gender",
            "birthDate",
            "address",
        ),
        "DiagnosticReport": (
            "id",
            "meta",
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
        "Observation.referenceRange": ("low", "high", "text"),
        "Practitioner": ("id", "meta", "identifier", "name"),
        "Provenance": ("id", "meta", "occurredDateTime", "activity", "entity"),
        "Provenance.agent": ("type",),
    },
)
"""Type, or path of an element with parts of its own -> the keys."""

LEAN: Mapping[str, str] = MappingProxyType(
    {
        "CodeableConcept": 'len({v}) == 1 and len(l := {v}.get("coding", ())) == 1 '
        "and len(m := l[0]) == 3 "
        'and (m.get("system"), m.get("code"), m.get("display")) in seen_coded',
        "Quantity": "(len({v}) == 2 or len({v}) == 4 "
        'and ({v}.get("system"), {v}.get("code")) in seen_coded) '
        'and {v}.get("unit") in seen_words '
        'and (d := {v}.get("value")).__class__ is Decimal and d.is_finite()',
    },
)
"""Type -> a test, as source, that the most usual right values pass."""
