"""What a resource can be searched by.

https://hl7.org/fhir/R4/searchparameter.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One search parameter."""

    url: str
    code: str
    """As it stands in a search: `birthdate`."""
    type: str
    """number, date, string, token, reference, composite, quantity, uri or special."""
    base: tuple[str, ...]
    expression: str
    """FHIRPath; a union over all types of `base`."""
    target: tuple[str, ...] = ()
    """Of a reference: the types it may point at."""
    component: tuple[tuple[str, str], ...] = ()
    """Of a composite: (canonical, expression) of each part."""


def parameter(record: Mapping[str, Any]) -> SearchParameter:
    """A SearchParameter of a record (see `strip`)."""
    return SearchParameter(
        url=record["url"],
        code=record["code"],
        type=record["type"],
        base=tuple(record.get("base", ())),
        expression=record.get("expression", ""),
        target=tuple(record.get("target", ())),
        component=tuple((url, expression) for url, expression in record.get("component", ())),
    )
