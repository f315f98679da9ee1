"""Which letters the bytes of an HL7 v2 message stand for: the words of MSH-18, one row each.

A word that we do not know, and bytes that are not what the word says, are refused by name: a
patient's name is never guessed. Table 0211, https://terminology.hl7.org/CodeSystem-v2-0211.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

CODECS = MappingProxyType(
    {
        "ASCII": "ascii",
        "USASCII": "ascii",
        "IR6": "ascii",
        "UNICODE": "utf-8",
        "UTF8": "utf-8",
        "UNICODEUTF8": "utf-8",
        **{f"8859{part}": f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))},
        **{f"{word}125{one}": f"cp125{one}" for word in ("WINDOWS", "CP") for one in range(9)},
        "GB180302000": "gb18030",
        "GB18030": "gb18030",
        "GB2312": "gb2312",
        "KSX1001": "euc_kr",
        "BIG5": "big5",
        "IR100": "iso8859-1",
        "IR101": "iso8859-2",
        "IR109": "iso8859-3",
        "IR110": "iso8859-4",
        "IR144": "iso8859-5",
        "IR127": "iso8859-6",
        "IR126": "iso8859-7",
        "IR138": "iso8859-8",
        "IR148": "iso8859-9",
        "IR13": "ascii",
        "IR14": "ascii",
        "IR87": "ascii",
        "IR159": "ascii",
        "JISX0202": "ascii",
        "JAS2020": "ascii",
        "UTF16": "utf-16",
        "UNICODEUTF16": "utf-16",
        "UTF32": "utf-32",
        "UNICODEUTF32": "utf-32",
    }
)
"""Word of MSH-18 without blanks, punctuation and a leading ISO -> Python codec.

Of the Japanese sets it is the one that a message begins in: to the others it switches (see
`switching`). CNS 11643 is left out: Python has no codec for it.
"""

SWITCHING = frozenset({"IR13", "IR14", "IR87", "IR159", "JISX0202", "JAS2020"})
"""Words of sets that are only ever switched to, or that hold Katakana in their right half."""
KANA = frozenset({"IR13", "IR14"})
WIDE = frozenset({"utf-16", "utf-32"})

_NOISE = re.compile(r"[^A-Z0-9]+")
_CONTROLS = re.compile("[\x80-\x9f]")


@lru_cache(maxsize=256)
def bare(word: str) -> str:
    """A word of MSH-18 as it stands in the tables here."""
    return _NOISE.sub("", word.upper()).removeprefix("ISO")


def codec(word: str) -> str | None:
    """Python codec of a word of MSH-18 (`8859/15`, `UNICODE UTF-8`); None: not known."""
    return CODECS.get(bare(word))


def mismatch(data: bytes, name: str) -> int | None:
    """Offset of the first byte that is no text in this codec; None where all is.

    Bytes 0x80 to 0x9F under an ISO 8859 word are refused: they are control characters there, and
    what was meant is Windows-1252, which has a word of its own.
    """
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        return error.start
    if text.isascii() or not name.startswith("iso8859"):
        return None
    found = _CONTROLS.search(text)
    return found.start() if found else None


def text(data: bytes, name: str) -> str | None:
    """The bytes as text; None where some are no text in this codec (`mismatch` says which)."""
    try:
        decoded = data.decode(name)
    except UnicodeDecodeError:
        return None
    if not decoded.isascii() and name.startswith("iso8859") and _CONTROLS.search(decoded):
        return None
    return decoded
