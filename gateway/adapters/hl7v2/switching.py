r"""Messages in wide characters, or in several character sets by turns, as one plain text.

UTF-16 and UTF-32 are known by their first bytes. In a message of several sets (MSH-18 repeats), a
switch is an escape sequence of ISO 2022 (MSH-20 `ISO 2022-1994`), or the same in hex between
escape characters (`\C2842\`, `\M2442\`, MSH-20 `2.3`). What is switched to holds to the end of
its segment at most. A switch to what nobody here can read, and bytes that the set in force does
not have, are refused with their place.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.7.2, 2.15.9.18, 2.15.9.20) ·
https://www.ecma-international.org/publications-and-standards/standards/ecma-35/
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("MSH".encode("utf-32-le"), "utf-32-le"),
    ("MSH".encode("utf-32-be"), "utf-32-be"),
    ("MSH".encode("utf-16-le"), "utf-16-le"),
    ("MSH".encode("utf-16-be"), "utf-16-be"),
)
"""First bytes -> codec; in this order, since a mark of UTF-32 begins like one of UTF-16."""


_BEGINS = tuple(begin for begin, _ in WIDE)


@dataclass(frozen=True, slots=True)
class Set:
    """One character set that can be switched to."""

    codec: str
    width: int = 1
    high: bool = False
    """True: it takes the place of the bytes from 0x80 on; False: of those below."""
    lead: bytes = b""
    """What Python's codec wants before each character."""
    plain: bool = False
    """True: bytes below 0x80 are ASCII."""


SETS = MappingProxyType(
    {
        b"(B": Set("ascii", plain=True),
        b"(J": Set("ascii", plain=True),
        b"(I": Set("shift_jis"),
        b")I": Set("shift_jis", high=True),
        b"$B": Set("euc_jp", 2),
        b"$@": Set("euc_jp", 2),
        b"$(D": Set("euc_jp", 2, lead=b"\x8f"),
        b"$A": Set("gb2312", 2),
        b"$(C": Set("euc_kr", 2),
        b"$)C": Set("euc_kr", 2, high=True),
        b"$)A": Set("gb2312", 2, high=True),
        b"-A": Set("iso8859-1", high=True),
        b"-B": Set("iso8859-2", high=True),
        b"-C": Set("iso8859-3", high=True),
        b"-D": Set("iso8859-4", high=True),
        b"-L": Set("iso8859-5", high=True),
        b"-G": Set("iso8859-6", high=True),
        b"-F": Set("iso8859-7", high=True),
        b"-H": Set("iso8859-8", high=True),
        b"-M": Set("iso8859-9", high=True),
        b"-V": Set("iso8859-10", high=True),
        b"-T": Set("iso8859-11", high=True),
        b"-Y": Set("iso8859-13", high=True),
        b"-_": Set("iso8859-14", high=True),
        b"-b": Set("iso8859-15", high=True),
    }
)
"""Escape sequence of ISO 2022 without its ESC -> the set. Of CNS 11643 Python has no codec.
https://itscj.ipsj.or.jp/english/vbcqpr00000004qn-att/ISO-IR.pdf"""

_PLAIN = SETS[b"(B"]
_TURNS = re.compile(rb"[\x00-\x7f]+|[\x80-\xff]+")
_NEVER = rb"(?!)"
_RAW = rb"\x1b([\x20-\x2f]{1,3}[\x40-\x7e]|\$[@AB])"


class Unreadable(Exception):  # noqa: N818 - told as an issue by who knows the place
    """No text from this byte on; `switch`: the set that was switched to is not known here."""

    def __init__(self, at: int, *, switch: bool = False) -> None:
        super().__init__(at)
        self.at = at
        self.switch = switch


class Sent:
    """A message as it was sent, and the same as UTF-8, with the place of every character."""

    def __init__(self, text: str, starts: array[int]) -> None:
        """`starts`: first byte of each character as it was sent, and the byte after the last."""
        self.plain = text.encode()
        self._starts = starts
        self._plain = array("q", _steps(text))

    def place(self, span: tuple[int, int]) -> tuple[int, int]:
        """Bytes of the message as it was sent, of bytes of the same in UTF-8."""
        return self._byte(span[0]), self._byte(span[1])

    def _byte(self, at: int) -> int:
        return self._starts[min(bisect_left(self._plain, at), len(self._starts) - 1)]


