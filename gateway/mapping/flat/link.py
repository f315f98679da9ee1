"""Make frozen maps of what descriptions say: columns found, targets typed, tables read.

Whatever is wrong is a fault with file and line; the rest is linked all the same, so that all
faults are found at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway.mapping import files as mapping_files
from gateway.mapping import paths
from gateway.mapping.convert import PRIMITIVES
from gateway.mapping.files import Files
from gateway.mapping.flat.describe import FOLDER, described, layout, typed
from gateway.mapping.flat.each import each
from gateway.mapping.flat.lookups import rows
from gateway.mapping.flat.rows import FlatMap, Kind, Line, Part, Typed, decisive
from gateway.mapping.flat.spoilt import error
from gateway.mapping.flat.suits import idle, never
from gateway.mapping.rows import Guard, Table, Target
from gateway.mapping.typed import Mistaken, choice, misled
from gateway.mapping.typed import typed as typed_target
from gateway.model import Empty, Fault, Select, Sender
from gateway.yamlfile import Place, Written

CODED = frozenset({"Coding", "CodeableConcept"})
_KEYS = ("src", "const", "ref", "ignore")

Lookups = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Name -> key -> column -> text."""


def kinds(files: Files, sender: Sender, definitions: Any) -> tuple[tuple[Kind, ...], list[Fault]]:
    """Every kind of file of a sender, linked, and every fault."""
    found, faults = described(files, sender.name)
    tables, wrong = _tables(files)
    faults += wrong
    made = []
    for name, written in found.items():
        linker = Linker(written, definitions, tables, files)
        made.append(linker.kind(name))
        faults += linker.faults
    return tuple(made), faults


def _tables(files: Files) -> tuple[dict[str, Table], list[Fault]]:
    found: dict[str, Table] = {}
    faults: list[Fault] = []
    for file, content in files.of("tables", ".csv").items():
        table, wrong = mapping_files.table(Path(file).stem, content, file)
        found[table.name] = table
        faults += wrong
    return found, faults


