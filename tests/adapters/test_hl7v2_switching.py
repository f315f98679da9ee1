"""Wide characters and several sets in one message: each is read, and each place is that sent.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.7.2, 2.15.9.18)
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.hl7v2 import read, spans
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.adapters.hl7v2.leaves import leaves
from gateway.adapters.hl7v2.tree import Message
from gateway.model import Inbound, Issue, Receipt, Rejected, Sender, Status

AT = datetime(2026, 11, 21, tzinfo=UTC)
ISO, HEX = "ISO 2022-1994", "2.3"
YAMADA = "山田".encode("iso2022_jp")


def body(words: str, name: bytes, scheme: str = ISO) -> bytes:
    msh = f"MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5.1||||||{words}||{scheme}"
    return msh.encode() + b"\rPID|1||77||" + name + b"^next|\rPV1|1|I"


def message(data: bytes) -> Message:
    found = read.parse(data, Sender("ward")).tree
    assert isinstance(found, Message)
    assert spans.encode(found) == data
    return found


def refusal(data: bytes) -> Issue:
    with pytest.raises(Rejected) as refused:
        read.parse(data, Sender("ward"))
    (issue,) = refused.value.issues
    return issue


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("ASCII~ISO IR87", YAMADA, "山田^next"),
        ("~ISO IR87", YAMADA, "山田^next"),
        ("ISO IR87", YAMADA, "山田^next"),
        ("~ISO IR87", b"\x1b$@;3ED\x1b(J", "山田^next"),
        ("~ISO IR159", b"\x1b$(D" + b"0!" + b"\x1b(B", "丂^next"),
        ("ISO IR14~ISO IR87", b"\xd4\xcf\xc0\xde=" + YAMADA, "ﾔﾏﾀﾞ=山田^next"),
        ("ISO IR14", b"\xd4\xcf\xc0\xde", "ﾔﾏﾀﾞ^next"),
        ("~JIS X 0202", b"\x1b(I" + b"TO" + b"\x1b(B", "ﾔﾏ^next"),
        ("ASCII~8859/5", b"\x1b-L\xb8\xd2\xd0\xdd", "Иван^next"),
        ("8859/1~8859/2", b"M\xfcller=\x1b-B\xb1", "Müller=ą^next"),
        ("~KS X 1001", b"\x1b$)C" + "김".encode("euc_kr"), "김^next"),
        ("~GB 2312", b"\x1b$)A" + "王".encode("gb2312"), "王^next"),
    ],
)
def test_a_switch_by_iso_2022_is_read(words: str, name: bytes, expected: str) -> None:
    assert message(body(words, name)).segments[1].fields[5] == expected


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("~ISO IR87", b"\\M2442\\;3ED\\C2842\\", "山田^next"),
        ("ASCII~8859/5", b"\\C2D4C\\\xb8\xd2", "Ив^next"),
        ("~ISO IR159", b"\\M242844\\0!\\C2842\\", "丂^next"),
    ],
)
def test_so_is_one_between_escape_characters(words: str, name: bytes, expected: str) -> None:
    assert message(body(words, name, HEX)).segments[1].fields[5] == expected


def test_without_an_escape_character_there_is_none() -> None:
    data = body("~ISO IR87", b"\x1b$B;3ED\x1b(B M2442").replace(b"^~\\&", b"^~")

    assert message(data).segments[1].fields[5] == "山田 M2442^next"


def test_a_separator_among_the_bytes_of_kanji_cuts_nothing() -> None:
    kanji = b"\x1b$B0^0|0&\x1b(B"

    (name, other) = message(body("~ISO IR87", kanji)).segments[1].fields[5].split("^")

    assert len(name) == 3
    assert other == "next"


def test_nor_in_the_header() -> None:
    data = body("~ISO IR87", b"x").replace(b"|A|B|", b"|A|\x1b$B0|0^\x1b(B|")

    assert len(message(data).segments[0].fields[4]) == 2


def test_a_switch_ends_with_its_segment() -> None:
    found = message(body("ASCII~8859/5", b"\x1b-L\xb8").replace(b"PV1|1|I", b"\x1b-LPV1|1|I"))

    assert [segment.name for segment in found.segments] == ["MSH", "PID", "PV1"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_wide_characters_are_read(codec: str, mark: str) -> None:
    words = f"UNICODE UTF-{codec[4:6]}"
    text = mark + body(words, "Müller😀".encode(), "").decode()
    data = text.encode(codec)

    found = message(data)

    assert found.segments[1].fields[5] == "Müller😀^next"
    at = spans.span(found, found.segments[1], 5, 1, 1)
    assert data[slice(*at)].decode(codec) == "Müller😀"


def test_every_leaf_has_the_bytes_that_were_sent() -> None:
    data = body("~ISO IR87", YAMADA)
    found = message(data)

    told = {
        found.segments[one].name + str(address): data[slice(*span)]
        for one, address, span, _ in leaves(found)
    }

    assert told["PID(5, 1, 1)"].startswith(YAMADA[3:-3])
    assert told["PID(5, 1, 2)"] == b"next"
    assert told["PV1(2, 1)"] == b"I"


@pytest.mark.parametrize(
    ("data", "rule", "byte"),
    [
        (body("~CNS 11643-1992", b"x"), "charset-unknown", b"CNS"),
        (body("~ISO IR87", b"\x1b$(G" + b"0!"), "charset-switching", b"\x1b$(G"),
        (body("~ISO IR87", b"\x1b$B" + b"0!0\x1b(B"), "charset-mismatch", b"0\x1b(B"),
        (body("~ISO IR87", b"\x1b$B\x7f\x7f\x1b(B"), "charset-mismatch", b"\x7f\x7f"),
        (body("~ISO IR87", b"M\xfcller\x1b(B"), "charset-mismatch", b"\xfc"),
        (body("ASCII~8859/7", b"\x1b-F\xff"), "charset-mismatch", b"\xff"),
    ],
    ids=["no codec", "no set", "half a character", "no character", "no ASCII", "not in the part"],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    data: bytes, rule: str, byte: bytes
) -> None:
    issue = refusal(data)

    assert issue.rule == rule
    assert issue.source == ("MSH-18" if rule == "charset-unknown" else "PID-5")
    assert rule == "charset-unknown" or (issue.span or (0,))[0] == data.index(byte)


def test_wide_characters_under_another_word_are_refused() -> None:
    data = body("8859/1", b"x", "").decode().encode("utf-16")

    assert refusal(data).rule == "charset-mismatch"


def test_bytes_that_are_not_wide_under_a_wide_word_are_refused() -> None:
    assert refusal(body("UNICODE UTF-16", b"x", "")).rule == "charset-mismatch"


def test_a_message_in_utf16_is_acknowledged_in_utf16() -> None:
    data = body("UNICODE UTF-16", b"x", "").decode().encode("utf-16")
    receipt = Receipt("ward", "1", "1", Status.ACCEPTED, "ADT^A01", AT, "0" * 64)

    answer = ADAPTER.acknowledge(Inbound("ward", "hl7v2", data, AT), receipt)

    assert "\rMSA|AA|1\r" in answer.decode("utf-16")
    assert ADAPTER.control_id(data) == "1"


@given(st.binary(max_size=60), st.sampled_from(["~ISO IR87", "ISO IR14", "8859/1~8859/5"]))
def test_whatever_comes_is_read_or_refused(noise: bytes, words: str) -> None:
    data = body(words, b"\x1b" + noise)
    try:
        found = read.parse(data, Sender("ward")).tree
    except Rejected:
        return
    assert all(0 <= start <= end <= len(data) for _, _, (start, end), _ in leaves(found))
