"""How a body lies in a row: one byte that names the codec, then the bytes.

A trained dictionary will be codec 2. https://www.rfc-editor.org/rfc/rfc1950
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import msgspec

from gateway.model import Receipt

THRESHOLD = 4096
"""Bytes below which a body stays as it is: compressing 1 KB costs more than writing it."""
_RAW = b"\x00"
_ZLIB = b"\x01"
_READERS: Mapping[int, Callable[[Any], bytes]] = MappingProxyType({0: bytes, 1: zlib.decompress})


def pack(body: bytes, threshold: int = THRESHOLD) -> bytes:
    """The row's bytes: compressed where the body is longer than the threshold, in bytes."""
    if len(body) <= threshold:
        return _RAW + body
    return _ZLIB + zlib.compress(body, 1)


def unpack(blob: bytes) -> bytes:
    """The body again; raises ValueError where the codec is not known to this version."""
    reader = _READERS.get(blob[0])
    if reader is None:
        raise ValueError(f"a body is written in codec {blob[0]}, which this version does not know")
    return reader(memoryview(blob)[1:])


def pack_receipt(receipt: Receipt) -> bytes:
    """A receipt as JSON, packed; its number stands in the row, not here."""
    return pack(_encode(replace(receipt, seq=0)))


def unpack_receipt(blob: bytes, seq: int) -> Receipt:
    """The receipt as it was given, with its number in the journal."""
    return replace(_decode(unpack(blob)), seq=seq)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Receipt).decode
