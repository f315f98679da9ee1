"""The value that each row of a description gives, as Python source.

The letters of the source are told in `compile`.
"""

from __future__ import annotations

from gateway.codegen import Writer
from gateway.mapping.convert import LONGEST_NUMBER, PLAIN, STRICT
from gateway.mapping.flat.guards import guard
from gateway.mapping.flat.link import CODED
from gateway.mapping.flat.rows import FlatMap, Kind, Line
from gateway.mapping.flat.tape import FLAWED, REFUSED, ROLES, TRANSLATED, WRITTEN
from gateway.mapping.flat.tree import Shape

MOST = 4_096
"""Texts by which what recurs is kept."""


class Module:
    """What the parts of a module have in common."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.w = Writer()
        self.stores: list[str] = []
        """Names of what keeps values by texts that come again."""

    def read(self, at: int) -> str:
        """Where the value of a column stands: where any text is right, its text is."""
        return f"c{at}" if self.kind.columns[at].type in ("text", "code") else f"v{at}"


class Values:
    """The rows of one map, each with its value."""

    def __init__(self, module: Module, number: int, one: FlatMap) -> None:
        self.owner, self.number, self.map, self.w = module, number, one, module.w
        self.columns = module.kind.columns
        self.shape = Shape(one.lines)
        self._alone = self._single()
        """Rows of choices of which nothing else is said in another form."""

    def other(self, name: str) -> str:
        """Where the id of what another map makes of the row stands."""
        names = [one.name for one in self.owner.kind.maps]
        return f"i{names.index(name)}" if name in names else "''"

    def type_of(self, name: str) -> str:
        """The type of what a map makes; "" for no map."""
        return next((one.type for one in self.owner.kind.maps if one.name == name), "")

    def rivals(self, line: Line) -> list[tuple[str, int]]:
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
                rivals = self.rivals(line)
                mine[line.number] = [flag for flag, _ in rivals]
                for flag, form in rivals:
                    told.setdefault(flag, set()).add(form)
        return frozenset(
            number for number, flags in mine.items() if all(len(told[flag]) == 1 for flag in flags)
        )

    def free(self, line: Line) -> list[str]:
        """Tests that no other form of a choice was said before."""
        return [f"{flag} in (0, {form})" for flag, form in self.rivals(line)]

    def read_line(self, line: Line, put: str = "") -> None:
        """Emit one row that reads cells; `put` says what to do with `y`, else its leaf gets it."""
        w, spot = self.w, self.shape.leaf[line.number]
        tests = [" or ".join(f"c{at}" for at in line.src)]
        if len(line.src) > 1:
            tests = [f"({tests[0]})"]
        if spot.lines[0] is not line:
            tests.append(f"l{spot.number} is None")
        tests += self.free(line)
        if line.when is not None:
            tests.append(guard(w, line.when))
        with w.block(f"if {' and '.join(tests)}:"):
            sure = self._value(line)
            done = [put or f"l{spot.number} = y"]
            done += [f"{flag} = {form}" for flag, form in self.rivals(line)]
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
                w.line(f"if len({kept}) >= {MOST}: {kept}.clear()")
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


def _plain(name: str) -> str:
    """A FHIR element's name, as part of a name in the source."""
    return name if name.isidentifier() else ""
