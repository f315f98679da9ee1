"""How a body lies in a row, and how an id: one byte names the codec, then come the bytes.

A trained dictionary will be codec 2. https://www.rfc-editor.org/rfc/rfc1950
https://www.rfc-editor.org/rfc/rfc4122#section-3
"""

from __future__ import annotations

import re
import zlib
from binascii import unhexlify
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from gateway.model import Receipt

Key: TypeAlias = bytes | str
"""An id as a row has it."""
THRESHOLD = 4096
"""Bytes below which a body stays as it is: compressing 1 KB costs more than writing it."""
_HEX4 = "[0-9a-f]{4}"
_UUID = re.compile(f"[0-9a-f]{{8}}-{_HEX4}-{_HEX4}-{_HEX4}-[0-9a-f]{{12}}").fullmatch
_RAW = b"\x00"
_ZLIB = b"\x01"
_READERS: Mapping[int, Callable[[Any], bytes]] = MappingProxyType({0: bytes, 1: zlib.decompress})


def key(id_: str) -> Key:
    """A UUID as its 16 bytes, any other id as it is: an index half as long is half the writing."""
    return unhexlify(id_.replace("-", "")) if _UUID(id_) else id_


def name(key_: Key) -> str:
    """The id again."""
    if isinstance(key_, str):
        return key_
    text = key_.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


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
    """A receipt as JSON, packed; the number that counts is that of the row."""
    return pack(_encode(receipt))


def unpack_receipt(blob: bytes, seq: int) -> Receipt:
    """The receipt as it was given, with its number in the journal."""
    return replace(_decode(unpack(blob)), seq=seq)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Receipt).decode
