"""Writing at a target path, as Python source: containers are made only when something goes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from gateway.codegen import Writer
from gateway.mapping.rows import Row, Step, leaves

_FEW = 3
"""So many names are looked up one by one."""
STANDING = "[first]"
"""How an owner's map names the first item of a list that stands, whoever made it."""


class Writes:
    """Emits the writes of one map's rows; items that rows share are local variables."""

    def __init__(self, writer: Writer, *, owned: bool) -> None:
        self.w = writer
        self.owned = owned
        self.slots: dict[str, str] = {}
        self.origin = ""
        """The field of the row at hand, where items of its list remember theirs."""

    def prepare(self, rows: tuple[Row, ...]) -> None:
        """Emit the variables of shared items; for an owner's map also "has it written"."""
        for row in leaves(rows):
            steps = row.to.steps if row.to else ()
            for depth, step in enumerate(steps):
                if self._local(step):
                    prefix = prefixed(steps, depth)
                    self.slots.setdefault(prefix, f"s{len(self.slots)}")
        if self.slots:
            self.w.line(f"{' = '.join(self.slots.values())} = None")
        for prefix, slot in self.slots.items():
            if self.owned and prefix.endswith(STANDING) and "." not in prefix:
                name = self.w.constant(prefix.removesuffix(STANDING))
                self.w.line(f"if o.get({name}): {slot} = o[{name}][0]")
        if self.owned:
            self.w.line("w = False")

    def _local(self, step: Step) -> bool:
        return step.kind == "slot" or (step.kind == "found" and not self.owned)

    @contextmanager
    def free(self, row: Row) -> Iterator[None]:
        """A block that runs only if no earlier row has written the same place."""
        with ExitStack() as stack:
            for depth, names in row.rivals:
                test = self._absent(row.to.steps, depth, names) if row.to else ""
                if test:
                    stack.enter_context(self.w.block(f"if {test}:"))
            if row.to is not None and not row.to.steps:
                stack.enter_context(self.w.block("if o is None:"))
            yield

    def _absent(self, steps: tuple[Step, ...], depth: int, names: tuple[str, ...]) -> str:
        last = steps[depth]
        if any(step.kind == "append" for step in steps[:depth]):
            return ""
        if self._local(last) and depth == len(steps) - 1:
            return f"{self.slots[prefixed(steps, depth)]} is None"
        box = self._look(steps, depth)
        if len(names) > _FEW:
            keys = f"{self.w.constant(frozenset(names))}.isdisjoint({box})"
            return keys if box == "o" else f"{box} is None or {keys}"
        keys = " and ".join(f"{self.w.constant(name)} not in {box}" for name in names)
        return keys if box == "o" else f"{box} is None or ({keys})"

    def _look(self, steps: tuple[Step, ...], depth: int) -> str:
        """The container at a depth, or None; nothing is made."""
        box = "o"
        for at, step in enumerate(steps[:depth]):
            key = self.w.constant(step.name)
            if self._local(step):
                box = self.slots[prefixed(steps, at)]
                continue
            look = (
                f"LOOK({box}, {key}, {self.w.constant(step.url)})"
                if step.url
                else f"{box}.get({key})"
            )
            self.w.line(
                f"e = {look}" if box == "o" else f"e = {look} if {box} is not None else None"
            )
            box = "e"
        return box

    def write(self, row: Row, value: str, *, named: bool = False) -> None:
        """Write the value. `named`: below a named item only where that item stands already."""
        target = row.to
        if target is None:
            return
        self.origin = row.origin
        if not target.steps:
            self.w.line(f"o = {value}")
            return
        with ExitStack() as stack:
            for depth, step in enumerate(target.steps[:-1]):
                if named and step.kind == "slot" and not step.slot.isdigit():
                    slot = self.slots[prefixed(target.steps, depth)]
                    stack.enter_context(self.w.block(f"if {slot} is not None:"))
            box = "o"
            for depth in range(len(target.steps) - 1):
                box = self._open(target.steps, depth, box)
            self._put(target.steps, box, value)
            if self.owned:
                self.w.line("w = True")

    def _open(self, steps: tuple[Step, ...], depth: int, box: str) -> str:
        """Emit finding or making a container; gives its variable."""
        step, name = steps[depth], f"b{depth}"
        key = self.w.constant(step.name)
        new = f"{{'url': {self.w.constant(step.url)}}}" if step.url else "{}"
        if self._local(step):
            slot = self.slots[prefixed(steps, depth)]
            with self.w.block(f"if {slot} is None:"):
                self.w.line(f"{slot} = {new}")
                self._append(box, key, slot)
            return slot
        if step.kind == "found":
            self.w.line(f"{name} = FIND({box}, {key}, {self.w.constant(step.url)})")
        elif step.kind == "append":
            self.w.line(f"{name} = {new}")
            self._append(box, key, name)
        else:
            self.w.line(f"{name} = {box}.get({key})")
            self.w.line(f"if {name} is None: {name} = {box}[{key}] = {{}}")
        return name

    def _put(self, steps: tuple[Step, ...], box: str, value: str) -> None:
        step = steps[-1]
        key = self.w.constant(step.name)
        if step.kind == "one":
            self.w.line(f"{box}[{key}] = {value}")
        elif self._local(step):
            slot = self.slots[prefixed(steps, len(steps) - 1)]
            self.w.line(f"{slot} = {value}")
            self._append(box, key, slot)
        else:
            self._append(box, key, value)

    def _append(self, box: str, key: str, value: str) -> None:
        if box == "o" and self.origin:
            self.w.line(f"h.came({key}, {self.w.constant(self.origin)})")
        with self.w.block(f"if {key} in {box}:"):
            self.w.line(f"{box}[{key}].append({value})")
        with self.w.block("else:"):
            self.w.line(f"{box}[{key}] = [{value}]")


def prefixed(steps: tuple[Step, ...], depth: int) -> str:
    """The path down to a depth, as written: what rows share an item by."""
    return ".".join(step.text for step in steps[: depth + 1])
