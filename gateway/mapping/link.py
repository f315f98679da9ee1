"""Make frozen maps of what the files say: paths read, targets typed, tables and datatypes found.

Whatever is wrong is a fault with file and line; the rest is linked all the same, so that all faults
are found at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.mapping import paths
from gateway.mapping.convert import PRIMITIVES, SOURCES
from gateway.mapping.dialect import Dialect
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.naming import Naming
from gateway.mapping.rows import Guard, Map, Part, Row, Table, Target, leaves
from gateway.mapping.typed import Mistaken, typed
from gateway.mapping.yamlfile import Place, Written
from gateway.model import Fault, Select

_ARROW = re.compile(r"\s*(\S+)(?:\s+of\s+(\S+))?(?:\s*->\s*(\S+))?\s*")
_UNKNOWN = "unknown"
_CODED = frozenset({"code", "Coding", "CodeableConcept"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A map or a row as written, and where."""

    value: Mapping[str, Any]
    written: Written
    place: Place

    @property
    def line(self) -> int:
        """Its line in its file."""
        return self.written.line(self.place)

    def at(self, *keys: str | int) -> int:
        """Line of something in it."""
        return self.written.line((*self.place, *keys))


@dataclass(slots=True)
class Linker:
    """Links one sender's maps."""

    dialect: Dialect
    definitions: Any
    tables: Mapping[str, Table]
    names: Naming
    faults: list[Fault] = field(default_factory=list)
    _number: int = 0

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row or map."""
        self.faults.append(Fault(raw.written.file, raw.at(key), rule, text))

    def next(self) -> int:
        """The next number on the tape."""
        self._number += 1
        return self._number

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
            self.fault(raw, "map", "map-type", f"FHIR R4 has no type `{made}`")
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
            defaults=raw.value.get("defaults", {}),
        )

    def body(
        self, head: Map, raw: Raw, rows: list[Raw], datatypes: Mapping[tuple[str, str], Map]
    ) -> Map:
        """The map with its rows, key and guard."""
        scope = _Scope(self, head, datatypes)
        made = tuple(row for one in rows for row in scope.rows(one))
        when = scope.guard(raw, "when")
        identity = raw.value.get("id", {})
        key = scope.key(raw, identity.get("key", []))
        whole = replace(
            head,
            rows=rivalled(self.definitions, head, made),
            when=when,
            key=key,
            identifiers=identity.get("identifiers", ""),
        )
        return replace(whole, context=_context(whole))


@dataclass(slots=True)
class _Scope:
    """Links the rows of one map."""

    linker: Linker
    map: Map
    datatypes: Mapping[tuple[str, str], Map]

    @property
    def nested(self) -> bool:
        """True: a datatype's map."""
        return (self.map.root, self.map.type) in self.datatypes

    def rows(self, raw: Raw, id_: str = "") -> Iterator[Row]:
        """The row; none where it can't be understood."""
        value, linker = raw.value, self.linker
        row = Row(
            id=id_ or str(value.get("id", "")),
            file=raw.written.file,
            line=raw.line,
            number=linker.next(),
            src=self.select(raw, "src"),
            to=self.target(raw),
            as_=value.get("as", ""),
            code=self.table(raw),
            otherwise=value.get("else") if "switch" not in value else None,
            const=value.get("const"),
            ref=self.reference(raw),
            when=self.guard(raw, "when"),
            switch=self.select(raw, "switch"),
            call=value.get("call", ""),
            with_=self.arguments(raw),
            join=value.get("join"),
            ignore=value.get("ignore", ""),
            degraded=value.get("degraded", ""),
        )
        if row.switch is not None:
            row = replace(row, cases=tuple(self.cases(raw, row.id)))
        row = self.called(raw, row)
        yield self.acted(raw, row)

    def select(self, raw: Raw, key: str) -> Select | None:
        """The place that a key names."""
        return self.place(raw, key, raw.value[key]) if raw.value.get(key) else None

    def place(self, raw: Raw, key: str, text: str) -> Select | None:
        """The place, if it is well written and may be read from here."""
        try:
            found = self.linker.dialect.select(text)
        except ValueError as error:
            self.linker.fault(raw, key, "path-syntax", str(error))
            return None
        if self.nested and found.root != self.map.root:
            self.linker.fault(
                raw, key, "path-root", f"`{text}`: a datatype's rows read `{self.map.root}` only"
            )
            return None
        return found

    def target(self, raw: Raw) -> Target | None:
        """Where the row writes, typed."""
        text = raw.value.get("to")
        if not text:
            if self.map.type in PRIMITIVES:
                return Target("", (), self.map.type)
            return None
        try:
            return typed(self.linker.definitions, self.map.type, paths.target(text))
        except Mistaken as error:
            self.linker.fault(raw, "to", error.rule, str(error))
        except ValueError as error:
            self.linker.fault(raw, "to", "target-syntax", str(error))
        return None

    def table(self, raw: Raw) -> Table | None:
        """The code table."""
        name = raw.value.get("code")
        if not name:
            return None
        if name not in self.linker.tables:
            self.linker.fault(raw, "code", "table-missing", f"there is no code table `{name}`")
        return self.linker.tables.get(name)

    def reference(self, raw: Raw) -> tuple[str, str] | None:
        """(segment, resource type)"""
        if not raw.value.get("ref"):
            return None
        segment, _, kind = (part.strip() for part in raw.value["ref"].partition("->"))
        return segment, kind

    def guard(self, raw: Raw, key: str) -> Guard | None:
        """A guard."""
        if not raw.value.get(key):
            return None

        def select(text: str) -> Select:
            found = self.place(raw, key, text)
            return found if found is not None else Select(text, self.map.root, ())

        try:
            return paths.guard(raw.value[key], select)
        except ValueError as error:
            self.linker.fault(raw, key, "guard-syntax", str(error))
            return None

    def arguments(self, raw: Raw) -> tuple[tuple[str, Select | str], ...]:
        """What `with` gives the function."""
        found: list[tuple[str, Select | str]] = []
        for name, value in (raw.value.get("with") or {}).items():
            if isinstance(value, dict):
                found.append((name, value["text"]))
            elif (place := self.place(raw, "with", value)) is not None:
                found.append((name, place))
        return tuple(found)

    def cases(self, raw: Raw, id_: str) -> Iterator[tuple[frozenset[str], tuple[Row, ...]]]:
        """Words and rows of each case; no words for `else`."""
        seen: set[str] = set()
        cases = [
            (tuple(key.split()), ("cases", key), value)
            for key, value in raw.value["cases"].items()
        ]
        if raw.value.get("else") is not None:
            cases.append(((), ("else",), raw.value["else"]))
        for words, place, value in cases:
            again = seen.intersection(words)
            if again:
                text = f"`{sorted(again)[0]}` has a case before this one"
                self.linker.faults.append(
                    Fault(raw.written.file, raw.at(*place), "case-unreachable", text)
                )
            inner: list[Row] = []
            for number, one in enumerate(value if isinstance(value, list) else [value]):
                spot = (*place, number) if isinstance(value, list) else place
                if isinstance(one, dict):
                    inner.extend(self.rows(Raw(one, raw.written, (*raw.place, *spot)), id_))
            yield frozenset(words) - seen, tuple(inner)
            seen.update(words)

    def called(self, raw: Raw, row: Row) -> Row:
        """The row with its function checked; one of a fixed text is called here, once."""
        if not row.call:
            return row
        function = FUNCTIONS.get(row.call)
        if function is None:
            self.linker.fault(
                raw, "call", "function-unknown", f"there is no function `{row.call}`"
            )
            return replace(row, call="")
        unknown = sorted({name for name, _ in row.with_} - (function.takes or set()))
        if function.takes is not None and unknown:
            self.linker.fault(
                raw, "with", "function-argument", f"`{row.call}` takes no `{unknown[0]}`"
            )
            return replace(row, call="")
        if (
            row.to is not None
            and row.to.type.partition(".")[0] not in function.types | {"Observation"}
            and row.to.type not in function.types
        ):
            self.linker.fault(raw, "call", "function-type", f"`{row.call}` gives no {row.to.type}")
        if row.const is not None and row.src is None and not row.with_:
            return replace(row, const=function.call(self.linker.names, str(row.const)), call="")
        return row

    def acted(self, raw: Raw, row: Row) -> Row:
        """The row with the way in which its value is made."""
        if row.kind in ("ignore", "switch") or row.to is None:
            self.complete(raw, row)
            return row
        kind = row.to.type
        row = replace(row, fallback=self.fallback(raw, row))
        if row.kind != "read":
            return row
        if (row.as_, kind) in self.datatypes:
            return replace(row, action="map", datatype=self.datatypes[row.as_, kind].number)
        if row.as_ in SOURCES or not row.as_:
            if kind in PRIMITIVES:
                return replace(row, action="code" if row.code or row.to.codes else "text")
            if kind in ("Coding", "CodeableConcept") and row.code:
                return replace(row, action="coding")
        self.linker.fault(
            raw, "as", "datatype-missing", f"nothing makes {kind} of {row.as_ or 'a text'}"
        )
        return row

    def complete(self, raw: Raw, row: Row) -> None:
        """Faults of rows that write nowhere."""
        if row.ignore:
            if row.src is None and raw.value.get("src") is None:
                self.linker.fault(raw, "ignore", "row-incomplete", "`ignore` needs `src`")
            if row.to is not None and raw.value.get("to"):
                self.linker.fault(raw, "ignore", "row-both", "ignored and mapped by one row")
        elif row.to is None and row.switch is None and not raw.value.get("to"):
            self.linker.fault(
                raw, "id", "row-incomplete", "the row says neither `to`, `ignore` nor `switch`"
            )

    def fallback(self, raw: Raw, row: Row) -> Any:
        """What is written where a code has no translation; checks it and the table's codes."""
        target = row.to
        if target is None or target.codes is None or target.type not in _CODED:
            return row.otherwise
        codes = target.codes
        for key, value in (("else", row.otherwise), ("const", row.const)):
            for code in _said(value):
                if code not in codes:
                    self.linker.fault(
                        raw, key, "code-not-allowed", f"`{code}` is not in the required value set"
                    )
        for code, (made, _, _) in row.code.codes.items() if row.code else ():
            if made and made not in codes:
                text = f"`{made}` is not in the value set that `{row.id}` requires"
                self.linker.faults.append(
                    Fault(row.code.file, row.code.lines[code], "table-code-not-allowed", text)
                )
        if row.otherwise is None and _UNKNOWN in codes and target.type == "code":
            return _UNKNOWN
        return row.otherwise

    def key(self, raw: Raw, alternatives: list[list[Any]]) -> tuple[tuple[Part, ...], ...]:
        """The identity key."""
        made = (
            tuple(part for one in parts for part in self.part(raw, one)) for parts in alternatives
        )
        return tuple(made)

    def part(self, raw: Raw, value: Any) -> Iterator[Part]:
        """One part of a key; none where it can't be understood."""
        if value in ("control", "ordinal"):
            yield Part(value)
        elif isinstance(value, str):
            place = self.place(raw, "id", value)
            yield from [Part("text", place)] if place else []
        elif "entity" in value:
            place = self.place(raw, "id", value["entity"])
            kind = value.get("as", "EI")
            if (kind, "Identifier") not in self.datatypes:
                self.linker.fault(
                    raw, "id", "datatype-missing", f"nothing makes Identifier of {kind}"
                )
            elif place:
                yield Part("entity", place, kind)
        elif "ref" in value:
            yield Part("ref", word=value["ref"])
        elif "text" in value:
            yield Part("word", word=value["text"])


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        coded = [value, *value.get("coding", [])]
        yield from (one["code"] for one in coded if isinstance(one.get("code"), str))


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
    return tuple(sorted(found - {made.root}))


