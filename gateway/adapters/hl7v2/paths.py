"""Reads places of an HL7 v2 message for the mapping engine: plainly, or as source that is compiled.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gateway.adapters.hl7v2 import notation
from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.leaves import leaves
from gateway.adapters.hl7v2.notation import Steps, select
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters, Message, Segment
from gateway.codegen import Writer
from gateway.model import Select

__all__ = ["HL7v2", "Piece", "select"]

EMPTIED = '""'
_FIELD, _PARTS = "field", "parts"


@dataclass(frozen=True, slots=True)
class Setting:
    """What varies from one message to the next in how values are read."""

    delimiters: Delimiters
    charset: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A value: raw text, and how deep it lies (1 a repetition, 2 a component, 3 a subcomponent)."""

    raw: str
    depth: int


@lru_cache(maxsize=4096)
def _known(text: str) -> Select:
    return select(text)


def _nth(parts: list[str], number: int) -> str:
    return parts[number - 1] if len(parts) >= number else ""


def _matching(raw: str, number: int, word: str, setting: Setting) -> tuple[int, str]:
    """(repetition, raw) of the first one whose component has this text; (0, "") for none."""
    marks = setting.delimiters
    for repetition, piece in enumerate(raw.split(marks.repetition), 1):
        if _nth(piece.split(marks.component), number) == word:
            return repetition, piece
    return 0, ""


_PRELUDE = """
CS = D.delimiters.component
RS = D.delimiters.repetition
SS = D.delimiters.subcomponent
ES = D.delimiters.escape
def LEAF(v):
    if CS in v: v = v[:v.index(CS)]
    if SS in v: v = v[:v.index(SS)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
def WHOLE_OF(f, n, c, s):
    if len(f) <= n: return ''
    v = f[n]
    if not v or v == '""': return ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s: v = NTH(v.split(SS), s)
    return v.strip()
def TEXT_OF(f, n, c, s):
    if len(f) <= n: return ''
    v = f[n]
    if not v: return ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s:
            v = NTH(v.split(SS), s)
    if s:
        if v == '""': return ''
        if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
        return v.strip()
    if not c and CS in v: v = v[:v.index(CS)]
    if SS in v: v = v[:v.index(SS)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
def TEXT(p, m, c, s):
    v = NTH(p, c or 1)
    if s: v = NTH(v.split(m), s)
    elif m in v: v = v[:v.index(m)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
"""


