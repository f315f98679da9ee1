"""The plain twin of the compiled maps: says the same of every message, row by row, for tests.

No word of it is fast; every word of it can be read beside `docs/mapping-language.md`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from gateway.mapping.coding import Translator
from gateway.mapping.convert import PLAIN, PRIMITIVES, RAW
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS, Flawed
from gateway.mapping.frame import Frame, Writing
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.naming import Naming
from gateway.mapping.rows import EVENTFUL, GIVES_WAY, Guard, Map, Part, Program, Row
from gateway.mapping.run import Identify, Run, Slot
from gateway.mapping.tape import (
    ARGUMENT,
    BESIDE,
    CLAIM,
    EMPTIED,
    ENTER,
    EXIT,
    FLAWED,
    IGNORED,
    REFUSED,
    ROLES,
    TRANSLATED,
)
from gateway.mapping.values import Deaf, entity, mapped
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"
_SIGNS: Mapping[str, Any] = {
    "=": int.__eq__,
    "!=": int.__ne__,
    ">": int.__gt__,
    "<": int.__lt__,
    ">=": int.__ge__,
    "<=": int.__le__,
}


class Interpreter(Writing):
    """Runs the maps of a program."""

    def __init__(
        self,
        program: Program,
        dialect: Dialect,
        names: Naming,
        converters: Mapping[str, Any],
        identify: Identify,
    ) -> None:
        self.program, self.dialect, self.names = program, dialect, names
        self.converters, self.identify = converters, identify
        self.numbered = {one.number: one for one in (*program.maps, *program.datatypes.values())}

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

    def maker(self, segment: str, kind: str) -> int:
        """Number of the map that makes the resource of a segment."""
        return next(
            one.number
            for one in self.program.maps
            if one.makes and one.root == segment and kind in ("", one.type)
        )

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
        one, into, name = frame.map, "", ""
        if one.mode in GIVES_WAY:
            into = next(
                (
                    run.id(other.number, frame.neighbours[other.root])
                    for other in self.program.maps
                    if other.makes
                    and other.type == one.type
                    and other.mode not in GIVES_WAY
                    and other.root in (*one.context, one.root)
                ),
                "",
            )
            if not into:
                return
        if not one.identifiers:
            key = self.key(frame, run)
            if key is None:
                run.nameless.append((one.number, node))
                return
            name = self.identify.resource(one.type, key)
        frame.body = {"resourceType": one.type}
        start = len(run.tape), len(run.mentions)
        mode = run.modes.get(one.root, one.mode)
        number, defaults = len(run.slots), deepcopy(dict(one.defaults))
        frame.slot = Slot(number, one.type, name, mode, frame.body, defaults, node, into)
        run.made[one.number, node] = frame.slot
        run.tape.extend((one.number * ROLES, node, number))
        run.slots.append(frame.slot)
        self.rows(frame, run)
        if one.identifiers:
            stated = frame.body.get(one.identifiers) or []
            if one.type == "Patient":
                frame.slot.id = self.identify.patient(stated, self.program.sender)
            else:
                frame.slot.id = self.identify.thing(one.type, stated)
            if not frame.slot.id:
                run.undo(start, one.number, node)

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
            return part.word
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

    def owner(self, select: Select, frame: Frame, run: Run) -> Any:
        """The node or value that a place is read from; None where there is none."""
        if select.root == frame.map.root:
            return frame.owner
        number = frame.neighbours[select.root]
        return run.nodes[number] if number >= 0 else None

    def text(self, select: Select, frame: Frame, run: Any) -> str:
        """The text of a place."""
        return self.dialect.texts_of(self.owner(select, frame, run), select, run.setting)

    def holds(self, guard: Guard, frame: Frame, run: Any) -> bool:
        """Does a guard hold?"""
        kind, place = guard[0], guard[1]
        if kind == "not":
            return not self.holds(place, frame, run)
        if kind == "and":
            return self.holds(place, frame, run) and self.holds(guard[2], frame, run)
        if kind == "or":
            return self.holds(place, frame, run) or self.holds(guard[2], frame, run)
        if kind == "count":
            count = self.dialect.count(self.owner(place, frame, run), place, run.setting)
            return bool(_SIGNS[guard[2]](count, guard[3]))
        if kind == "exists":
            return self.dialect.valued(self.owner(place, frame, run), place, run.setting)
        text = self.text(place, frame, run)
        return text in guard[2] if kind == "in" else bool(_SIGNS[guard[2]](len(text), guard[3]))

    def rows(self, frame: Frame, run: Any) -> None:
        """All rows: those that read, then the constants and references."""
        for row in frame.map.rows:
            if not row.late:
                self.row(row, frame, run)
        floor = 1 if frame.slot is not None else 0
        written = frame.map.owner or (frame.body is not None and len(frame.body) > floor)
        for row in frame.map.rows:
            if row.late and written:
                self.row(row, frame, run)

    def row(self, row: Row, frame: Frame, run: Any) -> None:
        """One row, under its guard."""
        if row.ignore and row.when is None:
            return
        if row.when is not None and not self.holds(row.when, frame, run):
            return
        getattr(self, f"_{row.kind}")(row, frame, run)

    def _ignore(self, row: Row, frame: Frame, _run: Any) -> None:
        self.claim(row, IGNORED, 0, frame)

    def _switch(self, row: Row, frame: Frame, run: Any) -> None:
        word = self.text(row.switch, frame, run) if row.switch else ""
        for words, rows in row.cases:
            if word in words or not words:
                for inner in rows:
                    self.row(inner, frame, run)
                return

    def _const(self, row: Row, frame: Frame, _run: Any) -> None:
        if row.const is None or (frame.map.owner and row.late and not frame.wrote):
            return
        made = FUNCTIONS[row.by].call(self.names, row.const) if row.by else deepcopy(row.const)
        if made is not None and self.free(row, frame):
            self.write(row, made, frame, named=True)

    def _ref(self, row: Row, frame: Frame, run: Any) -> None:
        if row.ref is None:
            return
        value = run.reference(self.maker(*row.ref), frame.neighbours[row.ref[0]])
        if value is not None and self.free(row, frame):
            self.write(row, value, frame, named=True)

    def _emptied(self, row: Row, frame: Frame, run: Any) -> bool:
        if (
            frame.slot is None
            or row.src is None
            or row.to is None
            or row.src.root != frame.map.root
        ):
            return False
        if not self.dialect.emptied(frame.owner, row.src):
            return False
        run.removes(frame.slot, row.empties)
        self.claim(row, EMPTIED, 0, frame)
        return True

    def _call(self, row: Row, frame: Frame, run: Any) -> None:
        if not self.free(row, frame) or self._emptied(row, frame, run):
            return
        if row.src is None or not row.src.many:
            text = self.text(row.src, frame, run) if row.src else row.const or ""
            self._called(row, text, 0, frame, run)
            return
        owner = self.owner(row.src, frame, run)
        for number, value in (
            self.dialect.read(owner, row.src, run.setting) if owner is not None else []
        ):
            self._called(row, self.dialect.text(value, run.setting, raw=False), number, frame, run)

    def _called(self, row: Row, text: str, number: int, frame: Frame, run: Any) -> None:
        given = {
            name: one if isinstance(one, str) else self.text(one, frame, run)
            for name, one in row.with_
        }
        places = [(name, one) for name, one in row.with_ if isinstance(one, Select)]
        if not (text or any(given[name] for name, _ in places)) or not self.free(row, frame):
            return
        value = FUNCTIONS[row.call].call(self.names, text, **given)
        if value is None:
            return
        if self._flawed(row, value, number, frame, run):
            return
        if row.src is not None and text:
            self.claim(row, CLAIM, number, frame)
        for order, (name, place) in enumerate(places):
            if given[name]:
                frame.told.append(row.number * ROLES + ARGUMENT + order)
                if place.root != frame.map.root:
                    frame.told.append(frame.neighbours[place.root])
                if self.dialect.numbered(place):
                    frame.told.append(0)
        self.write(row, value, frame)

    def claim(self, row: Row, role: int, number: int, frame: Frame) -> None:
        """Tell the tape what became of the row's place."""
        frame.told.append(row.number * ROLES + role)
        if row.src is not None and row.src.root != frame.map.root:
            frame.told.append(frame.neighbours[row.src.root])
        if row.src is not None and self.dialect.numbered(row.src):
            frame.told.append(number)

    def _read(self, row: Row, frame: Frame, run: Any) -> None:
        if row.src is None or not row.action:
            return
        if not self.free(row, frame) or self._emptied(row, frame, run):
            return
        owner = self.owner(row.src, frame, run)
        found = self.dialect.read(owner, row.src, run.setting) if owner is not None else []
        if row.join is not None:
            self._joined(row, found, frame, run)
            return
        for number, value in found:
            if not self.free(row, frame):
                continue
            if row.action == "map":
                self._mapped(row, value, number, frame, run)
                continue
            text = self.dialect.text(value, run.setting, raw=row.as_ in RAW)
            if text:
                getattr(self, f"_{row.action}")(row, text, number, frame, run)

    def _joined(self, row: Row, found: list[tuple[int, Any]], frame: Frame, run: Any) -> None:
        texts = []
        for number, value in found:
            text = self.dialect.text(value, run.setting, raw=row.as_ in RAW)
            if text:
                texts.append(text)
                self.claim(row, CLAIM, number, frame)
        if texts and row.join is not None:
            self.write(row, row.join.join(texts), frame)

    def _mapped(self, row: Row, value: Any, number: int, frame: Frame, run: Any) -> None:
        self.claim(row, ENTER, number, frame)
        made = self.value(self.numbered[row.datatype], value, run, run.setting, frame.told)
        frame.told.append(EXIT)
        if made is None:
            return
        if (
            row.code is not None
            and row.to is not None
            and row.to.type in ("Coding", "CodeableConcept")
        ):
            made = self._translated(row, made, number, frame)
        self.write(row, made, frame)

    def value(self, one: Map, value: Any, run: Any, setting: Any, told: array[int]) -> Any:
        """A value of a datatype, or None where nothing was written."""
        frame = Frame(one, value, {}, None if one.type in PRIMITIVES else {}, told)
        nested = _Nested(run, setting)
        if one.when is not None and not self.holds(one.when, frame, nested):
            return None
        if one.mention:
            frame.body |= self._mentioned(self.numbered[one.mention], value, run, setting, told)
        self.rows(frame, nested)
        return None if frame.body == {} else frame.body

    def _mentioned(
        self, one: Map, value: Any, run: Any, setting: Any, told: array[int]
    ) -> dict[str, str]:
        """The reference to the resource that the value names beside its Reference."""
        start = len(told), len(run.flaws)
        told.append(one.number * ROLES)
        made = self.value(one, value, run, setting, told)
        told.append(EXIT)
        reference = run.mention(one.type, made, start)
        return {"reference": reference} if reference else {}

    def _translated(self, row: Row, made: Any, number: int, frame: Frame) -> Any:
        if row.code is None or row.to is None:
            return made
        translator = Translator(row.code, self.names)
        if row.to.type == "CodeableConcept":
            if translator.concept(made):
                self.claim(row, BESIDE, number, frame)
            return made
        translated = translator.single(made)
        if translated is None:
            return made
        self.claim(row, BESIDE, number, frame)
        return translated

    def _coding(self, row: Row, text: str, number: int, frame: Frame, _run: Any) -> None:
        if row.code is None or row.to is None:
            return
        coding = Translator(row.code, self.names).coding(text)
        self.claim(row, CLAIM, number, frame)
        made = {"coding": [coding]} if row.to.type == "CodeableConcept" else coding
        self.write(row, self._translated(row, made, number, frame), frame)

    def _code(self, row: Row, text: str, number: int, frame: Frame, run: Any) -> None:
        if row.to is None:
            return
        if row.code is not None:
            value, role = dict(mapped(row.code, row.to.type)).get(text), TRANSLATED
        else:
            value, role = text if text in (row.to.codes or ()) else None, CLAIM
        if value is None:
            self._flawed(row, Flawed(_UNTRANSLATED, deepcopy(row.fallback)), number, frame, run)
            return
        self.claim(row, role, number, frame)
        self.write(row, value, frame)

    def _text(self, row: Row, text: str, number: int, frame: Frame, run: Any) -> None:
        if row.to is None:
            return
        value = text if row.to.type in PLAIN else self.converters[row.to.type](text)
        if not self._flawed(row, value, number, frame, run):
            self.claim(row, CLAIM, number, frame)
            self.write(row, value, frame)

    def _flawed(self, row: Row, value: Any, number: int, frame: Frame, run: Any) -> bool:
        if not isinstance(value, Flawed):
            return False
        run.flaw(value.rule)
        self.claim(row, REFUSED if value.value is None else FLAWED, number, frame)
        frame.told.append(FLAWS[value.rule].number)
        if value.value is not None:
            self.write(row, value.value, frame)
        return True


class _Nested:
    """A run as a datatype's rows see it: no neighbours, only flaws to tell."""

    def __init__(self, run: Any, setting: Any) -> None:
        self.setting = setting
        self.flaw = run.flaw
        self.flaws = getattr(run, "flaws", ())
        self.mention = getattr(run, "mention", None)


def plays(interpreter: Interpreter) -> Mapping[int, Any]:
    """The interpreter in the form of compiled functions: what a Mapper's `bind` gives."""

    def play(number: int) -> Any:
        return lambda run, _nodes, node, *neighbours: interpreter.run(
            number, run, node, neighbours
        )

    return {number: play(number) for number in interpreter.numbered}
