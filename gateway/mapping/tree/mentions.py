"""What several mentions of one person, house or order say together.

https://hl7.org/fhir/R4/practitioner.html · https://hl7.org/fhir/R4/organization.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.model import Resource

_PARTS = ("given", "prefix", "suffix")
_ALIASED = frozenset({"Organization", "Location"})


def add_missing(body: Resource, other: Mapping[str, Any]) -> None:
    """What one mention lacks, another may say: another telephone too; of names the fullest."""
    for key, value in other.items():
        held = body.setdefault(key, value)
        if held is value:
            continue
        if key == "name":
            _call(body, held, value)
        elif isinstance(value, list):
            held += [one for one in value if one not in held]


def _call(body: Resource, held: Any, said: Any) -> None:
    """A house may have several names; a person has one, as fully as anybody writes it."""
    if isinstance(held, list):
        if held != said and all(any(_within(one, fuller) for fuller in said) for one in held):
            body["name"] = said
    elif body["resourceType"] in _ALIASED and said != held:
        aliases = body.get("alias", [])
        if said not in aliases:
            body["alias"] = [*aliases, said]


def _within(name: Mapping[str, Any], fuller: Mapping[str, Any]) -> bool:
    """Does the other name say all that this one does?"""
    return (
        name.get("family", "").casefold() == fuller.get("family", "").casefold()
        and name.get("text") in (None, fuller.get("text"))
        and all(set(name.get(part, ())) <= set(fuller.get(part, ())) for part in _PARTS)
        and name.keys() - {"_family", "_given", "_prefix", "_suffix", "use"} <= fuller.keys()
    )
