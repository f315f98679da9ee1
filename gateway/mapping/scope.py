"""Links the rows of one map: places read, targets typed, tables, functions and datatypes found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gateway.mapping import paths, row_faults
from gateway.mapping.convert import PRIMITIVES, SOURCES
from gateway.mapping.dialect import Dialect
from gateway.mapping.functions import FUNCTIONS, Function
from gateway.mapping.naming import Naming
from gateway.mapping.raw import Raw
from gateway.mapping.rows import Guard, Map, Row, Table, Target, changed
from gateway.mapping.typed import Mistaken, near, typed
from gateway.mapping.unlisted import unlisted
from gateway.model import Fault, Select
from gateway.yamlfile import Place

_UNKNOWN = "unknown"
_CODED = frozenset({"code", "Coding", "CodeableConcept"})


class Links(Protocol):
    """What the rows of a map ask of the linker."""

    dialect: Dialect
    definitions: Any
    tables: Mapping[str, Table]
    names: Naming
    faults: list[Fault]

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row or map."""

    def next(self) -> int:
        """The next number on the tape."""


@dataclass(slots=True)
class Scope:
    """Links the rows of one map."""

    linker: Links
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
            row = changed(row, cases=tuple(self.cases(raw, row.id)))
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
        if not self.nested and found.root == self.map.root and text.startswith(f"{found.root}."):
            right = text.replace(".", "-", 1)
            text = f"`{text}` is written as a part of a datatype: of a segment write `{right}`"
            self.linker.fault(raw, key, "path-root", text)
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
            text = f"there is no code table `{name}`{near(name, self.linker.tables)}"
            self.linker.fault(raw, "code", "table-missing", text)
        return self.linker.tables.get(name)

    def reference(self, raw: Raw) -> tuple[str, str] | None:
        """(segment, resource type)"""
        if not raw.value.get("ref"):
            return None
        segment, _, kind = (part.strip() for part in raw.value["ref"].partition("->"))
        return segment, kind

    def guard(self, raw: Raw, key: str) -> Guard | None:
        """The guard under a key; None where there is none, or it can't be understood."""
        if raw.value.get(key) == "":
            self.linker.fault(raw, key, "guard-syntax", f"`{key}` is empty: leave it out")
        return self.guarded(raw, raw.value.get(key, ""), key)

    def guarded(self, raw: Raw, said: str, key: str = "id") -> Guard | None:
        """A guard as written; `key` is where it stands."""
        if not said:
            return None

        def select(text: str) -> Select:
            found = self.place(raw, key, text)
            return found if found is not None else Select(text, self.map.root, ())

        try:
            return paths.comparing(said, select)
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
        cases: list[tuple[tuple[str, ...], tuple[str, ...], Any]] = [
            (tuple(key.split()), ("cases", key), value)
            for key, value in raw.value["cases"].items()
        ]
        if raw.value.get("else") is not None:
            cases.append(((), ("else",), raw.value["else"]))
        for words, place, value in cases:
            again = seen.intersection(words)
            if again:
                text = f"`{min(again)}` has a case before this one"
                self.linker.faults.append(
                    Fault(raw.written.file, raw.at(*place), "case-unreachable", text)
                )
            inner: list[Row] = []
            for number, one in enumerate(value if isinstance(value, list) else [value]):
                spot: Place = (*place, number) if isinstance(value, list) else place
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
            text = f"there is no function `{row.call}`{near(row.call, FUNCTIONS)}"
            self.linker.fault(raw, "call", "function-unknown", text)
            return changed(row, call="")
        unknown = sorted({name for name, _ in row.with_} - (function.takes or set()))
        if function.takes is not None and unknown:
            self.linker.fault(
                raw, "with", "function-argument", f"`{row.call}` takes no `{unknown[0]}`"
            )
            return changed(row, call="")
        if (
            row.to is not None
            and row.to.type.partition(".")[0] not in function.types | {"Observation"}
            and row.to.type not in function.types
        ):
            self.linker.fault(raw, "call", "function-type", f"`{row.call}` gives no {row.to.type}")
        if row.const is not None and row.src is None and not row.with_:
            return self.fixed(row, function)
        return row

    def fixed(self, row: Row, function: Function) -> Row:
        """A row whose function is called on a fixed text: here, or with each sender's names."""
        text = str(row.const)
        if function.named:
            return changed(row, const=text, by=row.call, call="")
        return changed(row, const=function.call(self.linker.names, text), call="")

    def stated(self, row: Row) -> Any:
        """What the row's constant is, by the names at hand where it is made of them."""
        return FUNCTIONS[row.by].call(self.linker.names, row.const) if row.by else row.const

    def acted(self, raw: Raw, row: Row) -> Row:
        """The row with the way in which its value is made."""
        if row.kind in ("ignore", "switch") or row.to is None:
            row_faults.complete(self.linker, raw, row)
            return row
        target, kind = row.to, row.to.type
        row_faults.sound(self.linker, raw, row, self.stated(row))
        for text in unlisted(row.const, self.linker.definitions):
            self.linker.fault(raw, "const", "code-unlisted", text)
        fallback = self.fallback(raw, row)
        if row.kind != "read":
            return changed(row, fallback=fallback) if fallback is not None else row
        if (row.as_, kind) in self.datatypes:
            number = self.datatypes[row.as_, kind].number
            return changed(row, fallback=fallback, action="map", datatype=number)
        if row.as_ in SOURCES or not row.as_:
            if kind in PRIMITIVES:
                action = "code" if row.code or target.codes else "text"
                return changed(row, fallback=fallback, action=action)
            if kind in ("Coding", "CodeableConcept") and row.code:
                return changed(row, fallback=fallback, action="coding")
        text = f"nothing makes {kind} of {row.as_ or 'a text'}{self.instead(kind)}"
        self.linker.fault(raw, "as", "datatype-missing", text)
        return changed(row, fallback=fallback)

    def instead(self, kind: str) -> str:
        """Of which datatypes there is something that makes this type."""
        found = [name for name, made in self.datatypes if made == kind]
        found += ["ST", "ID", "TS", "DT", "NM"] if kind in PRIMITIVES else []
        return f": `as` may be {', '.join(sorted(set(found)))}" if found else ""

    def fallback(self, raw: Raw, row: Row) -> Any:
        """What is written where a code has no translation; checks it and the table's codes."""
        target, table = row.to, row.code
        if target is None or target.codes is None or target.type not in _CODED:
            return row.otherwise
        codes = target.codes
        for key, value in (("else", row.otherwise), ("const", self.stated(row))):
            for code in _said(value):
                if code not in codes:
                    self.linker.fault(
                        raw, key, "code-not-allowed", f"`{code}` is not in the required value set"
                    )
        if table is not None:
            self.linker.faults += [
                Fault(
                    table.file,
                    table.lines[code],
                    "table-code-not-allowed",
                    f"`{made}` is not in the value set that `{row.id}` requires",
                )
                for code, (made, _, _) in table.codes.items()
                if made and made not in codes
            ]
        if row.otherwise is None and _UNKNOWN in codes and target.type == "code":
            return _UNKNOWN
        return row.otherwise


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        coded = [value, *value.get("coding", [])]
        yield from (one["code"] for one in coded if isinstance(one.get("code"), str))
