r"""Escapes stand for what they mean: `O\T\DOE` is `O&DOE`.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.hl7v2.escape import escape, unescape
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters

USUAL = Delimiters()


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (r"O\T\DOE", "O&DOE"),
        (r"\F\\S\\R\\E\\T\ ", "|^~\\& "),
        (r"a\.br\b", "a\nb"),
        (r"a\.BR\b", "a\nb"),
        (r"a\.sp\b", "a\nb"),
        (r"a\.sp2\b", "a\n\nb"),
        (r"a\.sp 2\b", "a\n\nb"),
        (r"a\.sk 3\b", "a   b"),
        (r"a\.sp99999\b", r"a\.sp99999\b"),
        (r"a\.sp+\b", r"a\.sp+\b"),
        (r"a\.ti+3\b\.in4\c", "a b c"),
        (r"\.fi\a\.ce\b\.nf\ ", "a\nb "),
        (r"a\.sk3\b", "a   b"),
        (r"\H\high\N\ low", "high low"),
        (r"\X0D0A\x", "\r\nx"),
        (r"caf\XC3A9\ ", "café "),
        (r"caf\XE9\ ", r"caf\XE9\ "),
        (r"\X1\ \XG0\ ", r"\X1\ \XG0\ "),
        (r"\C2842\ \M2442\ \Zlocal\ ", r"\C2842\ \M2442\ \Zlocal\ "),
        (r"C:\temp\F\x", r"C:\temp|x"),
        (r"\unknown\T\x", r"\unknown&x"),
        ("open\\", "open\\"),
        ("\\", "\\"),
        ("\\\\", "\\\\"),
        (r"\P\ ", r"\P\ "),
        ("", ""),
        ("plain & simple", "plain & simple"),
    ],
)
def test_sequences_and_what_they_mean(raw: str, meant: str) -> None:
    assert unescape(raw, USUAL) == meant


def test_hexadecimal_is_read_in_the_characters_of_the_message() -> None:
    assert unescape(r"caf\XE9\ ", USUAL, "iso8859-1") == "café "


def test_the_truncation_character_has_its_own_letter() -> None:
    assert unescape(r"\P\1", Delimiters(truncation="#")) == "#1"


def test_other_delimiters_are_meant_where_others_are_declared() -> None:
    assert unescape("O!T!DOE", Delimiters("$", "%", "?", "!", "*")) == "O*DOE"


MARKS = st.sampled_from([USUAL, Delimiters(truncation="#"), Delimiters("$", "%", "?", "!", "*")])


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("|^~\\&#.XTFSE\r\n"), MARKS)
def test_what_is_escaped_comes_back(text: str, marks: Delimiters) -> None:
    written = escape(text, marks)

    assert unescape(written, marks) == text
    assert not set(written) & {marks.field, marks.component, marks.repetition, "\r", "\n", "\x1c"}


@given(st.text("|^~\\&ab\r\n"))
def test_without_escape_character_nothing_cuts_either(text: str) -> None:
    bare = Delimiters(escape=UNDECLARED)

    assert not set(escape(text, bare)) & set("|^~&\r\n")
