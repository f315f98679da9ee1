"""Gather the files of a format and link them for one sender: the program that is compiled.

Files: `<format>/events.yaml`, `<format>/structures/`, `<format>/segments/`, `<format>/datatypes/`,
`<format>/tables/*.csv`, `codes/systems.csv`, `senders/<name>.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.mapping import files, shape
from gateway.mapping.base import Base, Body, body, datatypes, finished, linked, roots
from gateway.mapping.dialect import Dialect
from gateway.mapping.files import Files
from gateway.mapping.link import Linker
from gateway.mapping.naming import Naming
from gateway.mapping.raw import Raw
from gateway.mapping.readings import KEYS
from gateway.mapping.recent import recent
from gateway.mapping.rows import Event, Map, Program, Table
from gateway.mapping.typed import near
from gateway.model import Fault, Sender
from gateway.yamlfile import Written

_SYSTEMS = "codes/systems.csv"


@dataclass(slots=True)
class Gathering:
    """Files read and looked at once, for all senders."""

    files: Files
    dialect: Dialect
    definitions: Any
    faults: list[Fault] = field(default_factory=list)
    maps: list[Raw] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    events: Written = field(default_factory=lambda: Written("", {}, {}))
    structures: dict[str, Written] = field(default_factory=dict)
    base: Base | None = None

    def read(self) -> Gathering:
        """Read all files of the format."""
        for folder in ("segments", "datatypes"):
            for name, content in self.files.of(folder, ".yaml").items():
                self.maps.extend(raws(self._written(name, content, "maps")))
        for name, content in self.files.of("structures", ".yaml").items():
            written = self._written(name, content, "structure")
            if written.value:
                self.structures[written.value["structure"]] = written
        for name, content in self.files.of("tables", ".csv").items():
            table, wrong = files.table(Path(name).stem, content, name)
            self.tables[table.name] = table
            self.faults += wrong
        if _SYSTEMS in self.files.shared:
            self.systems, wrong = files.systems(self.files.shared[_SYSTEMS], _SYSTEMS)
            self.faults += wrong
        name = f"{self.files.format}/events.yaml"
        if name in self.files.shared:
            self.events = self._written(name, self.files.shared[name], "events")
        else:
            self.faults.append(Fault(name, 1, "events-missing", "there is no event table"))
        return self

    def _written(self, name: str, content: bytes, kind: str) -> Written:
        written, wrong = _read(name, content, kind)
        self.faults += wrong
        return written

    def overlay(self, sender: Sender) -> tuple[Written, tuple[Fault, ...]]:
        """The sender's own file, and its faults."""
        for name, content in self.files.sender(sender.name).items():
            return _read(name, content, "sender")
        return Written("", {}, {}), ()

    def alike(self) -> Base:
        """What the maps say to all senders, linked once."""
        if self.base is None:
            linker = self._linker(Sender("default"), 0)
            patches = Patches(Written("", {}, {}), linker.faults)
            self.base = linked(self.maps, linker, patches.rows)
        return self.base

    def _linker(self, sender: Sender, last: int) -> Linker:
        names = Naming(sender, self.systems)
        return Linker(self.dialect, self.definitions, self.tables, names, last=last)

    def program(self, sender: Sender) -> tuple[Program, list[Fault]]:
        """The program of one sender, and every fault of it that linking shows."""
        overlay, wrong = self.overlay(sender)
        base = self.alike()
        linker = self._linker(sender, base.last)
        patches = Patches(overlay, linker.faults)
        own = [(head, raw) for raw in raws(overlay) if (head := linker.head(raw))]
        faults = [*wrong, *base.faults, *linker.taken()]
        known = datatypes([head for head, _ in (*base.heads, *own)], roots(self.maps))
        same = known == base.datatypes
        bodies: dict[int, Body] = {}
        for head, raw in (*base.heads, *own):
            if same and head.number in base.bodies and not patches.touch(head):
                bodies[head.number] = base.bodies[head.number]
            else:
                bodies[head.number] = body(linker, head, raw, patches.rows, known)
        patches.finish()
        faults += [fault for _, found in bodies.values() for fault in found] + linker.faults
        maps = [one for one, _ in bodies.values() if (one.root, one.type) not in known]
        said = self.events.value or {}
        program = Program(
            format=self.files.format,
            sender=sender,
            maps=finished(base, maps, self.dialect, self.definitions),
            datatypes={key: bodies[head.number][0] for key, head in known.items()},
            types=tuple(said.get("types", ())),
            structures=said.get("structures", {}),
            grammars={name: one.value["groups"] for name, one in self.structures.items()},
            readings={name: _readings(one.value) for name, one in self.structures.items()},
            events={kind: _events(one or {}) for kind, one in said.get("events", {}).items()},
            systems=self.systems,
        )
        return program, faults


def gathering(found: Files, dialect: Dialect, definitions: Any) -> Gathering:
    """The files, read and linked once for all senders."""

    def made() -> Gathering:
        gathered = Gathering(found, dialect, definitions).read()
        gathered.alike()
        return gathered

    known = f"{dialect.name} {dialect.version}|{definitions.version}"
    mark = files.fingerprint((found.shared,), (found.format, known))
    kept: Gathering = recent(mark, made)
    return replace(kept, files=found)


