"""Small things that compiled maps and the interpreter do alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.mapping.rows import Table
from gateway.model import Resource


class Deaf:
    """Stands in for a run where a value is read only to name something."""

    __slots__ = ()

    def flaw(self, rule: str) -> None:
        """Hear nothing."""


def entity(value: dict[str, Any] | None) -> str:
    """An Identifier as a part of a key."""
    if not value or "value" not in value:
        return ""
    return f"{value.get('system', '')}|{value['value']}"


def look(box: Resource, name: str, url: str) -> Resource | None:
    """The item of a list with this url, or None."""
    return next((item for item in box.get(name, ()) if item.get("url") == url), None)


def find(box: Resource, name: str, url: str) -> Resource:
    """The item of a list with this url; made where there is none."""
    found = look(box, name, url)
    if found is None:
        found = {"url": url}
        box.setdefault(name, []).append(found)
    return found


def mapped(table: Table, kind: str) -> tuple[tuple[str, Any], ...]:
    """(source code, value of a FHIR type) of each code that has a translation."""
    return tuple((code, typed(row[0], kind)) for code, row in table.codes.items() if row[0])


def typed(text: str, kind: str) -> Any:
    """A table's target as a value of a FHIR type."""
    if kind == "boolean":
        return text == "true"
    if kind in ("integer", "positiveInt", "unsignedInt"):
        return int(text)
    return Decimal(text) if kind == "decimal" else text
