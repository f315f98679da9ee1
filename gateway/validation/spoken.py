"""In which language does a resource speak? Names of codes are judged by those in that language.

https://hl7.org/fhir/R4/resource-definitions.html#Resource.language
"""

from __future__ import annotations

import re
from typing import Any

from gateway.model import Resource

UNTRANSLATED = "display-other"
"""A name that a code does not have, where nobody knows what it is called in other languages."""
SYSTEMS_SPEAK = "en"
"""The language of code systems that do not say theirs."""
_STEP = re.compile(r"(?:entry|contained|parameter)\[(\d+)\]")


def excused(rule: str, target: str, resource: Resource) -> bool:
    """May the name be right in the resource's language, which its code system does not speak?"""
    return rule == UNTRANSLATED and foreign(spoken(resource, target))


def foreign(language: str) -> bool:
    """Is it another language than that of the code systems? Nobody knows where none is said."""
    return bool(language) and language.partition("-")[0].casefold() != SYSTEMS_SPEAK


def spoken(resource: Resource, target: str) -> str:
    """The language of the innermost resource at a place that says one.

    In a document the Composition says it for all that say none.
    """
    found, at = _language(resource), resource
    if not found and resource.get("type") == "document":
        found = _language(_inside(resource, "entry", 0))
    for step in _STEP.finditer(target):
        at = _inside(at, step[0].partition("[")[0], int(step[1]))
        found = _language(at) or found
    return found


def _inside(resource: Any, name: str, number: int) -> Any:
    held = resource.get(name) if isinstance(resource, dict) else None
    one = held[number] if isinstance(held, list) and number < len(held) else None
    return one.get("resource", one) if isinstance(one, dict) else {}


def _language(resource: Any) -> str:
    found = resource.get("language") if isinstance(resource, dict) else None
    return found if isinstance(found, str) else ""
