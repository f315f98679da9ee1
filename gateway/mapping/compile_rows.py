"""The rows of one map as Python source: reading, converting, telling the tape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from typing import TypeAlias

from gateway.mapping.compile_values import Values
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.rows import Guard, Row
from gateway.mapping.tape import (
    CLAIM,
    IGNORED,
)
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"

_FEW = 2

Guarded: TypeAlias = list[tuple[tuple[Guard, ...], Row]]
"""Rows, and what must hold for each."""


class Rows(Values):
    """Emits rows of one map."""

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
        if number and not (row.src and row.src.many):
            w.line(f"{number} = 0")
        with w.block(f"if {' or '.join(tests)}:"), self.writes.free(row):
            known = FUNCTIONS[row.call].takes
            if known is None:
                keywords = f", **{{{', '.join(arguments)}}}" if arguments else ""
            else:
                # The name comes from our own table, not from the row.
                names = [next(one for one in known if one == name) for name, _ in row.with_]
                keywords = "".join(f", {name}=a{at}" for at, name in enumerate(names))
            call = f"CALL_{row.call}(NAMES, {value}{keywords})"
            if FUNCTIONS[row.call].kept and (self.nested or self.keepable(row)):
                kept, key = (
                    self.tables.kept(),
                    f"({', '.join(['v', *(f'a{at}' for at in range(len(row.with_)))])},)",
                )
                w.line(f"y = {kept}.get({key})")
                w.line(f"if y is None: y = KEEP({kept}, {key}, {call})")
            else:
                w.line(f"y = {call}")
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


def conjuncts(guard: Guard | None) -> tuple[Guard, ...]:
    """The conditions that must all hold, in their order."""
    if guard is None:
        return ()
    return (*conjuncts(guard[1]), *conjuncts(guard[2])) if guard[0] == "and" else (guard,)
