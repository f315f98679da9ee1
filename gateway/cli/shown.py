"""The value that an issue is about, for a reader who asked to see it (`--show-values`).

Never used unless somebody asks: values are a patient's. https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from typing import Any

from gateway.fhirjson import encode
from gateway.model import Issue, Resource

LONGEST = 80
"""Characters of a value that are shown."""
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_TYPED = re.compile(r"\.ofType\((\w+)\)|\.as\((\w+)\)|\.resolve\(\)")


def shown(resource: Resource, issue: Issue) -> str:
    """The text of the value that the issue's target names, cut at 80 characters; empty if none.

    An object or a list is shown as JSON on one line.
    """
    value = _at(resource, issue.target)
    if value is None:
        return ""
    said = value if isinstance(value, str) else encode(value).decode()
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _at(resource: Resource, target: str) -> Any:
    """What stands at a place such as `Patient.name[0].given[1]`; None where nothing does."""
    steps = _TYPED.sub(lambda found: f"~{found[1] or found[2] or ''}", target).split(".")
    value: Any = resource
    for step in steps[1:] if steps[0][:1].isupper() else steps:
        name, _, kind = step.partition("~")
        value = _member(value, name, kind.partition("[")[0])
    return value


def _member(value: Any, step: str, kind: str) -> Any:
    found = _STEP.fullmatch(step)
    if found is None or not isinstance(value, dict):
        return None
    name, index = found[1], found[2]
    inner = value.get(name, value.get(name + kind[:1].upper() + kind[1:], _chosen(value, name)))
    if index is None or not isinstance(inner, list):
        return inner if index in (None, "0") else None
    return inner[int(index)] if int(index) < len(inner) else None


def _chosen(value: Resource, name: str) -> Any:
    """A choice is named by its stem in expressions: `value` where JSON has `valueQuantity`."""
    forms = [
        key for key in value if key.startswith(name) and key[len(name) : len(name) + 1].isupper()
    ]
    return value[forms[0]] if len(forms) == 1 else None
