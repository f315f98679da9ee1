"""Make frozen maps of what the files of a document format say; whatever is wrong is a fault.

Paths are read, targets held against R4, tables and datatypes found, all faults at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from gateway import yamlfile
from gateway.mapping import files, paths, shape
from gateway.mapping.files import Files
from gateway.mapping.raw import Raw
from gateway.mapping.rows import Table
from gateway.mapping.tree import path as paths_of
from gateway.mapping.tree.link_rows import Linker
from gateway.mapping.tree.looks import UNSEEN
from gateway.mapping.tree.path import Path
from gateway.mapping.tree.reading import Datatype
from gateway.mapping.tree.rows import Ignored, Links, TreeMap, TreeProgram, Walk
from gateway.mapping.typed import Mistaken, typed
from gateway.model import Fault, Sender
from gateway.yamlfile import Written

_ARROW = re.compile(r"\s*([A-Za-z][\w-]*)\s*->(?:\s*([A-Z]\w*)((?:\.\w+)*))?\s*")
_SYSTEMS = "codes/systems.csv"
_EXTENSIONS = ("extension", "modifierExtension")
_EMPTY = Walk((), frozenset(), (), (), frozenset(), ())


@dataclass(slots=True)
class Linking:
    """The files of one format, being read for one sender."""

    files: Files
    definitions: Any
    types: Mapping[tuple[str, str], Datatype]
    faults: list[Fault] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    _number: int = 0

    @property
    def _linker(self) -> Linker:
        return Linker(self.types, self.definitions, self.tables, self.faults)

    def program(self, sender: Sender) -> TreeProgram:
        """Everything linked; what is wrong is among `faults`."""
        format = self.files.format
        for name, content in self.files.of("tables", ".csv").items():
            table, wrong = files.table(File(name).stem, content, name)
            self.tables[table.name] = table
            self.faults += wrong
        systems: Mapping[str, str] = {}
        if _SYSTEMS in self.files.shared:
            systems, _ = files.systems(self.files.shared[_SYSTEMS], _SYSTEMS)
        walk = f"{format}/walk.yaml"
        made = [self._map(raw) for raw in self._raws(walk, sender)]
        ordered = sorted((one for one in made if one), key=lambda one: (one.rank, one.number))
        return TreeProgram(format, self._walk(walk), tuple(ordered), self.tables, systems)

    def _raws(self, walk: str, sender: Sender) -> Iterator[Raw]:
        own = self.own(sender)
        patched = own.value.get("rows", {}) if own is not None else {}
        if own is not None:
            yield from _maps(own)
        start = f"{self.files.format}/"
        for name, content in self.files.shared.items():
            if name.startswith(start) and name.endswith(".yaml") and name != walk:
                for raw in _maps(self._written(name, content, "documents")):
                    yield _patched(raw, patched)

    def own(self, sender: Sender) -> Written | None:
        """The sender's own maps and patches of this format."""
        for name, content in self.files.sender(sender.name).items():
            written, _ = yamlfile.read(content, name)
            said = (written.value or {}).get("documents", {}).get(self.files.format)
            if said:
                place = ("documents", self.files.format)
                lines = {key[2:]: line for key, line in written.lines.items() if key[:2] == place}
                return Written(name, said, lines)
        return None

    def _written(self, name: str, content: bytes, kind: str) -> Written:
        written, wrong = yamlfile.read(content, name)
        found = wrong or list(shape.check(written, kind))
        self.faults += found
        return written if not found else Written(name, {}, written.lines)

    def _map(self, raw: Raw) -> TreeMap | None:
        head = self._head(raw)
        if head is None:
            return None
        name, type, below = head
        self._number += 1
        part, owners, element = self._part(raw, type, below) if below else ("", frozenset(), "")
        root = self._root(type, below) if below else type
        identity = raw.value.get("id", {})
        made = self._linker.rows(raw, root)
        at = raw.value["at"]
        return TreeMap(
            name=name,
            type=type,
            part=part,
            at=tuple(at) if isinstance(at, list) else (at,),
            file=raw.written.file,
            line=raw.line,
            number=self._number,
            when=self._linker.read(raw, "when", paths_of.guard),
            looks=self._linker.read(raw, "when", paths_of.looks) or UNSEEN,
            asked=self._linker.read(raw, "when", paths_of.asked) or (),
            rank=raw.value.get("rank", 100),
            beside=raw.value.get("beside", False),
            key=tuple(self._linker.key(raw, identity.get("key", []))),
            identifiers=identity.get("identifiers", ""),
            mode=raw.value.get("mode", "delta"),
            needs=tuple(raw.value.get("needs", ())),
            rows=tuple(made),
            owners=owners,
            element=element,
            of=frozenset(raw.value.get("of", ())),
        )

    def _head(self, raw: Raw) -> tuple[str, str, str] | None:
        """(name of the map, the type it makes, the path below that)"""
        found = _ARROW.fullmatch(str(raw.value.get("map", "")))
        if not found:
            text = "write `name -> Type`, `name -> Type.element` or `name ->`"
            self._linker.fault(raw, "map", "map-name", text)
            return None
        name, type, below = found[1], found[2] or "", found[3] or ""
        if type and self.definitions.structure(type) is None:
            self._linker.fault(raw, "map", "map-type", f"FHIR R4 has no type `{type}`")
            return None
        return name, type, below

    def _part(self, raw: Raw, type: str, below: str) -> tuple[str, frozenset[str], str]:
        """(path of the item, what may hold it, the list in what holds it)"""
        above, _, element = below.rpartition(".")
        part = f"{type}{below}"
        if element in _EXTENSIONS:
            return part, frozenset({f"{type}{above}"}), element
        owners: set[str] = set()
        for owner in (f"{type}{above}", part):
            try:
                typed(self.definitions, owner, paths.target(f"{element}[]"))
            except Mistaken as error:
                if owner != part:
                    self._linker.fault(raw, "map", error.rule, str(error))
            else:
                owners.add(owner)
        return part, frozenset(owners), element

    def _root(self, type: str, below: str) -> str:
        """What an item is: a datatype (`Dosage`), else the element itself."""
        above, _, element = below.rpartition(".")
        if element in _EXTENSIONS:
            return "Extension"
        try:
            return typed(self.definitions, f"{type}{above}", paths.target(f"{element}[]")).type
        except Mistaken:
            return f"{type}{below}"

    def _walk(self, name: str) -> Walk:
        if name not in self.files.shared:
            self.faults.append(Fault(name, 1, "walk-missing", "there is no walk.yaml"))
            return _EMPTY
        written = self._written(name, self.files.shared[name], "walk")
        if not written.value:
            return _EMPTY
        value = written.value
        raw = Raw(value, written, ())
        return Walk(
            root=tuple(value["root"]),
            kinds=frozenset(value["kinds"]),
            control=tuple(self._paths(raw, "control")),
            series=tuple(self._paths(raw, "set")),
            statements=frozenset(value.get("statements", ())),
            ignored=tuple(self._ignored(raw)),
            links=self._links(raw),
        )

    def _links(self, raw: Raw) -> Links | None:
        if "links" not in raw.value:
            return None
        said = Raw(raw.value["links"], raw.written, ("links",))
        unless = self._linker.read(said, "unless", paths_of.guard)
        return Links(said.value["at"], said.value["address"], unless)

    def _paths(self, raw: Raw, key: str) -> Iterator[Path]:
        for text in raw.value.get(key, ()):
            if (found := self._linker.path(raw, text)) is not None:
                yield found

    def _ignored(self, raw: Raw) -> Iterator[Ignored]:
        for at, one in enumerate(raw.value.get("ignore", ())):
            inner = Raw(one, raw.written, ("ignore", at))
            src = self._linker.read(inner, "src", paths_of.path)
            when = self._linker.read(inner, "when", paths_of.guard)
            if src is not None and src.leaf is not None and not src.steps:
                row = f"{raw.written.file}#ignore-{at + 1}"
                yield Ignored(src.leaf, when, one["reason"], row)
            elif src is not None:
                self._linker.fault(
                    inner, "src", "path-syntax", "a leaf is expected: `@name` or `text()`"
                )


def _maps(written: Written) -> Iterator[Raw]:
    value = written.value or {}
    if "maps" in value:
        for at, one in enumerate(value["maps"]):
            yield Raw(one, written, ("maps", at))
    elif "map" in value:
        yield Raw(value, written, ())


def _patched(raw: Raw, patches: Mapping[str, Any]) -> Raw:
    """A map with the sender's changes of its rows: by `id`, `drop: true` takes one out."""
    name = str(raw.value.get("map", "")).partition("->")[0].strip()
    changed = {one["id"]: one for one in patches.get(name, ())}
    if not changed:
        return raw
    rows = [{**row, **changed.pop(row["id"], {})} for row in raw.value.get("rows", [])]
    rows = [row for row in [*rows, *changed.values()] if not row.pop("drop", False)]
    return Raw({**raw.value, "rows": rows}, raw.written, raw.place)
