"""What KMEHR says is not there: no allergy, no result since something went wrong.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (errorType) ·
https://hl7.org/fhir/R4/valueset-data-absent-reason.html ·
https://hl7.org/fhir/uv/ips/ (no known allergy)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_kmehr_codes import (
    Value,
    concept,
    content,
    denied,
    inside,
    said,
)
from gateway.mapping.tree.types_kmehr_tables import SNOMED
from gateway.model import Node

_ERROR = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "error",
    "display": "Error",
}
_NO_ALLERGY = {"system": SNOMED, "code": "716186003", "display": "No known allergy"}
_NO_DRUG_ALLERGY = {"system": SNOMED, "code": "409137002", "display": "No known drug allergy"}
_NONE: Mapping[str, Value] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "aucune allergie", "aucune allergie connue", "aucune allergie signalée",
                "pas d'allergie", "pas d'allergie connue", "pas d'allergies",
                "pas d'allergies connues",
                "geen allergie", "geen allergieën", "geen allergie bekend", "geen allergie gekend",
                "geen allergieën bekend", "geen allergieën gekend", "geen bekende allergie",
                "geen bekende allergieën", "geen gekende allergie", "geen gekende allergieën",
                "keine allergie bekannt", "keine allergien bekannt", "keine bekannten allergien",
                "no known allergies", "no known allergy",
            ),
            _NO_ALLERGY,
        ),
        **dict.fromkeys(
            (
                "aucune allergie médicamenteuse", "aucune allergie médicamenteuse connue",
                "pas d'allergie médicamenteuse", "pas d'allergie médicamenteuse connue",
                "geen bekende geneesmiddelenallergie", "geen gekende geneesmiddelenallergie",
                "geen gekende medicatieallergie", "no known drug allergies",
                "no known drug allergy",
            ),
            _NO_DRUG_ALLERGY,
        ),
    }
)  # fmt: skip
"""All that an allergy says -> what it then means."""
_QUOTES = re.compile("[\u2019\u02bc`\u00b4]")


def error(reading: Reading, node: Node) -> Value | None:
    """Why something has no value: an error, by its codes and in words."""
    made = concept(reading, inside(node, "cd"), inside(node, "description")) or {}
    return {**made, "coding": [*made.get("coding", ()), dict(_ERROR)]}


def allergen(reading: Reading, item: Node) -> Value | None:
    """What somebody is allergic to, or that nothing of the kind is known."""
    made = content(reading, item)
    if made is None or "coding" in made or denied(item):
        return made
    words = _QUOTES.sub("'", said(item, "content", "text")).casefold().rstrip(" .!")
    known = _NONE.get(words)
    return {"coding": [dict(known)], **made} if known and ";" not in made["text"] else made
