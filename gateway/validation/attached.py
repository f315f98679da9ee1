"""An attachment against itself: its data is as large, and has the hash, that it says.

https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64
from typing import TYPE_CHECKING, Any

from gateway.validation.primitives import PRIMITIVES

if TYPE_CHECKING:
    from gateway.validation.findings import Findings
    from gateway.validation.paths import Path

_right = PRIMITIVES["base64Binary"].test


def attached(run: Findings, value: dict[str, Any], path: Path) -> None:
    """Note an attachment with data that is not as large as it says, or has another hash."""
    data, size = value["data"], value.get("size")
    if data.__class__ is not str or not _right(data):
        return
    if "size" in value and size != length(data):
        run.add("attachment-size", (path, "size"))
    said = value.get("hash")
    if said.__class__ is str and _right(said) and a2b_base64(said) != _sha1(data):
        run.add("attachment-hash", (path, "hash"))


def length(data: str) -> int:
    """The bytes that right base64 stands for."""
    whole = len("".join(data.split()))
    return whole * 3 // 4 - data.count("=")


def heavier(value: Any, most: int) -> bool:
    """Whether base64, or an attachment, stands for more bytes than so many, as far as it says."""
    data = value.get("data") if value.__class__ is dict else value
    if data.__class__ is str and _right(data):
        return length(data) > most
    size = value.get("size") if value.__class__ is dict else None
    return size.__class__ is int and size > most


def _sha1(data: str) -> bytes:
    """The hash that FHIR asks for, which is to find mistakes only, and protects nothing."""
    return hashlib.sha1(a2b_base64(data), usedforsecurity=False).digest()
