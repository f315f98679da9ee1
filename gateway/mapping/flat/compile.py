"""A description as Python source: one function for each kind of file, run once for each row.

What is made of columns in which texts come again (codes, units) is made once and kept by those
texts; the resources of rows that differ in other cells are copies with their own values. Names of
columns, codes and texts of a description enter the source as constants only.

In the source: `c` are the cells, `cN` one of them, `vN` what was read of it, `x` the row under
way, `t` adds to the tape, `o` is the resource, `lN` the value of a leaf, `dN` an object or a list,
`gN` which form of a choice was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.codegen import Source, Writer
from gateway.mapping.convert import LONGEST_NUMBER, PLAIN, STRICT
from gateway.mapping.flat.link import CODED
from gateway.mapping.flat.rows import FlatMap, Kind, Line
from gateway.mapping.flat.tape import FLAWED, MADE, REFUSED, ROLES, TRANSLATED, WRITTEN
from gateway.mapping.flat.tree import Shape, Spot, units
from gateway.mapping.rows import Guard

_MOST = 4_096
"""Texts by which what recurs is kept."""
_PERSONS = 1_024
"""Cells by which resources are kept of which they alone decide."""


def compile_kind(kind: Kind) -> Source:
    """The module of a kind of file: `run(x, c)`; what it calls is said in `mapper.namespace`."""
    return _Kind(kind).source()


class _Kind:
    """One module under construction."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.w = Writer()
        self.often: list[int] = []
        """Columns in which the same texts come again."""
        self.seldom: list[int] = []
        self.maps: list[_Map] = []
        self.stores: list[str] = []
        """Names of what keeps values by texts that come again."""

    def source(self) -> Source:
        w = self.w
        typed = self.kind.columns
        self.often = [at for at, one in enumerate(typed) if one.recurring]
        self.seldom = [at for at, one in enumerate(typed) if not one.recurring]
        for number, said in enumerate(self.kind.maps):
            if said.type:
                self.maps.append(_Map(self, number, said))
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
            for made in self.maps:
                made.play()
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

    def read(self, at: int) -> str:
        """Where the value of a column stands: where any text is right, its text is."""
        return f"c{at}" if self.kind.columns[at].type in ("text", "code") else f"v{at}"

    def _again(self) -> None:
        """Emit the look at what is known of the texts that recur."""
        w = self.w
        cells = "".join(f"c{at}, " for at in self.often)
        w.line(f"key = ({cells})")
        w.line("z = M.get(key)")
        with w.block("if z is None:"):
            w.line(f"if len(M) >= {4 * _MOST}: M.clear()")
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
            tests = []
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

    def _ignored(self, one: FlatMap) -> None:
        """Rows that ignore under a condition leave a mark where it holds."""
        for line in one.lines:
            if line.ignore and line.when is not None:
                with self.w.block(f"if {guard(self.w, line.when)}:"):
                    self.w.line(f"t({line.number * ROLES + WRITTEN})")


