"""Texts and files of CDA (ST, ED, BIN) in FHIR.

https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first, pointed, told
from gateway.model import Node
from gateway.terminology.grammars import GRAMMARS

_LANGUAGES, _MEDIA = "urn:ietf:bcp:47", "urn:ietf:bcp:13"
_BYTES = "application/octet-stream"
_MOST = 64 * 1024 * 1024
"""Bytes beyond which compressed content stays as it came."""
_WINDOWS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "DF": (-zlib.MAX_WBITS, zlib.MAX_WBITS),
        "ZL": (zlib.MAX_WBITS,),
        "GZ": (zlib.MAX_WBITS | 16,),
    }
)
"""CompressionAlgorithm of CDA -> how zlib reads it; some write DF with the head of ZL."""
_SHA_1 = ("", "SHA-1", "SHA1")


def text(reading: Reading, node: Node) -> str | None:
    """The text inside, or the one in the narrative that it points to; files have none."""
    if reading.peek(node, "representation") == "B64":
        return None
    return told(reading, node) or None


def word(reading: Reading, node: Node) -> Any:
    """A text as a code; none where it has blanks that a code cannot have."""
    said = reading.peek(node, TEXT)
    return reading.convert(node, TEXT, said, convert.code) if said else None


def link(reading: Reading, node: Node) -> str | None:
    """Where the content lies, if it is not in the document."""
    target = first(node, "reference")
    value = reading.peek(target, "value") if target is not None else ""
    if target is None or not value or value.startswith("#") or " " in value:
        return None
    return reading.read(target, "value", "url")


def attachment(reading: Reading, node: Node) -> dict[str, Any] | None:
    """ED as Attachment: content as base64, or where it lies."""
    made: dict[str, Any] = {}
    data, opened = _opened(reading, node, _data(reading, node))
    url = link(reading, node)
    if data:
        made["data"] = data
    if url:
        made["url"] = url
    if not made:
        return None
    kind = _kind(reading, node) if opened else _BYTES
    language = reading.peek(node, "language")
    if GRAMMARS[_LANGUAGES](language):
        reading.read(node, "language", "language")
    else:
        language = ""
    head = {"contentType": kind or _plain(reading, node, data), "language": language}
    reading.read(node, "representation", "data")
    made |= _hash(reading, node)
    return {key: value for key, value in (head | made).items() if value}


def _opened(reading: Reading, node: Node, data: str) -> tuple[str, bool]:
    """The content as it was before it was compressed, and whether it could be had.

    Kept as it came, it must not pass for what it is said to be: nobody could open it.
    """
    if not data or not reading.has(node, "compression"):
        return data, True
    windows = _WINDOWS.get(reading.peek(node, "compression"), ())
    for window in windows:
        whole = _inflated(base64.b64decode(data), window)
        if whole is not None:
            reading.read(node, "compression", "data")
            return base64.b64encode(whole).decode(), True
    reading.mar("value-invalid", node, "compression")
    return data, False


def _inflated(packed: bytes, window: int) -> bytes | None:
    """What was deflated; None where it was not, or is more than a document may hold."""
    machine = zlib.decompressobj(window)
    try:
        whole = machine.decompress(packed, _MOST)
    except zlib.error:
        return None
    return whole if machine.eof else None


def _kind(reading: Reading, node: Node) -> str:
    """The kind of content that it says; what is no media type stands for any bytes."""
    said = reading.peek(node, "mediaType")
    if said and not GRAMMARS[_MEDIA](said):
        return _BYTES
    return reading.read(node, "mediaType", "contentType")


def _plain(reading: Reading, node: Node, data: str) -> str:
    """The kind of content that says none: plain text, as CDA has it."""
    encoded = reading.peek(node, "representation") == "B64"
    return "text/plain" if data and not encoded else ""


def _data(reading: Reading, node: Node) -> str:
    said = reading.peek(node, TEXT)
    if reading.peek(node, "representation") == "B64":
        return (
            reading.convert(node, TEXT, said, convert.base64_binary, "data") or "" if said else ""
        )
    if pointed(reading, node) is not None and not said:
        return ""
    plain = reading.peek(node, "mediaType") == "text/plain" and not any(node.children())
    shown = reading.read(node, TEXT, "data") if plain else told(reading, node, "data")
    return base64.b64encode(shown.encode()).decode() if shown else ""


def _hash(reading: Reading, node: Node) -> dict[str, str]:
    """FHIR's hash is SHA-1; another one has no place."""
    if reading.peek(node, "integrityCheckAlgorithm") not in _SHA_1:
        return {}
    value = reading.peek(node, "integrityCheck")
    made = (
        reading.convert(node, "integrityCheck", value, convert.base64_binary, "hash")
        if value
        else None
    )
    if made:
        reading.read(node, "integrityCheckAlgorithm", "hash")
    return {"hash": made} if made else {}
