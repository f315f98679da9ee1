"""Which words of a resource can it be found by: index rows, and the parameters that use them.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from gateway.model import Resource

Row = tuple[Any, ...]


def rows(body: Resource) -> tuple[Row, ...]:
    """Index rows of a resource: ("token", name, system, value), ("reference", name, type, id)."""
    found: list[Row] = []
    for name, read in PARAMETERS.items():
        found += read(name, body)
    return tuple(found)


def _identifier(name: str, body: Resource) -> Iterable[Row]:
    if "identifier" not in body and "masterIdentifier" not in body:
        return ()
    stated = body.get("identifier", [])
    own = [body["masterIdentifier"]] if "masterIdentifier" in body else []
    return [
        ("token", name, identifier.get("system", ""), identifier["value"])
        for identifier in (*own, *(stated if isinstance(stated, list) else [stated]))
        if "value" in identifier
    ]


def _patient(name: str, body: Resource) -> Iterable[Row]:
    alone = body.get("subject")
    if alone.__class__ is dict and OTHERS.isdisjoint(body):
        return _named(name, alone.get("reference", ""))
    stated = _stated(body)
    if len(stated) == 1:
        return _named(name, stated[0].get("reference", ""))
    found = {it.get("reference", "") for it in stated}
    return [row for said in sorted(found) for row in _named(name, said)]


def _named(name: str, reference: str) -> tuple[Row, ...]:
    if not reference.startswith("Patient/"):
        return ()
    return (("reference", name, "Patient", reference.split("/")[1]),)


def _stated(body: Resource) -> Sequence[Mapping[str, Any]]:
    """The References that may name the patient of a resource."""
    if "subject" not in body and body["resourceType"] in _NAMING:
        return _NAMING[body["resourceType"]](body)
    return subjects(body)


def _actors(body: Resource) -> Sequence[Mapping[str, Any]]:
    return [one["actor"] for one in body.get("participant", ()) if "actor" in one]


_NAMING: Mapping[str, Callable[[Resource], Sequence[Mapping[str, Any]]]] = MappingProxyType(
    {"Provenance": itemgetter("target"), "Appointment": _actors}
)
"""Type -> where it names its patient, if not in an element of `SUBJECTS`."""

SUBJECTS = ("subject", "patient", "beneficiary")
"""Elements that name the patient of a resource; an Account may name several."""
OTHERS = frozenset(SUBJECTS) - {"subject"}
"""Without these, `subject` alone does."""


def subjects(body: Resource) -> Sequence[Mapping[str, Any]]:
    """The References of a resource that may name its patient."""
    found: list[Mapping[str, Any]] = []
    for key in SUBJECTS:
        if key in body:
            found += body[key] if isinstance(body[key], list) else [body[key]]
    return found


PARAMETERS: Mapping[str, Callable[[str, Resource], Iterable[Row]]] = MappingProxyType(
    {"identifier": _identifier, "patient": _patient}
)
"""Parameter -> how its rows are read. `_id` needs none."""
