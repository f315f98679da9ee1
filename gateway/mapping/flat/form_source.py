"""Python source for rows like those before: what is put into the texts of their form.

In the source: `c` are the cells, `cN` one of them, `vN` what was read of it, `fN` the text of
elements that cells decide, `sN` a value put in, `iN` an id, `T` the texts of all else, `z` when
the row came, in quotes. Whatever is not as it should be gives None: that row goes the long way.
https://www.w3.org/TR/csv2json/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gateway.codegen import Source, Writer
from gateway.mapping.convert import LONGEST_NUMBER, PLAIN, STRICT
from gateway.mapping.flat.compile_map import PERSONS, keyed
from gateway.mapping.flat.rows import Line
from gateway.mapping.flat.scheme import Scheme
from gateway.mapping.flat.spoilt import codes, exact, none

Value: TypeAlias = tuple[str, int]
"""("line", number of a row) · ("ref", map), with quotes · ("id", map) · ("time", 0)"""
QUOTED = frozenset({"string", "markdown", "code", "date", "dateTime", "instant", "time"})
_TEXTS = frozenset({"string", "markdown", "code"})


@dataclass(frozen=True, slots=True)
class Named:
    """By what identifiers the resource of a map is named."""

    map: int
    group: int = -1
    """Whose text holds them; -1: a text behind the others."""
    system: str = ""
    """Of the only one, where nothing but its value differs from row to row."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of rows of one form is put together."""

    parts: tuple[int, ...]
    """Numbers of groups whose texts the row's cells decide; -1: the next of the other texts."""
    values: tuple[Value, ...]
    """What is put in, in the order of all texts."""
    made: tuple[int, ...]
    """The maps that make a resource."""
    named: tuple[Named, ...]
    """By what resources are named that are named by identifiers."""


def fill_source(scheme: Scheme, form: Form) -> Source:
    """The module of a form: `fill(c, z, T, ...)` gives (text, ids), or None."""
    return _Fill(scheme, form).source()


def open_source(scheme: Scheme) -> Source:
    """The module of what recurs: `openN(c)` gives line -> value of a group, or None."""
    return _Fill(scheme, Form((), (), (), ())).opened()


