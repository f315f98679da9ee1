"""Which words of a resource can it be found by: index rows, and the parameters that use them.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.model import Resource

Row = tuple[Any, ...]


def rows(body: Resource) -> tuple[Row, ...]:
    """Index rows of a resource: ("token", name, system, value), ("reference", name, type, id)."""
    found: list[Row] = []
    for name, read in PARAMETERS.items():
        found.extend(read(name, body))
    return tuple(found)


def _identifier(name: str, body: Resource) -> Iterator[Row]:
    stated = body.get("identifier", ())
    for identifier in stated if isinstance(stated, list) else [stated]:
        if "value" in identifier:
            yield "token", name, identifier.get("system", ""), identifier["value"]


def _patient(name: str, body: Resource) -> Iterator[Row]:
    stated = [body[key] for key in ("subject", "patient") if key in body]
    if body["resourceType"] == "Provenance":
        stated = body["target"]
    found = {reference.get("reference", "") for reference in stated}
    for reference in sorted(found):
        if reference.startswith("Patient/"):
            yield "reference", name, "Patient", reference.split("/")[1]


PARAMETERS: Mapping[str, Callable[[str, Resource], Iterator[Row]]] = MappingProxyType(
    {"identifier": _identifier, "patient": _patient}
)
"""Parameter -> how its rows are read. `_id` needs none."""
