"""What a read HL7 v2 message looks like: segments in their order, each cut into raw fields.

Nothing here is decoded further than text: repetitions, components and escapes stay as sent until
a path asks for them, since most leaves of most messages are read once or never.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from gateway.adapters.hl7v2.switching import Sent

UNDECLARED = "\0"


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

    segments: list[Segment]
    delimiters: Delimiters
    charset: str
    """The Python codec that the body was decoded with."""
    body: bytes
    """As received."""
    sent: Sent | None = None
    """Where it was in wide characters, or in several sets by turns: the same in UTF-8."""
    places: list[tuple[int, int]] = field(default_factory=list, compare=False)
    """Where its segments stand, once somebody asked (see `spans`)."""
