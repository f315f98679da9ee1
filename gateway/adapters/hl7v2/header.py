"""The first line of an HL7 v2 message: where it begins, which characters cut it, what MSH says.

Read from the bytes, since it is MSH that says how the bytes are to be read.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.4, message delimiters)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from gateway.adapters.hl7v2 import charset, switching, v2xml
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters
from gateway.model import Issue, Rejected
from gateway.wording import told

_BLANKS = b"\x0b\x0c\x1c \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"
_KANJI = re.compile(rb"\x1b\$.*?(?=\x1b\(|$)")
_MOST = 5
_USUAL_END = 8
"""Bytes among which a message nearly always ends."""
_USUAL = ("|^~\\&", "|^~\\&#")
_NAMES = ("component", "repetition", "escape", "subcomponent")

_ALONE = frozenset({b"UNICODE UTF-8", b"8859/1", b"8859/15", b"ASCII", b"UTF-8"})
"""What nearly all messages say in MSH-18."""
_SCHEMES = ("", "20221994", "23")
"""Words of MSH-20 without what `charset.bare` takes away: `ISO 2022-1994`, `2.3`."""

ENCODING, KIND, CONTROL_ID, CHARSET, ALTERNATE = 1, 8, 9, 17, 19
"""Positions of MSH-2, MSH-9, MSH-10, MSH-18 and MSH-20 in `Header.fields`."""


class Header(Struct, frozen=True):
    """What must be known before the body can be read."""

    start: int
    """First byte of `MSH`."""
    end: int
    """Byte after the last one of the message that is not blank."""
    separator: str
    """MSH-1."""
    fields: tuple[bytes, ...]
    """The first line cut by MSH-1: `fields[8]` is MSH-9."""
    marked: bool
    """True: a byte order mark says that this is UTF-8."""

    def place(self, position: int) -> tuple[int, int]:
        """Bytes [start, end) of `fields[position]`; of the name where the line is shorter."""
        position = position if position < len(self.fields) else 0
        start = self.start + sum(map(len, self.fields[:position])) + position
        return start, start + len(self.fields[position])

    def raw(self, position: int) -> bytes:
        """A field as sent; empty where it is missing."""
        return self.fields[position] if position < len(self.fields) else b""

    def words(self, position: int) -> list[str]:
        """Repetitions of a field, trimmed, as ASCII text; [""] where it is empty or missing."""
        raw = self.raw(position)
        repetition = self.fields[ENCODING][1:2] if len(self.fields) > 1 else b""
        parts = raw.replace(b'""', b"").split(repetition) if repetition else [raw]
        return [part.decode("ascii", "replace").strip() for part in parts]


def read(body: bytes) -> Header:
    """Find MSH and cut it at MSH-1. Raises Rejected where there is nothing that can be cut."""
    if v2xml.is_xml(body):
        body = v2xml.read(body).plain
    elif codec := switching.wide(body):
        body = body.decode(codec, "replace").removeprefix("\ufeff").encode()
    return plain(body)


def plain(body: bytes) -> Header:
    """The same of a body that is delimited, in characters of which ASCII is a part."""
    marked = body.startswith(_UTF8_MARK)
    start = 0 if body.startswith(b"MSH") else _start(body, len(_UTF8_MARK) if marked else 0)
    if issue := _unreadable(body, start):
        raise Rejected([issue])
    first = body[start : _line_end(body, start)]
    separator = first[3:4]
    return Header(
        start=start,
        end=_end(body),
        separator=separator.decode("ascii"),
        fields=tuple(_cut(first, separator) if b"\x1b$" in first else first.split(separator)),
        marked=marked,
    )


def _start(body: bytes, skipped: int) -> int:
    """The first byte that is not blank."""
    return len(body) - len(body[skipped:].lstrip(_BLANKS))


def _end(body: bytes) -> int:
    """The byte after the last one that is not blank."""
    last = body[-_USUAL_END:].rstrip(_BLANKS)
    return (
        len(body) + len(last) - min(len(body), _USUAL_END) if last else len(body.rstrip(_BLANKS))
    )


def _cut(first: bytes, separator: bytes) -> Iterator[bytes]:
    """The fields of the first line; a separator inside Kanji (ISO 2022) is none."""
    masked = _KANJI.sub(lambda found: b"\0" * len(found[0]), first)
    at = 0
    for part in masked.split(separator):
        yield first[at : at + len(part)]
        at += len(part) + 1


def _line_end(body: bytes, start: int) -> int:
    end = body.find(b"\r", start)
    end = len(body) if end < 0 else end
    other = body.find(b"\n", start, end)
    return end if other < 0 else other


def _unreadable(body: bytes, start: int) -> Issue | None:
    """Why no header can be read here, or None where one can."""
    place = (start, min(start + 4, len(body)))
    if start == len(body):
        return fault("body-empty", "MSH", place)
    if not body.startswith(b"MSH", start):
        return fault("header-missing", "MSH", place, "structure")
    mark = body[start + 3 : start + 4]
    if mark != b"|" and not _usable(mark.decode("latin-1")):
        return fault("field-separator", "MSH-1", place, "structure")
    return None


def _usable(char: str) -> bool:
    return char.isascii() and char.isprintable() and not char.isalnum() and char not in ' "'


def delimiters(header: Header) -> tuple[Delimiters, list[Issue]]:
    """The characters that MSH-1 and MSH-2 declare; the usual ones, and why, if unusable."""
    declared = header.fields[ENCODING].decode("latin-1") if len(header.fields) > 1 else ""
    marks = header.separator + declared
    if marks in _USUAL:
        return _declared(header.separator, declared), []
    place = header.place(ENCODING)
    issues = [
        fault(f"encoding-characters.{way}", "MSH-2", place, "structure") for way in _faults(marks)
    ]
    if issues:
        return Delimiters(header.separator), issues
    return _declared(header.separator, declared), []


@lru_cache(maxsize=64)
def _declared(separator: str, declared: str) -> Delimiters:
    named = dict(zip(_NAMES, declared.ljust(len(_NAMES), UNDECLARED), strict=False))
    return Delimiters(separator, **named, truncation=declared[4:])


def _faults(marks: str) -> Iterator[str]:
    if len(marks) == 1:
        yield "empty"
    if len(marks) > 1 + _MOST:
        yield "long"
    if len(set(marks)) < len(marks):
        yield "twice"
    if not all(map(_usable, marks)):
        yield "unfit"


def codec(header: Header, default: str) -> tuple[str, list[Issue]]:
    """The codec of the body ("" where none can be known), and what is wrong with MSH-18.

    The message begins in the first repetition of MSH-18. Where it is silent, in what a byte order
    mark says, in ASCII where others follow, else in `default`.
    """
    raw = header.raw(CHARSET)
    if raw in _ALONE and not header.marked and len(header.fields) <= ALTERNATE:
        return charset.CODECS[charset.bare(raw.decode("ascii"))], []
    first, *more = header.words(CHARSET)
    word = first or ("UTF-8" if header.marked else "ASCII" if any(more) else default)
    name = charset.codec(word)
    if name is None:
        return "", [_unknown(header, "charset-unknown" if first else "charset-unknown.sender")]
    if name in charset.WIDE:
        return "", [fault("charset-mismatch.narrow", "MSH-18", header.place(CHARSET))]
    issues = []
    if header.marked and name != "utf-8":
        issues.append(fault("charset-mismatch.mark", "MSH-18", header.place(CHARSET)))
    scheme = charset.bare(header.words(ALTERNATE)[0])
    if turns(header) and scheme not in _SCHEMES:
        place = header.place(ALTERNATE)
        issues.append(fault("charset-switching", "MSH-20", place, "not-supported"))
    if any(charset.codec(one) is None for one in more if one):
        issues.append(_unknown(header, "charset-unknown"))
    return name, issues


def turns(header: Header) -> bool:
    """Does MSH-18 name more than one set, or one that is switched to?"""
    raw = header.raw(CHARSET)
    if not raw or raw in _ALONE:
        return False
    words = [charset.bare(word or "ASCII") for word in header.words(CHARSET)]
    named = {charset.CODECS.get(word) for word in words}
    return len(named) > 1 or not charset.SWITCHING.isdisjoint(words)


def kana(header: Header) -> bool:
    """Are bytes from 0x80 on Katakana from the first?"""
    return charset.bare(header.words(CHARSET)[0]) in charset.KANA


def _unknown(header: Header, key: str) -> Issue:
    return fault(key, "MSH-18", header.place(CHARSET), "not-supported")


def fault(
    key: str,
    source: str,
    span: tuple[int, int],
    code: str = "invalid",
    facts: tuple[object, ...] = (),
) -> Issue:
    """An issue about what was sent: key of its sentence, place, its bytes, FHIR type, facts."""
    return told(key, *facts, source=source, span=span, code=code)
