"""How bodies lie in rows."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from gateway.store import codec

BODIES = [b"", b"x", b"x" * 64, b"x" * 65, bytes(range(256)) * 300, b'{"resourceType":"Patient"}']


@pytest.mark.parametrize("body", BODIES, ids=len)
def test_what_is_packed_comes_back(body: bytes) -> None:
    """Byte for byte, whatever its length."""
    assert codec.unpack(codec.pack(body)) == body


@pytest.mark.parametrize("count", [0, 1, 6, 30])
def test_what_is_packed_together_is_packed_as_each_by_itself(count: int) -> None:
    bodies = [*BODIES, *(body * 2 for body in BODIES), *(body + b"." for body in BODIES)][:count]
    assert codec.pack_all(bodies) == [codec.pack(body) for body in bodies]


def test_bodies_of_the_first_stores_are_read() -> None:
    """Raw ones, and those that were compressed without a dictionary."""
    assert codec.unpack(b"\x00abc") == b"abc"
    assert codec.unpack(b"\x01" + zlib.compress(b"abc" * 99, 1)) == b"abc" * 99


def test_a_small_resource_takes_half_at_most() -> None:
    """The dictionary knows what resources look like; without it little would be won."""
    file = Path(__file__).parent.parent.parent / "examples/patient.json"
    body = orjson.dumps(orjson.loads(file.read_bytes()))

    assert len(codec.pack(body)) < len(body) / 2 < len(zlib.compress(body))


def test_what_an_earlier_version_packed_is_read() -> None:
    """Frames that say their dictionary's number, and tapes in one piece."""
    known = zstandard.ZstdCompressionDict((codec.DICTIONARIES / "1.zdict").read_bytes())
    frame = zstandard.ZstdCompressor(level=3, dict_data=known).compress(b"abc" * 99)

    assert codec.unpack(b"\x02" + frame) == b"abc" * 99
    packer = zstandard.ZstdCompressor(level=3, dict_data=known, write_dict_id=False)
    assert codec.unpack(b"\x03" + packer.compress(b"abc" * 99)[4:]) == b"abc" * 99
    known = zstandard.ZstdCompressionDict((codec.DICTIONARIES / "2.zdict").read_bytes())
    packer = zstandard.ZstdCompressor(level=3, dict_data=known, write_dict_id=False)
    assert codec.unpack(b"\x05" + packer.compress(b"abc" * 99)[4:]) == b"abc" * 99
    assert codec.unpack_tape(zlib.compress(b"tape", 1)) == b"tape"


@given(st.binary(max_size=99))
def test_a_tape_comes_back_as_it_was(tape: bytes) -> None:
    """Whatever its length."""
    assert codec.unpack_tape(codec.pack_tape(tape)) == tape


@pytest.mark.parametrize("blob", [b"\x02abc", b"\x02", b"\x09abc", codec.pack(b"y" * 999)[:-3]])
def test_a_broken_row_is_said(blob: bytes) -> None:
    """It never comes back as another body."""
    with pytest.raises(ValueError, match=r"cannot be unpacked|codec 9"):
        codec.unpack(blob)


def test_threads_pack_beside_one_another() -> None:
    """Each with tools of its own."""
    bodies = [f'{{"resourceType":"Patient","id":"{n}"}}'.encode() * 20 for n in range(200)]

    with ThreadPoolExecutor(4) as pool:
        packed = list(pool.map(codec.pack, bodies))
        assert list(pool.map(codec.unpack, packed)) == bodies
