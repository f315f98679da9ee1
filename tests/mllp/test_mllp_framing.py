"""Frames come out of a stream whole and in order, however it is cut, whatever is around them.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mllp.framing import Broken, Event, Framing

LARGE = 50


def said(events: list[Event]) -> list[str]:
    return [
        f"{event.issue.rule}:{event.head.decode('latin-1')}"
        if isinstance(event, Broken)
        else event.decode("latin-1")
        for event in events
    ]


def frames(*pieces: bytes) -> list[str]:
    framing = Framing(LARGE)
    return said([event for piece in pieces for event in framing.feed(piece)] + framing.cut())


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"\x0bone\x1c\r", ["one"]),
        (b"\x0bone\x1c\r\x0btwo\x1c\r", ["one", "two"]),
        (b"noise\x0bone\x1c\r noise \x0btwo\x1c\r\r\n", ["one", "two"]),
        (b"\x0bone\x1c\x0btwo\x1c\r", ["one", "two"]),
        (b"\x0bone\x1c", ["one"]),
        (b"\x0bone", ["frame-unfinished:one"]),
        (b"\x0bone\x0btwo\x1c\r", ["frame-unfinished:one", "two"]),
        (b"\x0bon\x1ce\x1c\r\x0btwo\x1c\r", ["frame-end-inside:on", "two"]),
        (b"\x0b\x1c\r\x0b \r\x1c\r", ["frame-empty:", "frame-empty: \r"]),
        (b"\x0b" + b"x" * LARGE + b"\x1c\r", ["x" * LARGE]),
        (
            b"\x0b" + b"x" * (LARGE + 1) + b"\x1c\r\x0btwo\x1c\r",
            ["frame-too-large:" + "x" * 51, "two"],
        ),
        (b"\x0b" + b"x" * 60 + b"\x0btwo\x1c\r", ["frame-unfinished:" + "x" * 60, "two"]),
        (b"\x0b\x0b\x0bone\x1c\r", ["frame-unfinished:", "frame-unfinished:", "one"]),
        (b"one\x1c\r", []),
        (b"", []),
    ],
)
def test_what_comes_of_a_stream(stream: bytes, expected: list[str]) -> None:
    assert frames(stream) == expected


PIECES = st.lists(
    st.sampled_from([b"\x0b", b"\x1c", b"\r", b"\x1c\r", b"abc", b"x" * 30, b"\n"]), max_size=30
)


@given(PIECES, st.lists(st.integers(0, 400), max_size=12))
def test_any_cutting_of_a_stream_gives_the_same_frames(
    pieces: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(pieces)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})

    cut = [stream[start:end] for start, end in pairwise(places)]

    assert frames(*cut) == frames(stream)
    assert frames(*(stream[place : place + 1] for place in range(len(stream)))) == frames(stream)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8))
def test_what_is_framed_comes_back(bodies: list[bytes]) -> None:
    clean = [body.translate(None, b"\x0b\x1c") + b"." for body in bodies]

    stream = b"".join(b"\x0b" + body + b"\x1c\r" for body in clean)

    assert [event for event in Framing(LARGE).feed(stream) if isinstance(event, bytes)] == clean


def test_silence_ends_a_frame_that_lacks_only_its_return() -> None:
    framing = Framing(LARGE)

    assert said(framing.feed(b"\x0bone\x1c")) == []
    assert said(framing.quiet()) == ["one"]
    assert said(framing.feed(b"\r\x0btwo\x1c\r")) == ["two"]


def test_silence_ends_nothing_else() -> None:
    framing = Framing(LARGE)
    framing.feed(b"\x0bone")

    assert framing.quiet() == []
    assert said(framing.feed(b" more\x1c\r")) == ["one more"]


def test_a_frame_without_end_takes_no_more_memory_than_one_that_is_taken() -> None:
    framing, piece = Framing(1_000_000), b"x" * 100_000
    framing.feed(b"\x0b")
    tracemalloc.start()
    try:
        for _ in range(640):
            framing.feed(piece + b"")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2_000_000
    (event,) = framing.feed(b"\x1c\r")
    assert isinstance(event, Broken)
    assert event.issue.rule == "frame-too-large"
    assert len(event.head) == 4096


def test_a_frame_in_many_crumbs_is_put_together_once() -> None:
    framing, body = Framing(100_000), b"".join(b"%d," % number for number in range(10_000))

    for place in range(0, len(body), 3):
        framing.feed(b"\x0b"[place:] + body[place : place + 3])

    assert framing.feed(b"\x1c\r") == [body]
