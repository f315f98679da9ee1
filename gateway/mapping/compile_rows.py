"""The rows of one map as Python source: reading, converting, telling the tape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from typing import TypeAlias

from gateway.mapping import paths
from gateway.mapping.compile_values import Values
from gateway.mapping.convert import PRIMITIVES
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.rows import Guard, Row, leaves
from gateway.mapping.tape import (
    CLAIM,
    IGNORED,
)
from gateway.model import Select

_FEW = 2
_MANY = 6

Guarded: TypeAlias = list[tuple[tuple[Guard, ...], Row]]
"""Rows, and what must hold for each."""


class Rows(Values):
    """Emits rows of one map."""

    boxes = True
    """False within a box: they are not nested."""

    def emit(self) -> None:
        """All rows: those that read, then the constants and references."""
        self.writes.prepare(self.map.rows)
        aside = self.map.apart if self.learnt.used else ()
        rows = [
            (conjuncts(row.when), row)
            for row in self.map.rows
            if not row.late and row.number not in aside
        ]
        if self.map.recurring > 1:
            self._recurring(rows[: self.map.recurring])
            rows = rows[self.map.recurring :]
        self.level(rows)
        if aside:
            self.w.line("upto = len(x.tape), len(x.mentions)")
            self.w.line(f"stood = p{self.map.number}(x, n, f, k, h, o, barred, None)")
        late = [(conjuncts(row.when), row) for row in self.map.rows if row.late]
        if not late:
            return
        if self.map.owner:
            self.level(late)
            return
        with self.w.block("if o:" if self.nested else "if len(o) > 1:"):
            self.level(late)

    def aparts(self) -> None:
        """The function of the rows that stand apart; what each says is kept as a whole."""

        def made(rows: list[Row]) -> None:
            self.keeping = False
            self.level([(conjuncts(row.when), row) for row in rows])
            self.keeping = True

        self.learnt.aparts(self.tables.shared, self.tables.kept, made)

    def _recurring(self, rows: Guarded) -> None:
        """Rows whose elements come again and again together: made once for all that they read."""
        selects = list(inputs(rows))
        _, key = self.dialect.given(selects, self.scope, self.tables.shared)
        at = sorted({self.map.context.index(s.root) for s in selects if s.root != self.map.root})
        with self.kept(f"({key}, {', '.join(f'c{one}' for one in at)})" if at else key):
            self.w.line("outer = o; o = {}")
            self.level(rows)
            self.w.line("y = o; o = outer")
        self.w.line("o.update(y)")

    def level(self, rows: Guarded) -> None:
        """Rows in their order, and those that fill one element from one field together."""
        rows = [(tests, row) for tests, row in rows if not row.ignore or row.when is not None]
        loose: Guarded = []
        runs = [list(run) for _, run in groupby(rows, key=self._box)]
        boxes = [run for run in runs if len(run) > 1 and self._box(run[0]) is not None]
        asked = [one for run in runs if run not in boxes for one in run]
        with self.shared(
            [test for tests, _ in asked for test in tests]
            if self.nested
            else [tests[0] for tests, _ in asked if tests],
            [row.switch for _, row in asked if row.switch and not row.when],
        ):
            for run in runs:
                if run in boxes:
                    self._loose(loose)
                    loose = []
                    self._boxed(run)
                else:
                    loose += run
            self._loose(loose)

    def _loose(self, rows: Guarded) -> None:
        """Rows, neighbours with the same first condition under one test of it."""
        for test, group in groupby(rows, key=lambda one: one[0][0] if one[0] else None):
            if test is None:
                self._plain([row for _, row in group])
            else:
                self.learnt.doubt(*paths.texts(test))
                with self.w.block(f"if {self.guard(test)}:"):
                    self.level([(tests[1:], row) for tests, row in group])

    def _box(self, one: tuple[tuple[Guard, ...], Row]) -> tuple[str, ...] | None:
        """(element, field) of a row that fills a part of that element from that field alone."""
        row, own = one[1], self.boxes and not (self.nested or self.map.owner)
        if not own or row.kind not in ("read", "call") or row.to is None or row.join is not None:
            return None
        steps, fields = row.to.steps, {self.dialect.field(place) for place in inputs([one])}
        plain = len(steps) == _FEW and all(step.kind == "one" for step in steps)
        if not plain or row.to.type not in PRIMITIVES or len(fields) != 1 or row.src is None:
            return None
        fits = row.src.root == self.map.root and not self.dialect.numbered(row.src)
        return (steps[0].name, *fields) if fits else None

    def _boxed(self, rows: Guarded) -> None:
        """Rows that fill one element from one field: all that they say is kept by that field."""
        w, first = self.w, rows[0][1]
        if first.src is None or first.to is None:
            return
        top = w.constant(first.to.top)
        parts = frozenset(row.to.steps[1].name for _, row in rows if row.to)
        rivals = {n for _, row in rows for depth, names in row.rivals if not depth for n in names}
        _, field = self.dialect.given([first.src], self.scope, self.tables.shared)
        with w.block(f"if {self.dialect.present([first.src], '')} and {field}:"):
            self.learnt.doubt(first.src)
            w.line(f"box = o.get({top})")
            tests = [f"(box is None or {w.constant(parts)}.isdisjoint(box))"]
            tests += [f"{w.constant(frozenset(rivals))}.isdisjoint(o)"] if rivals else []
            with w.block(f"if {' and '.join(tests)}:"):
                with self.kept(field):
                    w.line("body = o; o = {}")
                    self.boxes = False
                    self._loose(rows)
                    w.line(f"y = o.get({top}); o = body")
                with w.block("if y is not None:"):
                    w.line(f"if box is None: o[{top}] = {{**y}}")
                    w.line("else: box.update(y)")
            with w.block("else:"):
                self._loose(rows)
        self.boxes = True

    def _plain(self, rows: list[Row]) -> None:
        """Rows without a condition; those that read the same node under one look at its length."""
        for ours, group in groupby(
            rows,
            key=lambda row: (
                row.kind in ("read", "call")
                and row.src is not None
                and row.src.root == self.map.root
                and not row.with_
            ),
        ):
            chunk = list(group)
            if not ours or len(chunk) <= _FEW:
                for row in chunk:
                    getattr(self, f"_{row.kind}")(row)
                continue
            for at in range(0, len(chunk), _MANY):
                part = chunk[at : at + _MANY]
                test = self.dialect.present([row.src for row in part if row.src], "")
                with self.w.block(f"if {test}:") if test else nullcontext():
                    for field, same in groupby(part, key=self._field):
                        self._same(field, list(same))

    def _field(self, row: Row) -> str:
        return self.dialect.field(row.src) if row.src is not None else ""

    def _same(self, field: str, rows: list[Row]) -> None:
        """Rows without a condition; several that read one field under one look at it."""
        places = [row.src for row in rows if row.src]
        test, _ = self.dialect.given(places, self.scope, self.tables.shared)
        with self.w.block(f"if {test}:") if field and len(rows) > 1 else nullcontext():
            for row in rows:
                getattr(self, f"_{row.kind}")(row)

    def _ignore(self, row: Row) -> None:
        self.claim(row, IGNORED, "0")

    def _switch(self, row: Row) -> None:
        if row.switch is None:
            return
        self.learnt.doubt(row.switch)
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
        if row.by:
            made = self.tables.shared(f"CALL_{row.by}(NAMES, {self.w.constant(row.const)})")
            with self._gate(row), self.w.block(f"if {made} is not None:"), self.writes.free(row):
                self.writes.write(row, made, named=True)
            return
        made = self.whole(row.const) if self.keepable(row) else self.literal(row.const)
        with self._gate(row), self.writes.free(row):
            self.writes.write(row, made, named=True)

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
        place = f"{self.maker(segment, kind)}, {f'c{at}' if at >= 0 else 'i'}"
        self.w.line(f"y = x.made.get(({place}))")
        test = "if y is not None and (y := y.said or x.say(y)) is not None:"
        with self.w.block(test), self.writes.free(row):
            self.writes.write(row, "y", named=True)
            self.learnt.reference(row)

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
        with self.writes.free(row):
            if row.src is not None and row.src.many:
                with self._value(row) as (value, number, level), self.writes.free(row):
                    self.dialect.leaf(self.w, value, level, raw=False)
                    self._called(row, value, number)
                    self._put(row)
                return
            places = [row.src, *(place for _, place in row.with_)]
            selects = [place for place in places if isinstance(place, Select)]
            test, key = self.dialect.given(selects, self.scope, self.tables.shared)
            with self.w.block(f"if {test}:"):
                self.learnt.doubt(*selects)
                if key and self.keepable(row):
                    at = {
                        self.map.context.index(one.root)
                        for one in selects
                        if one.root != self.map.root
                    }
                    with self.kept(
                        f"({key}, {', '.join(f'c{one}' for one in sorted(at))})" if at else key
                    ):
                        self._once(row)
                else:
                    self._once(row)
                self._put(row)

    def _once(self, row: Row) -> None:
        """Emit the call on places of which each is one."""
        text = (
            self.dialect.texts(self.w, row.src, self.scope(row.src))
            if row.src
            else self.w.constant(row.const or "")
        )
        self.w.line("y = None")
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
        """Emit what makes `y`, and tells the tape of it."""
        w = self.w
        arguments = []
        for at, (name, place) in enumerate(row.with_):
            source = w.constant(place) if isinstance(place, str) else self.text(place)
            w.line(f"a{at} = {source}")
            arguments.append(f"{w.constant(name)}: a{at}")
        places = [at for at, (_, place) in enumerate(row.with_) if isinstance(place, Select)]
        tests = [value, *(f"a{at}" for at in places)]
        if number and row.src is not None and not row.src.many:
            w.line(f"{number} = 0")
        w.line("y = None")
        with w.block(f"if {' or '.join(tests)}:"):
            known = FUNCTIONS[row.call].takes
            if known is None:
                keywords = f", **{{{', '.join(arguments)}}}" if arguments else ""
            else:
                # The name comes from our own table, not from the row.
                names = [next(one for one in known if one == name) for name, _ in row.with_]
                keywords = "".join(f", {name}=a{at}" for at, name in enumerate(names))
            self._calling(row, value, keywords)
            with w.block("if y is not None:"):
                self._result(row, number, value, places)

    def _calling(self, row: Row, value: str, keywords: str) -> None:
        call = f"CALL_{row.call}(NAMES, {value}{keywords})"
        if not (FUNCTIONS[row.call].kept and self.nested):
            self.w.line(f"y = {call}")
            return
        kept = self.tables.kept()
        key = f"({', '.join([value, *(f'a{at}' for at in range(len(row.with_)))])},)"
        self.w.line(f"y = {kept}.get({key})")
        self.w.line(f"if y is None: y = KEEP({kept}, {key}, {call})")

    def _result(self, row: Row, number: str, value: str, places: list[int]) -> None:
        def told() -> None:
            if row.src is not None:
                with self.w.block(f"if {value}:"):
                    self.claim(row, CLAIM, number)
            for order, at in enumerate(places):
                with self.w.block(f"if a{at}:"):
                    self.argument(row, order, row.with_[at][1])
            if row.src is None and not places:
                self.w.line("pass")

        self._flawless(row, number, told)


def inputs(rows: Guarded) -> Iterator[Select]:
    """Every place that these rows and what must hold for them read."""
    for tests, row in rows:
        for test in tests:
            yield from paths.places(test)
        for one in leaves((row,)):
            yield from paths.places(one.when) if one is not row else ()
            places = [one.src, one.switch, *(place for _, place in one.with_)]
            yield from (place for place in places if isinstance(place, Select))


def conjuncts(guard: Guard | None) -> tuple[Guard, ...]:
    """The conditions that must all hold, in their order."""
    if guard is None:
        return ()
    return (*conjuncts(guard[1]), *conjuncts(guard[2])) if guard[0] == "and" else (guard,)
