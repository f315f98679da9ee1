"""Reading an HL7 v2 message of any version: bytes to segments and raw fields, each in its place.

Cheap on purpose: text is cut into fields and no further. Whatever cannot be read is said with its
segment and byte, all of it at once. Versions 2.1 to 2.9 and unknown ones are read alike.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat

from msgspec import structs

from gateway.adapters.hl7v2 import charset, forms, header
from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.header import fault
from gateway.adapters.hl7v2.kin import kin
from gateway.adapters.hl7v2.switching import Sent
from gateway.adapters.hl7v2.tree import Message, Segment
from gateway.model import Document, Issue, Rejected, Sender

MOST = 100
"""Issues said of one message; a body of noise could have millions."""

_LONGEST_CONTROL_ID = 199
_LARGE = 1_000_000
_MOST_SEGMENTS = 100_000
_MOST_FIELDS = 2_000_000
_UNCUT = (1, 2)
_HEADERS = ("MSH", "FHS", "BHS")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_ANY_END = re.compile(r"(\r\n|\r|\n)")
_LINE = re.compile(rb"[^\r\n]+")


def parse(body: bytes, sender: Sender) -> Document:
    """Read one message; `tree` is a Message whose every byte can be written back (`encode`).

    Raises Rejected with every place that cannot be read.
    """
    sent = forms.whole(body)
    if sent is None:
        head = header.read(body)
        sent = forms.by_turns(body, head, sender.charset)
        if sent is None:
            return _document(*_message(body, head, header.codec(head, sender.charset)))
    return _document(*_turned(body, sent))


def _turned(body: bytes, sent: Sent) -> tuple[Message, Collection[str]]:
    """A message that is read as UTF-8, and told of in the bytes that were sent."""
    try:
        head = header.read(sent.plain)
        known = "utf-8", list(forms.unlike(body, head))
        message, names = _message(sent.plain, head, known)
    except Rejected as verdict:
        told = [
            structs.replace(one, span=one.span and sent.place(one.span)) for one in verdict.issues
        ]
        raise Rejected(told, verdict.status) from None
    return replace(message, body=body, sent=sent), names


def _message(
    body: bytes, head: header.Header, known: tuple[str, list[Issue]]
) -> tuple[Message, Collection[str]]:
    """The message, and the names of its segments.

    `known`: (the codec, or "" where none is known; what is wrong with MSH-18).
    """
    if len(body) > _LARGE and (crowd := list(_crowded(body, head))):
        raise Rejected(crowd)
    delimiters, issues = header.delimiters(head)
    codec, more = known
    issues += more
    text = charset.text(body[head.start : head.end], codec) if codec else None
    if text is None or "\0" in text:
        issues += islice(_spoiled(body, head, codec), MOST)
    if text is None:
        raise Rejected(issues)
    segments, names = _segments(text, body, head, codec)
    message = Message(segments, delimiters, codec, body)
    if sum(map(names.get, _HEADERS, repeat(0))) != 1 or not all(map(_NAME.fullmatch, names)):
        issues += islice(_misplaced(segments), MOST)
    issues += islice(_required(message), MOST)
    if issues:
        raise Rejected(issues[:MOST])
    return message, names


def _crowded(body: bytes, head: header.Header) -> Iterator[Issue]:
    """A body of nothing but separators would take hundreds of times its size in memory."""
    if body.count(b"\r") + body.count(b"\n") > _MOST_SEGMENTS:
        yield fault("segments-too-many", "MSH", head.place(0), "too-costly", (_MOST_SEGMENTS,))
    if body.count(head.separator.encode()) > _MOST_FIELDS:
        yield fault("fields-too-many", "MSH-1", head.place(0), "too-costly", (_MOST_FIELDS,))


def _segments(
    text: str, body: bytes, head: header.Header, codec: str
) -> tuple[list[Segment], dict[str, int]]:
    """(the segments, how many there are of each name)"""
    lines, gaps = _lines(text, head.separator)
    sizes = _sizes(text, body[head.start : head.end], lines, codec)
    separator, start, counts = head.separator, head.start, dict[str, int]()
    segments: list[Segment] = []
    add, seen = segments.append, counts.get
    for line, gap, size in zip(lines, gaps, sizes, strict=False):
        end = start + size
        if line and not line.isspace():
            fields = line.split(separator)
            name = fields[0]
            counts[name] = ordinal = seen(name, 0) + 1
            add(Segment(name, fields, ordinal, len(segments), start, end))
        start = end + gap
    segments[0].fields.insert(1, separator)
    return segments, counts


def _sizes(text: str, body: bytes, lines: Sequence[str], codec: str) -> Iterable[int]:
    """Bytes of each line. Where CR alone ends lines, the bytes are cut as the text was."""
    if text.isascii():
        return map(len, lines)
    if "\n" not in text:
        return map(len, body.split(b"\r"))
    return (len(line.encode(codec)) for line in lines)


def _lines(text: str, separator: str) -> tuple[list[str], Iterable[int]]:
    """The lines of a message, and the width of what stands after each.

    Segments end by CR. Files end them by LF or CRLF. Where the first one ends by a lone CR, a lone
    LF is content, unless what follows it begins like a segment.
    """
    feeds = text.count("\n")
    if not feeds:
        return text.split("\r"), repeat(1)
    returns = text.count("\r")
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


def _spoiled(body: bytes, head: header.Header, codec: str) -> Iterator[Issue]:
    """The first byte of each line that is no text in this codec, and its first NUL."""
    counts = dict[bytes, int]()
    for found in _LINE.finditer(body, head.start, head.end):
        line, name = found[0], found[0][:3]
        counts[name] = counts.get(name, 0) + 1
        wrong = charset.mismatch(line, codec) if codec else None
        if wrong is not None:
            place = found.start() + wrong
            # Where no segment can be named, it is the declared character set that is doubted.
            source = _field(line[:wrong], counts[name], head) or "MSH-18"
            key = (
                "charset-mismatch" if head.words(header.CHARSET)[0] else "charset-mismatch.silent"
            )
            yield fault(key, source, (place, place + 1), facts=(place, codec))
        nul = line.find(b"\0")
        if nul >= 0:
            place = found.start() + nul
            source = _field(line[:nul], counts[name], head)
            yield fault("nul-byte", source, (place, place + 1), facts=(place,))


def _field(before: bytes, ordinal: int, head: header.Header) -> str:
    """Segment and field in which a line's beginning ends: `OBX[3]-5`; "" without usable name."""
    name = before[:3].decode("latin-1")
    if not _NAME.fullmatch(name):
        return ""
    number = before.count(head.separator.encode()) + (name == "MSH")
    return f"{name}{f'[{ordinal}]' if ordinal > 1 else ''}-{number}"