def rivalled(definitions: Any, head: Map, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each knowing which earlier rows may have written its place."""
    earlier: list[Row] = []

    def guard(row: Row) -> Row:
        if row.cases:
            before = list(earlier)
            cases = []
            for words, inner in row.cases:
                cases.append((words, tuple(guard(one) for one in inner)))
                made = earlier[len(before) :]
                earlier[len(before) :] = []
                after.extend(made)
            earlier.extend(after)
            after.clear()
            return replace(row, cases=tuple(cases))
        if row.to is None or row.ignore:
            return row
        made = replace(row, rivals=_rivals(definitions, head, row, earlier))
        earlier.append(made)
        return made

    after: list[Row] = []
    ordered = [row for row in rows if not row.late] + [row for row in rows if row.late]
    guarded = {row.number: guard(row) for row in ordered}
    return tuple(guarded[row.number] for row in rows)


def _rivals(
    definitions: Any, head: Map, row: Row, earlier: list[Row]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    target = row.to
    if target is None or not target.steps or target.steps[-1].kind == "append":
        return ()
    last = len(target.steps) - 1
    found: list[tuple[int, tuple[str, ...]]] = []
    again = bool(head.owner) or (row.src is not None and row.src.many and row.join is None)
    texts = [one.to.text for one in earlier if one.to is not None and one.to.steps]
    near = [text for text in texts if _meet(text, target.text)]
    if again or near:
        found.append((last, (target.steps[last].name,)))
    for depth, step in enumerate(target.steps):
        stem = choice_stem(definitions, head.type, target, depth)
        if not stem:
            continue
        names = {
            one.to.steps[depth].name
            for one in earlier
            if one.to is not None
            and len(one.to.steps) > depth
            and one.to.steps[:depth] == target.steps[:depth]
            and one.to.steps[depth].name != step.name
            and choice_stem(definitions, head.type, one.to, depth) == stem
        }
        if names:
            found.append((depth, tuple(sorted(names))))
    return tuple(found)


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def choice_stem(definitions: Any, root: str, target: Target, depth: int) -> str:
    """Name of the choice element at a depth of a target, or ""."""
    from gateway.mapping.typed import choice  # noqa: PLC0415

    if not target.type:
        return ""
    return choice(definitions, root, target.steps, depth) if not target.steps[depth].url else ""


__all__ = ["Callable", "Linker", "Raw", "rivalled"]
