"""A file that came written in letters: what kind it is, by how it begins, and its bytes.

Some systems send a PDF as if it were a text. In Base64 and hexadecimal such files begin as no word
of any language does, so that what begins so, and can be read to its end, is no text.
https://hl7.org/fhir/R4/datatypes.html#Attachment · https://www.rfc-editor.org/rfc/rfc4648
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.flaws import Flawed
from gateway.mapping.naming import Naming

_FILES: Mapping[bytes, str] = MappingProxyType(
    {
        b"%PDF-": "application/pdf",
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG": "image/png",
        b"GIF8": "image/gif",
        b"II*\0": "image/tiff",
        b"MM\0*": "image/tiff",
        b"{\\rtf": "text/rtf",
        b"PK\x03\x04": "application/zip",
    }
)
"""How a PDF, a picture, a text with layout and a packed file begin, and what they are."""
_HEAD = 12
"""Letters that are whole bytes, and enough to know a file by."""
_BASE64 = r"JVBERi0|/9j/[0246]|iVBORw0KGgo|R0lGOD|SUkqA|TU0AK|e1xydGY|UEsDB"
_HEX = r"(?i:255044462D|FFD8FF|89504E47|47494638|49492A00|4D4D002A|7B5C7274|504B0304)"
_LONG = 57
_WRITTEN = re.compile(rf"\s*(?:{_BASE64}|{_HEX})[A-Za-z0-9+/]{{52}}").match
"""A text of `_LONG` letters or more that begins as a file and goes on as one."""
_DIGITS = re.compile(r"[0-9A-Fa-f\s]+").fullmatch
_IN_HEX = re.compile(rf"\s*{_HEX}[0-9A-Fa-f\s]*").fullmatch


def begins(text: str) -> bool:
    """May a text be a file in Base64 or hexadecimal, by its first letters?"""
    return len(text) >= _LONG and _WRITTEN(text) is not None


def written(text: str) -> bool:
    """Is a text a file in Base64 or hexadecimal, from its first letters to its last?"""
    said = _told(text) if begins(text) else ""
    return said != "" and not isinstance(_content(text, said), Flawed)


def attachment(_names: Naming, text: str, *, encoding: str = "") -> Any:
    """The bytes of an attachment, in Base64: `text` as it came, `encoding` how (HL7 table 0299).

    `Base64` and `Hex` hold bytes, `A` words, and so does nothing, unless what comes out of Base64
    or hexadecimal is known by its first bytes; `piece` is a further part of what is one of these.
    Flawed where the text is not so encoded.
    """
    if not text:
        return None
    said = encoding.casefold() or _told(text)
    if said == "piece":
        said = "hex" if _DIGITS(text) else "base64"
    content = _content(text, said)
    return content if isinstance(content, Flawed) else base64.b64encode(content).decode()


def media_type(_names: Naming, text: str, *, encoding: str = "") -> str | None:
    """What a file in letters is by its first bytes; None where they are not known, or it is none.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Attachment.contentType
    """
    return _kind(text) if encoding.casefold() in ("", "base64") else None


def _content(text: str, said: str) -> bytes | Flawed:
    try:
        if said == "base64":
            return base64.b64decode("".join(text.split()), validate=True)
        return bytes.fromhex(text) if said == "hex" else text.encode()
    except ValueError:
        return Flawed("value-invalid-hex" if said == "hex" else "value-invalid-base64")


def _told(text: str) -> str:
    """How a file is encoded of which nobody says it; "" where the text is none."""
    if _IN_HEX(text):
        return "hex"
    return "base64" if _kind(text) else ""


def _kind(text: str) -> str | None:
    """What kind of file is it, by its first bytes?"""
    head = text[: 4 * _HEAD].lstrip()[:_HEAD]
    try:
        begins = bytes.fromhex(head) if _IN_HEX(head) else base64.b64decode(head, validate=True)
    except ValueError:
        return None
    return next((kind for mark, kind in _FILES.items() if begins.startswith(mark)), None)