class _Fill:
    """One module under construction."""

    def __init__(self, scheme: Scheme, form: Form) -> None:
        self.scheme, self.form, self.w = scheme, form, Writer()
        self.lines = {line.number: line for one in scheme.kind.maps for line in one.lines}
        self.exact, self.codes = exact(scheme.kind), codes(scheme.kind)
        self.read: set[int] = set()
        """Columns whose cells are read by then."""

    def source(self) -> Source:
        w, form = self.w, self.form
        keyed = "".join(f", f{group.number}" for group in self.scheme.groups if group.keyed)
        with w.block(f"def fill(c, z, T{keyed}):"):
            names = ", ".join(f"c{at}" for at in range(len(self.scheme.kind.columns)))
            w.line(f"{names}, = c")
            w.line(f"{''.join(f't{at}, ' for at in range(self._texts()))}= T")
            clocked = self._clocked()
            for at in self.scheme.loose:
                self._loose(at, read=at not in clocked)
            for number in dict.fromkeys(at for kind, at in form.values if kind == "line"):
                self._value(self.lines[number])
            for map in form.made:
                self._id(map)
            self._apart()
            count = iter(range(self._texts()))
            parts = ", ".join(f"f{at}" if at >= 0 else f"t{next(count)}" for at in form.parts)
            values = "".join(f"{self._put(one)}, " for one in form.values)
            ids = "".join(f"i{map}, " for map in form.made)
            w.line(f"return ''.join(({parts},)) % ({values}), ({ids})")
        for one in form.named:
            w.line(f"N{one.map} = {{}}")
        return w.done()

    def opened(self) -> Source:
        """Emit what reads the texts of each group that recur."""
        w = self.w
        for group in (one for one in self.scheme.groups if one.open):
            self.read = set()
            lines = [slot.line for slot in group.open]
            with w.block(f"def open{group.number}(c):"):
                w.line(
                    f"{', '.join(f'c{at}' for at in range(len(self.scheme.kind.columns)))}, = c"
                )
                for at in dict.fromkeys(at for line in lines for at in line.src):
                    self._loose(at, read=True)
                for line in lines:
                    w.line(f"s{line.number} = ''")
                    with w.block(f"if {' or '.join(f'c{at}' for at in line.src)}:"):
                        self._value(line)
                said = ", ".join(f"{line.number}: s{line.number}" for line in lines)
                w.line(f"return {{{said}}}")
        return w.done()

    def _texts(self) -> int:
        return self.form.parts.count(-1) + sum(_behind(one) for one in self.form.named)

    def _clocked(self) -> frozenset[int]:
        """Columns of times that are read where they are put in, and need not be read before."""
        lines = [self.lines[at] for kind, at in self.form.values if kind == "line"]
        return frozenset(line.src[0] for line in lines if self._is_clocked(line))

    def _is_clocked(self, line: Line) -> bool:
        timed = line.to is not None and line.to.type == "dateTime"
        plain = timed and not line.as_ and line.join is None
        return plain and self.scheme.kind.columns[line.src[0]].type == "datetime"

    def _loose(self, at: int, *, read: bool) -> None:
        """Emit what is asked of a cell whose text decides nothing."""
        one = self.scheme.kind.columns[at]
        tests = []
        if one.allowed:
            tests.append(f"c{at} not in {self.w.constant(one.allowed)}")
        if one.most:
            tests.append(f"len(c{at}) > {one.most}")
        if at in self.exact:
            tests.append(f"not c{at}.isalnum() and ODD(c{at})")
        if at in self.codes:
            tests.append(f"DATED(c{at})")
        if test := none(self.scheme.kind, at, f"c{at}"):
            tests.append(test)
        if tests:
            self.w.line(f"if c{at} and ({' or '.join(tests)}): return None")
        if read and one.type not in ("text", "code"):
            self._read(at)

    def _read(self, at: int) -> str:
        """Emit that a cell is read; where its value stands."""
        if self.scheme.kind.columns[at].type in ("text", "code"):
            return f"c{at}"
        if at not in self.read:
            self.read.add(at)
            self.w.line(f"v{at} = READ[{at}](c{at}) if c{at} else ''")
            self.w.line(f"if v{at}.__class__ is FLAWED: return None")
        return f"v{at}"

    def _value(self, line: Line) -> None:
        """Emit `sN`: the text of a value as JSON has it; as `compile_values` reads it."""
        w, name = self.w, f"s{line.number}"
        if self._is_clocked(line):
            w.line(f"{name} = CLOCKED[{line.src[0]}](c{line.src[0]})")
            w.line(f"if {name} is None: return None")
            return
        type = line.to.type if line.to is not None else "string"
        code = "string" if type == "CodeableConcept" else type
        first = line.src[0]
        text = f"c{first}"
        if line.join is not None:
            cells = ", ".join(f"c{at}" for at in line.src)
            text = f"{w.constant(line.join)}.join([s for s in ({cells},) if s])"
        if type in STRICT and line.join is None:
            self._strict(line, type, first)
        else:
            w.line(f"y = {text if type in PLAIN or code != type else f'TO_{type}({text})'}")
        if type not in PLAIN and code == type:
            w.line("if y.__class__ is FLAWED: return None")
        right = f"RIGHT_{code}(y)"
        if code in _TEXTS:
            right += "" if code != "code" else " and RIGHT_string(y)"
            right += " and '\"' not in y and '\\\\' not in y"
        w.line(f"if not ({right}): return None")
        w.line(f"{name} = f'\"{{y}}\"'" if code in QUOTED else f"{name} = str(y)")

    def _strict(self, line: Line, type: str, first: int) -> None:
        w = self.w
        if line.as_:
            w.line(f"y = AS[{line.number}](c{first})")
            w.line("if y.__class__ is FLAWED: return None")
            w.line(f"y = TO_{type}(y)")
            return
        text = self._read(first)
        if type == "decimal" and self.scheme.kind.columns[first].type in ("decimal", "integer"):
            quick = f"DECIMAL({text}) if len({text}) <= {LONGEST_NUMBER}"
            w.line(f"y = {quick} else TO_{type}({text})")
        else:
            w.line(f"y = TO_{type}({text})")

    def _id(self, map: int) -> None:
        """Emit `iN`: as `compile_map` names a resource."""
        w, one = self.w, self.scheme.kind.maps[map]
        w.line(f"i{map} = ''")
        for at, named in enumerate(self.form.named):
            if named.map == map:
                self._identified(at, named)
        for alternative in one.key:
            parts, tests = keyed(w, alternative, self._other)
            with w.block(f"if {' and '.join((f'not i{map}', *tests))}:"):
                said = f"{w.constant(one.type)}, ({', '.join(('NAME', *parts))},)"
                w.line(f"i{map} = IDENTIFY.resource({said})")
        w.line(f"if not i{map}: return None")

    def _identified(self, at: int, named: Named) -> None:
        """Emit the id that its identifiers give a resource."""
        w, map = self.w, named.map
        kind = w.constant(self.scheme.kind.maps[map].type)
        values = [self._put(value) for value in self._inside(map)]
        if named.system:
            w.line(f"y = {values[0]}")
            made = f"IDENTIFY.resource({kind}, ({w.constant(named.system)}, y[1:-1]))"
            w.line(f"i{map} = N{map}.get(y)")
            with w.block(f"if i{map} is None:"):
                w.line(f"if len(N{map}) >= {PERSONS}: N{map}.clear()")
                w.line(f"i{map} = N{map}[y] = {made}")
            return
        before = sum(_behind(one) for one in self.form.named[:at])
        text = f"t{self.form.parts.count(-1) + before}" if _behind(named) else f"f{named.group}"
        call = "PATIENT(y)" if self.scheme.kind.maps[map].type == "Patient" else ""
        w.line(f"t = {text} % ({''.join(f'{value}, ' for value in values)})")
        w.line(f"i{map} = N{map}.get(t)")
        with w.block(f"if i{map} is None:"):
            w.line("y = LOADS('{' + t + '}')['identifier']")
            w.line(f"if len(N{map}) >= {PERSONS}: N{map}.clear()")
            w.line(f"i{map} = N{map}[t] = {call or f'IDENTIFY.thing({kind}, y)'}")

    def _other(self, name: str) -> str:
        names = [one.name for one in self.scheme.kind.maps]
        map = names.index(name) if name in names else -1
        return f"i{map}" if map in self.form.made else "''"

    def _inside(self, map: int) -> list[Value]:
        """What is put into the identifiers of a map."""
        group = next(one for one in self.scheme.of(map) if "identifier" in one.names)
        numbers = {slot.line.number for slot in group.slots}
        return [one for one in self.form.values if one[0] == "line" and one[1] in numbers]

    def _apart(self) -> None:
        """Emit that two resources of one type are two."""
        maps = self.scheme.kind.maps
        for at, map in enumerate(self.form.made):
            for other in self.form.made[:at]:
                if maps[map].type == maps[other].type:
                    self.w.line(f"if i{map} == i{other}: return None")

    def _put(self, value: Value) -> str:
        kind, at = value
        if kind == "line":
            return f"s{at}"
        if kind == "time":
            return "z"
        if kind == "id":
            return f"i{at}"
        word = self.w.constant(f'"{self.scheme.kind.maps[at].type}/')
        return f"{word} + i{at} + '\"'"


def _behind(named: Named) -> bool:
    """Does the text of its identifiers stand behind the others?"""
    return named.group < 0 and not named.system
