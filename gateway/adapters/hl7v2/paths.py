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


_PRELUDE = """
CS = D.delimiters.component
RS = D.delimiters.repetition
SS = D.delimiters.subcomponent
ES = D.delimiters.escape
FAST = PLAIN_MARKS(D)
BL = CS + RS + SS + ' \\t\\n'
NO = ('', '""')
def WHOLE_OF(f, n, c, s):
    if len(f) <= n: return ''
    v = f[n]
    if not v or v == '""': return ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s: v = NTH(v.split(SS), s)
    return v.strip()
def COUNT_OF(v):
    if RS not in v: return int(v not in NO)
    return len([1 for v in v.split(RS) if v])
def TEXT_OF(v, c, s):
    if FAST and v.isalnum(): return v if c < 2 and s < 2 else ''
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

    def read(
        self, owner: Segment | Piece, select: Select, setting: Setting
    ) -> list[tuple[int, Piece]]:
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

    def _repetitions(
        self, owner: Segment, steps: Steps, marks: Delimiters
    ) -> list[tuple[int, str]]:
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
        if isinstance(owner, Piece):
            return int(self.valued(owner, select, setting))
        steps: Steps = select.steps[0]
        every = Steps(steps.field, steps.first, True, steps.component, steps.subcomponent)  # noqa: FBT003 - told at Steps
        return len(
            self.read(owner, Select(select.text, select.root, (every,), many=True), setting)
        )

    def emptied(self, owner: Segment | Piece, select: Select) -> bool:
        """Is the field `\"\"`?"""
        field = select.steps[0].field
        return (
            isinstance(owner, Segment)
            and len(owner.fields) > field
            and owner.fields[field] == EMPTIED
        )

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

    def values(self, writer: Writer) -> None:
        """Emit what reading from a datatype's parameters needs."""
        writer.line("q = len(p)")

    def parameters(self, scope: str) -> str:
        """Parameters of a datatype's function."""
        return f"p, s"

    def present(self, selects: Sequence[Select], scope: str) -> str:
        """An expression: may any of these places hold something? "" where that can't be said."""
        steps = [select.steps[0] for select in selects]
        if steps and all(step.field for step in steps):
            return f"k{scope} > {min(step.field for step in steps)}"
        least = min((step.component for step in steps), default=0)
        return f"q >= {least}" if least > 1 else ""

    @contextmanager
    def raw(self, writer: Writer, select: Select, scope: str) -> Iterator[None]:
        """Emit the reading of a place as sent; in the block `v` holds it, uncut."""
        steps: Steps = select.steps[0]
        if steps.field:
            with writer.block(f"if k{scope} > {steps.field} and (v := f{scope}[{steps.field}]):"):
                yield
        else:
            with self._part(writer, steps, scope):
                yield

    def simple(self, select: Select) -> bool:
        """May the place be tried as sent, before it is cut?"""
        steps: Steps = select.steps[0]
        plain = not (self.numbered(select) or steps.first > 1 or steps.subcomponent)
        if steps.field:
            return (
                plain and not steps.component and not (select.root == "MSH" and steps.field <= 2)
            )  # noqa: PLR2004 - MSH-1 and MSH-2 are the delimiters themselves
        return plain and steps.component > 0

    def cut(self, writer: Writer, select: Select, *, raw: bool) -> None:
        """Emit what makes `v`, a place as sent, the text of its first leaf; "" where there is none."""
        if select.steps[0].field:
            writer.line("if RS in v: v = v[:v.index(RS)]")
        self.leaf(writer, "v", "field" if select.steps[0].field else "part", raw=raw)

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
        test = f"(v := p[{at}])" if not at else f"q > {at} and (v := p[{at}])"
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
        steps: Steps = select.steps[0]
        if not steps.field:
            made = f"TEXT(p, s, {steps.component}, {steps.subcomponent})"
            return f"({made} if q >= {steps.component} else '')" if steps.component > 1 else made
        if self.numbered(select) or steps.first > 1:
            return f"TEXT_AT(n{scope}, {writer.constant(select.text)}, D)"
        at = steps.field
        made = f"TEXT_OF(f{scope}[{at}], {steps.component}, {steps.subcomponent})"
        return f"({made} if k{scope} > {at} and f{scope}[{at}] else '')"

    def exists(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: does the place hold any value?"""
        steps: Steps = select.steps[0]
        if not steps.field:
            if steps.subcomponent:
                made = f"NTH(NTH(p, {steps.component}).split(s), {steps.subcomponent}).strip(BL) not in NO"
            elif steps.component:
                made = f"q >= {steps.component} and p[{steps.component - 1}].strip(BL) not in NO"
            else:
                made = "''.join(p).strip(BL) not in NO"
            return f"({made})"
        if self.numbered(select) or steps.first > 1:
            return f"HAS_AT(n{scope}, {writer.constant(select.text)}, D)"
        if steps.component:
            return f"(WHOLE_OF(f{scope}, {steps.field}, {steps.component}, {steps.subcomponent}).strip(BL) not in NO)"
        return f"(k{scope} > {steps.field} and f{scope}[{steps.field}].strip(BL) not in NO)"

    def wholes(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the place as sent."""
        steps: Steps = select.steps[0]
        if not steps.field or self.numbered(select) or steps.first > 1:
            return f"WHOLE_AT(n{scope}, {writer.constant(select.text)}, D)"
        return f"WHOLE_OF(f{scope}, {steps.field}, {steps.component}, {steps.subcomponent})"

    def empties(self, select: Select, scope: str) -> str:
        """An expression: is the field `\"\"`?"""
        field = select.steps[0].field
        return f"k{scope} > {field} and f{scope}[{field}] == {EMPTIED!r}" if field else ""

    def counts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: how many repetitions are valued."""
        steps: Steps = select.steps[0]
        if steps.field and not (steps.component or steps.first > 1 or steps.match):
            at = steps.field
            return f"(COUNT_OF(f{scope}[{at}]) if k{scope} > {at} else 0)"
        if steps.field:
            return f"COUNT(n{scope}, {writer.constant(select.text)}, D)"
        return f"int({self.exists(writer, select, scope)})"

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
        self, tree: Message
    ) -> Iterator[tuple[int, tuple[int, ...], tuple[int, int], bool]]:
        """(segment, address, byte span, is it valued) of every leaf, in order."""
        return leaves(tree)

    def locate(self, tree: Message, node: int, address: tuple[int, ...]) -> str:
        """The place: `OBX[3]-5[2].4`."""
        return notation.located(self.place(tree, node), address)
