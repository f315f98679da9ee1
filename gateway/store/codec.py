"""How a body lies in a row, and how an id: one byte names the codec, then come the bytes.

Bodies are much alike, so they are compressed by a dictionary that was trained on what messages
leave behind (`tools/dictionary.py`). https://www.rfc-editor.org/rfc/rfc8878
https://www.rfc-editor.org/rfc/rfc1950 · https://www.rfc-editor.org/rfc/rfc4122#section-3
"""

from __future__ import annotations

import re
import threading
import zlib
from binascii import unhexlify
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec
import zstandard
from msgspec import structs

from gateway.model import Receipt

Key: TypeAlias = bytes
"""An id as a row has it."""
DICTIONARIES = Path(__file__).parent / "dictionaries"
SHORTEST = 64
"""Bytes up to which a body stays as it is."""
LARGEST = 256 * 1024 * 1024
"""Bytes that a body may have when it is read: a broken row must not fill the memory."""
_LEVEL, QUICK = 3, 1
"""zstd's levels for what is found again one by one, and for all else: a message takes 2 % more by
the second, in two thirds of the time."""
_HEX4 = "[0-9a-f]{4}"
_UUID = re.compile(f"[0-9a-f]{{8}}-{_HEX4}-{_HEX4}-{_HEX4}-[0-9a-f]{{12}}").fullmatch
_WIDE, _TAPE_LEVEL, _PARTED, _TAPED = 4, 6, b"\x01", b"\x02"
"""Bytes of a number on a tape, zlib's level for tapes, and with what one in parts begins: packed
by zlib, or by zstd, which takes half the time."""
_SEVERAL, _LONG = 4, 16_000
"""Bodies from which on they are packed together, and bytes up to which: for longer ones zstd asks
the system for so much memory at each call that it takes longer than to pack them."""
_RAW, _GONE, _BARE = b"\x00", b"\x04", b"\x06"
_FIRST, _SECOND, _NOW = 1, 2, 3
"""The dictionaries: earlier ones, and the one that is packed with."""
_EMPTY = _PARTED + zlib.compress(b"", _TAPE_LEVEL)
"""No tape, as a row keeps it: what comes over REST has none."""
_UUID_LENGTH = 16
LONGEST = 400
"""Characters of a value that stand in an index row as they are: its key may have 2,700 bytes."""
_KEPT = 300
"""Characters that are left of a longer one."""
_size = zstandard.frame_content_size
_MAGIC = b"\x28\xb5\x2f\xfd"
"""With what every frame of zstd begins: a row needs not say it."""


class _Tools(threading.local):
    """Packs and unpacks by a dictionary, or by none (0): zstd's tools serve a thread at a time."""

    def __init__(self, number: int, level: int) -> None:
        known = _dictionary(number, level) if number else None
        # The codec's number says which dictionary it was: four bytes less in each of forty rows.
        pack = zstandard.ZstdCompressor(level=level, dict_data=known, write_dict_id=False)
        self.pack = pack.compress
        self.pack_all = pack.multi_compress_to_buffer
        self.unpack = zstandard.ZstdDecompressor(dict_data=known).decompress


@lru_cache(maxsize=4)
def _dictionary(number: int, level: int) -> zstandard.ZstdCompressionDict:
    known = zstandard.ZstdCompressionDict((DICTIONARIES / f"{number}.zdict").read_bytes())
    known.precompute_compress(level=level)
    return known


@lru_cache(maxsize=5)
def _tools(number: int, level: int = _LEVEL) -> _Tools:
    return _Tools(number, level)


def _plain() -> _Tools:
    return _tools(0)


def _trained(blob: Any, number: int = _FIRST) -> bytes:
    try:
        size = _size(blob)
        if size <= LARGEST:
            return _tools(number).unpack(blob)
    except zstandard.ZstdError as error:
        raise ValueError(f"a body cannot be unpacked: {error}") from None
    raise ValueError(f"a body of {size} bytes is not read")


def _bare(blob: Any) -> bytes:
    return _trained(_MAGIC + blob)


def _second(blob: Any) -> bytes:
    return _trained(_MAGIC + blob, _SECOND)


def _third(blob: Any) -> bytes:
    return _trained(_MAGIC + blob, _NOW)


