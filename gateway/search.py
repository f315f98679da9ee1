"""Which words of a resource can it be found by: index rows, and the parameters that use them.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    found = {it.get("reference", "") for it in _stated(body)}
    return [
        ("reference", name, "Patient", said.split("/")[1])
        for said in sorted(found)
        if said.startswith("Patient/")
    ]


def _stated(body: Resource) -> Sequence[Mapping[str, Any]]:
    """The References that may name the patient of a resource."""
    if body["resourceType"] == "Provenance":
        targets: Sequence[Mapping[str, Any]] = body["target"]
        return targets
    if body["resourceType"] == "Appointment":
        return [one["actor"] for one in body.get("participant", ()) if "actor" in one]
    return [body[key] for key in ("subject", "patient") if key in body]


PARAMETERS: Mapping[str, Callable[[str, Resource], Iterable[Row]]] = MappingProxyType(
    {"identifier": _identifier, "patient": _patient}
)
"""Parameter -> how its rows are read. `_id` needs none."""
