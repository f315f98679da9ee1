"""One row's value as Python source: read, converted, told to the tape, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from typing import Any, TypeAlias

from gateway.codegen import Writer
from gateway.mapping.compile_writes import Writes
from gateway.mapping.convert import PLAIN, PRIMITIVES, RAW, STRICT
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.rows import Guard, Map, Program, Row, leaves
from gateway.mapping.tape import (
    ARGUMENT,
    BESIDE,
    CLAIM,
    EMPTIED,
    ENTER,
    EXIT,
    FLAWED,
    REFUSED,
    ROLES,
    TRANSLATED,
)
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"

_FEW = 2

Guarded: TypeAlias = list[tuple[tuple[Guard, ...], Row]]
"""Rows, and what must hold for each."""


class Values:
    """Emits the values of one map's rows."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a map's function and its rows share
        self,
        writer: Writer,
        dialect: Dialect,
        program: Program,
        one: Map,
        guard: Callable[[Guard], str],
        scope: Callable[[Select], str],
        text: Callable[[Select], str],
        tables: Any,
        shared: Callable[[list[Guard], list[Select]], AbstractContextManager[None]],
    ) -> None:
        self.w, self.dialect, self.program, self.map = writer, dialect, program, one
        self.guard, self.scope, self.text, self.tables = guard, scope, text, tables
        self.shared = shared
        self.nested = (one.root, one.type) in program.datatypes
        self.primitive = self.nested and one.type in PRIMITIVES
        self.writes = Writes(writer, owned=bool(one.owner))

    def argument(self, row: Row, order: int, place: Select | str) -> None:
        """Tell the tape that a place of `with` was used."""
        self.w.line(f"t({row.number * ROLES + ARGUMENT + order})")
        if isinstance(place, Select):
            if place.root != self.map.root:
                self.w.line(f"t(c{self.map.context.index(place.root)})")
            if self.dialect.numbered(place):
                self.w.line("t(0)")

    def claim(self, row: Row, role: int, number: str) -> None:
        """Tell the tape what became of the row's place."""
        line = f"t({row.number * ROLES + role})"
        if row.src is not None and row.src.root != self.map.root:
            line += f"; t(c{self.map.context.index(row.src.root)})"
        if row.src is not None and self.dialect.numbered(row.src):
            line += f"; t({number or '0'})"
        self.w.line(line)

    def _removal(self, row: Row) -> str:
        if self.nested or row.src is None or row.to is None or row.src.root != self.map.root:
            return ""
        told = f"t({row.number * ROLES + EMPTIED})" + (
            "; t(0)" if self.dialect.numbered(row.src) else ""
        )
        return f"x.removes(h, {self.w.constant(row.to.top)}); {told}"

    @contextmanager
    def _value(self, row: Row) -> Iterator[tuple[str, str, str]]:
        if row.src is None:
            raise ValueError(f"{row.file}:{row.line}: the row reads nothing")
        with self.dialect.reading(
            self.w, row.src, self.scope(row.src), emptied=self._removal(row)
        ) as found:
            yield found

    def _read(self, row: Row) -> None:
        if row.to is None or not row.action:
            return
        if row.join is not None:
            self._joined(row)
            return
        if row.action in ("text", "code") and row.src is not None and self.dialect.simple(row.src):
            with self.dialect.raw(self.w, row.src, self.scope(row.src)), self.writes.free(row):
                self._tried(row)
            return
        with self._value(row) as (value, number, level), self.writes.free(row):
            if row.action == "map":
                self._mapped(row, value, number, level)
                return
            self.dialect.leaf(self.w, value, level, raw=row.as_ in RAW)
            with self.w.block(f"if {value}:"):
                getattr(self, f"_{row.action}")(row, value, number)

    def _tried(self, row: Row) -> None:
        """A place whose text is most often what was sent: cut it only where that fails."""
        if row.src is None or row.to is None:
            return
        if row.to.type in PLAIN and row.action == "text":
            with self._slowly("if not (FAST and v.isalnum()):", row):
                pass
            with self.w.block("if v:"):
                self.claim(row, CLAIM, "")
                self.writes.write(row.to, "v")
            return
        first, again, role = self._maker(row)
        self.w.line(f"y = {first}")
        with self._slowly("if y is None or y.__class__ is FLAWED:", row):
            self.w.line("y = None")
            with self.w.block("if v:"):
                self.w.line(f"y = {again}")
                if row.action == "code":
                    with self.w.block("if y is None:"):
                        self._untranslated(row, "")
                else:
                    with self.w.block("if y.__class__ is FLAWED:"):
                        self._flaw(row, "")
                        self.w.line("y = None")
        with self.w.block("if y is not None:"):
            self.claim(row, role, "")
            self.writes.write(row.to, "y")

    def _maker(self, row: Row) -> tuple[str, str, int]:
        """(expression of the value of `v` as sent, of its text, role on the tape)"""
        if row.to is None:
            return "", "", CLAIM
        if row.action == "text":
            made = f"TO_{row.to.type}(v)"
            strict = row.to.type in STRICT
            return f"{made} if FAST{'' if strict else ' and v.isalnum()'} else None", made, CLAIM
        if row.code is not None:
            made = f"{self.tables.plain(row.code, row.to.type)}.get(v)"
            return f"{made} if FAST and v.isalnum() else None", made, TRANSLATED
        made = f"v if v in {self.w.constant(row.to.codes)} else None"
        return f"({made}) if FAST and v.isalnum() else None", made, CLAIM

    @contextmanager
    def _slowly(self, test: str, row: Row) -> Iterator[None]:
        if row.src is None:
            return
        line = self._removal(row)
        with self.w.block(test):
            if line:
                with self.w.block("if v == '\"\"':"):
                    self.w.line(line)
            self.dialect.cut(self.w, row.src, raw=row.as_ in RAW)
            yield

    def _joined(self, row: Row) -> None:
        if row.to is None or row.join is None:
            return
        with self.writes.free(row):
            self.w.line("l = []")
            with self._value(row) as (value, number, level):
                self.dialect.leaf(self.w, value, level, raw=row.as_ in RAW)
                with self.w.block(f"if {value}:"):
                    self.w.line(f"l.append({value})")
                    self.claim(row, CLAIM, number)
            with self.w.block("if l:"):
                self.writes.write(row.to, f"{self.w.constant(row.join)}.join(l)")

    def _mapped(self, row: Row, value: str, number: str, level: str) -> None:
        self.claim(row, ENTER, number)
        made = f"y = d{row.datatype}({self.dialect.arguments(value, level)}, x, t)"
        coded = row.to is not None and row.to.type in ("Coding", "CodeableConcept")
        if coded and self.keepable(row):
            kept = self.tables.kept()
            self.w.line(f"c = {kept}.get({value})")
            with self.w.block("if c is None:"):
                self.w.line("a = len(x.tape); e = len(x.flaws)")
                self.w.line(made)
                self._translate(row)
                with self.w.block("if e == len(x.flaws):"):
                    self.w.line(f"KEEP({kept}, {value}, (y, tuple(x.tape[a:]), u))")
            with self.w.block("else:"):
                self.w.line("y, c, u = c")
                self.w.line("x.tape.extend(c)")
        else:
            self.w.line(made)
            self._translate(row)
        self.w.line(f"t({EXIT})")
        with self.w.block("if y is not None:"):
            self._beside(row, number)
            if row.to is not None:
                self.writes.write(row.to, "y")

    def keepable(self, row: Row) -> bool:
        """May a value of this row stand in several resources? Not where rows write into it."""
        if self.nested or row.to is None:
            return False
        below = f"{row.to.text}."
        return not any(
            other.to is not None and other.to.text.startswith(below)
            for one in self.program.maps
            if one.type == self.map.type
            for other in leaves(one.rows)
        )

    def _translate(self, row: Row) -> None:
        """Emit the translation of a new value `y`; `u` says whether there is one."""
        if row.code is None or row.to is None or row.to.type not in ("Coding", "CodeableConcept"):
            self.w.line("u = False")
            return
        table = self.tables.translator(row.code)
        if row.to.type == "Coding":
            self.w.line(f"z = None if y is None else {table}.single(y)")
            self.w.line("u = z is not None")
            self.w.line("if u: y = z")
        else:
            self.w.line(f"u = y is not None and {table}.concept(y)")

    def _beside(self, row: Row, number: str) -> None:
        if (
            row.code is not None
            and row.to is not None
            and row.to.type in ("Coding", "CodeableConcept")
        ):
            with self.w.block("if u:"):
                self.claim(row, BESIDE, number)

    def _coding(self, row: Row, value: str, number: str) -> None:
        if row.code is None or row.to is None:
            return
        table = self.tables.translator(row.code)
        self.w.line(f"y = {table}.coding({value})")
        if row.to.type == "CodeableConcept":
            self.w.line("y = {'coding': [y]}")
        self.claim(row, CLAIM, number)
        self._translate(row)
        self._beside(row, number)
        self.writes.write(row.to, "y")

    def _code(self, row: Row, value: str, number: str) -> None:
        if row.to is None:
            return
        if row.code is not None:
            table = self.tables.plain(row.code, row.to.type)
            self.w.line(f"y = {table}.get({value})")
            test, made, role = "y is not None", "y", TRANSLATED
        else:
            test, made, role = f"{value} in {self.w.constant(row.to.codes)}", value, CLAIM
        with self.w.block(f"if {test}:"):
            self.claim(row, role, number)
            self.writes.write(row.to, made)
        with self.w.block("else:"):
            self._untranslated(row, number)

    def _untranslated(self, row: Row, number: str) -> None:
        kept = row.fallback is not None
        self.w.line(f"x.flaw({_UNTRANSLATED!r})")
        self.claim(row, FLAWED if kept else REFUSED, number)
        self.w.line(f"t({FLAWS[_UNTRANSLATED].number})")
        if kept and row.to is not None:
            self.writes.write(row.to, self.literal(row.fallback))

    def _text(self, row: Row, value: str, number: str) -> None:
        if row.to is None:
            return
        if row.to.type in PLAIN:
            self.claim(row, CLAIM, number)
            self.writes.write(row.to, value)
            return
        self.w.line(f"y = TO_{row.to.type}({value})")
        self._flawless(row, number, lambda: self.claim(row, CLAIM, number))

    def _flawless(self, row: Row, number: str, told: Callable[[], None]) -> None:
        """Write `y`; where it is Flawed, tell that and write what can be kept."""
        if row.to is None:
            return
        with self.w.block("if y.__class__ is FLAWED:"):
            self._flaw(row, number)
        with self.w.block("else:"):
            told()
            self.writes.write(row.to, "y")

    def _flaw(self, row: Row, number: str) -> None:
        self.w.line("x.flaw(y.rule)")
        with self.w.block("if y.value is None:"):
            self.claim(row, REFUSED, number)
            self.w.line("t(FLAWS[y.rule].number)")
        with self.w.block("else:"):
            self.claim(row, FLAWED, number)
            self.w.line("t(FLAWS[y.rule].number)")
            if row.to is not None:
                self.writes.write(row.to, "y.value")

    def literal(self, value: Any) -> str:
        """An expression that makes the value anew each time it runs."""
        if isinstance(value, Mapping):
            inner = (f"{self.w.constant(key)}: {self.literal(one)}" for key, one in value.items())
            return f"{{{', '.join(inner)}}}"
        if isinstance(value, list | tuple):
            return f"[{', '.join(self.literal(one) for one in value)}]"
        if isinstance(value, Decimal):
            return f"DECIMAL({self.w.constant(str(value))})"
        return self.w.constant(value)
