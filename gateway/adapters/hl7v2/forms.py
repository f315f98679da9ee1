"""In which form did a message come: delimited, XML, wide characters, or several sets by turns?

Nearly all are delimited and in one character set: of them nothing is made here. The others are
turned into that form, with the place of every character.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.9.18, character set)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gateway.adapters.hl7v2 import charset, header, switching, v2xml
from gateway.adapters.hl7v2.header import fault
from gateway.adapters.hl7v2.switching import Sent, Unreadable
from gateway.adapters.hl7v2.tree import UNDECLARED
from gateway.model import Issue, Rejected

_NAME = re.compile(rb"([A-Z][A-Z0-9]{2})([^A-Za-z0-9\s])")


def whole(body: bytes) -> Sent | None:
    """A message in XML or in wide characters; None where it is neither. Raises Rejected."""
    if v2xml.is_xml(body):
        return v2xml.read(body)
    wide = switching.wide(body)
    return _read(body, lambda: switching.widened(body, wide)) if wide else None


def by_turns(body: bytes, head: header.Header, default: str) -> Sent | None:
    """A message of several character sets that really switches; else None. Raises Rejected."""
    if not header.turns(head):
        return None
    marks, _ = header.delimiters(head)
    escape = b"" if marks.escape == UNDECLARED else marks.escape.encode("latin-1")
    kana = header.kana(head)
    if not kana and not switching.switches(body, escape):
        return None
    codec, issues = header.codec(head, default)
    if issues:
        raise Rejected(issues)
    return _read(body, lambda: switching.switched(body, codec, escape, kana=kana))


def _read(body: bytes, turn: Callable[[], Sent]) -> Sent:
    try:
        return turn()
    except Unreadable as stop:
        key = "charset-switching.unknown" if stop.switch else "charset-mismatch"
        span = (stop.at, stop.at + 1)
        raise Rejected([fault(key, _field(body, stop.at), span, facts=(stop.at,))]) from None


def _field(body: bytes, at: int) -> str:
    """Segment and field in which a byte stands (`PID-5`), as far as they can be told."""
    line = body[body.rfind(b"\r", 0, at) + 1 : at]
    found = _NAME.match(line)
    if found is None:
        return "MSH-18"
    return f"{found[1].decode()}-{line.count(found[2]) + (found[1] == b'MSH')}"


def unlike(body: bytes, head: header.Header) -> Iterator[Issue]:
    """MSH-18 of a message in wide characters names them, if it says anything."""
    word = head.words(header.CHARSET)[0]
    wide = "" if v2xml.is_xml(body) else switching.wide(body)[:6]
    if wide and charset.codec(word or wide) not in (wide, "utf-8" if word == "UNICODE" else wide):
        yield fault("charset-mismatch.mark", "MSH-18", head.place(header.CHARSET))
