"""A batch in UTF-16 is cut like any other: its messages come out in the bytes that they came in.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3; MSH-18, UNICODE UTF-16)
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.adapters.hl7v2.split_wide import Splitter, several, split
from gateway.model import Inbound, Issue, Language, Receipt, Sender, Status

ONE = "MSH|^~\\&|A||||||ADT^A01|1|P|2.5||||||UNICODE UTF-16\rPID|1||7||Müller😀\r"
TWO = ONE.replace("|1|P|", "|2|P|")
BATCH = f"BHS|^~\\&|A|NORD|B|LU|||||C7\r{ONE}{TWO}BTS|2\r"
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
CODECS = pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
MARKS = pytest.mark.parametrize("mark", ["\ufeff", ""])


def cut(body: bytes, step: int) -> tuple[Splitter, list[bytes | str]]:
    """(the splitter, its messages as bytes and its issues as rules), fed so many bytes a time."""
    splitter = Splitter(10_000)
    parts = [body[at : at + step] for at in range(0, len(body), step)]
    found = [piece for part in parts for piece in splitter.feed(part)] + splitter.end()
    return splitter, [one.rule if isinstance(one, Issue) else one for one in found]


@CODECS
@MARKS
@pytest.mark.parametrize("step", [1, 3, 10_000])
def test_each_message_of_a_batch_comes_out_as_it_came(codec: str, mark: str, step: int) -> None:
    splitter, found = cut((mark + BATCH).encode(codec), step)

    assert splitter.several
    assert found == [ONE.encode(codec), TWO.encode(codec)]
    assert splitter.header.decode(codec).removeprefix("\ufeff").startswith("BHS|")


@CODECS
def test_two_messages_without_a_header_are_two(codec: str) -> None:
    body = (ONE + TWO).encode(codec)

    assert several(body)
    assert list(split(body)) == [ONE.encode(codec), TWO.encode(codec)]
    assert not several(ONE.encode(codec))
    assert list(split(ONE.encode(codec))) == [ONE.encode(codec)]


@CODECS
def test_the_counts_of_a_wide_batch_are_held(codec: str) -> None:
    _, found = cut(BATCH.replace("BTS|2", "BTS|3").encode(codec), 64)

    assert found[2:] == ["batch-count"]


def test_a_wide_batch_that_breaks_off_keeps_its_last_message_apart() -> None:
    splitter, found = cut(BATCH.encode("utf-16-le")[: -(len("BTS|2\r") + 9) * 2], 100)

    assert found == [ONE.encode("utf-16-le"), "batch-cut"]
    assert splitter.rest.decode("utf-16-le").startswith("MSH|")


def test_half_a_letter_at_the_end_is_refused_with_its_message() -> None:
    _, found = cut((ONE + TWO).encode("utf-16-le") + b"x", 100)

    last = found[-1]
    assert isinstance(last, bytes)
    assert last.endswith(b"x")


def test_a_message_that_is_not_wide_is_cut_as_ever() -> None:
    body = (ONE + TWO).replace("-16", "-8").encode()

    assert list(split(body)) == [part.replace("-16", "-8").encode() for part in (ONE, TWO)]
    assert cut(b"MS", 1)[1] == ["batch-begins-inside", b"\rMS"]
    assert cut(b"", 1)[1] == []


@CODECS
@MARKS
def test_the_answer_to_a_wide_batch_is_one_text(codec: str, mark: str) -> None:
    """Header, acknowledgements and trailer in the letters of the batch, a mark only before all."""
    body = (mark + BATCH).encode(codec)
    splitter, found = cut(body, 100)
    acks = [acknowledged(one, str(at)) for at, one in enumerate(found, 1)]

    opened = ADAPTER.batch_opened(splitter.header, AT)
    closed = ADAPTER.batch_closed(splitter.header, 2, (), Language.EN)
    text = b"".join((opened, *acks, closed)).decode(codec)

    assert text.startswith(f"{mark}BHS|^~\\&|B|LU|A|NORD|")
    assert [line for line in text.split("\r") if line.startswith("MSA")] == [
        "MSA|AA|1",
        "MSA|AA|2",
    ]
    assert text.endswith("\rBTS|2\r")
    assert text.count("\ufeff") == len(mark)


def acknowledged(body: bytes | str, control: str) -> bytes:
    """The acknowledgement of an accepted message."""
    assert isinstance(body, bytes)
    assert ADAPTER.parse(body, Sender("ward")).control_id == control
    receipt = Receipt("ward", control, control, Status.ACCEPTED, "ADT^A01", AT, "0" * 64)
    return ADAPTER.acknowledge(Inbound("ward", "hl7v2", body, AT), receipt)
