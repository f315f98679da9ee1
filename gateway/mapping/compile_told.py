"""What becomes of a value that was read, as Python source: translated, converted, told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

from gateway.codegen import Writer
from gateway.mapping.compile_learnt import Learnt
from gateway.mapping.compile_writes import Writes
from gateway.mapping.convert import PLAIN, PRIMITIVES, conversion
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.rows import Guard, Map, Program, Row
from gateway.mapping.tape import ARGUMENT, BESIDE, CLAIM, FLAWED, REFUSED, ROLES, TRANSLATED
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"


class Told:
    """What the rows of one map share, and what they tell of a value."""

    keeping = True
    """False within what is kept as a whole."""

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
        self.learnt = Learnt(writer, dialect, program, one)
        self.writes = Writes(writer, owned=bool(one.owner))

    def argument(self, row: Row, order: int, place: Select | str) -> None:
        """Tell the tape that a place of `with` was used."""
        self.w.line(f"t({row.number * ROLES + ARGUMENT + order})")
        if isinstance(place, Select):
            if place.root != self.map.root:
                self.w.line(f"t(c{self.map.context.index(place.root)})")
            if self.dialect.numbered(place):
                self.w.line("t(0)")

    def claim(self, row: Row, role: int | str, number: str) -> None:
        """Tell the tape what became of the row's place; a role may be a variable."""
        code = row.number * ROLES
        line = f"t({code + role})" if isinstance(role, int) else f"t({code} + {role})"
        if row.src is not None and row.src.root != self.map.root:
            line += f"; t(c{self.map.context.index(row.src.root)})"
        if row.src is not None and self.dialect.numbered(row.src):
            line += f"; t({number or '0'})"
        self.w.line(line)

    def _translate(self, row: Row, number: str) -> None:
        """Emit the translation of a new value `y`, and what the tape is told of it."""
        if row.code is None or row.to is None or row.to.type not in ("Coding", "CodeableConcept"):
            self.w.line("pass")
            return
        table = self.tables.translator(row.code)
        if row.to.type == "Coding":
            self.w.line(f"z = {table}.single(y)")
            with self.w.block("if z is not None:"):
                self.w.line("y = z")
                self.claim(row, BESIDE, number)
        else:
            with self.w.block(f"if {table}.concept(y):"):
                self.claim(row, BESIDE, number)

    def _coding(self, row: Row, value: str, number: str) -> None:
        if row.code is None or row.to is None:
            return
        table = self.tables.translator(row.code)
        self.w.line(f"y = {table}.coding({value})")
        if row.to.type == "CodeableConcept":
            self.w.line("y = {'coding': [y]}")
        self.claim(row, CLAIM, number)
        self._translate(row, number)

    def _code(self, row: Row, value: str, number: str) -> None:
        if row.to is None:
            return
        if row.code is not None:
            table = self.tables.plain(row.code, row.to.type)
            self.w.line(f"y = {table}.get({value})")
            role = TRANSLATED
        else:
            self.w.line(f"y = {value} if {value} in {self.w.constant(row.to.codes)} else None")
            role = CLAIM
        with self.w.block("if y is not None:"):
            self.claim(row, role, number)
        with self.w.block("else:"):
            self._untranslated(row, number)

    def _untranslated(self, row: Row, number: str) -> None:
        """Emit what is told, and `y`, of a code that no table knows."""
        kept = row.fallback is not None
        self.w.line(f"x.flaw({_UNTRANSLATED!r})")
        self.claim(row, FLAWED if kept else REFUSED, number)
        self.w.line(f"t({FLAWS[_UNTRANSLATED].number})")
        if kept:
            self.w.line(f"y = {self.whole(row.fallback)}")

    def _text(self, row: Row, value: str, number: str) -> None:
        if row.to is None:
            return
        if row.to.type in PLAIN:
            self.w.line(f"y = {value}")
            self.claim(row, CLAIM, number)
            return
        self.w.line(f"y = TO_{conversion(row.as_, row.to.type)}({value})")
        self._flawless(row, number, lambda: self.claim(row, CLAIM, number))

    def _flawless(self, row: Row, number: str, told: Callable[[], None]) -> None:
        """Tell the tape of `y`; where it is Flawed, tell that and keep what can be kept."""
        with self.w.block("if y.__class__ is FLAWED:"):
            self._flaw(row, number)
        with self.w.block("else:"):
            told()

    def _flaw(self, row: Row, number: str) -> None:
        self.w.line("x.flaw(y.rule)")
        self.w.line(f"z = {FLAWED} if y.value is not None else {REFUSED}")
        self.claim(row, "z", number)
        self.w.line("t(FLAWS[y.rule].number)")
        self.w.line("y = y.value")

    def whole(self, value: Any) -> str:
        """An expression that gives the value; one that is a structure is made once, for all."""
        made = self.literal(value)
        structured = isinstance(value, Mapping | list | tuple)
        return str(self.tables.shared(made)) if structured else made

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
