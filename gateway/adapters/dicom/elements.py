"""The data elements of a DICOM object, one by one: what cannot be is refused, nothing is copied.

Bulk data (pixels, waveforms, contours, frames) is stepped over. How many elements are looked at,
how deep they nest and how much a deflated object may unfold is limited, whatever the bytes claim.
https://dicom.nema.org/medical/dicom/current/output/html/part05.html#chapter_7
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydicom import datadict

from gateway.model import Rejected
from gateway.wording import told

MOST_ELEMENTS = 200_000
MOST_DEPTH = 32
MOST_UNFOLDED = 64_000_000
"""Bytes that a deflated object may come to."""

PREAMBLE, MAGIC = 128, b"DICM"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
DEFLATED = frozenset({"1.2.840.10008.1.2.1.99"})

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_UNDEFINED = 0xFFFFFFFF
_LONG = frozenset(
    {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
)
"""Representations whose length has four bytes."""
_SHORT = frozenset(
    {
        b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN",
        b"SH", b"SL", b"SS", b"ST", b"TM", b"UI", b"UL", b"US",
    }
)  # fmt: skip
BULK = frozenset(
    {
        0x00880200,  # icon image
        0x30060039,  # contours of regions
        0x52009229,  # shared functional groups
        0x52009230,  # functional groups of each frame
        0x54000100,  # waveforms
        0x7FE00001,
        0x7FE00002,
        0x7FE00003,
        0x7FE00008,
        0x7FE00009,
        0x7FE00010,  # pixels
    }
)
"""What is no metadata: nobody looks into it."""
_PIXELS = 0x7FE0
_IMAGES = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Pixels, of whole numbers or others: the last element that counts."""
_FIRST = re.compile(rb"[\x02\x08]\x00..", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """One data element, unread."""

    tag: int
    vr: str
    start: int
    end: int
    """Bytes [start, end) of its value."""
    items: tuple[tuple[Element, ...], ...] = ()
    """Of a sequence."""


@dataclass(frozen=True, slots=True)
class Object:
    """A DICOM object: the bytes that its elements lie in, and how numbers are written."""

    data: memoryview
    elements: tuple[Element, ...]
    head: Mapping[int, str]
    """Texts of group 0002."""
    little: bool = True
    whole: bool = True
    """False: the positions are not those of the bytes that came (they were deflated)."""


def read(body: bytes) -> Object:
    """All elements but those of bulk data; raises Rejected by name where it is no DICOM."""
    if body[PREAMBLE : PREAMBLE + 4] == MAGIC:
        start = PREAMBLE + 4
    elif _FIRST.match(body):
        start = 0
    else:
        raise _refused("dicom-syntax.magic", 0)
    view = memoryview(body)
    head: tuple[Element, ...] = ()
    at = start
    if body[at : at + 2] == b"\x02\x00":
        reader = _Reader(view, explicit=_explicit(body, at), little=True)
        head, at = reader.head(at)
    said = {one.tag: _text(view, one) for one in head}
    syntax = said.get(0x00020010, "")
    if syntax in DEFLATED:
        unfolded = memoryview(_inflated(body[at:]))
        inner = _Reader(unfolded, explicit=True, little=True)
        return Object(unfolded, tuple(inner.dataset(0)), said, whole=False)
    little = syntax != EXPLICIT_BIG
    explicit = syntax != IMPLICIT if syntax else _explicit(body, at)
    reader = _Reader(view, explicit=explicit, little=little)
    return Object(view, tuple(reader.dataset(at)), said, little)


def _explicit(body: bytes, at: int) -> bool:
    return body[at + 4 : at + 6] in _LONG | _SHORT


def _text(data: memoryview, one: Element) -> str:
    return bytes(data[one.start : one.end]).strip(b"\0 ").decode("ascii", "replace")


def _inflated(data: bytes) -> bytes:
    unfold = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        made = unfold.decompress(data, MOST_UNFOLDED + 1)
    except zlib.error:
        raise _refused("dicom-syntax.deflated", 0) from None
    if not unfold.eof and len(made) <= MOST_UNFOLDED:
        raise _refused("dicom-syntax.cut", len(made))
    if len(made) > MOST_UNFOLDED:
        raise Rejected([told("dicom-unfolded", MOST_UNFOLDED, code="too-costly")])
    return made


class _Reader:
    """Walks the elements of one object."""

    def __init__(self, data: memoryview, *, explicit: bool, little: bool) -> None:
        self._data = data
        self._explicit = explicit
        sign = "<" if little else ">"
        self._tag = struct.Struct(f"{sign}HH").unpack_from
        self._two = struct.Struct(f"{sign}H").unpack_from
        self._four = struct.Struct(f"{sign}L").unpack_from
        self._count = 0

    def head(self, at: int) -> tuple[tuple[Element, ...], int]:
        """The elements of group 0002, and where they end."""
        found: list[Element] = []
        while at + 8 <= len(self._data) and self._tag(self._data, at)[0] == 2:  # noqa: PLR2004
            one, at = self._element(at, len(self._data), 0)
            found.append(one)
        return tuple(found), at

    def dataset(self, at: int) -> Iterator[Element]:
        """The elements up to the pixels, or to the end; pixels that are cut are refused."""
        end = len(self._data)
        while at < end:
            if not any(self._data[at : at + 8]) and not any(self._data[at:]):
                return  # padding behind the last element
            one, at = self._element(at, end, 0)
            if one.tag in _IMAGES:
                return
            if one.tag not in BULK:
                yield one

    def _element(self, at: int, end: int, depth: int) -> tuple[Element, int]:
        """The element that begins here, and where the next begins."""
        self._counted(at)
        if at + 8 > end:
            raise _refused("dicom-syntax.cut", at)
        group, number = self._tag(self._data, at)
        tag = group << 16 | number
        vr, length, start = self._shape(tag, at, end)
        if vr == "SQ" or (length == _UNDEFINED and tag not in BULK and group != _PIXELS):
            return self._sequence(tag, vr, start, length, end, depth)
        if length == _UNDEFINED:
            return Element(tag, vr, start, start), self._fragments(start, end)
        if start + length > end:
            raise _refused("dicom-syntax.length", at)
        return Element(tag, vr, start, start + length), start + length

    def _shape(self, tag: int, at: int, end: int) -> tuple[str, int, int]:
        """(representation, length, where the value begins)"""
        code = bytes(self._data[at + 4 : at + 6])
        if not self._explicit:
            return _known(tag), self._four(self._data, at + 4)[0], at + 8
        if code in _SHORT:
            return code.decode(), self._two(self._data, at + 6)[0], at + 8
        if code in _LONG:
            if at + 12 > end:
                raise _refused("dicom-syntax.cut", at)
            return code.decode(), self._four(self._data, at + 8)[0], at + 12
        raise _refused("dicom-syntax.representation", at)

    def _sequence(  # noqa: PLR0913, PLR0917 - what its head says, and where it lies
        self, tag: int, vr: str, start: int, length: int, end: int, depth: int
    ) -> tuple[Element, int]:
        """A sequence with its items; one of unknown kind is written in the implicit way."""
        if depth >= MOST_DEPTH:
            raise Rejected(
                [told("dicom-depth", MOST_DEPTH, source=f"byte {start}", code="too-costly")]
            )
        stop = end if length == _UNDEFINED else start + length
        if stop > end:
            raise _refused("dicom-syntax.length", start)
        before, self._explicit = self._explicit, self._explicit and vr != "UN"
        items: list[tuple[Element, ...]] = []
        at = start
        while at < stop:
            if at + 8 > stop:
                raise _refused("dicom-syntax.cut", at)
            group, number = self._tag(self._data, at)
            mark, size = group << 16 | number, self._four(self._data, at + 4)[0]
            at += 8
            if mark == _SEQUENCE_END:
                break
            if mark != _ITEM:
                raise _refused("dicom-syntax.item", at - 8)
            item, at = self._item(at, size, stop, depth)
            items.append(item)
        else:
            if length == _UNDEFINED:
                raise _refused("dicom-syntax.cut", at)
        self._explicit = before
        kept = () if tag in BULK else tuple(items)
        return Element(tag, "SQ", start, at, kept), at

    def _item(self, at: int, size: int, end: int, depth: int) -> tuple[tuple[Element, ...], int]:
        self._counted(at)
        stop = end if size == _UNDEFINED else at + size
        if stop > end:
            raise _refused("dicom-syntax.length", at)
        found: list[Element] = []
        while at < stop:
            if size == _UNDEFINED and at + 8 <= stop:
                group, number = self._tag(self._data, at)
                if group << 16 | number == _ITEM_END:
                    return tuple(found), at + 8
            one, at = self._element(at, stop, depth + 1)
            if one.tag not in BULK:
                found.append(one)
        if size == _UNDEFINED:
            raise _refused("dicom-syntax.cut", at)
        return tuple(found), at

    def _fragments(self, at: int, end: int) -> int:
        """Where the fragments of bulk data end."""
        while at + 8 <= end:
            self._counted(at)
            group, number = self._tag(self._data, at)
            mark, size = group << 16 | number, self._four(self._data, at + 4)[0]
            at += 8
            if mark == _SEQUENCE_END:
                return at
            if mark != _ITEM or at + size > end:
                break
            at += size
        raise _refused("dicom-syntax.cut", at)

    def _counted(self, at: int) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Rejected(
                [told("dicom-elements", MOST_ELEMENTS, source=f"byte {at}", code="too-costly")]
            )


def _known(tag: int) -> str:
    """The representation that the standard gives an element; UN where it knows none."""
    if tag >> 16 & 1:
        return "LO" if 0x10 <= tag & 0xFFFF <= 0xFF else "UN"  # noqa: PLR2004 - private creators
    if tag & 0xFFFF == 0:
        return "UL"
    try:
        return datadict.dictionary_VR(tag)[:2]
    except KeyError:
        return "UN"


def _refused(rule: str, at: int) -> Rejected:
    return Rejected([told(rule, source=f"byte {at}", code="structure")])
