"""Make frozen maps of what the files of a document format say; whatever is wrong is a fault.

Paths are read, targets held against R4, tables and datatypes found, all faults at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any, TypeVar

from gateway.mapping import files, paths, shape, yamlfile
from gateway.mapping.convert import converters
from gateway.mapping.files import Files
from gateway.mapping.raw import Raw
from gateway.mapping.rows import Table, Target
from gateway.mapping.times import Clock
from gateway.mapping.tree import path as paths_of
from gateway.mapping.tree.path import Path
from gateway.mapping.tree.rows import Ignored, Part, TreeMap, TreeProgram, TreeRow, Walk
from gateway.mapping.tree.texts import WORDS
from gateway.mapping.tree.types import TYPES
from gateway.mapping.typed import Mistaken, typed
from gateway.mapping.yamlfile import Written
from gateway.model import Fault, Sender

_ARROW = re.compile(r"\s*([A-Za-z][\w-]*)\s*->(?:\s*([A-Z]\w*)((?:\.\w+)*))?\s*")
_SYSTEMS = "codes/systems.csv"
_PRIMITIVE = frozenset(converters(Clock(None)))
_EMPTY = Walk((), frozenset(), (), (), frozenset(), ())
_T = TypeVar("_T")


@dataclass(slots=True)
class Linking:
    """The files of one format, being read for one sender."""

    files: Files
    definitions: Any
    faults: list[Fault] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    _number: int = 0

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
        own = self._own(sender)
        patched = own.value.get("rows", {}) if own is not None else {}
        if own is not None:
            yield from _maps(own)
        start = f"{self.files.format}/"
        for name, content in self.files.shared.items():
            if name.startswith(start) and name.endswith(".yaml") and name != walk:
                for raw in _maps(self._written(name, content, "documents")):
                    yield _patched(raw, patched)

    def _own(self, sender: Sender) -> Written | None:
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

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row or map."""
        self.faults.append(Fault(raw.written.file, raw.at(key), rule, text))

    def _read(self, raw: Raw, key: str, read: Callable[[str], _T]) -> _T | None:
        if key not in raw.value:
            return None
        try:
            return read(str(raw.value[key]))
        except ValueError as error:
            self.fault(raw, key, "path-syntax", str(error))
            return None

    def _map(self, raw: Raw) -> TreeMap | None:
        found = _ARROW.fullmatch(str(raw.value.get("map", "")))
        if not found:
            text = "write `name -> Type`, `name -> Type.element` or `name ->`"
            self.fault(raw, "map", "map-name", text)
            return None
        name, type, below = found[1], found[2] or "", found[3] or ""
        if type and self.definitions.structure(type) is None:
            self.fault(raw, "map", "map-type", f"FHIR R4 has no type `{type}`")
            return None
        self._number += 1
        part, owners, element = self._part(raw, type, below) if below else ("", frozenset(), "")
        identity = raw.value.get("id", {})
        rows = raw.value.get("rows", [])
        root = part or type
        made = [
            self._row(Raw(row, raw.written, (*raw.place, "rows", at)), root)
            for at, row in enumerate(rows)
        ]
        at = raw.value["at"]
        return TreeMap(
            name=name,
            type=type,
            part=part,
            at=tuple(at) if isinstance(at, list) else (at,),
            file=raw.written.file,
            line=raw.line,
            number=self._number,
            when=self._read(raw, "when", paths_of.guard),
            rank=raw.value.get("rank", 100),
            beside=raw.value.get("beside", False),
            key=tuple(self._key(raw, identity.get("key", []))),
            identifiers=identity.get("identifiers", ""),
            mode=raw.value.get("mode", "delta"),
            needs=tuple(raw.value.get("needs", ())),
            rows=tuple(row for row in made if row),
            owners=owners,
            element=element,
        )

    def _part(self, raw: Raw, type: str, below: str) -> tuple[str, frozenset[str], str]:
        """(path of the item, what may hold it, the list in what holds it)"""
        above, _, element = below.rpartition(".")
        part = f"{type}{below}"
        owners: set[str] = set()
        for owner in (f"{type}{above}", part):
            try:
                typed(self.definitions, owner, paths.target(f"{element}[]"))
            except Mistaken as error:
                if owner != part:
                    self.fault(raw, "map", error.rule, str(error))
            else:
                owners.add(owner)
        return part, frozenset(owners), element

    def _key(self, raw: Raw, key: Any) -> Iterator[tuple[Part, ...]]:
        for alternative in key:
            yield tuple(self._key_part(raw, part) for part in alternative)

    def _key_part(self, raw: Raw, part: Any) -> Part:
        if part in ("control", "ordinal"):
            return Part(part)
        if isinstance(part, str):
            return Part("place", self._path(raw, part))
        if "entity" in part:
            return Part("entity", self._path(raw, part["entity"]))
        return (
            Part("ref", None, part["ref"]) if "ref" in part else Part("word", None, part["text"])
        )

    def _path(self, raw: Raw, text: str) -> Path | None:
        try:
            return paths_of.path(text)
        except ValueError as error:
            self.fault(raw, "id", "path-syntax", str(error))
            return None

    def _row(self, raw: Raw, root: str) -> TreeRow | None:
        value = raw.value
        kind = next((k for k in ("const", "ref", "made", "ignore") if k in value), "read")
        to = self._target(raw, root) if "to" in value else None
        if "to" in value and to is None:
            return None
        src = self._read(raw, "made" if kind == "made" else "src", paths_of.path)
        if kind in ("read", "made", "ignore") and src is None:
            if "src" not in value and kind == "read":
                self.fault(raw, "id", "row-empty", "a row reads, refers, ignores or is a const")
            return None
        word = value.get("as", "" if src is not None and src.leaf is None else "ST")
        self._datatype(raw, kind, word, to, src)
        ref = value.get("ref", ())
        return TreeRow(
            id=f"{raw.written.file}#{value['id']}",
            file=raw.written.file,
            line=raw.line,
            kind=kind,
            src=src,
            to=to,
            word=word,
            table=self._table(raw),
            otherwise=value.get("else"),
            const=value.get("const"),
            ref=(ref,) if isinstance(ref, str) else tuple(ref),
            inherit=value.get("inherit", False),
            types=tuple(value.get("types", ())),
            allowed=self._allowed(root, to) if kind in ("ref", "made") and to else None,
            when=self._read(raw, "when", paths_of.guard),
            whole=value.get("whole", False),
            join=value.get("join"),
            reason=value.get("ignore", value.get("degraded", "")),
        )

    def _target(self, raw: Raw, root: str) -> Target | None:
        try:
            return typed(self.definitions, root, paths.target(raw.value["to"]))
        except Mistaken as error:
            self.fault(raw, "to", error.rule, str(error))
        except ValueError as error:
            self.fault(raw, "to", "target-syntax", str(error))
        return None

    def _datatype(
        self, raw: Raw, kind: str, word: str, to: Target | None, src: Path | None
    ) -> None:
        if kind != "read" or to is None or src is None:
            return
        leaf = src.leaf is not None
        known = (
            (word in WORDS and to.type in _PRIMITIVE)
            if leaf
            else ((word, to.type) in TYPES.get(self.files.format, {}))
        )
        if not known:
            text = f"no datatype `{word or 'ST'}` makes a {to.type}"
            self.fault(raw, "as" if "as" in raw.value else "src", "datatype-unknown", text)

    def _table(self, raw: Raw) -> Table | None:
        name = raw.value.get("code")
        if name is None:
            return None
        if name not in self.tables:
            self.fault(raw, "code", "table-unknown", f"there is no code table `{name}`")
        return self.tables.get(name)

    def _allowed(self, root: str, to: Target) -> frozenset[str] | None:
        """The types that the reference there may point to."""
        element = reached(self.definitions, root, [step.name for step in to.steps])
        if element is None:
            return None
        profiles = [url for ref in element.types for url in ref.target_profiles]
        names = frozenset(url.rpartition("/")[2] for url in profiles)
        return None if not names or "Resource" in names else names

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
        )

    def _paths(self, raw: Raw, key: str) -> Iterator[Path]:
        for text in raw.value.get(key, ()):
            if (found := self._path(raw, text)) is not None:
                yield found

    def _ignored(self, raw: Raw) -> Iterator[Ignored]:
        for at, one in enumerate(raw.value.get("ignore", ())):
            inner = Raw(one, raw.written, ("ignore", at))
            src = self._read(inner, "src", paths_of.path)
            when = self._read(inner, "when", paths_of.guard)
            if src is not None and src.leaf is not None and not src.steps:
                row = f"{raw.written.file}#ignore-{at + 1}"
                yield Ignored(src.leaf, when, one["reason"], row)
            elif src is not None:
                self.fault(inner, "src", "path-syntax", "a leaf is expected: `@name` or `text()`")


def reached(definitions: Any, root: str, names: list[str]) -> Any:
    """The element at the end of these names below a type; None where there is none."""
    path, element = root, None
    for name in names:
        kind = path.partition(".")[0]
        structure = definitions.structure(kind)
        element = structure.element(f"{path}.{name}") if structure is not None else None
        if element is None:
            return None
        code = element.types[0].code if element.types else ""
        path = element.content_reference or (
            element.path if code in ("BackboneElement", "Element", "") else code
        )
    return element


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
