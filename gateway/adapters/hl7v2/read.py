"""Reading an HL7 v2 message of any version: bytes to segments, each in its place.

Cheap on purpose: text is cut into lines, and into fields once somebody asks. Whatever cannot be
read is said with its segment and byte, all of it at once. Versions 2.1 to 2.9 and unknown ones
are read alike.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from msgspec import structs

from gateway.adapters.hl7v2 import charset, forms, header
from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.header import fault
from gateway.adapters.hl7v2.kin import kin
from gateway.adapters.hl7v2.missing import LOST, missing
from gateway.adapters.hl7v2.spans import lines, places, span
from gateway.adapters.hl7v2.switching import Sent
from gateway.adapters.hl7v2.tree import Message, Segment
from gateway.model import Document, Issue, Rejected, Sender

MOST = 100
"""Issues said of one message; a body of noise could have millions."""

_LONGEST_CONTROL_ID = 199
_LARGE = 1_000_000
_MOST_SEGMENTS = 100_000
_MOST_FIELDS = 2_000_000
_BATCH = frozenset({"FHS", "BHS"})
_HEADERS = _BATCH | {"MSH"}
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_CUT = 4
_HEAD = itemgetter(slice(_CUT))
"""A segment's name, and the separator behind it."""
_LINE = re.compile(rb"[^\r\n]+")


def parse(body: bytes, sender: Sender) -> Document:
    """Read one message; `tree` is a Message whose every byte can be written back (`encode`).

    Raises Rejected with every place that cannot be read.
    """
    sent = forms.whole(body)
    if sent is None:
        head = header.plain(body)
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
    segments, each, names = _named_lines(text, head.separator)
    message = Message(segments, each, delimiters, codec, body)
    if not isinstance(names, _Names) or each.count("MSH") > 1:
        issues += islice(_misplaced(message), MOST)
    if not _complete(message):
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


def _named_lines(text: str, separator: str) -> tuple[list[str], list[str], Collection[str]]:
    """(each line that is not blank, the name of each, the different names)"""
    found = lines(text, separator)[0]
    heads = [*map(_HEAD, found)]
    with suppress(ValueError):
        known = _known(frozenset(heads), separator)
        return found, [*map(known.__getitem__, heads)], known.names
    found = [*filter(str.strip, found)]
    names = [line.split(separator, 1)[0] for line in found]
    return found, names, {*names}


class _Names(frozenset[str]):
    """The names of segments of one message, none of which is odd."""


class _Known(dict[str, str]):
    """The first characters of a segment -> its name."""

    def __init__(self, heads: Collection[str]) -> None:
        super().__init__({head: head[:3] for head in heads})
        self.names = _Names(self.values())


@lru_cache(maxsize=256)
def _known(heads: frozenset[str], separator: str) -> _Known:
    """What segments are called that begin like this; ValueError where one is odd or a header.

    Most messages of a sender have the same ones. What is odd might be somebody's, and is not kept.
    """
    for head in heads:
        if head[3:] != separator or not _NAME.match(head) or head[:3] in _BATCH:
            raise ValueError
    return _Known(heads)


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


def _misplaced(message: Message) -> Iterator[Issue]:
    """Segments whose name is malformed, and every header but the first MSH."""
    segments = message.segments
    odd = {segment.name for segment in segments if not _NAME.fullmatch(segment.name)}
    for segment, place in zip(segments, places(message), strict=True):
        if segment.name in odd:
            named = (segment.index + 1, place[0])
            yield fault("segment-name", "", place, "structure", named)
        elif segment.name in _HEADERS and segment.index:
            facts = (place[0],)
            yield fault("header-repeated", _named(segment), place, "structure", facts)


def _named(segment: Segment) -> str:
    return f"{segment.name}[{segment.ordinal}]" if segment.ordinal > 1 else segment.name


def _complete(message: Message) -> bool:
    """Surely: MSH-9 and MSH-10 say something plain."""
    kind, control_id = (*message.header[9:11], "", "")[:2]
    plain = kind[:1].isalnum() and control_id.isalnum()
    return plain and len(control_id) <= _LONGEST_CONTROL_ID


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
    code, event, *_ = (*_parts(message, 9), "")
    event = event or _event(message)
    return Document(
        kind=f"{code}^{event}" if event else code,
        control_id=_whole(message, 10),
        sent_at=_said(message, 7),
        version=_said(message, 12),
        processing=_said(message, 11),
        tree=message,
        issues=tuple(missing(message, names, code, event)) if code in LOST else (),
        happened_at=_happened(message) if "EVN" in names else "",
        past_at=_past(message) if "ZBE" in names else "",
        related=kin if code in _RESULTS else None,
    )


_RESULTS = frozenset({"ORU", "OUL"})
"""Messages whose results may belong to one another."""


def _happened(message: Message) -> str:
    """EVN-2, when the source recorded what it tells of; "" where it does not say."""
    told = ""
    for segment in message.segments:
        if segment.name == "EVN" and len(segment.fields) > 2:  # noqa: PLR2004 - EVN-2
            told = _first(message, segment.fields[2])
    return told


def _past(message: Message) -> str:
    """When a movement of the past (ZBE-5 Y, IHE PAM) began (ZBE-2); "" where none is told of.

    What such a message says of the stay must not come out as what is so now.
    """
    for segment in message.segments:
        if segment.name == "ZBE" and segment.fields[5:6] == ["Y"]:
            return _first(message, segment.fields[2])
    return ""


def _first(message: Message, field: str) -> str:
    return field.split(message.delimiters.component, 1)[0].strip().strip('"')


def _whole(message: Message, field: int) -> str:
    fields = message.header
    raw = fields[field].strip() if field < len(fields) else ""
    if message.delimiters.escape in raw:
        raw = unescape(raw, message.delimiters, message.charset)
    return "" if raw == '""' else raw


def _said(message: Message, field: int) -> str:
    """The first component of a field of MSH; "" where it is empty."""
    return _parts(message, field)[0]


def _parts(message: Message, field: int) -> list[str]:
    """The components of the first repetition of a field of MSH."""
    raw = _whole(message, field)
    if raw.isalnum():
        return [raw]
    first = raw.split(message.delimiters.repetition, 1)[0]
    return [part.strip() for part in first.split(message.delimiters.component)]


def _event(message: Message) -> str:
    """EVN-1, which alone says the event in version 2.1."""
    for segment in message.segments:
        if segment.name == "EVN":
            return segment.fields[1].strip() if len(segment.fields) > 1 else ""
    return ""


def _place(message: Message, field: int) -> tuple[int, int]:
    segment = message.segments[0]
    return span(message, segment, field if field < len(segment.fields) else 0)