_READERS: Mapping[int, Callable[[Any], bytes]] = MappingProxyType(
    {0: bytes, 1: zlib.decompress, 2: _trained, 3: _bare, 5: _second, 6: _third}
)
"""Codec -> what reads it: 2 and 3 are dictionary 1, 5 is dictionary 2, 6 is dictionary 3; 3, 5 and
6 are without the bytes that all frames have.

A new dictionary is a new codec: the old ones are read for ever. 7 is read by `pages`."""


def key(id_: str) -> Key:
    """A UUID as its 16 bytes, any other id as it is behind `=`, and never 16 of them.

    An index half as long is half the writing.
    """
    if _UUID(id_):
        return unhexlify(id_.replace("-", ""))
    told = b"=" + id_.encode()
    return b"=" + told if len(told) == _UUID_LENGTH else told


def name(key_: Key) -> str:
    """The id again."""
    if len(key_) != _UUID_LENGTH:
        return key_.lstrip(b"=").decode()
    text = key_.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def pack(body: bytes, level: int = _LEVEL) -> bytes:
    """The row's bytes: compressed, but for a body of a few bytes."""
    if len(body) <= SHORTEST:
        return _RAW + body
    return _BARE + _tools(_NOW, level).pack(body)[len(_MAGIC) :]


def pack_all(bodies: Sequence[bytes], level: int = _LEVEL) -> list[bytes]:
    """`pack` of each; the interpreter is let go of once for all of them."""
    some: list[Any] = [body for body in bodies if SHORTEST < len(body) <= _LONG]
    if len(some) < _SEVERAL:
        return [pack(body, level) for body in bodies]
    packed = iter(_tools(_NOW, level).pack_all(some))
    return [
        _BARE + next(packed).tobytes()[len(_MAGIC) :]
        if SHORTEST < len(body) <= _LONG
        else pack(body, level)
        for body in bodies
    ]


def pack_lines(text: bytes) -> bytes:
    """The same of many lines that are alike: no larger, at less than half of the cost."""
    return pack(text, QUICK)


def gone(at: str) -> bytes:
    """The row's bytes of a version that says that the resource is deleted, and since when."""
    return _GONE + at.encode()


def since(blob: bytes) -> str:
    """Since when the resource is deleted; empty where the row has a body."""
    return blob[1:].decode() if blob[:1] == _GONE else ""


def short(value: str) -> str:
    """A value as it is compared, whole or, of a long one, its beginning and its digest."""
    if len(value) <= LONGEST:
        return value
    return f"{value[:_KEPT]}#{sha256(value.encode()).hexdigest()}"


def beginning(text: str) -> str:
    """As much of a text as is searched by: of a longer one, what `short` leaves of it."""
    return text if len(text) <= LONGEST else text[:_KEPT]


def unpack(blob: bytes) -> bytes:
    """The body again; raises ValueError where it is broken, or its codec not known here."""
    if blob[:1] == _BARE:  # as all that is packed now
        return _trained(_MAGIC + blob[1:], _NOW)
    reader = _READERS.get(blob[0])
    if reader is None:
        raise ValueError(f"a body is written in codec {blob[0]}, which this version does not know")
    return reader(memoryview(blob)[1:])


def pack_tape(tape: bytes) -> bytes:
    """A tape as a row keeps it: the first bytes of its numbers, the second ones, and so on.

    A tape is numbers of four bytes each, of which the higher ones hardly differ.
    """
    if not tape:
        return _EMPTY
    parted = b"".join([tape[at::_WIDE] for at in range(_WIDE)])
    return _TAPED + _plain().pack(parted)[len(_MAGIC) :]


def unpack_tape(blob: bytes) -> bytes:
    """The tape again; those written by earlier versions are whole."""
    if blob[:1] == _TAPED:
        parted = _plain().unpack(_MAGIC + blob[1:])
    elif blob[:1] == _PARTED:
        parted = zlib.decompress(memoryview(blob)[1:])
    else:
        return zlib.decompress(blob)
    tape, start = bytearray(len(parted)), 0
    for at in range(_WIDE):
        size = len(tape[at::_WIDE])
        tape[at::_WIDE] = parted[start : start + size]
        start += size
    return bytes(tape)


def body_of_receipt(receipt: Receipt) -> bytes:
    """A receipt as JSON; the number that counts is that of the row."""
    return _encode(receipt)


def unpack_receipt(blob: bytes, seq: int) -> Receipt:
    """The receipt as it was given, with its number in the journal."""
    return structs.replace(_decode(unpack(blob)), seq=seq)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Receipt).decode
