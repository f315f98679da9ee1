"""Makes a FHIRPath Patch of short rows; the resource it is put to, and the definitions, once.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from functools import cache
from typing import Any

from gateway import patching
from gateway.definitions import Definitions
from gateway.model import Rejected, Resource
from gateway.settings import Settings

PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "a",
    "name": [
        {
            "use": "official",
            "family": "Weber",
            "given": ["Anna", "Lea"],
            "_given": [None, {"id": "x"}],
        },
        {"use": "usual", "given": ["Annchen"]},
    ],
    "birthDate": "1980-02-03",
    "deceasedBoolean": False,
}
"""The resource that most patches are put to."""


@cache
def base() -> Definitions:
    """What R4 says."""
    return Definitions.open(Settings().definitions)


def patch(*operations: dict[str, Any]) -> Resource:
    """A Parameters: each operation by its parts, `value` by the rest of a part."""
    return {"resourceType": "Parameters", "parameter": [_operation(one) for one in operations]}


def _operation(said: dict[str, Any]) -> Resource:
    parts = [{"name": name, **_typed(name, value)} for name, value in said.items()]
    return {"name": "operation", "part": parts}


def _typed(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if name == "type":
        return {"valueCode": value}
    return {"valueInteger": value} if isinstance(value, int) else {"valueString": value}


def done(resource: Resource, *operations: dict[str, Any]) -> Resource:
    """The resource after a FHIRPath Patch."""
    return patching.by_fhirpath(resource, patch(*operations), base())


def refused(resource: Resource, parameters: Any) -> list[tuple[str, str]]:
    """Rule and place of everything that is wrong with a FHIRPath Patch; none: it was taken."""
    try:
        patching.by_fhirpath(resource, parameters, base())
    except Rejected as error:
        return [(issue.rule, issue.source) for issue in error.issues]
    return []


def refused_json(resource: Any, operations: Any) -> list[tuple[str, str]]:
    """The same of a JSON Patch."""
    try:
        patching.by_json(resource, operations)
    except Rejected as error:
        return [(issue.rule, issue.source) for issue in error.issues]
    return []