class _Map:
    """The part of one map."""

    def __init__(self, kind: _Kind, number: int, one: FlatMap) -> None:
        self.owner, self.number, self.map, self.w = kind, number, one, kind.w
        self.columns = kind.kind.columns
        self.shape = Shape(one.lines)
        groups = units(self.shape.root, one.lines)
        recurring = [group for group in groups if self._recurs(group)]
        self.fixed = [group for group in recurring if not self.asked(group)]
        self.recurring = [group for group in recurring if self.asked(group)]
        self.varying = [group for group in groups if not self._recurs(group)]
        self._alone = self._single()
        """Rows of choices of which nothing else is said in another form."""

    def _lines(self, group: Iterable[Spot]) -> list[Line]:
        found = [line for spot in group for line in spot.all()]
        return sorted(found, key=lambda line: line.number)

    def asked(self, group: Iterable[Spot]) -> set[int]:
        """The columns that the rows of elements read or ask of."""
        return {at for line in self._lines(group) for at in (*line.src, *columns(line.when))}

    def _recurs(self, group: Sequence[Spot]) -> bool:
        refers = any(line.ref for line in self._lines(group))
        return not refers and all(self.columns[at].recurring for at in self.asked(group))

    def kept(self) -> None:
        """Emit all that is made once: what no cell decides, and of columns that recur by texts."""
        w, n = self.w, self.number
        with w.block(f"def b{n}():"):
            w.line("y = None")
            w.line(f"o = {{'resourceType': {w.constant(self.map.type)}}}")
            for group in self.fixed:
                self._group(group)
            w.line("return o")
        w.line(f"B{n} = b{n}()")
        for at, group in enumerate(self.recurring):
            w.line(f"M{n}_{at} = {{}}")
            with w.block(f"def r{n}_{at}({', '.join(self._names(group))}):"):
                w.line("told = TAPE(); t = told.append; f = []; y = None; o = {}")
                self._group(group)
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
                w.line(f"if len(M{n}_{at}) >= {_MOST}: M{n}_{at}.clear()")
                w.line(f"y = M{n}_{at}[{key}] = r{n}_{at}({', '.join(self._names(group))})")
            w.line("o.update(y[0]); told += y[1]; f += y[2]")
        w.line(f"z{n} = o, told, f, {{}}, frozenset(o)")

    def play(self) -> None:
        """Emit what the map makes of a row."""
        w, one = self.w, self.map
        at = 2 + self.owner.maps.index(self)
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
            self._group(group)
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
                w.line(f"if len({kept}) >= {_PERSONS}: {kept}.clear()")
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
            parts, tests = [], [f"not i{n}"]
            for part in alternative:
                if part.column >= 0:
                    parts.append(f"c{part.column}")
                    tests.append(f"c{part.column}")
                elif part.ref:
                    name = self._other(part.ref)
                    parts.append(name)
                    tests.append(name)
                else:
                    parts.append(w.constant(part.text))
            with w.block(f"if {' and '.join(tests)}:"):
                made = ", ".join(("NAME", *parts))
                w.line(f"i{n} = IDENTIFY.resource({w.constant(one.type)}, ({made},))")

    def _other(self, name: str) -> str:
        names = [one.name for one in self.owner.kind.maps]
        return f"i{names.index(name)}" if name in names else "''"

    # Elements.

    def _group(self, group: Sequence[Spot]) -> None:
        """Emit all that is said of elements that belong together."""
        w = self.w
        lines = self._lines(group)
        early = [line for line in lines if not line.late]
        if len(group) == 1 and self._plain(group[0], lines):
            return
        for spot in {
            id(self.shape.leaf[line.number]): self.shape.leaf[line.number] for line in lines
        }.values():
            w.line(f"l{spot.number} = None")
        for flag in dict.fromkeys(name for line in lines for name, _ in self._rivals(line)):
            w.line(f"{flag} = 0")
        for line in early:
            self._read_line(line)
        for spot in group:
            self._assign("o", spot)

    def _plain(self, spot: Spot, lines: Sequence[Line]) -> bool:
        """Emit an element that one row decides at once, whole; False where there is more to it."""
        w = self.w
        first, *rest = sorted(lines, key=lambda line: line.late)
        simple = all(one.late and not one.ref and one.when is None for one in rest)
        if not simple or any(len(self.shape.leaf[one.number].lines) > 1 for one in lines):
            return False
        if any(self._rivals(line) for line in lines) or (first.late and not first.ref):
            return False
        if first.late:
            if rest or spot.kind != "leaf":
                return False
            tests = [self._other(first.ref)]
            if first.when is not None:
                tests.append(guard(w, first.when))
            word = w.constant(f"{self._type(first.ref)}/")
            value = f"{{'reference': {word} + {self._other(first.ref)}}}"
            w.line(f"if {' and '.join(tests)}: o[{w.constant(spot.name)}] = {value}")
            return True
        self._read_line(first, f"o[{w.constant(spot.name)}] = {self._literal(spot)}")
        return True

    def _literal(self, spot: Spot) -> str:
        """What stands at a spot, `y` being the one value that a cell gave."""
        w = self.w
        if spot.kind == "leaf":
            (line,) = spot.lines
            return f"CONST[{line.number}]" if line.late else "y"
        parts = sorted(spot.inner, key=lambda one: not one.early)
        if spot.kind == "list":
            return f"[{', '.join(self._literal(one) for one in parts)}]"
        named = [f"{w.constant(one.name)}: {self._literal(one)}" for one in parts]
        if spot.url:
            named.insert(0, f"'url': {w.constant(spot.url)}")
        return f"{{{', '.join(named)}}}"

    def _rivals(self, line: Line) -> list[tuple[str, int]]:
        """(flag of a choice, which form the row says) for each choice that it stands in."""
        found: list[tuple[str, int]] = []
        if line.number in self._alone:
            return found
        path = [spot for spot in self.shape.path[line.number] if not spot.slot]
        at = self.shape.root
        for spot, name in zip(path, line.choices, strict=True):
            if name:
                found.append((f"g{at.number}_{_plain(name)}", spot.number))
            at = spot
        return found

    def _single(self) -> frozenset[int]:
        self._alone = frozenset()
        told: dict[str, set[int]] = {}
        mine: dict[int, list[str]] = {}
        for line in self.map.lines:
            if line.number in self.shape.path:
                rivals = self._rivals(line)
                mine[line.number] = [flag for flag, _ in rivals]
                for flag, form in rivals:
                    told.setdefault(flag, set()).add(form)
        return frozenset(
            number for number, flags in mine.items() if all(len(told[flag]) == 1 for flag in flags)
        )

    def _free(self, line: Line) -> list[str]:
        """Tests that no other form of a choice was said before."""
        return [f"{flag} in (0, {form})" for flag, form in self._rivals(line)]

    def _read_line(self, line: Line, put: str = "") -> None:
        """Emit one row that reads cells; `put` says what to do with `y`, else its leaf gets it."""
        w, spot = self.w, self.shape.leaf[line.number]
        tests = [" or ".join(f"c{at}" for at in line.src)]
        if len(line.src) > 1:
            tests = [f"({tests[0]})"]
        if spot.lines[0] is not line:
            tests.append(f"l{spot.number} is None")
        tests += self._free(line)
        if line.when is not None:
            tests.append(guard(w, line.when))
        with w.block(f"if {' and '.join(tests)}:"):
            sure = self._value(line)
            done = [put or f"l{spot.number} = y"]
            done += [f"{flag} = {form}" for flag, form in self._rivals(line)]
            if sure:
                w.line("; ".join((*done, f"t({line.number * ROLES + WRITTEN})")))
                return
            with w.block("if y.__class__ is FLAWED:"):
                role = f"({line.number * ROLES + FLAWED} if y.value is not None else "
                role += f"{line.number * ROLES + REFUSED})"
                w.line(f"f.append(({line.number}, y.rule)); t({role}); y = y.value")
                w.line(f"if y is not None: {'; '.join(done)}")
            with w.block("else:"):
                told = f"t({line.number * ROLES + WRITTEN})"
                if line.lookup is not None:
                    told = f"t({line.number * ROLES + TRANSLATED})"
                elif line.code is not None:
                    hit = f"c{line.src[0]} in HAS[{line.number}]"
                    told = f"t({line.number * ROLES + TRANSLATED} if {hit} else "
                    told += f"{line.number * ROLES + WRITTEN})"
                w.line("; ".join((*done, told)))

    def _value(self, line: Line) -> bool:
        """Emit `y`, the value of a row; True where it has no flaw."""
        w = self.w
        type = line.to.type if line.to is not None else "string"
        first = line.src[0]
        text = f"c{first}"
        if line.join is not None:
            parts = ", ".join(f"c{at}" for at in line.src)
            text = f"{w.constant(line.join)}.join([s for s in ({parts},) if s])"
        if line.lookup is not None:
            w.line(f"y = LOOKED[{line.number}].get({text})")
            w.line("if y is None: y = UNLISTED")
            if type in PLAIN and line.code is None:
                return False
            w.line(f"if y.__class__ is str: y = {self._said(type, 'y', line)}")
            return False
        if type in STRICT and line.join is None:
            text = f"AS[{line.number}]({text})" if line.as_ else self.owner.read(first)
            if line.as_:
                w.line(f"y = {text}")
                w.line(f"if y.__class__ is str: y = TO_{type}(y)")
            elif type == "decimal" and self.columns[first].type in ("decimal", "integer"):
                quick = f"DECIMAL({text}) if len({text}) <= {LONGEST_NUMBER}"
                w.line(f"y = {quick} else TO_{type}({text})")
            else:
                w.line(f"y = TO_{type}({text})")
            return False
        if type not in PLAIN and line.join is None and self.columns[first].recurring:
            kept = f"S{line.number}"
            self.owner.stores.append(kept)
            w.line(f"y = {kept}.get({text})")
            with w.block("if y is None:"):
                w.line(f"if len({kept}) >= {_MOST}: {kept}.clear()")
                w.line(f"y = {kept}[{text}] = {self._said(type, text, line)}")
            return False
        w.line(f"y = {self._said(type, text, line)}")
        return type in PLAIN and line.code is None

    def _said(self, type: str, text: str, line: Line) -> str:
        if line.code is not None:
            return f"CODED[{line.number}]({text})"
        if type in CODED:
            return f"CODING[{line.number}]({text})"
        if line.to is not None and line.to.codes is not None:
            return f"CODED[{line.number}]({text})"
        return text if type in PLAIN else f"TO_{type}({text})"

    def _assign(self, owner: str, spot: Spot) -> None:
        """Emit that what stands at a spot is put into its owner."""
        w = self.w
        if spot.kind == "leaf":
            self._leaf(owner, spot)
            return
        name = f"d{spot.number}"
        self._made(spot)
        with w.block(f"if {name}:"):
            if spot.url:
                w.line(f"{name} = {{'url': {w.constant(spot.url)}, **{name}}}")
            w.line(self._put(owner, spot, name))

    def _made(self, spot: Spot) -> None:
        """Emit an object or a list, with what cells say first; the rest only beside that."""
        w, name = self.w, f"d{spot.number}"
        w.line(f"{name} = {'[]' if spot.kind == 'list' else '{}'}")
        early = [one for one in spot.inner if one.early]
        late = [one for one in spot.inner if not one.early]
        for one in early:
            self._assign(name, one)
        if early and late:
            with w.block(f"if {name}:"):
                for one in late:
                    self._assign(name, one)
        else:
            for one in late:
                self._assign(name, one)

    def _leaf(self, owner: str, spot: Spot) -> None:
        """Emit the value of a leaf; where no cell gave one, the fixed values in their order."""
        w, name = self.w, f"l{spot.number}"
        for line in spot.lines:
            if line.late:
                tests = [f"{name} is None", *self._free(line)]
                if line.when is not None:
                    tests.append(guard(w, line.when))
                if line.ref:
                    tests.append(self._other(line.ref))
                value = f"CONST[{line.number}]"
                if line.ref:
                    word = w.constant(f"{self._type(line.ref)}/")
                    value = f"{{'reference': {word} + {self._other(line.ref)}}}"
                done = [f"{flag} = {form}" for flag, form in self._rivals(line)]
                w.line(f"if {' and '.join(tests)}: {'; '.join((f'{name} = {value}', *done))}")
        w.line(f"if {name} is not None: {self._put(owner, spot, name)}")

    def _put(self, owner: str, spot: Spot, value: str) -> str:
        """An item of a list has no name."""
        if spot.slot:
            return f"{owner}.append({value})"
        return f"{owner}[{self.w.constant(spot.name)}] = {value}"

    def _type(self, name: str) -> str:
        return next((one.type for one in self.owner.kind.maps if one.name == name), "")


def _plain(name: str) -> str:
    """A FHIR element's name, as part of a name in the source."""
    return name if name.isidentifier() else ""


def columns(when: Guard | None) -> Sequence[int]:
    """The columns that a guard asks of."""
    if when is None:
        return ()
    if when[0] in ("not", "and", "or"):
        return [at for inner in when[1:] for at in columns(inner)]
    return (when[1].steps[0],)


def guard(w: Writer, when: Guard) -> str:
    """A guard as an expression."""
    kind, *rest = when
    if kind == "not":
        return f"not ({guard(w, rest[0])})"
    if kind in ("and", "or"):
        return f"({guard(w, rest[0])} {kind} {guard(w, rest[1])})"
    cell = f"c{rest[0].steps[0]}"
    if kind == "exists":
        return f"{cell} != ''"
    if kind == "in":
        return f"{cell} in {w.constant(frozenset(rest[1]))}"
    sign = {"=": "=="}.get(rest[1], rest[1])
    size = f"len({cell})" if kind == "length" else f"(1 if {cell} else 0)"
    return f"{size} {sign} {int(rest[2])}"
