"""What an answer takes from what it answers: delimiters, character set and fields of its MSH.

As far as they can be read, so that even what could not be parsed is answered.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.4, message delimiters; 2.15.9, MSH)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.adapters.hl7v2 import charset, header, switching, v2xml
from gateway.adapters.hl7v2.escape import escape
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters
from gateway.model import Rejected

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_TURNED = re.compile(rb"\x1b\$.*?(?:\x1b\([A-Z]|$)")
"""Kanji in a name: an answer is in the set in which the message begins."""
_LONGEST = 500
_USUAL = "^~\\&"
_SPELT = MappingProxyType(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
"""How German is written without its own letters."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the inbound MSH says that its ACK needs, as bytes and cleaned of control characters."""

    marks: Delimiters
    codec: str
    fields: tuple[bytes, ...] = ()

    def field(self, number: int) -> bytes:
        """MSH-`number` as sent; empty where it is missing or absurdly long."""
        raw = self.fields[number - 1] if number <= len(self.fields) else b""
        raw = _TURNED.sub(b"", raw) if b"\x1b" in raw else raw
        return _CONTROL.sub(b"", raw) if len(raw) <= _LONGEST else b""

    def component(self, number: int, component: int) -> bytes:
        """A component, counted from 1, of the first repetition."""
        raw = self.field(number).split(self.marks.repetition.encode(), 1)[0]
        parts = raw.split(self.marks.component.encode())
        return parts[component - 1].strip() if component <= len(parts) else b""

    def write(self, text: str) -> bytes:
        """Our own words in the sender's characters: letters that they lack go without accents."""
        try:
            return escape(text, self.marks).encode(self.codec)
        except UnicodeEncodeError:
            plain = "".join(_spelt(letter, self.codec) for letter in text)
            return escape(plain, self.marks).encode(self.codec, "replace")


def _spelt(letter: str, codec: str) -> str:
    """A letter in characters of this codec, without its accents where it must be so."""
    if letter.encode(codec, "ignore"):
        return letter
    plain = unicodedata.normalize("NFD", _SPELT.get(letter, letter))
    return plain.encode("ascii", "ignore").decode() or "?"


def origin_of(body: bytes) -> Origin:
    """What the header of these bytes says; the usual where it cannot be read."""
    try:
        head = header.read(body)
    except Rejected:
        return Origin(Delimiters(), "ascii")
    marks, faults = header.delimiters(head)
    if faults or UNDECLARED in (marks.repetition, marks.escape, marks.subcomponent):
        separator = head.separator if head.separator not in _USUAL else "|"
        marks = Delimiters(field=separator)
    codec = charset.codec(head.words(header.CHARSET)[0]) or "ascii"
    told = v2xml.is_xml(body) or switching.wide(body)
    codec = "utf-8" if codec in charset.WIDE or told else codec
    return Origin(marks, codec, head.fields)


def joined(origin: Origin, parts: Sequence[str]) -> bytes:
    """These parts as the components of a field."""
    return origin.marks.component.encode().join(origin.write(part) for part in parts)
