"""The plain twin of the compiled maps: what each row writes, and what the tape tells of it.

See `docs/mapping-language.md`.
"""

from __future__ import annotations

from array import array
from copy import deepcopy
from typing import Any

from gateway.mapping.coding import Translator
from gateway.mapping.convert import PLAIN, PRIMITIVES, RAW, conversion, lined
from gateway.mapping.flaws import FLAWS, Flawed
from gateway.mapping.frame import Frame
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.interpret_places import Places
from gateway.mapping.rows import Map, Row
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
from gateway.mapping.values import mapped
from gateway.model import Select

_UNTRANSLATED = "code-untranslated"


class Rows(Places):
    """Runs the rows of a map, each by the function of its kind."""

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
        texts: list[str] = []
        begun = 0
        for number, value in found:
            text = self.dialect.text(value, run.setting, raw=row.as_ in RAW)
            if text:
                begun = begun or number
                if lined(row.as_, row.join):
                    texts += [""] * (number - begun - len(texts))
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
        to = conversion(row.as_, row.to.type)
        value = text if to in PLAIN else self.converters[to](text)
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
