"""One resource of each row of a file, as Python source: kept, repeated, made and named.

The letters of the source are told in `compile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gateway.codegen import Writer
from gateway.mapping.flat.compile_elements import Elements
from gateway.mapping.flat.compile_values import MOST, Module
from gateway.mapping.flat.guards import columns, guard
from gateway.mapping.flat.rows import FlatMap, Part
from gateway.mapping.flat.tape import MADE, ROLES
from gateway.mapping.flat.tree import Spot, units

PERSONS = 1_024
"""Cells by which resources are kept of which they alone decide."""


class Made(Elements):
    """The part of one map."""

    def __init__(self, module: Module, number: int, one: FlatMap) -> None:
        super().__init__(module, number, one)
        groups = units(self.shape.root, one.lines)
        recurring = [group for group in groups if self._recurs(group)]
        self.fixed = [group for group in recurring if not self.asked(group)]
        self.recurring = [group for group in recurring if self.asked(group)]
        self.varying = [group for group in groups if not self._recurs(group)]

    def asked(self, group: Iterable[Spot]) -> set[int]:
        """The columns that the rows of elements read or ask of."""
        return {at for line in self.lines(group) for at in (*line.src, *columns(line.when))}

    def _recurs(self, group: Sequence[Spot]) -> bool:
        refers = any(line.ref for line in self.lines(group))
        return not refers and all(self.columns[at].recurring for at in self.asked(group))

    def kept(self) -> None:
        """Emit all that is made once: what no cell decides, and of columns that recur by texts."""
        w, n = self.w, self.number
        with w.block(f"def b{n}():"):
            w.line("y = None")
            w.line(f"o = {{'resourceType': {w.constant(self.map.type)}}}")
            for group in self.fixed:
                self.group(group)
            w.line("return o")
        w.line(f"B{n} = b{n}()")
        for at, group in enumerate(self.recurring):
            w.line(f"M{n}_{at} = {{}}")
            with w.block(f"def r{n}_{at}({', '.join(self._names(group))}):"):
                w.line("told = TAPE(); t = told.append; f = []; y = None; o = {}")
                self.group(group)
                w.line("return o, told, f")

    def _names(self, group: Sequence[Spot]) -> list[str]:
        names = [
            name for at in sorted(self.asked(group)) for name in (f"c{at}", self.owner.read(at))
        ]
        return list(dict.fromkeys(names))

    def repeated(self) -> None:
        """Emit `zN`: (the resource so far, tape, flaws, likes) by the texts that recur."""
        w, n = self.w, self.number
        w.line(f"o = B{n}.copy(); told = TAPE(); f = []")
        for at, group in enumerate(self.recurring):
            cells = [f"c{one}" for one in sorted(self.asked(group))]
            key = cells[0] if len(cells) == 1 else f"({', '.join(cells)})"
            w.line(f"y = M{n}_{at}.get({key})")
            with w.block("if y is None:"):
                w.line(f"if len(M{n}_{at}) >= {MOST}: M{n}_{at}.clear()")
                w.line(f"y = M{n}_{at}[{key}] = r{n}_{at}({', '.join(self._names(group))})")
            w.line("o.update(y[0]); told += y[1]; f += y[2]")
        w.line(f"z{n} = o, told, f, {{}}, frozenset(o)")

    def play(self, at: int) -> None:
        """Emit what the map makes of a row; `z[at]` is what is known of it by texts that recur."""
        w, one = self.w, self.map
        test = f"if {guard(w, one.when)}:" if one.when is not None else "while True:"
        with w.block(test):
            if self.alone is None:
                self._played(at)
            else:
                self._remembered(at, self.alone)
            if one.when is None:
                w.line("break")

    def _played(self, at: int) -> None:
        """Emit how the resource is made."""
        w, n = self.w, self.number
        w.line(f"n = len(x.tape); m = len(f); q = z[{at}]")
        w.line("o = q[0].copy(); te(q[1])")
        w.line("if q[2]: f += q[2]")
        for group in self.varying:
            self.group(group)
        with w.block("if len(x.tape) > n:"):
            self._named()
            with w.block(f"if i{n}:"):
                w.line("names = tuple(o)")
                w.line("like = q[3].get(names)")
                w.line("if like is None: like = q[3][names] = LIKE(q[4], len(o))")
                self._told()
                w.line(f"t({n * ROLES + MADE})")
            with w.block("else:"):
                w.line(f"del x.tape[n:], f[m:]; x.nameless.append({n})")

    def _told(self) -> None:
        """Emit that the resource `o` is one of the row's changes."""
        type, n = self.w.constant(self.map.type), self.number
        said = f"{type}, i{n}, MODE_{self.map.mode}, o, (), EMPTY, EMPTY, x.source"
        self.w.line(f"x.changes.append(CHANGE({said})); x.likes[{type}, i{n}] = like")

    def _remembered(self, at: int, column: int) -> None:
        """Emit the same of a resource that one cell decides: it is made once for each text."""
        w, n = self.w, self.number
        kept = f"P{n}"
        self.owner.stores.append(kept)
        w.line(f"y = {kept}.get(c{column})")
        with w.block("if y is None:"):
            self._played(at)
            with w.block(f"if i{n} and len(f) == m:"):
                w.line(f"if len({kept}) >= {PERSONS}: {kept}.clear()")
                w.line(f"{kept}[c{column}] = o, i{n}, like, x.tape[n:]")
        with w.block("else:"):
            w.line(f"o, i{n}, like, told = y; te(told)")
            self._told()

    @property
    def alone(self) -> int | None:
        """The one column that decides all of the resource, id and all; None where more do."""
        lines = self.map.lines
        asked = {at for line in lines for at in (*line.src, *columns(line.when))}
        if self.map.when is not None or not self.map.identifiers or self.map.key:
            return None
        if any(line.ref for line in lines) or len(asked) != 1:
            return None
        (column,) = asked
        return None if self.columns[column].recurring else column

    def _named(self) -> None:
        """Emit `iN`: the id that the declared key gives, or ""."""
        w, n, one = self.w, self.number, self.map
        if one.identifiers:
            call = "PATIENT(y)"
            if one.type != "Patient":
                call = f"IDENTIFY.thing({w.constant(one.type)}, y)"
            w.line("y = o.get('identifier', [])")
            w.line(f"i{n} = {call}")
        for alternative in one.key:
            parts, tests = keyed(w, alternative, self.other)
            with w.block(f"if {' and '.join((f'not i{n}', *tests))}:"):
                made = ", ".join(("NAME", *parts))
                w.line(f"i{n} = IDENTIFY.resource({w.constant(one.type)}, ({made},))")


def keyed(
    writer: Writer, alternative: Sequence[Part], other: Callable[[str], str]
) -> tuple[list[str], list[str]]:
    """(what an identity key is made of, what of that must be there), as source.

    `other` gives where the id of what another map makes stands.
    """
    parts, tests = [], []
    for part in alternative:
        if part.column >= 0 or part.ref:
            name = f"c{part.column}" if part.column >= 0 else other(part.ref)
            parts.append(name)
            tests.append(name)
        else:
            parts.append(writer.constant(part.text))
    return parts, tests
