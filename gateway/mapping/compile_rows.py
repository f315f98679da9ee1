"""The rows of one map as Python source: reading, converting, telling the tape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeAlias

from gateway.codegen import Writer
from gateway.mapping.compile_writes import Writes
from gateway.mapping.convert import PLAIN, PRIMITIVES, RAW, STRICT
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.rows import Guard, Map, Program, Row
from gateway.mapping.tape import (
    ARGUMENT,
    BESIDE,
    CLAIM,
    EMPTIED,
    ENTER,
    EXIT,
    FLAWED,
    IGNORED,
    REFUSED,
    ROLES,
    TRANSLATED,
)
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"

_FEW = 2

Guarded: TypeAlias = list[tuple[tuple[Guard, ...], Row]]
"""Rows, and what must hold for each."""


class Rows:
    """Emits rows of one map."""

    def __init__(  # noqa: PLR0913 - what a map's function and its rows share
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

    def emit(self) -> None:
        """All rows: those that read, then the constants and references."""
        self.writes.prepare(self.map.rows)
        self.level([(conjuncts(row.when), row) for row in self.map.rows if not row.late])
        late = [(conjuncts(row.when), row) for row in self.map.rows if row.late]
        if not late:
            return
        if self.map.owner:
            self.level(late)
            return
        with self.w.block("if o:" if self.nested else "if len(o) > 1:"):
            self.level(late)

    def level(self, rows: Guarded) -> None:
        """Rows, neighbours with the same first condition under one test of it."""
        rows = [(tests, row) for tests, row in rows if not row.ignore or row.when is not None]
        with self.shared(
            [test for tests, _ in rows for test in tests]
            if self.nested
            else [tests[0] for tests, _ in rows if tests],
            [row.switch for _, row in rows if row.switch and not row.when],
        ):
            for test, group in groupby(rows, key=lambda one: one[0][0] if one[0] else None):
                if test is None:
                    self._plain([row for _, row in group])
                else:
                    with self.w.block(f"if {self.guard(test)}:"):
                        self.level([(tests[1:], row) for tests, row in group])

    def _plain(self, rows: list[Row]) -> None:
        """Rows without a condition; those that read the same node under one look at its length."""
        for ours, group in groupby(
            rows,
            key=lambda row: (
                row.kind == "read" and row.src is not None and row.src.root == self.map.root
            ),
        ):
            chunk = list(group)
            test = ""
            if ours and len(chunk) > _FEW:
                test = self.dialect.present([row.src for row in chunk if row.src], "")
            with self.w.block(f"if {test}:") if test else nullcontext():
                for row in chunk:
                    getattr(self, f"_{row.kind}")(row)

    def _ignore(self, row: Row) -> None:
        self.claim(row, IGNORED, "0")

    def _switch(self, row: Row) -> None:
        if row.switch is None:
            return
        word = self.text(row.switch)
        if not word.isidentifier():
            self.w.line(f"y = {word}")
            word = "y"
        opened = False
        for words, rows in row.cases:
            test = (
                f"if {word} in {self.w.constant(words)}:"
                if words
                else ("else:" if opened else "if True:")
            )
            block = self.w.block(f"el{test}" if opened and words else test)
            with block:
                self.level([(conjuncts(inner.when), inner) for inner in rows])
            opened = True

    def _const(self, row: Row) -> None:
        if row.to is None or row.const is None:
            return
        with self._gate(row), self.writes.free(row):
            self.writes.write(row.to, self.literal(row.const), named=True)

    @contextmanager
    def _gate(self, row: Row) -> Iterator[None]:
        if self.map.owner and row.kind == "const" and row.late:
            with self.w.block("if w:"):
                yield
        else:
            yield

    def _ref(self, row: Row) -> None:
        if row.ref is None or row.to is None:
            return
        segment, kind = row.ref
        at = self.map.context.index(segment) if segment in self.map.context else -1
        self.w.line(
            f"y = x.reference({self.maker(segment, kind)}, {f'c{at}' if at >= 0 else 'i'})"
        )
        with self.w.block("if y is not None:"), self.writes.free(row):
            self.writes.write(row.to, "y", named=True)

    def maker(self, segment: str, kind: str) -> int:
        """Number of the map that makes the resource of a segment."""
        return next(
            one.number
            for one in self.program.maps
            if one.makes and one.root == segment and kind in ("", one.type)
        )

    def _call(self, row: Row) -> None:
        if row.to is None:
            return
        if row.src is not None and row.src.many:
            with self._value(row) as (value, number, level):
                self.dialect.leaf(self.w, value, level, raw=False)
                self._called(row, value, number)
        else:
            text = (
                self.dialect.texts(self.w, row.src, self.scope(row.src))
                if row.src
                else self.w.constant(row.const or "")
            )
            with self._emptied(row):
                self.w.line(f"v = {text}")
                self._called(row, "v", "r" if row.src and self.dialect.numbered(row.src) else "")

    @contextmanager
    def _emptied(self, row: Row) -> Iterator[None]:
        line = self._removal(row)
        test = self.dialect.empties(row.src, self.scope(row.src)) if line and row.src else ""
        if not test:
            yield
            return
        with self.w.block(f"if {test}:"):
            self.w.line(line)
        with self.w.block("else:"):
            yield

    def _called(self, row: Row, value: str, number: str) -> None:
        w = self.w
        arguments = []
        for at, (name, place) in enumerate(row.with_):
            source = w.constant(place) if isinstance(place, str) else self.text(place)
            w.line(f"a{at} = {source}")
            arguments.append(f"{w.constant(name)}: a{at}")
        places = [at for at, (_, place) in enumerate(row.with_) if isinstance(place, Select)]
        tests = [value, *(f"a{at}" for at in places)]
        if number and not row.src.many:  # type: ignore[union-attr] - a repetition's number needs a place
            w.line(f"{number} = 0")
        with w.block(f"if {' or '.join(tests)}:"), self.writes.free(row):
            known = FUNCTIONS[row.call].takes
            if known is None:
                keywords = f", **{{{', '.join(arguments)}}}" if arguments else ""
            else:
                # The name comes from our own table, not from the row.
                names = [next(one for one in known if one == name) for name, _ in row.with_]
                keywords = "".join(f", {name}=a{at}" for at, name in enumerate(names))
            w.line(f"y = CALL_{row.call}(NAMES, {value}{keywords})")
            with w.block("if y is not None:"):
                self._result(row, number, value, places)

    def _result(self, row: Row, number: str, value: str, places: list[int]) -> None:
        def told() -> None:
            if row.src is not None:
                with self.w.block(f"if {value}:"):
                    self.claim(row, CLAIM, number)
            for order, at in enumerate(places):
                with self.w.block(f"if a{at}:"):
                    self.argument(row, order, row.with_[at][1])

        self._flawless(row, number, told)

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
        self.w.line(f"y = d{row.datatype}({self.dialect.arguments(value, level)}, x, t)")
        self.w.line(f"t({EXIT})")
        with self.w.block("if y is not None:"):
            if row.to is None:
                return
            if row.code is not None and row.to.type in ("Coding", "CodeableConcept"):
                self._translated(row, number)
            self.writes.write(row.to, "y")

    def _translated(self, row: Row, number: str) -> None:
        if row.code is None or row.to is None:
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
        self._translated(row, number)
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


def conjuncts(guard: Guard | None) -> tuple[Guard, ...]:
    """The conditions that must all hold, in their order."""
    if guard is None:
        return ()
    return (*conjuncts(guard[1]), *conjuncts(guard[2])) if guard[0] == "and" else (guard,)
