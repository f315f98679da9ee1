"""The value of a data element as texts: decoded by its character set, parted where it has several.

Character sets are pydicom's matter. https://dicom.nema.org/medical/dicom/current/output/html/part05.html#sect_6.2
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydicom import charset

from gateway.model import Rejected
from gateway.wording import told

DEFAULT = ("iso8859",)
_TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
"""Representations in the object's character set."""
_WHOLE = frozenset({"LT", "ST", "UT", "UR"})
"""Representations that are one text, backslashes and all."""
_PLAIN = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"})
_FIGURES = frozenset({"DS", "IS"})
PARTED = (_TEXTS | _PLAIN) - _WHOLE - _FIGURES
"""Representations of words of which a backslash parts the values."""
_MISSPELT = re.compile(r"ISO[ _-]?(2022[ _-]?)?IR[ _-]?(\d+)", re.IGNORECASE | re.ASCII)
_LATIN_9 = (["ISO_IR 203"], ["ISO 2022 IR 203"])
"""With the euro and the letters of French: younger than the library's table. PS3.3 C.12.1.1.2."""
_NUMBERS: Mapping[str, str] = MappingProxyType(
    {"FD": "d", "FL": "f", "SL": "l", "SS": "h", "SV": "q", "UL": "L", "US": "H", "UV": "Q"}
)
_MOST_NUMBERS = 64
"""Numbers of one element beyond which it is a table for machines."""
_LONGEST = 1_000_000
"""Bytes of one text."""
_DOUBLE = re.compile(rb"(\x1b\$(?:[@B]|\(D)[^\x1b]*)")
"""Text in a set of two bytes a sign (ISO 2022 IR 87, 159): a backslash in it is half a sign."""
LOST = "\N{REPLACEMENT CHARACTER}"
"""What stands where the bytes are no sign of the set."""
_TEXT_ENDS, _NAME_ENDS = {0x0D, 0x0A, 0x09, 0x0C}, {0x5E, 0x3D}


def encodings(stated: Sequence[str]) -> tuple[str, ...]:
    """The encodings that SpecificCharacterSet names; raises Rejected for one that is not known."""
    if not any(stated):
        return DEFAULT
    stated = [*map(_spelt, stated)]
    if stated in _LATIN_9:
        return ("iso8859_15",)
    unknown = [one for one in stated if one not in charset.python_encoding]
    if unknown:
        raise Rejected(
            [told("dicom-charset", source="SpecificCharacterSet", code="not-supported")]
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(charset.convert_encodings(list(stated)))


def _spelt(name: str) -> str:
    """The term that is meant where its signs between are others: `ISO-IR 100`, `iso_ir_100`."""
    found = _MISSPELT.fullmatch(name.strip())
    if found is None:
        return name
    return f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"


def texts(vr: str, raw: bytes, encoded: Sequence[str], *, little: bool) -> list[str]:
    """The values of an element, blanks and padding at their ends gone; none of bulk data."""
    if vr in _TEXTS:
        said = _decoded(raw[:_LONGEST], encoded, _NAME_ENDS if vr == "PN" else _TEXT_ENDS)
        return _parted(said, vr)
    if vr in _PLAIN:
        return _parted(raw[:_LONGEST].decode("latin-1"), vr)
    if vr in _NUMBERS:
        return _numbers(raw, _NUMBERS[vr], little=little)
    if vr == "AT":
        pairs = _numbers(raw, "H", little=little)
        return [f"{int(a):04x}{int(b):04x}" for a, b in zip(pairs[::2], pairs[1::2], strict=False)]
    return _unknown(raw)


def _parted(said: str, vr: str) -> list[str]:
    if vr in _FIGURES and said.count("\\") >= _MOST_NUMBERS:
        return []  # contours and curves: bulk data, as numbers that are not written as text
    found = [said] if vr in _WHOLE else said.split("\\")
    return [one.replace("\0", "").strip() for one in found]


def _decoded(raw: bytes, encoded: Sequence[str], ends: set[int]) -> str:
    """Escapes begin anew behind the signs that part values and components."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if len(encoded) > 1:
            parts = _apart(raw)
            return "\\".join(charset.decode_bytes(one, encoded, ends) for one in parts)
        return charset.decode_bytes(raw, encoded, ends)


def _apart(raw: bytes) -> list[bytes]:
    """The values of a text in several sets."""
    found = [b""]
    for at, piece in enumerate(_DOUBLE.split(raw)):
        first, *more = [piece] if at % 2 else piece.split(b"\\")
        found[-1] += first
        found += more
    return found


def _numbers(raw: bytes, code: str, *, little: bool) -> list[str]:
    form = f"{'<' if little else '>'}{{}}{code}"
    size = struct.calcsize(form.format(1))
    count = len(raw) // size
    if count > _MOST_NUMBERS:
        return []
    found = struct.unpack(form.format(count), raw[: count * size])
    return [format(one, ".9g") if code in "df" else str(one) for one in found]


def _unknown(raw: bytes) -> list[str]:
    """Of a private or unknown element the text, if it is one; else how many bytes it has."""
    said = raw[:256].rstrip(b"\0 ")
    if said and len(raw) <= 256 and all(0x20 <= one < 0x7F for one in said):  # noqa: PLR2004 - ASCII
        return [said.decode("ascii")]
    return [f"{len(raw)} bytes"] if raw else []