class HL7v2:
    """The notation of HL7 v2."""

    name = "hl7v2"
    version = 1
    control = "MSH-10"
    kind = "MSH-9"

    def __init__(self) -> None:
        self.namespace: Mapping[str, Any] = MappingProxyType(
            {
                "UNESCAPE": unescape,
                "NTH": _nth,
                "MATCH": _matching,
                "TEXT_AT": lambda node, text, setting: self.texts_of(node, _known(text), setting),
                "WHOLE_AT": lambda node, text, setting: self.whole(node, _known(text), setting),
                "COUNT": lambda node, text, setting: self.count(node, _known(text), setting),
            }
        )

    def select(self, text: str) -> Select:
        """Read a path; raises ValueError with a plain sentence."""
        return select(text)

    def numbered(self, select: Select) -> bool:
        """Must a reading say which repetition it found?"""
        return select.many or select.steps[0].match is not None

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

    def read(self, owner: Segment | Piece, select: Select, setting: Setting) -> list[tuple[int, Piece]]:
        """(repetition from 1, value) of each valued occurrence."""
        steps: Steps = select.steps[0]
        marks = setting.delimiters
        if isinstance(owner, Piece):
            return [(1, piece) for piece in self._inside(owner, steps, marks) if piece.raw]
        found = []
        for number, raw in self._repetitions(owner, steps, marks):
            for piece in self._inside(Piece(raw, 1), steps, marks):
                if piece.raw:
                    found.append((number, piece))
        return found

    def _repetitions(self, owner: Segment, steps: Steps, marks: Delimiters) -> list[tuple[int, str]]:
        raw = owner.fields[steps.field] if len(owner.fields) > steps.field else ""
        if not raw or raw == EMPTIED:
            return []
        if owner.name == "MSH" and steps.field <= 2:  # noqa: PLR2004 - MSH-1 and MSH-2 are the delimiters themselves
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
        found = (self.text(piece, setting, raw=False) for _, piece in self.read(owner, select, setting))
        return next((text for text in found if text), "")

    def text(self, value: Piece, setting: Setting, *, raw: bool) -> str:
        """The text of a value's first leaf as meant."""
        marks, found = setting.delimiters, value.raw
        if value.depth < 2:  # noqa: PLR2004 - depths are told at Piece
            found = found.partition(marks.component)[0]
        if value.depth < 3:  # noqa: PLR2004 - depths are told at Piece
            found = found.partition(marks.subcomponent)[0]
        if found == EMPTIED:
            return ""
        found = unescape(found, marks, setting.charset)
        return found if raw and found.strip() else found.strip()

    def whole(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> str:
        """The place as sent, whole."""
        found = [] if owner is None else self.read(owner, select, setting)
        return found[0][1].raw.strip() if found else ""

    def count(self, owner: Segment | Piece | None, select: Select, setting: Setting) -> int:
        """How many repetitions are valued."""
        if owner is None:
            return 0
        steps: Steps = select.steps[0]
        every = Steps(steps.field, steps.first, True, steps.component, steps.subcomponent)  # noqa: FBT003 - told at Steps
        return len(self.read(owner, Select(select.text, select.root, (every,), many=True), setting))

    def emptied(self, owner: Segment | Piece, select: Select) -> bool:
        """Is the field `\"\"`?"""
        field = select.steps[0].field
        return isinstance(owner, Segment) and len(owner.fields) > field and owner.fields[field] == EMPTIED

    # Source, for the compiler. CS, RS, SS, ES are the delimiters; f and k a segment's fields and
    # their number, p and q a datatype's parts, s what cuts one part.

    def prelude(self, writer: Writer) -> None:
        """Emit the delimiters and three readers of one text."""
        for line in _PRELUDE.strip("\n").splitlines():
            writer.line(line)

    def node(self, writer: Writer, expression: str, scope: str) -> None:
        """Emit the fields of a segment, or none of them."""
        writer.line(f"n{scope} = {expression}")
        writer.line(f"f{scope} = n{scope}.fields if n{scope} is not None else ()")
        writer.line(f"k{scope} = len(f{scope})")

    def parameters(self, scope: str) -> str:
        """Parameters of a datatype's function."""
        return f"p, s"

    @contextmanager
    def reading(
        self, writer: Writer, select: Select, scope: str, *, emptied: str = ""
    ) -> Iterator[tuple[str, str, str]]:
        """Emit the reading of a place; see `Dialect.reading`."""
        steps: Steps = select.steps[0]
        if not steps.field:
            with self._part(writer, steps, scope) as level:
                yield "v", "", level
            return
        with writer.block(f"if k{scope} > {steps.field} and (v := f{scope}[{steps.field}]):"):
            if emptied:
                with writer.block(f"if v == {EMPTIED!r}:"):
                    writer.line(emptied)
            with writer.block("else:" if emptied else f"if v != {EMPTIED!r}:"):
                with self._repetition(writer, select) as number:
                    with self._component(writer, steps) as level:
                        yield "v", number, level

    @contextmanager
    def _repetition(self, writer: Writer, select: Select) -> Iterator[str]:
        steps: Steps = select.steps[0]
        if select.root == "MSH" and steps.field <= 2:  # noqa: PLR2004 - MSH-1 and MSH-2 are the delimiters themselves
            yield "1" if steps.many else ""
        elif steps.many:
            tail = f"[{steps.first - 1}:]" if steps.first > 1 else ""
            source = f"enumerate(v.split(RS){tail}, {steps.first})"
            if not tail:
                source = f"({source} if RS in v else ((1, v),))"
            with writer.block(f"for r, v in {source}:"):
                with writer.block("if v:"):
                    yield "r"
        elif steps.match is not None:
            number, word = steps.match
            writer.line(f"r, v = MATCH(v, {number}, {writer.constant(word)}, D)")
            with writer.block("if v:"):
                yield "r"
        else:
            if steps.first == 1:
                writer.line("if RS in v: v = v[:v.index(RS)]")
            else:
                writer.line(f"v = NTH(v.split(RS), {steps.first})")
            with writer.block("if v:"):
                yield ""

    @contextmanager
    def _component(self, writer: Writer, steps: Steps) -> Iterator[str]:
        if not steps.component:
            yield "field"
            return
        if steps.component == 1:
            writer.line("if CS in v: v = v[:v.index(CS)]")
        else:
            writer.line(f"v = NTH(v.split(CS), {steps.component})")
        if steps.subcomponent:
            writer.line(f"v = NTH(v.split(SS), {steps.subcomponent})")
        with writer.block("if v:"):
            yield "subcomponent" if steps.subcomponent else "component"

    @contextmanager
    def _part(self, writer: Writer, steps: Steps, scope: str) -> Iterator[str]:
        if not steps.component:
            writer.line(f"v = p{scope}")
            yield "parts"
            return
        at = steps.component - 1
        test = f"(v := p{scope}[{at}])" if not at else f"len(p{scope}) > {at} and (v := p{scope}[{at}])"
        with writer.block(f"if {test}:"):
            if steps.subcomponent:
                writer.line(f"v = NTH(v.split(s{scope}), {steps.subcomponent})")
                with writer.block("if v:"):
                    yield "last"
            else:
                yield "part"

    def leaf(self, writer: Writer, value: str, level: str, *, raw: bool) -> None:
        """Emit what makes the value the text of its first leaf."""
        if level == "parts":
            writer.line(f"{value} = {value}[0]")
            writer.line(f"if s in {value}: {value} = {value}[:{value}.index(s)]")
        if level == "field":
            writer.line(f"if CS in {value}: {value} = {value}[:{value}.index(CS)]")
        if level in ("field", "component"):
            writer.line(f"if SS in {value}: {value} = {value}[:{value}.index(SS)]")
        if level == "part":
            writer.line(f"if s in {value}: {value} = {value}[:{value}.index(s)]")
        stripped = f"{value} if {value}.strip() else ''" if raw else f"{value}.strip()"
        with writer.block(f"if {value} == {EMPTIED!r}:"):
            writer.line(f"{value} = ''")
        with writer.block("else:"):
            writer.line(f"if ES in {value}: {value} = UNESCAPE({value}, D.delimiters, D.charset)")
            writer.line(f"{value} = {stripped}")

    def arguments(self, value: str, level: str) -> str:
        """The arguments for a datatype's function."""
        if level == "parts":
            return "p, s"
        if level == "field":
            return f"{value}.split(CS), SS"
        if level == "component":
            return f"{value}.split(SS), {UNDECLARED!r}"
        if level == "part":
            return f"{value}.split(s), {UNDECLARED!r}"
        return f"({value},), {UNDECLARED!r}"

    def texts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place."""
        return self._expression(writer, select, scope, "TEXT")

    def wholes(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the place as sent."""
        return self._expression(writer, select, scope, "WHOLE")

    def empties(self, select: Select, scope: str) -> str:
        """An expression: is the field `\"\"`?"""
        field = select.steps[0].field
        return f"k{scope} > {field} and f{scope}[{field}] == {EMPTIED!r}" if field else ""

    def counts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: how many repetitions are valued."""
        return f"COUNT(n{scope}, {writer.constant(select.text)}, D)"

    def _expression(self, writer: Writer, select: Select, scope: str, name: str) -> str:
        steps: Steps = select.steps[0]
        if not steps.field:
            return f"{name}(p, s, {steps.component}, {steps.subcomponent})"
        if self.numbered(select) or steps.first > 1:
            return f"{name}_AT(n{scope}, {writer.constant(select.text)}, D)"
        numbers = f"{steps.field}, {steps.component}, {steps.subcomponent}"
        return f"{name}_OF(f{scope}, {numbers})"

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

    def leaves(self, tree: Message) -> Iterator[tuple[int, tuple[int, ...], tuple[int, int], bool]]:
        """(segment, address, byte span, is it valued) of every leaf, in order."""
        return leaves(tree)

    def locate(self, tree: Message, node: int, address: tuple[int, ...]) -> str:
        """The place: `OBX[3]-5[2].4`."""
        return notation.located(self.place(tree, node), address)