@dataclass(slots=True)
class Linker:
    """Links one description."""

    written: Written
    definitions: Any
    tables: Mapping[str, Table]
    files: Files
    faults: list[Fault] = field(default_factory=list)
    _number: int = 0
    _columns: dict[str, int] = field(default_factory=dict)
    _typed: tuple[Typed, ...] = ()
    _lookups: Lookups = field(default_factory=lambda: Empty)
    _maps: dict[str, str] = field(default_factory=dict)
    """Name -> type, of the maps before."""

    def fault(self, place: Place, rule: str, text: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(self.written.file, self.written.line(place), rule, text))

    def kind(self, name: str) -> Kind:
        """The description, linked."""
        value = self.written.value
        self._typed = tuple(typed(one) for one in value["columns"])
        self._columns = {one.name: at for at, one in enumerate(self._typed)}
        self._number = len(self._typed)
        self._lookups = MappingProxyType(dict(self._read_lookups()))
        made = tuple(
            self._map(said, ("maps", at))
            for at, one in enumerate(value["maps"])
            for said in each(one)
        )
        for one in made:
            self._dropped(one)
        return Kind(
            layout(name, self.written), self._typed, made, self.written.file, self._lookups
        )

    def _dropped(self, one: FlatMap) -> None:
        """A cell that is left out where it is wrong must decide nothing as if it were empty."""
        guards = [one.when, *(line.when for line in one.lines)]
        decide = {at for when in guards for at in decisive(when)}
        keyed = {part.column for parts in one.key for part in parts}
        for at, column in enumerate(self._typed):
            if column.drops and at in decide | keyed:
                text = f"`{one.name}` decides by it: a faulty cell cannot be dropped"
                self.fault(("columns", at), "flat-columns", text)

    def _read_lookups(self) -> Iterator[tuple[str, Mapping[str, Mapping[str, str]]]]:
        for name, said in self.written.value.get("lookups", {}).items():
            file = f"{FOLDER}/{said['file']}"
            place = ("lookups", name, "file")
            if file not in self.files.shared:
                self.fault(place, "lookup-file", f"there is no file `{file}`")
                continue
            listed = list(rows(self.files.shared[file]))
            if not listed or said["key"] not in listed[0]:
                self.fault(place, "lookup-key", f"`{file}` has no column `{said['key']}`")
                continue
            found: dict[str, Mapping[str, str]] = {}
            for row in listed:
                if row[said["key"]] in found:
                    text = f"a key of `{file}` stands twice"
                    self.fault(place, "lookup-key", text)
                found[row[said["key"]]] = row
            yield name, found

    def _map(self, said: Mapping[str, Any], place: Place) -> FlatMap:
        name, _, type = said["map"].partition(" -> ")
        if name in self._maps:
            self.fault((*place, "map"), "map-name", f"`{name}` stands twice")
        structure = self.definitions.structure(type) if type else None
        if type and (structure is None or structure.kind != "resource"):
            self.fault((*place, "map"), "map-type", f"`{type}` is no resource of FHIR R4")
            type = ""
        if type and "id" not in said:
            self.fault(place, "map-id", "`id` is missing: what makes it the same resource again?")
        lines = tuple(
            self._line(row, type, (*place, "rows", at)) for at, row in enumerate(said["rows"])
        )
        ids = [row["id"] for row in said["rows"]]
        for at, id in enumerate(ids):
            if id in ids[:at]:
                self.fault((*place, "rows", at), "row-id", f"`{id}` stands twice")
        one = said.get("id", {})
        key = tuple(
            tuple(self._part(part, (*place, "id")) for part in alternative)
            for alternative in one.get("key", ())
        )
        when = self._guard(said, place)
        self._maps[name] = type
        mode = said.get("mode", "delta")
        return FlatMap(name, type, mode, "identifiers" in one, key, when, lines)

    def _part(self, part: Any, place: Place) -> Part:
        if isinstance(part, str):
            return Part(column=self._column(part, place))
        if "ref" in part:
            return Part(ref=self._referred(part["ref"], place))
        return Part(text=part["text"])

    def _column(self, name: str, place: Place) -> int:
        if name not in self._columns:
            self.fault(place, "column-unknown", f"there is no column `{name}`")
            return 0
        return self._columns[name]

    def _referred(self, name: str, place: Place) -> str:
        """A map before this one, by its name or by its type."""
        if name not in self._maps:
            named = [one for one, type in self._maps.items() if type == name]
            if len(named) != 1:
                text = f"`{name}`: there is not one map of this name or type before"
                self.fault(place, "ref-unknown", text)
                return ""
            return named[0]
        return name

    def _guard(self, said: Mapping[str, Any], place: Place) -> Guard | None:
        if "when" not in said:
            return None

        def select(name: str) -> Select:
            return Select(name, "", (self._column(name, (*place, "when")),))

        try:
            return paths.guard(said["when"], select)
        except ValueError as error:
            self.fault((*place, "when"), "guard", str(error))
            return None

    def _line(self, row: Mapping[str, Any], type: str, place: Place) -> Line:
        self._number += 1
        if sum(key in row for key in _KEYS) != 1 and not ("src" in row and "ignore" in row):
            self.fault(place, "row-kind", f"one of {', '.join(_KEYS)} is expected")
        src = row.get("src", ())
        names = [src] if isinstance(src, str) else src
        made = Line(
            id=row["id"],
            number=self._number,
            file=self.written.file,
            src=tuple(self._column(name, (*place, "src")) for name in names),
            as_=row.get("as", ""),
            code=self._code(row, place),
            lookup=self._lookup(row, place),
            fallback=row.get("else"),
            const=row.get("const"),
            ref=self._referred(row["ref"], (*place, "ref")) if "ref" in row else "",
            when=self._guard(row, place),
            join=row.get("join"),
            ignore=row.get("ignore", ""),
            degraded=row.get("degraded", ""),
        )
        if made.ignore:
            return made
        if len(made.src) > 1 and made.join is None:
            self.fault((*place, "src"), "row-join", "several columns need a `join`")
        if "to" not in row or not type:
            self.fault(place, "row-to", "`to` is missing, or the map makes nothing")
            return made
        return self._aimed(made, row["to"], type, (*place, "to"))

    def _aimed(self, made: Line, to: str, type: str, place: Place) -> Line:
        try:
            target = typed_target(self.definitions, type, paths.target(to))
            choices = tuple(
                choice(self.definitions, type, target.steps, depth)
                for depth in range(len(target.steps))
            )
        except Mistaken as error:
            self.fault(place, error.rule, str(error))
            return made
        except ValueError as error:
            self.fault(place, "target", str(error))
            return made
        self._suits(made, target, place)
        types = [self._maps[made.ref]] if made.ref and target.type == "Reference" else []
        if text := misled(self.definitions, type, target, types):
            self.fault(place, "reference-type", text)
        return replace(made, to=target, choices=choices)

    def _suits(self, made: Line, target: Target, place: Place) -> None:
        """Can what the row reads become a value of this type?"""
        if made.src and target.type not in PRIMITIVES | CODED:
            text = f"a text is no {target.type}: write to an element in it"
            self.fault(place, "target-type", text)
        if why := never(made, self._typed, target):
            self.fault(place, "target-type", why)
        if made.code is not None and target.codes is not None:
            for code, (translated, _, _) in made.code.codes.items():
                if translated and translated not in target.codes:
                    text = f"`{made.code.name}`: what `{code}` becomes may not stand here"
                    self.fault(place, "table-target", text)
        if made.ref and target.type != "Reference":
            self.fault(place, "target-type", f"a `ref` is a Reference, here is a {target.type}")

    def _code(self, row: Mapping[str, Any], place: Place) -> Table | None:
        said = row.get("code")
        if said is None:
            return None
        if isinstance(said, dict):
            codes = {str(code): (str(target), "", "") for code, target in said.items()}
            for code in self._idle(row, codes):
                self.fault((*place, "code"), "table-column", f"no cell can be `{code}`")
            return Table(f"{Path(self.written.file).stem}-{row['id']}", codes)
        if said not in self.tables:
            self.fault((*place, "code"), "table-unknown", f"there is no code table `{said}`")
            return None
        return self.tables[said]

    def _idle(self, row: Mapping[str, Any], codes: Mapping[str, Any]) -> list[str]:
        """Codes that no cell can be; of a look-up or several columns nobody knows that."""
        src = row.get("src", ())
        name = src if isinstance(src, str) else ""
        if "lookup" in row or name not in self._columns:
            return []
        return idle(codes, self._typed[self._columns[name]])

    def _lookup(self, row: Mapping[str, Any], place: Place) -> Mapping[str, str] | None:
        if "lookup" not in row:
            return None
        name, _, column = row["lookup"].partition(".")
        found = self._lookups.get(name)
        if found is None:
            self.fault((*place, "lookup"), "lookup-unknown", f"there is no look-up `{name}`")
            return None
        if any(column not in one for one in found.values()):
            self.fault((*place, "lookup"), "lookup-unknown", f"`{name}` has no column `{column}`")
            return None
        said = {key: one[column] for key, one in found.items()}
        return {key: text for key, text in said.items() if text and not error(text)}
