"""What ids are made of: the parts of a map's key, as they are written.

https://hl7.org/fhir/R4/resource.html#id
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.mapping.raw import Raw
from gateway.mapping.rows import Part

if TYPE_CHECKING:
    from gateway.mapping.scope import Scope


def key(scope: Scope, raw: Raw, alternatives: list[list[Any]]) -> tuple[tuple[Part, ...], ...]:
    """The identity key."""
    made = (
        tuple(part for one in parts for part in _part(scope, raw, one)) for parts in alternatives
    )
    return tuple(made)


def _part(scope: Scope, raw: Raw, value: Any) -> Iterator[Part]:
    """One part of a key; none where it can't be understood."""
    if value in ("control", "ordinal"):
        yield Part(value)
    elif isinstance(value, str):
        place = scope.place(raw, "id", value)
        yield from [Part("text", place)] if place else []
    elif "entity" in value:
        place = scope.place(raw, "id", value["entity"])
        kind = value.get("as", "EI")
        if (kind, "Identifier") not in scope.datatypes:
            scope.linker.fault(
                raw, "id", "datatype-missing", f"nothing makes Identifier of {kind}"
            )
        elif place:
            yield Part("entity", place, kind)
    elif "ref" in value:
        yield Part("ref", word=value["ref"])
    elif "text" in value:
        yield Part("word", word=value["text"], when=scope.guarded(raw, value.get("when", "")))
