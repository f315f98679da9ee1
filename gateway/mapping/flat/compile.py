"""A description as Python source: one function for each kind of file, run once for each row.

What is made of columns in which texts come again (codes, units) is made once and kept by those
texts; the resources of rows that differ in other cells are copies with their own values. Names of
columns, codes and texts of a description enter the source as constants only.

In the source: `c` are the cells, `cN` one of them, `vN` what was read of it, `x` the row under
way, `t` adds to the tape, `o` is the resource, `lN` the value of a leaf, `dN` an object or a list,
`gN` which form of a choice was said.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.codegen import Source
from gateway.mapping.flat.compile_map import Made
from gateway.mapping.flat.compile_values import MOST, Module
from gateway.mapping.flat.guards import columns, guard
from gateway.mapping.flat.rows import FlatMap, Kind
from gateway.mapping.flat.spoilt import MARKS, codes, declared, exact, none, told
from gateway.mapping.flat.tape import REFUSED, ROLES, WRITTEN


def compile_kind(kind: Kind) -> Source:
    """The module of a kind of file: `run(x, c)`; what it calls is said in `mapper.namespace`."""
    return _Kind(kind).source()


class _Kind(Module):
    """One module under construction."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.often: list[int] = []
        """Columns in which the same texts come again."""
        self.seldom: list[int] = []
        self.maps: list[Made] = []
        self.exact, self.codes, self.told = exact(kind), codes(kind), told(kind)

    def source(self) -> Source:
        w = self.w
        typed = self.kind.columns
        self.often = [at for at, one in enumerate(typed) if one.recurring]
        self.seldom = [at for at, one in enumerate(typed) if not one.recurring]
        for number, said in enumerate(self.kind.maps):
            if said.type:
                self.maps.append(Made(self, number, said))
        for made in self.maps:
            made.kept()
        self._kept()
        with w.block("def run(x, c):"):
            names = ", ".join(f"c{at}" for at in range(len(typed)))
            w.line(f"{names}, = c")
            w.line("t = x.tape.append; te = x.tape.extend; f = x.flaws")
            self._again()
            self._checks(self.seldom)
            for number, one in enumerate(self.kind.maps):
                self._ignored(one)
                w.line(f"i{number} = ''")
            for at, made in enumerate(self.maps, 2):
                made.play(at)
        for name in self.stores:
            w.line(f"{name} = {{}}")
        return w.done()

    def _kept(self) -> None:
        """Emit `k`: what the columns that recur say, of the row and of each resource."""
        w = self.w
        w.line("M = {}")
        with w.block(f"def k({', '.join(f'c{at}' for at in self.often)}):"):
            w.line("told = TAPE(); t = told.append; f = []; y = None")
            self._checks(self.often)
            w.line("first = told, f")
            for one in self.maps:
                one.repeated()
            parts = ["first", f"({''.join(f'{name}, ' for name in self._values())})"]
            w.line(f"return {', '.join((*parts, *(f'z{one.number}' for one in self.maps)))}")

    def _values(self) -> list[str]:
        """Names of what rows that are run each time want of columns that recur."""
        wanted = set[int]()
        for one in self.maps:
            wanted |= {at for group in one.varying for at in one.asked(group)}
            wanted |= {part.column for parts in one.map.key for part in parts}
        for it in self.kind.maps:
            wanted |= set(columns(it.when))
            wanted |= {at for line in it.lines if line.ignore for at in columns(line.when)}
        return [
            name
            for at in self.often
            if at in wanted
            for name in dict.fromkeys((f"c{at}", self.read(at)))
        ]

    def _again(self) -> None:
        """Emit the look at what is known of the texts that recur."""
        w = self.w
        cells = "".join(f"c{at}, " for at in self.often)
        w.line(f"key = ({cells})")
        w.line("z = M.get(key)")
        with w.block("if z is None:"):
            w.line(f"if len(M) >= {4 * MOST}: M.clear()")
            w.line("z = M[key] = k(*key)")
        if values := self._values():
            w.line(f"{', '.join(values)}, = z[1]")
        w.line("if z[0][1]: te(z[0][0]); f += z[0][1]")

    def _checks(self, which: Sequence[int]) -> None:
        """Each cell is read once, whether a row wants it or not."""
        w = self.w
        for at in which:
            one = self.kind.columns[at]
            value = self.read(at)
            tests = self._spoilt(at)
            if value != f"c{at}":
                tests.append((f"{value}.__class__ is FLAWED", f"{value}.rule"))
                w.line(f"{value} = c{at}")
            if one.allowed:
                rule = w.constant("cell-not-allowed")
                tests.append((f"c{at} not in {w.constant(one.allowed)}", rule))
            if one.most:
                tests.append((f"len(c{at}) > {one.most}", w.constant("cell-long")))
            if tests:
                with w.block(f"if c{at}:"):
                    if value != f"c{at}":
                        w.line(f"{value} = READ[{at}](c{at})")
                    for number, (test, rule) in enumerate(tests):
                        with w.block(f"{'elif' if number else 'if'} {test}:"):
                            w.line(f"f.append(({at}, {rule})); t({at * ROLES + REFUSED})")
                            w.line(f"c{at} = {value} = ''")
            if one.required:
                rule = w.constant("cell-required")
                with w.block("else:" if tests else f"if not c{at}:"):
                    w.line(f"f.append(({at}, {rule}))")

    def _spoilt(self, at: int) -> list[tuple[str, str]]:
        """Tests whether a spreadsheet spoilt a cell; its mark of a text is taken off before."""
        w, cell, tests = self.w, f"c{at}", list[tuple[str, str]]()
        if at in self.exact:
            mark = w.constant("cell-text-mark")
            with w.block(f"if {cell} and {cell}[0] in {w.constant(MARKS)}:"):
                bare = f"{cell}.strip({w.constant(f'{MARKS} ')})"
                w.line(f"{cell} = {bare}; f.append(({at}, {mark}))")
        if at in self.told:
            words = declared(self.kind, at)
            known = f"{cell} not in {w.constant(words)} and " if words else ""
            test = f"{known}{cell}[0] in '#E' and ERROR({cell})"
            tests.append((test, w.constant("cell-formula-error")))
        if at in self.exact:
            tests.append((f"CUT({cell})", w.constant("cell-number-cut")))
        if at in self.codes:
            tests.append((f"DATED({cell})", w.constant("cell-code-date")))
        if test := none(self.kind, at, cell):
            tests.append((test, w.constant("cell-names-nobody")))
        return tests

    def _ignored(self, one: FlatMap) -> None:
        """Rows that ignore under a condition leave a mark where it holds."""
        for line in one.lines:
            if line.ignore and line.when is not None:
                with self.w.block(f"if {guard(self.w, line.when)}:"):
                    self.w.line(f"t({line.number * ROLES + WRITTEN})")