def _misplaced(segments: list[Segment]) -> Iterator[Issue]:
    """Segments whose name is malformed, and every header but the first MSH."""
    odd = {segment.name for segment in segments if not _NAME.fullmatch(segment.name)}
    for segment in segments:
        place = (segment.start, segment.end)
        if segment.name in odd:
            named = (segment.index + 1, segment.start)
            yield fault("segment-name", "", place, "structure", named)
        elif segment.name in _HEADERS and segment.index:
            facts = (segment.start,)
            yield fault("header-repeated", _named(segment), place, "structure", facts)


def _named(segment: Segment) -> str:
    return f"{segment.name}[{segment.ordinal}]" if segment.ordinal > 1 else segment.name


def _required(message: Message) -> Iterator[Issue]:
    if not _said(message, 9):
        yield fault("value-required.type", "MSH-9", _place(message, 9), "required")
    control_id = _whole(message, 10)
    if not control_id:
        yield fault("value-required.control-id", "MSH-10", _place(message, 10), "required")
    if len(control_id) > _LONGEST_CONTROL_ID:
        facts = (_LONGEST_CONTROL_ID,)
        yield fault("control-id-long", "MSH-10", _place(message, 10), "too-long", facts)


def _document(message: Message, names: Collection[str]) -> Document:
    code, event = _said(message, 9), _said(message, 9, 1) or _event(message)
    return Document(
        kind=f"{code}^{event}" if event else code,
        control_id=_whole(message, 10),
        sent_at=_said(message, 7),
        version=_said(message, 12),
        processing=_said(message, 11),
        tree=message,
        happened_at="" if _TELLING.isdisjoint(names) else _happened(message),
        kin=kin(message, code),
    )


_TELLING = frozenset({"EVN", "ZBE"})
"""Segments that tell when what they tell of happened."""


def _happened(message: Message) -> str:
    """EVN-2, when the source recorded what it tells of; "" where it does not say.

    A movement of the past (ZBE-5 Y, IHE PAM) is told as when it began (ZBE-2): what it says must
    not come out as what is so now.
    """
    told = ""
    for segment in message.segments:
        if segment.name == "EVN" and len(segment.fields) > 2:  # noqa: PLR2004 - EVN-2
            told = _first(message, segment.fields[2])
        if segment.name == "ZBE" and segment.fields[5:6] == ["Y"]:
            return _first(message, segment.fields[2]) or told
    return told


def _first(message: Message, field: str) -> str:
    return field.split(message.delimiters.component, 1)[0].strip().strip('"')


def _whole(message: Message, field: int) -> str:
    fields = message.segments[0].fields
    raw = fields[field].strip() if field < len(fields) else ""
    return "" if raw == '""' else unescape(raw, message.delimiters, message.charset)


def _said(message: Message, field: int, component: int = 0) -> str:
    """A component (from 0) of the first repetition of a field of MSH; "" where it is empty."""
    raw = _whole(message, field).split(message.delimiters.repetition, 1)[0]
    parts = raw.split(message.delimiters.component)
    return parts[component].strip() if component < len(parts) else ""


def _event(message: Message) -> str:
    """EVN-1, which alone says the event in version 2.1."""
    for segment in message.segments:
        if segment.name == "EVN":
            return segment.fields[1].strip() if len(segment.fields) > 1 else ""
    return ""


def _place(message: Message, field: int) -> tuple[int, int]:
    segment = message.segments[0]
    return span(message, segment, field if field < len(segment.fields) else 0)


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
    start = segment.start + offset
    if len(text) == segment.end - segment.start:
        return start, start + len(raw)
    start = segment.start + len(text[:offset].encode(message.charset))
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
    for segment in message.segments:
        text = _text(segment, message.delimiters.field)
        pieces += (body[place : segment.start], text.encode(message.charset))
        place = segment.end
    whole = b"".join((*pieces, body[place:]))
    return message.body if whole == body else whole
