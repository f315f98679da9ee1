"""Where in the body of an HL7 v2 message each part of it stands, and the body written back.

Places are looked for once somebody asks, since of most messages nobody does.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5, message construction)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from gateway.adapters.hl7v2 import charset, header
from gateway.adapters.hl7v2.tree import Message, Segment

_ANY_END = re.compile(r"(\r\n|\r|\n)")
_UNCUT = (1, 2)


def places(message: Message) -> Sequence[tuple[int, int]]:
    """Bytes [start, end) of each segment, its terminator left out.

    They count in the body as received; of one in wide characters, or in several sets, in what it
    was turned into.
    """
    if not message.places:
        message.places += _places(message)
    return message.places


def _places(message: Message) -> Iterable[tuple[int, int]]:
    body = message.sent.plain if message.sent else message.body
    head = header.read(body)
    data = body[head.start : head.end]
    text = charset.text(data, message.charset) or ""
    found, gaps = lines(text, head.separator)
    start = head.start
    sizes = _sizes(text, data, found, message.charset)
    for line, gap, size in zip(found, gaps, sizes, strict=False):
        if line and not line.isspace():
            yield start, start + size
        start += size + gap


def _sizes(text: str, body: bytes, lines: Sequence[str], codec: str) -> Iterable[int]:
    """Bytes of each line. Where CR alone ends lines, the bytes are cut as the text was."""
    if text.isascii():
        return map(len, lines)
    if "\n" not in text:
        return map(len, body.split(b"\r"))
    return (len(line.encode(codec)) for line in lines)


def lines(text: str, separator: str) -> tuple[list[str], Iterable[int]]:
    """The lines of a message, and the width of what stands after each.

    Segments end by CR. Files end them by LF or CRLF. Where the first one ends by a lone CR, a lone
    LF is content, unless what follows it begins like a segment.
    """
    if "\n" not in text:
        return text.split("\r"), repeat(1)
    feeds, returns = text.count("\n"), text.count("\r")
    if not returns:
        return text.split("\n"), repeat(1)
    if feeds == returns == text.count("\r\n"):
        return text.split("\r\n"), repeat(2)
    first = _ANY_END.search(text)
    pattern = _ANY_END
    if first and first[0] == "\r":
        pattern = re.compile(rf"(\r\n?|\n(?=[A-Z][A-Z0-9]{{2}}{re.escape(separator)}))")
    parts = pattern.split(text)
    return parts[::2], chain(map(len, parts[1::2]), (0,))


def span(  # noqa: PLR0913, PLR0917 - the six parts of a place
    message: Message,
    segment: Segment,
    field: int,
    repetition: int = 0,
    component: int = 0,
    subcomponent: int = 0,
) -> tuple[int, int]:
    """Bytes [start, end) of a field in the body, or of a part of it; counted from 1, 0: the whole.

    Field 0 is the segment's name. Raises IndexError where there is no such part.
    """
    found = _span(message, segment, (field, repetition, component, subcomponent))
    return message.sent.place(found) if message.sent else found


def _span(
    message: Message, segment: Segment, address: tuple[int, int, int, int]
) -> tuple[int, int]:
    field, repetition, component, subcomponent = address
    marks = message.delimiters
    raw = segment.fields[field]
    offset = sum(map(len, segment.fields[:field])) + field
    if segment.name == "MSH" and field:
        # MSH-1 is itself a separator: no separator stands before it, nor between it and MSH-2.
        offset -= 2 if field > 1 else 1
    if not (segment.name == "MSH" and field in _UNCUT):
        cuts = (marks.repetition, repetition), (marks.component, component)
        for mark, number in (*cuts, (marks.subcomponent, subcomponent)):
            if number:
                parts = raw.split(mark)
                raw = parts[number - 1]
                offset += sum(map(len, parts[: number - 1])) + number - 1
    return _bytes(message, segment, offset, raw)


def _bytes(message: Message, segment: Segment, offset: int, raw: str) -> tuple[int, int]:
    text = _text(segment, message.delimiters.field)
    first, last = places(message)[segment.index]
    start = first + offset
    if len(text) == last - first:
        return start, start + len(raw)
    start = first + len(text[:offset].encode(message.charset))
    return start, start + len(raw.encode(message.charset))


def _text(segment: Segment, separator: str) -> str:
    if segment.name != "MSH":
        return separator.join(segment.fields)
    return "MSH" + separator + separator.join(segment.fields[2:])


def encode(message: Message) -> bytes:
    """The message written back: the very bytes of the body where nobody changed a field.

    One that came in wide characters, or in several sets, is written in UTF-8 once it is changed.
    """
    body = message.sent.plain if message.sent else message.body
    pieces: list[bytes] = []
    place = 0
    for segment, (start, end) in zip(message.segments, places(message), strict=True):
        text = _text(segment, message.delimiters.field)
        pieces += (body[place:start], text.encode(message.charset))
        place = end
    whole = b"".join((*pieces, body[place:]))
    return message.body if whole == body else whole