def _steps(text: str) -> Iterator[int]:
    at = 0
    for char in text:
        yield at
        at += len(char.encode())
    yield at


def wide(body: bytes) -> str:
    """The codec of a body in UTF-16 or UTF-32, by its first bytes; empty where it is neither."""
    if body.startswith(b"MSH|") or not body.startswith(_BEGINS):
        return ""
    return next(codec for begin, codec in WIDE if body.startswith(begin))


def widened(body: bytes, codec: str) -> Sent:
    """A body in UTF-16 or UTF-32; raises Unreadable."""
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable(error.start) from None
    starts, at = array("q"), 0
    for char in text:
        starts.append(at)
        at += 4 if "32" in codec or ord(char) > 0xFFFF else 2  # noqa: PLR2004 - a surrogate pair
    starts.append(at)
    skipped = text.startswith("\ufeff")
    return Sent(text[skipped:], starts[skipped:])


def switches(body: bytes, escape: bytes) -> bool:
    """Is there anything in it that looks like a switch?"""
    if b"\x1b" in body:
        return True
    return bool(escape) and (escape + b"C2" in body or escape + b"M2" in body)


def switched(body: bytes, codec: str, escape: bytes, *, kana: bool = False) -> Sent:
    """A body that begins in `codec` and switches; raises Unreadable.

    `kana`: bytes from 0x80 on are JIS X 0201 Katakana until something else is said.
    """
    first = Set("shift_jis", high=True) if kana else Set(codec, 0, high=True)
    reader = _Reader(body, codec, first)
    mark = re.escape(escape) or _NEVER
    pattern = re.compile(
        _RAW + rb"|" + mark + rb"[CM](2[0-9A-Fa-f](?:[0-9A-Fa-f]{2}){1,2})" + mark + rb"|(\r)"
    )
    at = 0
    for found in pattern.finditer(body):
        reader.read(at, found.start())
        reader.turn(found)
        at = found.end()
    reader.read(at, len(body))
    return reader.done()


class _Reader:
    def __init__(self, body: bytes, codec: str, first: Set) -> None:
        self._body, self._codec, self._first = body, codec, first
        self._low, self._high = _PLAIN, first
        self._text: list[str] = []
        self._starts = array("q")

    def turn(self, found: re.Match[bytes]) -> None:
        """Switch, or come back at the end of a segment."""
        if found[3]:
            self._low, self._high = _PLAIN, self._first
            self._add("\r", [found.start()])
            return
        known = SETS.get(found[1] or bytes.fromhex(found[2].decode()))
        if known is None:
            raise Unreadable(found.start(), switch=True)
        if known.high:
            self._high = known
        else:
            self._low = known

    def read(self, start: int, end: int) -> None:
        """Bytes between two switches."""
        if self._low.plain and self._high.width == 0:
            self._whole(start, end)
            return
        for found in _TURNS.finditer(self._body, start, end):
            low = found[0][0] < 0x80  # noqa: PLR2004 - where the right half begins
            if not low and self._high.width == 0:
                self._whole(found.start(), found.end())
            else:
                self._part(found, self._low if low else self._high)

    def _part(self, found: re.Match[bytes], known: Set) -> None:
        data, width = found[0], known.width
        if not known.plain and not known.high:
            data = _raised(data)
        if len(data) % width:
            raise Unreadable(found.end() - 1)
        units = (data[at : at + width] for at in range(0, len(data), width))
        for number, unit in enumerate(units):
            at = found.start() + number * width
            self._add(_one(known, unit, at), [at])

    def _whole(self, start: int, end: int) -> None:
        """In the first set, which may have characters of any width."""
        try:
            text = self._body[start:end].decode(self._codec)
        except UnicodeDecodeError as error:
            raise Unreadable(start + error.start) from None
        at = start
        for char in text:
            self._add(char, [at])
            at += len(char.encode(self._codec))

    def _add(self, text: str, starts: list[int]) -> None:
        self._text.append(text)
        self._starts.extend(starts * len(text))

    def done(self) -> Sent:
        self._starts.append(len(self._body))
        return Sent("".join(self._text), self._starts)


def _raised(data: bytes) -> bytes:
    """The right half of a set, for bytes that came in the left one."""
    return bytes(byte | 0x80 for byte in data)


def _one(known: Set, unit: bytes, at: int) -> str:
    try:
        return (known.lead + unit).decode(known.codec)
    except UnicodeDecodeError:
        raise Unreadable(at) from None
