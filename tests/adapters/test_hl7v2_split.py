"""A stream may hold several messages; none of it is dropped in silence, and its counts are held.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3)
"""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.hl7v2.split import Splitter, several, split
from gateway.model import Issue, Language
from gateway.wording import localized

ONE = b"MSH|^~\\&|A|||||ADT^A01|1|P|2.5\rPID|1\r"
TWO = b"MSH$%~\\&$A$$$$$ADT%A03$2$P$2.5\rPID$1\r"
FILE, BATCH = b"FHS|^~\\&\r", b"BHS|^~\\&|A\r"


def said(body: bytes, step: int = 0) -> list[str]:
    """Messages as their control id's byte, issues as their rule."""
    cut = Splitter(10_000)
    parts = [body] if not step else [body[at : at + step] for at in range(0, len(body), step)]
    found = [piece for part in parts for piece in cut.feed(part)] + cut.end()
    return [piece.rule if isinstance(piece, Issue) else _short(piece) for piece in found]


def _short(piece: bytes) -> str:
    return "1" if piece.startswith(ONE[:-1]) else "2" if piece.startswith(TWO[:-1]) else "?"


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        (ONE, [ONE]),
        (b"\r\n" + ONE, [b"\r\n" + ONE]),
        (ONE + TWO, [ONE, TWO]),
        (b"\x0b" + ONE + b"\x1c\r\x0b" + TWO + b"\x1c\r", None),
        (b"FHS|^~\\&\rBHS|^~\\&\r" + ONE + TWO + b"BTS|2\rFTS|1\r", [ONE, TWO]),
        (b"\xef\xbb\xbfFHS|^~\\&\r\n" + ONE + b"FTS|1", [ONE]),
        (b"garbage\r" + ONE + TWO, [b"garbage\r", ONE, TWO]),
        (b"FHS|^~\\&\rPID|1\r" + ONE, [b"PID|1\r", ONE]),
        (b"FHS|^~\\&\rFTS|0\r", [b"FHS|^~\\&\rFTS|0\r"]),
        (b"no message at all", [b"no message at all"]),
        (b"", [b""]),
        (b"MSH|a\rNTE|1||MSH|b", [b"MSH|a\rNTE|1||MSH|b"]),
    ],
)
def test_pieces_of_a_body(body: bytes, pieces: list[bytes] | None) -> None:
    found = [piece.strip(b"\x0b\x1c\r") for piece in split(body)]

    assert found == [piece.strip(b"\x0b\x1c\r") for piece in pieces or [ONE, TWO]]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (FILE + BATCH + ONE + TWO + b"BTS|2\rFTS|1\r", ["1", "2"]),
        (BATCH + ONE + TWO + b"BTS|2\r", ["1", "2"]),
        (BATCH + ONE + TWO + b"BTS\r", ["1", "2"]),
        (BATCH + ONE + TWO + b"BTS", ["1", "2"]),
        (FILE + ONE + BATCH + TWO + b"BTS|1\rFTS|1\r", ["1", "2"]),
        (BATCH + ONE + b"BTS|2\r", ["1", "batch-count"]),
        (BATCH + ONE + b"BTS|one\r", ["1", "batch-count"]),
        (FILE + BATCH + ONE + b"BTS|1\rFTS|2\r", ["1", "batch-count"]),
        (FILE + BATCH + ONE + TWO, ["1", "batch-cut"]),
        (FILE + BATCH + ONE + b"BTS|1\r", ["1", "batch-cut"]),
        (BATCH + ONE + BATCH + TWO + b"BTS|1\r", ["1", "batch-unended", "2"]),
        (b"OBX|3\r" + ONE + TWO, ["batch-begins-inside", "?", "1", "2"]),
        (BATCH + b"PID|1\r" + ONE + b"BTS|1\r", ["batch-outside", "?", "1"]),
        (BATCH + b"BTS|0\r", []),
    ],
)
def test_a_batch_is_held_to_its_trailers_and_its_messages_come_out_whole(
    body: bytes, told: list[str]
) -> None:
    assert said(body) == told
    assert said(body, 1) == told
    assert said(body, 7) == told


def test_what_is_missing_behind_whole_batches_is_the_files_trailer_and_no_message() -> None:
    (*_, issue) = (cut := Splitter()).feed(FILE + BATCH + ONE + b"BTS|1\r") + cut.end()

    assert isinstance(issue, Issue)
    assert "trailer" in localized(issue, Language.EN).text
    assert "not taken" not in localized(issue, Language.EN).text
    assert not cut.rest


def test_a_line_of_a_text_in_xml_begins_no_message() -> None:
    body = b"<ORU_R01><OBX.5>as it came:\nMSH|^~\\&amp;|A\n</OBX.5></ORU_R01>"

    assert [*split(body)] == [body]


def test_the_last_message_of_a_batch_that_broke_off_is_kept_apart() -> None:
    cut = Splitter()
    cut.feed(BATCH + ONE + b"MSH|^~\\&|A|||||ADT^A01|3|P|2.5\rPI")

    (issue,) = cut.end()

    assert isinstance(issue, Issue)
    assert issue.facts == ("1",)
    assert cut.rest.endswith(b"PI")


def test_a_message_that_is_too_large_is_told_and_the_next_one_is_taken() -> None:
    cut = Splitter(1000)
    found = cut.feed(BATCH + ONE + b"MSH|^~\\&|" + b"x" * 5000 + b"\r" + TWO + b"BTS|3\r")
    found += cut.end()

    assert [piece.rule if isinstance(piece, Issue) else _short(piece) for piece in found] == [
        "1",
        "batch-message-large",
        "2",
    ]


def test_memory_is_that_of_one_message() -> None:
    cut = Splitter()
    tracemalloc.start()
    try:
        for _ in range(5000):
            cut.feed(ONE * 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 300_000


@pytest.mark.parametrize(
    ("body", "many"),
    [(ONE, False), (ONE + TWO, True), (BATCH, True), (b"\xef\xbb\xbf" + FILE, True), (b"", False)],
)
def test_one_message_is_told_from_several(body: bytes, many: bool) -> None:  # noqa: FBT001 - the answer
    assert several(body) is many


@given(
    st.lists(st.sampled_from([ONE, TWO, FILE, BATCH, b"BTS|1\r", b"FTS|1\r", b"junk\r", b"\n"]))
)
def test_however_it_is_cut_the_same_comes_out(parts: list[bytes]) -> None:
    body = b"".join(parts)

    assert said(body, 3) == said(body)
