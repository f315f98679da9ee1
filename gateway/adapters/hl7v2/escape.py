r"""What `\F\`, `\T\` and `\.br\` stand for inside a value, and how a value is written back.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.7, use of escape sequences in text fields)
"""

from __future__ import annotations

import re
from types import MappingProxyType

from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters

_LETTERS = MappingProxyType(
    {
        "F": "field",
        "S": "component",
        "T": "subcomponent",
        "R": "repetition",
        "E": "escape",
        "P": "truncation",
    }
)
"""Letter of the escape sequence -> the delimiter that it stands for."""

_HIGHLIGHT = ("H", "N")
_LINES = MappingProxyType({".br": "\n", ".ce": "\n", ".fi": "", ".nf": "", ".in": " ", ".ti": " "})
_COUNTED = MappingProxyType({".sp": "\n", ".sk": " "})
_FORMAT = re.compile(r"(\.[a-z]{2}) ?((?:[+-]?\d{1,4})?)", re.IGNORECASE)
_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST_BLANKS = 100


def unescape(text: str, delimiters: Delimiters, charset: str = "utf-8") -> str:
    r"""Text of a leaf as meant: `O\T\DOE` is `O&DOE`.

    `\.br\` becomes a newline, highlighting goes. Character set switches (`\C..\`, `\M..\`), local
    sequences (`\Z..\`), unknown and unfinished sequences stay as they are sent.
    """
    mark = delimiters.escape
    if mark not in text:
        return text
    head, *rest = text.split(mark)
    pieces = [head]
    opened = True
    # A piece after an escape character is a sequence if one more escape character ends it.
    for number, piece in enumerate(rest, 1):
        meant = _meaning(piece, delimiters, charset) if opened and number < len(rest) else None
        if meant is None:
            pieces.append(mark + piece if opened else piece)
            opened = True
        else:
            pieces.append(meant)
            opened = False
    return "".join(pieces)


def _meaning(sequence: str, delimiters: Delimiters, charset: str) -> str | None:
    """What stands between two escape characters, as text; None where it is no known sequence."""
    if sequence in _LETTERS:
        meant: str = getattr(delimiters, _LETTERS[sequence])
        return meant if meant not in ("", UNDECLARED) else None
    if sequence in _HIGHLIGHT:
        return ""
    if found := _HEX.fullmatch(sequence):
        return _characters(bytes.fromhex(found[1]), charset)
    return _layout(sequence)


def _characters(data: bytes, charset: str) -> str | None:
    try:
        return data.decode("ascii" if data.isascii() else charset)
    except UnicodeDecodeError:
        return None


def _layout(sequence: str) -> str | None:
    found = _FORMAT.fullmatch(sequence)
    if not found:
        return None
    command, count = found[1].lower(), found[2]
    if command in _COUNTED:
        return _COUNTED[command] * min(abs(int(count or 1)), _MOST_BLANKS)
    return _LINES.get(command)


def escape(text: str, delimiters: Delimiters) -> str:
    """The text as it may stand in a field: no delimiter, control character or line end is left.

    Where no escape character is declared, what cannot be said becomes a blank.
    """
    table = {
        char: f"{delimiters.escape}{letter}{delimiters.escape}"
        for letter, name in _LETTERS.items()
        if (char := getattr(delimiters, name)) not in ("", UNDECLARED)
    }
    if delimiters.escape == UNDECLARED:
        return "".join(" " if char in table or _CONTROL.match(char) else char for char in text)
    table["\n"] = f"{delimiters.escape}.br{delimiters.escape}"
    return "".join(table.get(char) or _plain(char, delimiters.escape) for char in text)


def _plain(char: str, mark: str) -> str:
    return f"{mark}X{ord(char):02X}{mark}" if _CONTROL.match(char) else char
