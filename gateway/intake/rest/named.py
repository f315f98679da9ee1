"""References inside a transaction: what names another of its entries names it by its id. Pure.

https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.model import Resource
from gateway.search import SUBJECTS

_URN = ("urn:uuid:", "urn:oid:")
_MENTION = re.compile(r"urn:(?:uuid|oid):[0-9A-Za-z.-]+")


def about(body: Resource) -> str:
    """The Patient id that a resource names as the one it is about, whatever else is wrong with it.

    Empty where it names none; a Patient is about itself.
    """
    for key in SUBJECTS:
        value = body.get(key)
        named = value[0] if isinstance(value, list) and value else value
        reference = named.get("reference") if isinstance(named, dict) else None
        if isinstance(reference, str) and reference.startswith("Patient/"):
            return reference.removeprefix("Patient/").partition("/")[0]
    return ""


def renamed(body: Resource, names: Mapping[str, str]) -> Resource:
    """The same resource; every reference, URN and link in its text that `names` has is replaced.

    `names`: fullUrl, or conditional reference -> `Type/id`. What has no name stays as it is.
    """
    if not names:
        return body
    found: Resource = _within(body, names)
    return found


def _within(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _within(inner, names, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_within(inner, names, key) for inner in value]
    return _text(value, names, key) if isinstance(value, str) else value


def _text(value: str, names: Mapping[str, str], key: str) -> str:
    if key == "reference":
        whole, hash_, part = value.partition("#")
        return names[whole] + hash_ + part if whole in names else value
    if key == "div":
        return _MENTION.sub(lambda found: names.get(found[0], found[0]), value)
    return names.get(value, value) if value.startswith(_URN) else value
