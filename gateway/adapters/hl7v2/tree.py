"""What a read HL7 v2 message looks like: segments in their order, each cut into raw fields.

Nothing here is decoded further than text: repetitions, components and escapes stay as sent until
a path asks for them, since most leaves of most messages are read once or never. Segments are cut
into fields when somebody asks for the first of them: who wants a few places needs none of that.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from gateway.adapters.hl7v2.switching import Sent

UNDECLARED = "\0"
Kin: TypeAlias = tuple[str, str, str]
"""(place of a result, what it is to that, place of that)"""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that cut a message, from MSH-1 and MSH-2; one character each.

    One that MSH-2 does not declare is NUL (`UNDECLARED`): no message holds it, so that splitting
    by it and looking for it come out right. Only an undeclared truncation character is "".
    """

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    """The fifth character, from version 2.7 (`#`)."""


class Segment(Struct, frozen=True, eq=False, gc=False):
    """One segment. A Struct: a message has many, and a dataclass would cost half the parse.

    It is in no cycle: it holds text only.
    """

    name: str
    """`PID`, `ZBE`"""
    fields: list[str]
    """Raw, still escaped text: `fields[n]` is field n and `fields[0]` the name.

    In MSH, `fields[1]` is the field separator itself and `fields[2]` the encoding characters, so
    that `fields[9]` is MSH-9.
    """
    ordinal: int
    """1 for the first segment of its name, 2 for the second."""
    index: int
    """Position in the message, from 0."""
    line: str
    """As sent, whole."""


@dataclass(slots=True)
class Message:
    """One message, whole. Nobody changes it once read."""

    lines: list[str]
    """Each segment as sent, blank ones left out; the first is MSH."""
    names: list[str]
    """The name of each."""
    delimiters: Delimiters
    charset: str
    """The Python codec that the body was decoded with."""
    body: bytes
    """As received."""
    sent: Sent | None = None
    """Where it was in wide characters, or in several sets by turns: the same in UTF-8."""
    places: list[tuple[int, int]] = field(default_factory=list, compare=False)
    """Where its segments stand, once somebody asked (see `spans`)."""
    kin: tuple[Kin, ...] | None = None
    """Which results belong to which others, once somebody asked (see `kin`)."""
    _header: list[str] = field(default_factory=list, compare=False)
    _segments: list[Segment] = field(default_factory=list, compare=False)

    @property
    def segments(self) -> list[Segment]:
        """Its segments in their order, each cut into fields; cut once."""
        if not self._segments:
            self._segments = self._cut()
        return self._segments

    @property
    def header(self) -> list[str]:
        """The fields of MSH, numbered as those of a Segment: the first is the separator itself."""
        if not self._header:
            self._header = self.lines[0].split(self.delimiters.field)
            self._header.insert(1, self.delimiters.field)
        return self._header

    def _cut(self) -> list[Segment]:
        separator, counts = self.delimiters.field, dict[str, int]()
        segments: list[Segment] = []
        add, seen = segments.append, counts.get
        for index, (name, line) in enumerate(zip(self.names, self.lines, strict=True)):
            counts[name] = ordinal = seen(name, 0) + 1
            fields = self.header if name == "MSH" and not index else line.split(separator)
            add(Segment(name, fields, ordinal, index, line))
        return segments
