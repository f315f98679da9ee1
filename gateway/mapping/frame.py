"""Writing at a target path, plainly: what `compile_writes` emits, done on dicts and lists."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.mapping.compile_writes import STANDING, prefixed
from gateway.mapping.rows import Map, Row, Target, leaves
from gateway.mapping.run import Slot
from gateway.mapping.values import find, look


@dataclass(slots=True)
class Frame:
    """One run of one map: what is read, what is being made, who hears."""

    map: Map
    owner: Any
    """A node or a value of the source."""
    neighbours: Mapping[str, int]
    """Segment -> its number, -1 for none."""
    body: Any
    told: array[int]
    slot: Slot | None = None
    shared: dict[str, Any] = field(default_factory=dict)
    wrote: bool = False

    def standing(self) -> None:
        """In an owner's map: what its rows name as the first item of a list, where one stands."""
        for row in leaves(self.map.rows):
            first = row.to.steps[0] if row.to and row.to.steps else None
            if first and first.text.endswith(STANDING) and self.body.get(first.name):
                self.shared[first.text] = self.body[first.name][0]


class Writing:
    """Writes into frames."""

    def free(self, row: Row, frame: Frame) -> bool:
        """Has no earlier row written the row's place?"""
        if row.to is not None and not row.to.steps:
            return frame.body is None
        return all(
            self._absent(row.to, depth, names, frame) for depth, names in row.rivals if row.to
        )

    def _absent(
        self, target: Target | None, depth: int, names: tuple[str, ...], frame: Frame
    ) -> bool:
        steps = target.steps if target else ()
        if any(step.kind == "append" for step in steps[:depth]):
            return True
        if self._local(steps[depth], frame) and depth == len(steps) - 1:
            return prefixed(steps, depth) not in frame.shared
        box: Any = frame.body
        for at, step in enumerate(steps[:depth]):
            if self._local(step, frame):
                box = frame.shared.get(prefixed(steps, at))
            elif box is not None:
                box = look(box, step.name, step.url) if step.url else box.get(step.name)
        return box is None or not any(name in box for name in names)

    def _local(self, step: Any, frame: Frame) -> bool:
        return step.kind == "slot" or (step.kind == "found" and not frame.map.owner)

    def write(self, row: Row, value: Any, frame: Frame, *, named: bool = False) -> None:
        """Write the value. `named`: below a named item only where that item stands already."""
        steps = row.to.steps if row.to else ()
        if not steps:
            frame.body = value
            return
        for depth, step in enumerate(steps[:-1]):
            missing = prefixed(steps, depth) not in frame.shared
            if named and step.kind == "slot" and not step.slot.isdigit() and missing:
                return
        box, top = frame.body, steps[0].name
        before = len(box.get(top, ()))
        for depth in range(len(steps) - 1):
            box = self._open(steps, depth, box, frame)
        last = steps[-1]
        if last.kind == "one":
            box[last.name] = value
        else:
            if self._local(last, frame):
                frame.shared[prefixed(steps, len(steps) - 1)] = value
            box.setdefault(last.name, []).append(value)
        if row.origin and frame.slot is not None and len(frame.body[top]) > before:
            frame.slot.came(top, row.origin)
        frame.wrote = True

    def _open(self, steps: Any, depth: int, box: Any, frame: Frame) -> Any:
        step = steps[depth]
        if step.kind == "found" and frame.map.owner:
            return find(box, step.name, step.url)
        if step.kind == "one":
            return box.setdefault(step.name, {})
        prefix = prefixed(steps, depth)
        if step.kind != "append" and prefix in frame.shared:
            return frame.shared[prefix]
        new = {"url": step.url} if step.url else {}
        box.setdefault(step.name, []).append(new)
        if step.kind != "append":
            frame.shared[prefix] = new
        return new
