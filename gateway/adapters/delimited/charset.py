"""In which character set is a file of rows? By its mark, by its zeros, or as it is declared.

https://encoding.spec.whatwg.org/ · https://www.unicode.org/faq/utf_bom.html
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from types import MappingProxyType

MARK = codecs.BOM_UTF8
GUESSED = "windows-1252"
"""Of a row that is no UTF-8, where nothing is declared."""
_WIDE: Mapping[bytes, str] = MappingProxyType(
    {
        codecs.BOM_UTF32_LE: "utf-32-le",
        codecs.BOM_UTF32_BE: "utf-32-be",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
    }
)
_NEAR = 200


def wide(head: bytes) -> tuple[str, int]:
    """(UTF-16 or UTF-32 that a file is written in, bytes of its mark); empty for any other."""
    for mark, codec in _WIDE.items():
        if head.startswith(mark):
            return codec, len(mark)
    near = head[:_NEAR]
    even, odd = near[::2].count(0), near[1::2].count(0)
    most = len(near) // 4
    if near and max(even, odd) > most and min(even, odd) <= most // 8:
        return ("utf-16-be" if even > odd else "utf-16-le"), 0
    return "", 0


def narrow(charset: str) -> str:
    """The codec of rows: those of UTF-16 and UTF-32 have been said again in UTF-8."""
    return (
        "utf-8" if charset.lower().replace("_", "-").startswith(("utf-16", "utf-32")) else charset
    )
