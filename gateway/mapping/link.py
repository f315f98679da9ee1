"""Make frozen maps of what the files say: paths read, targets typed, tables and datatypes found.

Whatever is wrong is a fault with file and line; the rest is linked all the same, so that all
faults are found at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.mapping import keys, paths
from gateway.mapping.convert import PRIMITIVES
from gateway.mapping.dialect import Dialect
from gateway.mapping.naming import Naming
from gateway.mapping.raw import Raw
from gateway.mapping.rivals import rivalled
from gateway.mapping.rows import Map, Row, Table, leaves
from gateway.mapping.scope import Scope
from gateway.mapping.typed import near
from gateway.model import Fault, Select

_ARROW = re.compile(r"\s*(\S+)(?:\s+of\s+(\S+))?(?:\s*->\s*(\S+))?\s*")


@dataclass(slots=True)
class Linker:
    """Links maps: those of all senders, or what one sender adds to them."""

    dialect: Dialect
    definitions: Any
    tables: Mapping[str, Table]
    names: Naming
    faults: list[Fault] = field(default_factory=list)
    last: int = 0
    """The last number on the tape that is taken."""

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row or map."""
        self.faults.append(Fault(raw.written.file, raw.at(key), rule, text))

    def next(self) -> int:
        """The next number on the tape."""
        self.last += 1
        return self.last

    def taken(self) -> tuple[Fault, ...]:
        """The faults noted since this was last asked."""
        found, self.faults[:] = tuple(self.faults), []
        return found

    def head(self, raw: Raw) -> Map | None:
        """The map without its rows."""
        found = _ARROW.fullmatch(str(raw.value.get("map", "")))
        if not found:
            self.fault(
                raw, "map", "map-name", "write `SEGMENT -> Type` or `SEGMENT of OWNER -> Type`"
            )
            return None
        root, owner, made = found[1], found[2] or "", found[3] or ""
        if (
            made
            and made not in PRIMITIVES
            and self.definitions.structure(made.partition(".")[0]) is None
        ):
            text = f"FHIR R4 has no type `{made}`{near(made, _types(self.definitions))}"
            self.fault(raw, "map", "map-type", text)
        return Map(
            name=" ".join(raw.value["map"].split()),
            root=root,
            type=made,
            owner=owner,
            file=raw.written.file,
            line=raw.line,
            number=self.next(),
            source=raw.value.get("source", ""),
            mode=raw.value.get("mode", "delta"),
            beside=raw.value.get("beside", ""),
            further=raw.value.get("further", False),
            defaults=raw.value.get("defaults", {}),
        )

    def body(
        self, head: Map, raw: Raw, rows: list[Raw], datatypes: Mapping[tuple[str, str], Map]
    ) -> Map:
        """The map with its rows, key and guard."""
        scope = Scope(self, head, datatypes)
        made = tuple(row for one in rows for row in scope.rows(one))
        when = scope.guard(raw, "when")
        identity = raw.value.get("id", {})
        key = keys.key(scope, raw, identity.get("key", []))
        mention = self._mention(head, raw, datatypes)
        ordered = rivalled(self.definitions, head, made)
        whole = replace(
            head,
            rows=giving_way(ordered) if mention else ordered,
            mention=mention,
            when=when,
            key=key,
            identifiers=identity.get("identifiers", ""),
        )
        return replace(whole, context=_context(whole))

    def _mention(self, head: Map, raw: Raw, datatypes: Mapping[tuple[str, str], Map]) -> int:
        """Number of the map that makes the resource that a Reference mentions; 0 for none."""
        kind = raw.value.get("mention", "")
        if not kind:
            return 0
        found = datatypes.get((head.root, kind))
        if head.type != "Reference" or found is None:
            text = f"`mention: {kind}` needs a Reference here and a map `{head.root} -> {kind}`"
            self.fault(raw, "mention", "mention-unknown", text)
            return 0
        return found.number


def _types(definitions: Any) -> list[str]:
    """The names of all types, of base R4 and of what else is at hand."""
    return [url.rpartition("/")[2] for url in definitions.canonicals("StructureDefinition")]


def giving_way(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, those that identify giving way where the Reference names a resource."""
    gives = ((0, ("reference",)),)
    return tuple(
        replace(row, rivals=row.rivals + gives)
        if row.to is not None and row.to.steps and row.to.steps[0].name == "identifier"
        else row
        for row in rows
    )


def _context(made: Map) -> tuple[str, ...]:
    """The other segments that a map's rows, key and guard name, in a fixed order."""
    found: set[str] = {made.owner} if made.owner else set()
    for row in leaves(made.rows):
        places = [row.src, row.switch, *paths.places(row.when), *(value for _, value in row.with_)]
        found.update(place.root for place in places if isinstance(place, Select))
        found.update([row.ref[0]] if row.ref else [])
    found.update(place.root for place in paths.places(made.when))
    for part in (part for alternative in made.key for part in alternative):
        found.update([part.select.root] if part.select else [])
        found.update([part.word] if part.kind == "ref" else [])
        found.update(place.root for place in paths.places(part.when))
    return tuple(sorted(found - {made.root}))
