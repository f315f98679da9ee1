"""Reading HL7 v2: what comes of a message, and what is said of one that cannot be read.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.hl7v2 import spans
from gateway.adapters.hl7v2.tree import UNDECLARED, Delimiters, Message
from gateway.model import Rejected
from tests.adapters.hl7v2_said import MSH, UTF8, parse


def tree(body: bytes) -> Message:
    message = parse(body).tree
    assert isinstance(message, Message)
    return message


def test_the_header_says_what_the_document_is() -> None:
    document = parse(MSH + b"\rPID|1||77\r")

    said = (document.kind, document.control_id, document.sent_at, document.version)
    assert said == ("ORU^R01", "M1", "20261121101500+0100", "2.5.1")
    assert document.processing == "P"


def test_fields_are_raw_and_msh_counts_its_separator() -> None:
    msh, pid = tree(MSH + b"\rPID|1||77^^^N&1.2&ISO~78|O\\T\\DOE\r").segments

    assert (msh.fields[0], msh.fields[1], msh.fields[2], msh.fields[10]) == (
        "MSH",
        "|",
        "^~\\&",
        "M1",
    )
    assert pid.fields == ["PID", "1", "", "77^^^N&1.2&ISO~78", "O\\T\\DOE"]


def test_ordinals_count_segments_of_one_name() -> None:
    segments = tree(MSH + b"\rOBX|1\rNTE|1\rOBX|2\rZZ1|x").segments

    assert [(item.name, item.ordinal, item.index) for item in segments] == [
        ("MSH", 1, 0),
        ("OBX", 1, 1),
        ("NTE", 1, 2),
        ("OBX", 2, 3),
        ("ZZ1", 1, 4),
    ]


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.9", "7.7", ""])
def test_every_version_is_read(version: str) -> None:
    body = f"MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|{version}".encode()

    assert parse(body).version == version


def test_version_2_1_says_its_event_in_evn() -> None:
    assert parse(b"MSH|^~\\&|A|B|C|D|2026||ADT|1|P|2.1\rEVN|A04|2026\r").kind == "ADT^A04"


def test_a_type_without_event_is_a_kind_of_its_own() -> None:
    assert parse(b"MSH|^~\\&|A|B|C|D|2026||ACK|1|P|2.1").kind == "ACK"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"MSH|^~\\&", Delimiters()),
        (b"MSH|^~\\&#", Delimiters(truncation="#")),
        (b"MSH$%!?*", Delimiters("$", "%", "!", "?", "*")),
        (b"MSH|^~\\", Delimiters(subcomponent=UNDECLARED)),
        (
            b"MSH|^",
            Delimiters(repetition=UNDECLARED, escape=UNDECLARED, subcomponent=UNDECLARED),
        ),
    ],
)
def test_delimiters_are_those_declared(start: bytes, expected: Delimiters) -> None:
    separator, component = start[3:4], start[4:5]
    rest = [b"A", b"B", b"C", b"D", b"2026", b"", component.join((b"ADT", b"A01")), b"1", b"P"]

    document = parse(separator.join((start, *rest)))

    assert document.tree.delimiters == expected
    assert document.kind == "ADT^A01"


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n", b"\r\r", b"\r \r"])
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\x0b", b"\r\n \t"])
@pytest.mark.parametrize("after", [b"", b"\x1c\r", b"\r\n\r\n"])
def test_what_stands_around_segments_is_no_part_of_them(
    before: bytes, ending: bytes, after: bytes
) -> None:
    body = before + ending.join((MSH, b"PID|1||77", b"PV1|1|I")) + after

    message = tree(body)

    assert [item.name for item in message.segments] == ["MSH", "PID", "PV1"]
    assert [body[start:end] for start, end in spans.places(message)] == [
        MSH,
        b"PID|1||77",
        b"PV1|1|I",
    ]
    assert spans.encode(message) == body


def test_a_line_feed_in_a_message_of_carriage_returns_is_content() -> None:
    body = MSH + b"\rOBX|1|TX|||first\nsecond line\rOBX|2|TX|||x\nNTE|1\r"

    message = tree(body)

    assert [item.name for item in message.segments] == ["MSH", "OBX", "OBX", "NTE"]
    assert message.segments[1].fields[5] == "first\nsecond line"
    assert spans.encode(message) == body


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0,), b"PID"),
        ((3,), "77^^^Bœuf&1.2&ISO~é8^^^Ü".encode()),
        ((3, 1), "77^^^Bœuf&1.2&ISO".encode()),
        ((3, 1, 4), "Bœuf&1.2&ISO".encode()),
        ((3, 1, 4, 1), "Bœuf".encode()),
        ((3, 1, 4, 2), b"1.2"),
        ((3, 2, 1), "é8".encode()),
        ((3, 2, 4, 1), "Ü".encode()),
        ((5,), b"Z"),
    ],
)
def test_spans_are_bytes_also_where_letters_take_two(
    place: tuple[int, ...], expected: bytes
) -> None:
    body = UTF8 + "\rNTE|1||à\rPID|1||77^^^Bœuf&1.2&ISO~é8^^^Ü||Z\r".encode()
    message = tree(body)

    start, end = spans.span(message, message.segments[2], *place)

    assert body[start:end] == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((1,), b"|"),
        ((2, 1, 1), b"^~\\&"),
        ((3,), b"LAB"),
        ((9, 1, 2), b"R01"),
        ((10,), b"M1"),
    ],
)
def test_spans_of_msh_know_that_its_separator_is_a_field(
    place: tuple[int, ...], expected: bytes
) -> None:
    message = tree(MSH)

    start, end = spans.span(message, message.segments[0], *place)

    assert MSH[start:end] == expected


def test_a_part_that_is_not_there_has_no_span() -> None:
    message = tree(MSH)

    with pytest.raises(IndexError):
        spans.span(message, message.segments[0], 9, 2)


FIELD = st.text(
    st.characters(exclude_characters="|\r\n\0\x0b\x0c\x1c\x1d\x1e\x1f", exclude_categories=["Cs"]),
    max_size=12,
)


SEGMENTS = st.lists(
    st.tuples(
        st.from_regex(r"[AC-EGI-LN-Z][A-Z0-9]{2}", fullmatch=True), st.lists(FIELD, max_size=6)
    ),
    max_size=8,
)


@given(SEGMENTS, st.sampled_from(["\r", "\n", "\r\n"]))
def test_an_untouched_message_is_written_back_byte_for_byte(
    segments: list[tuple[str, list[str]]], ending: str
) -> None:
    lines = [UTF8.decode(), *("|".join((name, *fields)) for name, fields in segments)]
    body = ending.join(lines).encode()

    message = tree(body)

    assert spans.encode(message) == body
    for segment in message.segments:
        for number, field in enumerate(segment.fields):
            start, end = spans.span(message, segment, number)
            assert body[start:end].decode().strip(" \t") == field.strip(" \t")


def written_back(body: bytes) -> bytes | None:
    try:
        return spans.encode(tree(body))
    except Rejected:
        return None


@given(st.binary(max_size=300))
def test_no_bytes_end_otherwise_than_read_or_refused(noise: bytes) -> None:
    for body in (noise, MSH + b"\r" + noise, b"MSH|" + noise):
        assert written_back(body) in (body, None)


def test_fields_are_cut_once_and_not_before_they_are_asked_for() -> None:
    """Who wants a few places of a message pays for those."""
    message = tree(UTF8 + b"\rPID|1||77\r\r \rNTE|1||a|b")

    assert message.lines[1:] == ["PID|1||77", "NTE|1||a|b"]
    assert message.header[9] == "ORU^R01^ORU_R01"
    assert message.segments is message.segments
    assert message.segments[0].fields is message.header


@pytest.mark.parametrize("line", ["PIDX|1", "PI|1", "P|1", "PID1", "pid|1", "PI", "PID |1"])
def test_what_begins_like_no_segment_is_named_beside_those_that_do(line: str) -> None:
    with pytest.raises(Rejected) as stop:
        tree(UTF8 + b"\rPV1|1\r" + line.encode() + b"\rNTE|1")

    assert [issue.rule for issue in stop.value.issues] == ["segment-name"]
