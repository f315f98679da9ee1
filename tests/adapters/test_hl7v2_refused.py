"""What is no HL7 v2 message is refused by name, with the byte where it begins to be none.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2 import read
from gateway.model import Issue, Rejected
from tests.adapters.hl7v2_said import MSH, parse


def issues(body: bytes) -> tuple[Issue, ...]:
    with pytest.raises(Rejected) as refused:
        parse(body)
    return refused.value.issues


def places(body: bytes) -> list[tuple[str, str, tuple[int, int] | None]]:
    return [(issue.rule, issue.source, issue.span) for issue in issues(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", [("body-empty", "MSH", (0, 0))]),
        (b" \r\n", [("body-empty", "MSH", (3, 3))]),
        (b"PID|1||77", [("header-missing", "MSH", (0, 4))]),
        (b"MSH", [("field-separator", "MSH-1", (0, 3))]),
        (b"MSHA^~\\&A", [("field-separator", "MSH-1", (0, 4))]),
        (b"<ADT_A01 xmlns='urn:hl7-org:v2xml'>", [("xml-syntax", "1:36", None)]),
        (b"<?xml version='1.0'?><ADT_A01/>", [("encoding-xml", "MSH", None)]),
        (
            b"\xff\xfeM\0S\0H\0|\0",
            [
                ("encoding-characters", "MSH-2", (10, 10)),
                ("value-required", "MSH-9", (2, 8)),
                ("value-required", "MSH-10", (2, 8)),
            ],
        ),
        (
            b"MSH|",
            [
                ("encoding-characters", "MSH-2", (4, 4)),
                ("value-required", "MSH-9", (0, 3)),
                ("value-required", "MSH-10", (0, 3)),
            ],
        ),
    ],
)
def test_what_is_no_message_is_refused_by_name(
    body: bytes, expected: list[tuple[str, str, tuple[int, int] | None]]
) -> None:
    assert places(body) == expected


@pytest.mark.parametrize("declared", [b"^~A&", b"^~^&", b"^~ &", b"^~\\&#$", b'^~"&'])
def test_encoding_characters_that_cannot_cut_are_refused(declared: bytes) -> None:
    rules = {issue.rule for issue in issues(MSH.replace(b"^~\\&", declared, 1))}

    assert "encoding-characters" in rules


def test_every_malformed_segment_is_named_with_its_byte() -> None:
    body = MSH + b"\rPIDX|1||secret\rPV|1\rpv2|1\r"

    found = issues(body)

    assert [(issue.rule, body[slice(*issue.span or ())]) for issue in found] == [
        ("segment-name", b"PIDX|1||secret"),
        ("segment-name", b"PV|1"),
        ("segment-name", b"pv2|1"),
    ]
    assert f"byte {len(MSH) + 1}," in found[0].text
    assert "secret" not in repr(found)


def test_all_that_is_wrong_is_said_at_once() -> None:
    body = b"MSH|^~\\&|A|B|C|D|2026|||||\r??\rNTE|1||a\0b"

    assert [(issue.rule, issue.source) for issue in issues(body)] == [
        ("nul-byte", "NTE-3"),
        ("segment-name", ""),
        ("value-required", "MSH-9"),
        ("value-required", "MSH-10"),
    ]


def test_two_messages_in_one_are_refused() -> None:
    assert places(MSH + b"\r" + MSH) == [
        ("header-repeated", "MSH[2]", (len(MSH) + 1, 2 * len(MSH) + 1))
    ]


def test_a_batch_that_begins_inside_a_message_is_refused() -> None:
    assert places(MSH + b"\rBHS|^~\\&|A\rBTS|1") == [
        ("header-repeated", "BHS", (len(MSH) + 1, len(MSH) + 11))
    ]


def test_a_control_id_without_end_is_refused() -> None:
    assert places(MSH.replace(b"|M1|", b"|" + b"9" * 200 + b"|"))[0][:2] == (
        "control-id-long",
        "MSH-10",
    )


def test_noise_is_not_answered_with_more_noise() -> None:
    assert len(issues(MSH + b"\r?" * 100_000)) == read.MOST


@pytest.mark.parametrize(
    ("filler", "rule"), [(b"\rA", "segments-too-many"), (b"|", "fields-too-many")]
)
def test_a_body_of_nothing_but_separators_is_refused_before_it_is_cut(
    filler: bytes, rule: str
) -> None:
    assert [issue.rule for issue in issues(MSH + filler * 2_000_000)] == [rule]
