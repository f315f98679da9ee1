"""The elements of a resource made of rows of a description, as Python source.

The letters of the source are told in `compile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.mapping.flat.compile_values import Values
from gateway.mapping.flat.guards import guard
from gateway.mapping.flat.rows import Line
from gateway.mapping.flat.tree import Spot


class Elements(Values):
    """The elements of what one map makes."""

    def lines(self, group: Iterable[Spot]) -> list[Line]:
        """The rows of elements, in their order."""
        found = [line for spot in group for line in spot.all()]
        return sorted(found, key=lambda line: line.number)

    def group(self, group: Sequence[Spot]) -> None:
        """Emit all that is said of elements that belong together."""
        w = self.w
        lines = self.lines(group)
        early = [line for line in lines if not line.late]
        if len(group) == 1 and self._plain(group[0], lines):
            return
        for spot in {
            id(self.shape.leaf[line.number]): self.shape.leaf[line.number] for line in lines
        }.values():
            w.line(f"l{spot.number} = None")
        for flag in dict.fromkeys(name for line in lines for name, _ in self.rivals(line)):
            w.line(f"{flag} = 0")
        for line in early:
            self.read_line(line)
        for spot in group:
            self._assign("o", spot)

    def _plain(self, spot: Spot, lines: Sequence[Line]) -> bool:
        """Emit an element that one row decides at once, whole; False where there is more to it."""
        w = self.w
        first, *rest = sorted(lines, key=lambda line: line.late)
        simple = all(one.late and not one.ref and one.when is None for one in rest)
        if not simple or any(len(self.shape.leaf[one.number].lines) > 1 for one in lines):
            return False
        if any(self.rivals(line) for line in lines) or (first.late and not first.ref):
            return False
        if first.late:
            if rest or spot.kind != "leaf":
                return False
            tests = [self.other(first.ref)]
            if first.when is not None:
                tests.append(guard(w, first.when))
            word = w.constant(f"{self.type_of(first.ref)}/")
            value = f"{{'reference': {word} + {self.other(first.ref)}}}"
            w.line(f"if {' and '.join(tests)}: o[{w.constant(spot.name)}] = {value}")
            return True
        self.read_line(first, f"o[{w.constant(spot.name)}] = {self._literal(spot)}")
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
                tests = [f"{name} is None", *self.free(line)]
                if line.when is not None:
                    tests.append(guard(w, line.when))
                if line.ref:
                    tests.append(self.other(line.ref))
                value = f"CONST[{line.number}]"
                if line.ref:
                    word = w.constant(f"{self.type_of(line.ref)}/")
                    value = f"{{'reference': {word} + {self.other(line.ref)}}}"
                done = [f"{flag} = {form}" for flag, form in self.rivals(line)]
                w.line(f"if {' and '.join(tests)}: {'; '.join((f'{name} = {value}', *done))}")
        w.line(f"if {name} is not None: {self._put(owner, spot, name)}")

    def _put(self, owner: str, spot: Spot, value: str) -> str:
        """An item of a list has no name."""
        if spot.slot:
            return f"{owner}.append({value})"
        return f"{owner}[{self.w.constant(spot.name)}] = {value}"
