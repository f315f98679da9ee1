"""Reads places of an HL7 v2 message for the mapping engine, and tells every leaf of it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gateway.adapters.hl7v2 import notation
from gateway.adapters.hl7v2.emit import Emitter
from gateway.adapters.hl7v2.emit_expressions import EMPTIED
from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.leaves import leaves
from gateway.adapters.hl7v2.notation import Steps, select
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters, Message, Segment
from gateway.model import Select

__all__ = ["HL7v2", "Piece", "select"]


REPETITION, COMPONENT, SUBCOMPONENT = 1, 2, 3
_OPAQUE = 2
"""MSH-1 and MSH-2 are the delimiters themselves: they are never cut."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What varies from one message to the next in how values are read."""

    delimiters: Delimiters
    charset: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A value: raw text, and how deep it lies: REPETITION, COMPONENT or SUBCOMPONENT."""

    raw: str
    depth: int


@lru_cache(maxsize=4096)
def _known(text: str) -> Select:
    return select(text)


def _plain(setting: Setting) -> bool:
    """Can no delimiter stand in a number, a time or a word?"""
    marks = setting.delimiters
    cuts = (marks.component, marks.repetition, marks.subcomponent, marks.escape)
    return not any(mark.isalnum() or mark in "+-.:_" for mark in cuts)


def _nth(parts: list[str], number: int) -> str:
    return parts[number - 1] if len(parts) >= number else ""


def _matching(raw: str, number: int, word: str, setting: Setting) -> tuple[int, str]:
    """(repetition, raw) of the first one whose component has this text; (0, "") for none."""
    marks = setting.delimiters
    for repetition, piece in enumerate(raw.split(marks.repetition), 1):
        if _nth(piece.split(marks.component), number) == word:
            return repetition, piece
    return 0, ""


class HL7v2(Emitter):
    """The notation of HL7 v2."""

    name = "hl7v2"
    version = 1
    control = "MSH-10"
    kind = "MSH-9"

    def __init__(self) -> None:
        self.namespace: Mapping[str, Any] = MappingProxyType(
            {
                "UNESCAPE": unescape,
                "PLAIN_MARKS": _plain,
                "NTH": _nth,
                "MATCH": _matching,
                "TEXT_AT": lambda node, text, setting: self.texts_of(node, _known(text), setting),
                "WHOLE_AT": lambda node, text, setting: self.whole(node, _known(text), setting),
                "HAS_AT": lambda node, text, setting: self.valued(node, _known(text), setting),
                "COUNT": lambda node, text, setting: self.count(node, _known(text), setting),
            }
        )

    def select(self, text: str) -> Select:
        """Read a path; raises ValueError with a plain sentence."""
        return select(text)

    def nodes(self, tree: Message) -> Sequence[Segment]:
        """All segments."""
        return tree.segments

    def place(self, tree: Message, index: int) -> str:
        """A segment's own name: `OBX[3]`."""
        segment = tree.segments[index]
        return notation.place(segment.name, segment.ordinal)

    def setting(self, tree: Message) -> Setting:
        """Delimiters and charset."""
        return Setting(tree.delimiters, tree.charset)

    # Plain reading, for the interpreter.

    def read(
        self, owner: Segment | Piece, select: Select, setting: Setting
    ) -> list[tuple[int, Piece]]:
        """(repetition from 1, value) of each valued occurrence."""
        steps: Steps = select.steps[0]
        marks = setting.delimiters
        if isinstance(owner, Piece):
            return [(1, piece) for piece in self._inside(owner, steps, marks) if piece.raw]
        return [
            (number, piece)
            for number, raw in self._repetitions(owner, steps, marks)
            for piece in self._inside(Piece(raw, REPETITION), steps, marks)
            if piece.raw
        ]

    def _repetitions(
        self, owner: Segment, steps: Steps, marks: Delimiters
    ) -> list[tuple[int, str]]:
        raw = owner.fields[steps.field] if len(owner.fields) > steps.field else ""
        if not raw or raw == EMPTIED:
            return []
        if owner.name == "MSH" and steps.field <= _OPAQUE:
            return [(1, raw)]
        every = list(enumerate(raw.split(marks.repetition), 1))[steps.first - 1 :]
        if steps.match is not None:
            number, word = steps.match
            every = [one for one in every if _nth(one[1].split(marks.component), number) == word]
        return every if steps.many else every[:1]

    def _inside(self, piece: Piece, steps: Steps, marks: Delimiters) -> list[Piece]:
        raw, depth = piece.raw, piece.depth
        for number in (steps.component, steps.subcomponent):
            if number:
                mark = (marks.component, marks.subcomponent, UNDECLARED)[min(depth, 3) - 1]
                raw, depth = _nth(raw.split(mark), number), depth + 1
        return [Piece(raw, depth)]

    def texts_of(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> str:
        """The text of the first occurrence that has one."""
        if owner is None:
            return ""
        found = (
            self.text(piece, setting, raw=False) for _, piece in self.read(owner, select, setting)
        )
        return next((text for text in found if text), "")

    def valued(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> bool:
        """Does the place hold any value?"""
        if owner is None:
            return False
        marks = setting.delimiters
        blanks = marks.component + marks.repetition + marks.subcomponent + " \t\n"
        steps: Steps = select.steps[0]
        if (
            isinstance(owner, Segment)
            and not (select.many or steps.match or steps.component)
            and steps.first == 1
        ):
            raw = owner.fields[steps.field] if len(owner.fields) > steps.field else ""
            return raw.strip(blanks) not in ("", EMPTIED)
        found = self.read(owner, select, setting)
        return any(piece.raw.strip(blanks) not in ("", EMPTIED) for _, piece in found)

    def text(self, value: Piece, setting: Setting, *, raw: bool) -> str:
        """The text of a value's first leaf as meant; of running text (`raw`) all of it."""
        marks, found = setting.delimiters, value.raw
        if value.depth < COMPONENT and not raw:
            found = found.partition(marks.component)[0]
        if value.depth < SUBCOMPONENT and not raw:
            found = found.partition(marks.subcomponent)[0]
        if found == EMPTIED or (raw and self._blank(found, marks)):
            return ""
        found = unescape(found, marks, setting.charset)
        return found if raw and found.strip() else found.strip()

    def _blank(self, raw: str, marks: Delimiters) -> bool:
        blanks = marks.component + marks.repetition + marks.subcomponent + " \t\n"
        return raw.strip(blanks) in {"", EMPTIED}

    def whole(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> str:
        """The place as sent, whole."""
        found = [] if owner is None else self.read(owner, select, setting)
        return found[0][1].raw.strip() if found else ""

    def count(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> int:
        """How many repetitions are valued."""
        if owner is None:
            return 0
        if isinstance(owner, Piece):
            return int(self.valued(owner, select, setting))
        steps: Steps = select.steps[0]
        every = replace(steps, many=True)
        return len(
            self.read(owner, Select(select.text, select.root, (every,), many=True), setting)
        )

    def emptied(self, owner: Segment | Piece, select: Select) -> bool:
        r"""Is the field `""`?"""
        field = select.steps[0].field
        return (
            isinstance(owner, Segment)
            and len(owner.fields) > field
            and owner.fields[field] == EMPTIED
        )

    # The ledger.

    def address(
        self, base: tuple[int, ...], select: Select, repetition: int | None
    ) -> tuple[int, ...]:
        """(field, repetition, component, subcomponent), as deep as is said; repetition 0: any."""
        steps: Steps = select.steps[0]
        inner = tuple(number for number in (steps.component, steps.subcomponent) if number)
        if not steps.field:
            return base + inner
        return (steps.field, steps.first if repetition is None else repetition, *inner)

    def leaves(
        self, tree: Message, only: Collection[int] | None = None
    ) -> Iterator[tuple[int, tuple[int, ...], tuple[int, int], bool]]:
        """(segment, address, byte span, is it valued) of every leaf (of these), in order."""
        return leaves(tree, only)

    def locate(self, tree: Message, node: int, address: tuple[int, ...]) -> str:
        """The place: `OBX[3]-5[2].4`."""
        return notation.located(self.place(tree, node), address)
