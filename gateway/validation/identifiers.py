"""Whose an Identifier is: its system is a whole address, or its value is one itself.

https://hl7.org/fhir/R4/datatypes.html#Identifier
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_URIS = "urn:ietf:rfc:3986"
"""The system of identifiers that are addresses themselves."""
_UUIDS = "https://tools.ietf.org/html/rfc4122"
"""Where UUIDs are defined, which some give as their system."""
KEEN = frozenset({_URIS, _UUIDS})
"""Systems that tell what their values look like."""
_uuid = re.compile(r"(urn:uuid:)?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch


def owned(value: dict[str, Any], path: Path, run: Run) -> None:
    """Note an Identifier whose system is no address, or whose value is none where it must be."""
    system, said = value.get("system"), value.get("value")
    if system.__class__ is str and ":" not in str(system):
        run.add("identifier-system-relative", (path, "system"))
    elif path[1] == "valueIdentifier" and path[0][1] == "example":
        return  # of a definition: HL7's own show names there
    elif system == _URIS and said.__class__ is str and ":" not in str(said):
        run.add("identifier-uri", (path, "value"))
    elif system == _UUIDS and said.__class__ is str and _uuid(str(said)) is None:
        run.add("identifier-uuid", (path, "value"))
