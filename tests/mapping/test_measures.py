"""What laboratories write as amounts, units and ranges, and what is made of it.

https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2)
"""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest

from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.naming import Naming
from gateway.mapping.written import written
from gateway.model import Sender

NAMES = Naming(Sender(name="nord"), {})


def said(function: str, text: str, **parts: str) -> Any:
    """What a function of the table makes of a text."""
    return FUNCTIONS[function].call(NAMES, text, **parts)


@pytest.mark.parametrize(
    ("text", "parts", "whole"),
    [
        ("10", {"second": "9/L"}, "10^9/L"),
        ("3.5", {"second": "5.1"}, "3.5^5.1"),
        ("H: 12", {"sub": "F: 11"}, "H: 12&F: 11"),
        ("a", {"third": "c"}, "a^^c"),
        ("", {}, None),
    ],
)
def test_what_was_cut_is_restored(text: str, parts: dict[str, str], whole: str | None) -> None:
    """Every delimiter stands where it stood, and none behind the last part."""
    assert said("restored", text, **parts) == whole


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("13,2", {"units": "g/dL"}, "13,2 g/dL"),
        ("13,2", {"units": "10", "exponent": "9/L"}, "13,2 10^9/L"),
        ("13,2", {"units": "g/dL", "exponent": "gram per decilitre"}, "13,2 g/dL"),
        ("lost", {"units": "g/dL"}, "lost"),
        ("lost", {"units": "g/dL", "beside": "g/dL"}, "lost (g/dL)"),
        (" ", {"units": "g/dL", "beside": "g/dL"}, None),
    ],
)
def test_words_in_place_of_a_number(text: str, parts: dict[str, str], words: str | None) -> None:
    """A figure has its unit; words have it only where they ask for it."""
    assert said("amount", text, **parts) == words


@pytest.mark.parametrize(
    ("value", "words", "unit"),
    [
        ("lost", "", "g/dL"),
        ("lost", "gram", "gram g/dL"),
        ("13,2", "", None),
        ("", "", None),
    ],
)
def test_the_unit_of_a_value_without_a_figure(value: str, words: str, unit: str | None) -> None:
    """What has a figure has its unit already, and nothing has none."""
    assert said("figureless", "g/dL", value=value, words=words) == unit


def test_words_of_a_rate_have_their_unit_behind_them() -> None:
    """A number is no words."""
    form = {"form": "NM", "title": "rate:", "units": "mL/h"}

    assert said("unread", "50-100", **form) == "rate: 50-100 mL/h"
    assert said("unread", "50", **form) is None


def test_both_ends_of_a_range_have_the_whole_unit() -> None:
    """`10` alone is no unit of anything."""
    found = said("reference_range", "4.0-10.0", units="10", exponent="9/L")

    assert [found[end]["unit"] for end in ("low", "high")] == ["10^9/L", "10^9/L"]


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("<>", {"number": "3", "units": "mg/L"}, "<> 3 mg/L"),
        (
            ">",
            {"number": "10", "separator": "-", "second": "20", "units": "/uL"},
            "> 10 - 20 /uL",
        ),
        ("<", {"units": "10", "exponent": "6/L"}, "< (10^6/L)"),
        ("", {"number": "3,5"}, "3,5"),
        ("", {"units": "mg/L"}, None),
    ],
)
def test_words_of_a_structured_numeric(
    text: str, parts: dict[str, str], words: str | None
) -> None:
    """What R4 has no form for is told whole, with its unit."""
    assert said("structured", text, **parts) == words


@pytest.mark.parametrize(
    ("low", "high", "sides"),
    [
        ("3.50", "7.1", {"low": {"value": Decimal("3.50")}, "high": {"value": Decimal("7.1")}}),
        ("3", "", {"low": {"value": Decimal(3)}}),
        ("", "3", {"high": {"value": Decimal(3)}}),
        ("3,5", "7.1", None),
        ("20", "10", None),
        ("", "", None),
    ],
)
def test_a_range_of_two_numbers(low: str, high: str, sides: Any) -> None:
    """Both, or one; none that runs backwards, nor half of one that cannot be read."""
    assert said("between", low, high=high) == sides


@pytest.mark.parametrize(
    ("number", "parts", "ratio"),
    [
        ("1", {"second": "128"}, {}),
        ("1", {"second": "128", "comparator": ">"}, {"comparator": ">"}),
        ("1", {"second": "128", "comparator": "="}, {}),
        ("1", {"second": "128", "comparator": "<>"}, None),
        ("1", {"second": "1,5"}, None),
        ("1", {}, None),
    ],
)
def test_a_ratio_of_two_numbers(number: str, parts: dict[str, str], ratio: Any) -> None:
    """Both or none, and no sign that R4 cannot say."""
    whole = {"numerator": {"value": Decimal(1)}, "denominator": {"value": Decimal(128)}}

    made = said("proportion", number, **parts)

    assert made == (ratio if ratio is None else {**whole, "numerator": whole["numerator"] | ratio})


@pytest.mark.parametrize(
    ("data", "encoding", "kind"),
    [
        ("JVBERi0xLjQK", "Base64", "application/pdf"),
        ("/9j/4AAQSkZJ", "", "image/jpeg"),
        ("UEsDBBQAAAAI", "base64", "application/zip"),
        ("JVBERi0xLjQK", "Hex", None),
        ("AAAAAAAAAAAA", "Base64", None),
        ("no base64 at all", "", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(data: str, encoding: str, kind: str | None) -> None:
    """What begins as nothing that is known stays without a kind."""
    assert said("media_type", data, encoding=encoding) == kind


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (b64encode(PDF).decode(), PDF),
        (f" {PDF.hex()}", PDF),
        (PDF.hex().upper(), PDF),
        ("A word of JVBERi0", b"A word of JVBERi0"),
    ],
)
def test_a_file_that_is_sent_as_a_text_gives_its_bytes(text: str, held: bytes) -> None:
    """Base64 or hexadecimal is seen by how the file begins; words stay words."""
    assert said("attachment", text) == b64encode(held).decode()


@pytest.mark.parametrize(
    ("text", "is_file"),
    [
        (b64encode(PDF).decode(), True),
        (PDF.hex(), True),
        (b64encode(PDF).decode()[:-1], False),
        ("JVBERi0 is how a PDF begins in Base64, says the manual of this laboratory", False),
        ("255044462D is a number of our stock, and nothing else than that, whoever asks", False),
        ("JVBERi0xLjQK", False),
        ("UEsDBz" + "a" * 62, False),
        ("Normocytic anaemia; see the comment of the laboratory below this line.", False),
    ],
)
def test_a_text_is_a_file_from_its_first_letters_to_its_last(*, text: str, is_file: bool) -> None:
    """What cannot be read to its end, goes on in words or is short stays a text."""
    assert written(text) is is_file
