"""In which character set is a file of rows? By its mark, by its zeros, or as it is declared.

https://encoding.spec.whatwg.org/ · https://www.unicode.org/faq/utf_bom.html
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType

MARK = codecs.BOM_UTF8
GUESSED = "windows-1252"
"""Of a row that is no UTF-8, where nothing is declared."""
OLDER = ("cp850", "mac_roman")
"""What systems of DOS and old Macs wrote: never guessed of a row, told as what it may be."""
_USUAL = frozenset("äöüßéèêëàâçîïôûùñÄÖÜÉÈÀÇ")
_NO_WORD = re.compile(
    r"[^\W\d_](?:[‚„ˆ‰]|[†‡‹“”•™¡¢£¤][^\W\d_]|[ŠŽŒŸ][a-zß-ÿ])|[a-zß-ÿ][ŠŽŒŸ]"  # noqa: RUF001 - as they are misread
)
"""Signs within a word that stand for letters of an older set: `M„rz`, `Zo‰`, `MŸller`."""
_SECOND = "".join(bytes((one,)).decode(GUESSED, "ignore") for one in range(0x80, 0xC0))
_TWICE = re.compile(f"[\u00c2\u00c3][{re.escape(_SECOND)}\u0080-\u009f]")
"""A letter of two bytes in UTF-8, each taken for a letter of windows-1252: `MÃ¼ller`."""
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


def guessed(record: bytes) -> str | None:
    """What is no UTF-8 as windows-1252; None where its words show that it is none either."""
    try:
        text = record.decode(GUESSED)
    except UnicodeDecodeError:
        return None
    return None if _NO_WORD.search(text) else text


def twice(text: str) -> bool:
    """Were letters of UTF-8 read one byte at a time, and so written anew?"""
    return _TWICE.search(text) is not None


def older(body: bytes) -> str:
    """The older set of which a file shows the most letters that languages around here have."""
    return max(OLDER, key=lambda one: sum(letter in _USUAL for letter in body.decode(one)))


def narrow(charset: str) -> str:
    """The codec of rows: those of UTF-16 and UTF-32 have been said again in UTF-8."""
    return (
        "utf-8" if charset.lower().replace("_", "-").startswith(("utf-16", "utf-32")) else charset
    )
