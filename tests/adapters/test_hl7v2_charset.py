"""The characters of a message are those that MSH-18 says, or it is refused.

https://terminology.hl7.org/CodeSystem-v2-0211.html
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2 import charset, read, spans
from gateway.adapters.hl7v2.tree import Message
from gateway.model import Issue, Rejected, Sender


def body(word: str, name: bytes, alternate: str = "") -> bytes:
    msh = f"MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5.1||||||{word}||{alternate}"
    return msh.encode() + b"\rPID|1||77||" + name


def family(data: bytes, default: str = "UTF-8") -> str:
    message = read.parse(data, Sender("ward", charset=default)).tree
    assert isinstance(message, Message)
    assert spans.encode(message) == data
    return message.segments[1].fields[5]


def refusal(data: bytes, default: str = "UTF-8") -> list[Issue]:
    with pytest.raises(Rejected) as refused:
        read.parse(data, Sender("ward", charset=default))
    return list(refused.value.issues)


@pytest.mark.parametrize(
    ("word", "codec"),
    [
        ("ASCII", "ascii"),
        ("ISO IR6", "ascii"),
        ("8859/1", "iso8859-1"),
        ("8859/15", "iso8859-15"),
        ("ISO 8859-1", "iso8859-1"),
        ("iso_8859-15", "iso8859-15"),
        ("UNICODE UTF-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("UNICODE", "utf-8"),
        ("GB 18030-2000", "gb18030"),
        ("KS X 1001", "euc_kr"),
        ("BIG-5", "big5"),
        ("windows-1252", "cp1252"),
        ("WINDOWS-1250", "cp1250"),
        ("ISO IR100", "iso8859-1"),
        ("ISO IR87", "ascii"),
        ("UNICODE UTF-16", "utf-16"),
        ("CNS 11643-1992", None),
        ("8859/12", None),
        ("", None),
    ],
)
def test_words_of_table_0211_and_their_misspellings(word: str, codec: str | None) -> None:
    assert charset.codec(word) == codec


def test_every_codec_of_the_table_is_one_that_python_has() -> None:
    narrow = set(charset.CODECS.values()) - charset.WIDE
    assert all("MSH|".encode(codec) == b"MSH|" for codec in narrow)


@pytest.mark.parametrize(
    ("word", "name", "expected"),
    [
        ("UNICODE UTF-8", "Müller".encode(), "Müller"),
        ("8859/1", b"M\xfcller", "Müller"),
        ("8859/15", b"\xa4uro", "€uro"),
        ("8859/1", b"\xa4uro", "¤uro"),
        ("GB 18030-2000", "王|x".encode("gb18030"), "王"),
        ("ASCII", b"Muller", "Muller"),
        ("UTF-8~UNICODE", "Ö".encode(), "Ö"),
    ],
)
def test_bytes_are_read_as_declared(word: str, name: bytes, expected: str) -> None:
    assert family(body(word, name)) == expected


def test_silence_takes_what_the_sender_declared() -> None:
    assert family(body("", b"M\xfcller"), default="8859/1") == "Müller"


def test_a_null_is_silence() -> None:
    assert family(body('""', b"M\xfcller"), default="8859/1") == "Müller"


def test_silence_with_a_byte_order_mark_is_utf8() -> None:
    assert family(b"\xef\xbb\xbf" + body("", "é".encode()), default="8859/1") == "é"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("UNICODE UTF-8", b"M\xfcller"),
        ("ASCII", "Müller".encode()),
        ("8859/1", b"M\x81ller"),
        ("8859/7", b"M\xffller"),
    ],
)
def test_bytes_that_do_not_match_are_refused_with_their_place(word: str, name: bytes) -> None:
    data = body(word, name)

    (issue,) = refusal(data)

    place = data.index(name) + 1
    assert (issue.rule, issue.source, issue.span) == (
        "charset-mismatch",
        "PID-5",
        (place, place + 1),
    )
    assert "ller" not in issue.text


def test_a_mismatch_is_said_once_for_each_segment() -> None:
    data = body("UTF-8", b"\xfc\xfc") + b"\rOBX|1\rOBX|2||||\xe9|\xe9"

    assert [issue.source for issue in refusal(data)] == ["PID-5", "OBX[2]-5"]


def test_a_silent_header_does_not_turn_latin_bytes_into_something_else() -> None:
    assert refusal(body("", b"M\xfcller"))[0].rule == "charset-mismatch"


def test_an_unknown_word_is_refused_and_what_is_read_is_listed() -> None:
    data = body("KLINGON", b"x")

    (issue,) = refusal(data)

    assert (issue.rule, issue.source) == ("charset-unknown", "MSH-18")
    assert data[slice(*issue.span or ())] == b"KLINGON"
    assert "8859/1" in issue.text
    assert "KLINGON" not in issue.text


def test_a_way_of_switching_that_nobody_knows_is_refused() -> None:
    (issue,) = refusal(body("ASCII~ISO IR87", b"x\x1b$B", "SHIFT"))

    assert (issue.rule, issue.source) == ("charset-switching", "MSH-20")


def test_a_mark_that_contradicts_the_word_is_refused() -> None:
    (issue,) = refusal(b"\xef\xbb\xbf" + body("8859/1", b"x"))

    assert (issue.rule, issue.source) == ("charset-mismatch", "MSH-18")


def test_a_sender_with_an_unknown_default_is_told_so() -> None:
    (issue,) = refusal(body("", b"x"), default="EBCDIC")

    assert issue.rule == "charset-unknown"
    assert "this sender" in issue.text
