"""What a section of a document says once all that it held was left out for being wrong. Pure.

R4 wants a text, an entry or a section in each (cmp-1); and empty is not none, so it says why.
https://hl7.org/fhir/R4/composition.html · https://hl7.org/fhir/R4/valueset-list-empty-reason.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.model import Resource

_HELD = ("text", "entry", "section")
_DIV = '<div xmlns="http://www.w3.org/1999/xhtml"{}>{}</div>'
_TOLD: Mapping[str, str] = MappingProxyType(
    {
        "en": "What stood here is not valid and was left out. The original document tells it.",
        "fr": "Ce qui figurait ici n'est pas valide et a été omis. Le document d'origine le dit.",
        "de": "Was hier stand, ist nicht gültig und wurde weggelassen. Das Original enthält es.",
    }
)
_UNAVAILABLE: Mapping[str, Any] = MappingProxyType(
    {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                "code": "unavailable",
                "display": "Unavailable",
            }
        ]
    }
)


def explained(body: Resource) -> Resource:
    """The Composition, each section that holds nothing any more with words for it; itself else."""
    sections = body.get("section")
    if body["resourceType"] != "Composition" or not sections:
        return body
    language = str(body.get("language", "en"))
    made = [_section(one, language) for one in sections]
    return body if made == sections else {**body, "section": made}


def _section(section: Resource, language: str) -> Resource:
    inner = section.get("section")
    if inner:
        section = {**section, "section": [_section(one, language) for one in inner]}
    if any(section.get(name) for name in _HELD):
        return section
    spoken = language.partition("-")[0]
    spoken = spoken if spoken in _TOLD else "en"
    said = f' lang="{spoken}" xml:lang="{spoken}"'
    text = {"status": "generated", "div": _DIV.format(said, _TOLD[spoken])}
    return {**section, "text": text, "emptyReason": dict(_UNAVAILABLE)}
