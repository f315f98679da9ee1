"""The plain twin of the compiled maps: says the same of every message, row by row, for tests.

No word of it is fast; every word of it can be read beside `docs/mapping-language.md`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from gateway.mapping.frame import Frame
from gateway.mapping.interpret_rows import Rows
from gateway.mapping.rows import EVENTFUL, GIVES_WAY, Part
from gateway.mapping.run import Run, Slot
from gateway.mapping.tape import ROLES
from gateway.mapping.values import Deaf, entity


class Interpreter(Rows):
    """Runs the maps of a program."""

    def run(self, number: int, run: Run, node: int, neighbours: tuple[int, ...]) -> None:
        """Run a map on a node; `neighbours` are the numbers of its context's nodes."""
        one = self.numbered[number]
        places = dict(zip(one.context, neighbours, strict=True)) | {one.root: node}
        frame = Frame(one, run.nodes[node], places, None, run.tape)
        if one.when is not None and not self.holds(one.when, frame, run):
            return
        if one.mode in EVENTFUL and run.modes.get(one.root) != one.mode:
            return
        if one.owner:
            self._owned(frame, run, node)
        else:
            self._own(frame, run, node)

    def _owned(self, frame: Frame, run: Run, node: int) -> None:
        one = frame.map
        slot = run.made.get((self.maker(one.owner, one.type), frame.neighbours[one.owner]))
        if slot is None:
            return
        frame.slot, frame.body = slot, slot.body
        frame.standing()
        run.tape.extend((one.number * ROLES, node, slot.number))
        self.rows(frame, run)

    def _own(self, frame: Frame, run: Run, node: int) -> None:
        one = frame.map
        into = self._into(frame, run) if one.mode in GIVES_WAY else ""
        if one.mode in GIVES_WAY and not into:
            return
        key = None if one.identifiers else self.key(frame, run)
        if key is None and not one.identifiers:
            run.nameless.append((one.number, node))
            return
        name = "" if key is None else self.identify.resource(one.type, key)
        start = len(run.tape), len(run.mentions)
        slot = self._begun(frame, run, node, name, into)
        self.rows(frame, run)
        if one.identifiers:
            slot.id = self._named(frame)
            if not slot.id:
                run.undo(start, one.number, node)

    def _into(self, frame: Frame, run: Run) -> str:
        """Id of what this gives way to: another of its type that stands around it."""
        one = frame.map
        found = (
            run.id(other.number, frame.neighbours[other.root])
            for other in self.program.maps
            if other.makes
            and other.type == one.type
            and other.mode not in GIVES_WAY
            and other.root in (*one.context, one.root)
        )
        return next(found, "")

    def _begun(self, frame: Frame, run: Run, node: int, name: str, into: str) -> Slot:
        """The resource before its first row."""
        one, number = frame.map, len(run.slots)
        frame.body = {"resourceType": one.type}
        said = run.modes.get(one.root, one.mode)
        mode, defaults = one.mode if one.mode == "succeed" else said, deepcopy(dict(one.defaults))
        frame.slot = Slot(number, one.type, name, mode, frame.body, defaults, node, into)
        run.made[one.number, node] = frame.slot
        run.tape.extend((one.number * ROLES, node, number))
        run.slots.append(frame.slot)
        return frame.slot

    def _named(self, frame: Frame) -> str:
        """Id of a resource whose identifiers name it."""
        one = frame.map
        stated = frame.body.get(one.identifiers) or []
        if one.type == "Patient":
            return self.identify.patient(stated, self.program.sender)
        return self.identify.thing(one.type, stated)

    def key(self, frame: Frame, run: Run) -> tuple[str, ...] | None:
        """The first alternative whose parts are all valued."""
        for alternative in frame.map.key:
            parts = [self.part(part, frame, run) for part in alternative if part.kind != "ordinal"]
            if all(parts):
                key = tuple(parts)
                if len(parts) < len(alternative):
                    key = (*key, run.ordinal((frame.map.type, *key)))
                return key
        return None

    def part(self, part: Part, frame: Frame, run: Run) -> str:
        """One part of a key; "" where it has no value."""
        if part.kind == "control":
            return run.control
        if part.kind == "word":
            return part.word if part.when is None or self.holds(part.when, frame, run) else ""
        if part.kind == "ref":
            return run.id(self.maker(part.word, ""), frame.neighbours[part.word])
        if part.select is None:
            return ""
        owner = self.owner(part.select, frame, run)
        if part.kind == "text":
            return self.text(part.select, frame, run) or self.dialect.whole(
                owner, part.select, run.setting
            )
        found = self.dialect.read(owner, part.select, run.setting) if owner is not None else []
        one = self.program.datatypes[part.word, "Identifier"]
        return (
            entity(self.value(one, found[0][1], Deaf(), run.setting, array("i"))) if found else ""
        )


def plays(interpreter: Interpreter) -> Mapping[int, Any]:
    """The interpreter in the form of compiled functions: what a Mapper's `bind` gives."""

    def play(number: int) -> Any:
        return lambda run, _nodes, node, *neighbours: interpreter.run(
            number, run, node, neighbours
        )

    return {number: play(number) for number in interpreter.numbered}