def raws(written: Written) -> Iterator[Raw]:
    """The maps of a file."""
    value = written.value or {}
    if "maps" in value:
        for number, one in enumerate(value["maps"]):
            yield Raw({"source": value.get("source", ""), **one}, written, ("maps", number))
    elif "map" in value:
        yield Raw(value, written, ())


def _readings(structure: Mapping[str, Any]) -> dict[str, Any]:
    """What a structure says of the order in which its segments are read."""
    return {key: structure[key] for key in KEYS if key in structure}


def _events(said: Mapping[str, Any]) -> dict[str, Event | str]:
    return {
        name: one
        if isinstance(one, str)
        else Event(
            one.get("mode", ""),
            one.get("set", {}),
            tuple(one.get("remove", ())),
            one.get("step", ""),
            tuple(one.get("keeps", ())),
            tuple(one.get("clears", ())),
        )
        for name, one in said.items()
    }


class Patches:
    """A sender's changes to rows: `patch`, `disable`, and rows of its own."""

    def __init__(self, written: Written, faults: list[Fault]) -> None:
        self._written = written
        self._faults = faults
        self._changes = [
            (name, Raw(one, written, ("rows", name, number)))
            for name, changes in ((written.value or {}).get("rows") or {}).items()
            for number, one in enumerate(changes)
        ]
        self._used: set[int] = set()
        self._rows: dict[str, list[str]] = {}
        """Segment, or map -> the ids of its rows."""
        self._taken: set[str] = set()

    def touch(self, head: Map) -> bool:
        """Does any change speak of this map?"""
        return any(name in (head.root, head.name) for name, _ in self._changes)

    def rows(self, head: Map, raw: Raw) -> list[Raw]:
        """The rows of a map as this sender has them."""
        found: list[Raw] = []
        seen: set[str] = set()
        for name in {head.root, head.name}:
            self._rows.setdefault(name, []).extend(
                row["id"] for row in raw.value.get("rows") or ()
            )
        for number, row in enumerate(raw.value.get("rows") or ()):
            changed = self._changed(head, Raw(row, raw.written, (*raw.place, "rows", number)))
            if row["id"] in seen:
                file, line = raw.written.file, raw.at("rows", number)
                text = f"`{row['id']}` stands twice"
                self._faults.append(Fault(file, line, "row-duplicate", text))
            seen.add(row["id"])
            found.extend([changed] if changed else [])
        if head.name in {name for name, _ in self._changes} or head.root not in self._taken:
            self._taken.add(head.root)
            found.extend(self._added(head, seen))
        return found

    def _added(self, head: Map, seen: Collection[str]) -> Iterator[Raw]:
        """The sender's own rows of a map; each stands in one map alone."""
        for number, (name, change) in enumerate(self._changes):
            if name not in (head.root, head.name) or "id" not in change.value:
                continue
            if number not in self._used:
                self._used.add(number)
                if change.value["id"] in seen:
                    text = f"`{change.value['id']}` stands in the map already: patch it"
                    file, line = change.written.file, change.line
                    self._faults.append(Fault(file, line, "row-duplicate", text))
                yield change

    def _changed(self, head: Map, row: Raw) -> Raw | None:
        for number, (name, change) in enumerate(self._changes):
            if name not in (head.root, head.name):
                continue
            if change.value.get("disable") == row.value["id"]:
                self._used.add(number)
                return None
            if change.value.get("patch") == row.value["id"]:
                self._used.add(number)
                merged = {
                    **row.value,
                    **{key: value for key, value in change.value.items() if key != "patch"},
                }
                row = Raw(
                    {key: value for key, value in merged.items() if value is not None},
                    change.written,
                    change.place,
                )
        return row

    def finish(self) -> None:
        """Note the changes that met no row, or change nothing."""
        for number, (name, change) in enumerate(self._changes):
            file, line = change.written.file, change.line
            if number not in self._used:
                text = self._unmet(name, change.value)
                self._faults.append(Fault(file, line, "patch-unknown", text))
            elif not change.value.keys() - {"patch", "note"}:
                text = "the patch changes nothing: name the keys that it replaces"
                self._faults.append(Fault(file, line, "patch-idle", text))

    def _unmet(self, name: str, said: Mapping[str, Any]) -> str:
        if name not in self._rows:
            return f"no map reads `{name}`: name a segment, as PID, or declare a map under `maps`"
        what = said.get("patch") or said.get("disable") or said.get("id")
        return f"{name} has no row `{what}`{near(str(what), self._rows[name])}"


@lru_cache(maxsize=256)
def _read(name: str, content: bytes, kind: str) -> tuple[Written, tuple[Fault, ...]]:
    """One file and its faults, without a value where it has any; read once for all senders."""
    written, wrong = yamlfile.read(content, name)
    wrong = wrong or list(shape.check(written, kind))
    return (Written(name, None, written.lines) if wrong else written), tuple(wrong)
