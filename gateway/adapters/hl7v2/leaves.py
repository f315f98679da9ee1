"""Tells every leaf of an HL7 v2 message in its order, with its address and the bytes that it took.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from gateway.adapters.hl7v2.spans import places
from gateway.adapters.hl7v2.tree import Message, Segment

Leaf: TypeAlias = tuple[int, tuple[int, ...], tuple[int, int], bool]
"""(segment, (field, repetition, component, subcomponent) as deep as the field is cut, (first byte,
byte after), is it valued)"""

_EMPTIED = '""'
_HEADERS = ("MSH", "FHS", "BHS")
_OPAQUE = 2
"""Fields 1 and 2 of a header are the delimiters: they are never cut."""


def leaves(message: Message, only: Collection[int] | None = None) -> Iterator[Leaf]:
    r"""Every subcomponent that isn't empty; blanks only, or `""` inside a field, is no value.

    `only`: nobody asks of other segments than of these.
    """
    found = _leaves(message, only)
    sent = message.sent
    if sent is None:
        return found
    return ((one, address, sent.place(span), valued) for one, address, span, valued in found)


def _leaves(message: Message, only: Collection[int] | None) -> Iterator[Leaf]:
    size, whole = _size(message.charset), message.segments
    begins = places(message)
    for index in range(len(whole)) if only is None else sorted(only):
        segment, (first, _) = whole[index], begins[index]
        for number, text, start in _fields(segment, first, size):
            if text:
                yield from _field(message, segment, number, text, start, size)


def _size(charset: str) -> Callable[[str], int]:
    def size(text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(charset, "replace"))

    return size


def _fields(
    segment: Segment, first: int, size: Callable[[str], int]
) -> Iterator[tuple[int, str, int]]:
    """(number, raw text, first byte) of each field of a segment that begins at byte `first`."""
    mark = size("|")
    at = first + size(segment.fields[0])
    header = segment.name in _HEADERS
    for number, text in enumerate(segment.fields[1:], 1):
        if header and number <= _OPAQUE:
            yield number, text, at
            at += size(text)
        else:
            at += mark
            yield number, text, at
            at += size(text)


def _field(  # noqa: PLR0913, PLR0917 - a field and its place
    message: Message,
    segment: Segment,
    number: int,
    text: str,
    start: int,
    size: Callable[[str], int],
) -> Iterator[Leaf]:
    marks = message.delimiters
    if (segment.name in _HEADERS and number <= _OPAQUE) or text == _EMPTIED:
        yield segment.index, (number, 1), (start, start + size(text)), True
        return
    for repetition, first, at in _cut(text, marks.repetition, start, size):
        parted = marks.component in first or marks.subcomponent in first
        for component, second, inner in _cut(first, marks.component, at, size):
            cut = marks.subcomponent in second
            for part, leaf, place in _cut(second, marks.subcomponent, inner, size):
                if leaf:
                    address = (number, repetition, component, part)[: 2 + parted + cut]
                    valued = leaf != _EMPTIED and not leaf.isspace()
                    yield segment.index, address, (place, place + size(leaf)), valued


def _cut(
    text: str, mark: str, start: int, size: Callable[[str], int]
) -> Iterator[tuple[int, str, int]]:
    if mark not in text:
        yield 1, text, start
        return
    for number, piece in enumerate(text.split(mark), 1):
        yield number, piece, start
        start += size(piece) + size(mark)
