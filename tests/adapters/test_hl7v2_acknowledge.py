"""What the sender is told: the code of the status, and the place of each error.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.13.1, 2.15.5)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import wording
from gateway.adapters.hl7v2 import conditions, read
from gateway.adapters.hl7v2.acknowledge import MOST, acknowledge, refuse, unavailable
from gateway.model import Inbound, Issue, Receipt, Sender, Severity, Status

AT = datetime(2026, 11, 21, 10, 15, tzinfo=timezone(timedelta(hours=1)))
MSH = rb"MSH|^~\&|LAB^1.2^ISO|NORTH|GW|LU|20261121||ADT^A01^ADT_A01|M1|T|2.5.1"
BIRTH = Issue(
    rule="birth-date-future",
    text="The birth date lies after the message.",
    source="PID-7",
    target="Patient.birthDate",
    code="value",
)


def receipt(status: Status = Status.ACCEPTED, *issues: Issue, seq: int = 7) -> Receipt:
    return Receipt(
        "ward", "M1", "M1", status, "ADT^A01", AT, "ab12cd34ef56" + "0" * 52, issues, seq=seq
    )


def told(body: bytes, said: Receipt) -> list[bytes]:
    ack = acknowledge(Inbound("ward", "hl7v2", body, AT), said)
    assert ack.endswith(b"\r")
    return ack[:-1].split(b"\r")


def test_an_accepted_message_gets_its_header_back_the_other_way_round() -> None:
    assert told(MSH, receipt()) == [
        rb"MSH|^~\&|GW|LU|LAB^1.2^ISO|NORTH|20261121101500+0100||ACK^A01^ACK|ACKab12cd34ef567|T|2.5.1",
        b"MSA|AA|M1",
    ]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.ACCEPTED, b"AA"),
        (Status.DUPLICATE, b"AA"),
        (Status.PARKED, b"AA"),
        (Status.CONFLICT, b"AE"),
        (Status.REJECTED, b"AE"),
        (Status.FAULTED, b"AE"),
        (Status.UNSUPPORTED, b"AR"),
    ],
)
def test_every_status_has_its_code(status: Status, code: bytes) -> None:
    assert told(MSH, receipt(status))[1] == b"MSA|" + code + b"|M1"


def test_while_the_store_is_away_the_sender_is_asked_to_try_again() -> None:
    segments = unavailable(Inbound("ward", "hl7v2", MSH, AT)).split(b"\r")

    assert segments[1] == b"MSA|AR|M1"
    assert b"Send this one again" in segments[2]


def test_an_error_names_place_condition_severity_rule_target_and_sentence() -> None:
    assert told(MSH, receipt(Status.REJECTED, BIRTH))[2] == (
        b"ERR||PID^1^7|102^Data type error^HL70357|E|birth-date-future^^99GATEWAY|"
        b"|Patient.birthDate|The birth date lies after the message."
    )


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("PID", b"PID^1"),
        ("PID-7", b"PID^1^7"),
        ("PID-5[2].1.3", b"PID^1^5^2^1^3"),
        ("OBX[3]-5.4", b"OBX^3^5^1^4"),
        ("OBX[12]-5[2]", b"OBX^12^5^2"),
        ("ZBE-1", b"ZBE^1^1"),
        ("", b""),
        ("somewhere", b""),
    ],
)
def test_places_as_err_2_wants_them(source: str, place: bytes) -> None:
    issue = Issue("some-rule", source=source)

    assert told(MSH, receipt(Status.REJECTED, issue))[2].split(b"|")[2] == place


def test_before_2_5_places_and_rules_stand_in_one_err_and_the_sentence_in_msa() -> None:
    """MSA-3 names the place too: many systems log nothing else."""
    second = Issue("value-required", source="OBX[3]-3", code="required")

    segments = told(MSH.replace(b"2.5.1", b"2.4"), receipt(Status.REJECTED, BIRTH, second))

    assert segments[1:] == [
        b"MSA|AE|M1|PID-7: The birth date lies after the message.",
        (
            b"ERR|PID^1^7^102&Data type error&HL70357&birth-date-future&&99GATEWAY"
            b"~OBX^3^3^101&Required field missing&HL70357&value-required&&99GATEWAY"
        ),
    ]


@pytest.mark.parametrize(
    ("version", "grown"),
    [("2.1", False), ("2.3.1", False), ("2.5", True), ("2.10", True), ("", True), ("x", True)],
)
def test_err_grew_with_2_5(version: str, grown: bool) -> None:  # noqa: FBT001 - half of the example
    body = MSH.replace(b"2.5.1", version.encode())

    assert told(body, receipt(Status.REJECTED, BIRTH))[2].startswith(b"ERR||") is grown


@pytest.mark.parametrize(
    ("rule", "code", "condition"),
    [
        ("unsupported-type", "not-supported", "200"),
        ("unsupported-event", "not-supported", "201"),
        ("unsupported-processing-id", "not-supported", "202"),
        ("unsupported-version", "not-supported", "203"),
        ("internal-fault", "exception", "207"),
        ("control-id-reused", "duplicate", "205"),
        ("value-required", "invalid", "101"),
        ("anything", "required", "101"),
        ("anything", "value", "102"),
        ("anything", "code-invalid", "103"),
        ("segment-name", "structure", "100"),
        ("dom-6", "invariant", "207"),
    ],
)
def test_conditions_of_table_0357(rule: str, code: str, condition: str) -> None:
    assert conditions.condition(Issue(rule, code=code)) == condition


def test_every_condition_that_a_row_names_has_its_text() -> None:
    named = {*conditions.RULES.values(), *conditions.TYPES.values(), conditions.OTHER}

    assert named <= conditions.TEXTS.keys()


def test_warnings_are_said_and_mere_information_is_not() -> None:
    warning = Issue("repeated-hour", Severity.WARNING)
    aside = Issue("aside", Severity.INFORMATION)

    segments = told(MSH, receipt(Status.ACCEPTED, warning, aside))

    assert segments[1] == b"MSA|AA|M1"
    assert [segment.split(b"|")[4:6] for segment in segments[2:]] == [
        [b"W", b"repeated-hour^^99GATEWAY"]
    ]


def test_a_flood_of_errors_is_cut_and_counted() -> None:
    segments = told(MSH, receipt(Status.REJECTED, *[BIRTH] * (MOST + 5)))

    assert len(segments) == 2 + MOST + 1
    assert segments[-1].endswith(b"|5 more issues are in the receipt.")


def test_words_are_written_so_that_they_cannot_cut_the_message() -> None:
    issue = Issue("x", text="a|b^c&d~e\\f\r\nPID|9\x1c\x0b", source="PID-1")

    ack = b"\r".join(told(MSH, receipt(Status.REJECTED, issue)))

    assert ack.count(b"\r") == 2
    assert ack.endswith(rb"a\F\b\S\c\T\d\R\e\E\f\X0D\\.br\PID\F\9\X1C\\X0B" + b"\\")


def test_the_answer_speaks_with_the_marks_of_the_question() -> None:
    body = MSH.replace(b"|", b"$").replace(b"^", b"%")

    segments = told(body, receipt(Status.REJECTED, BIRTH))

    assert segments[0].startswith(b"MSH$%~\\&$GW$LU$LAB%1.2%ISO$NORTH$")
    assert segments[2].startswith(b"ERR$$PID%1%7$102%Data type error%HL70357$E$")


def test_the_answer_speaks_in_the_characters_of_the_question() -> None:
    issue = Issue("x", text="né — ici")
    body = MSH.replace(b"LAB", b"L\xc4B") + b"||||||8859/1"

    msh, _, err = told(body, receipt(Status.REJECTED, issue))

    assert b"|L\xc4B^1.2^ISO|" in msh
    assert msh.endswith(b"|8859/1")
    assert err.endswith(b"n\xe9 ? ici")


@pytest.mark.parametrize(
    ("body", "msa"),
    [
        (b"", b"MSA|AE"),
        (b"garbage", b"MSA|AE"),
        (b"MSH", b"MSA|AE"),
        (b"MSH|", b"MSA|AE"),
        (rb"MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.6", b"MSA|AE|M1"),
        (b"MSH^~|\\&^A^B^C^D^2026^^ADT|A01^M1^P^2.6", b"MSA^AE^M1"),
        (MSH + b"\xff\0\rPID\0", b"MSA|AE|M1"),
    ],
)
def test_what_cannot_be_read_is_answered_too(body: bytes, msa: bytes) -> None:
    segments = told(body, receipt(Status.REJECTED))

    assert segments[0].startswith(b"MSH")
    assert segments[1] == msa


def test_what_never_became_a_message_is_answered_from_its_first_bytes() -> None:
    issue = Issue("frame-too-large", text="Too large.", code="structure")

    segments = refuse(MSH + b"\rPID|cut", "AE", (issue,), AT).split(b"\r")

    assert segments[1] == b"MSA|AE|M1"
    assert b"frame-too-large^^99GATEWAY" in segments[2]


def test_the_same_receipt_is_said_in_the_same_bytes() -> None:
    assert told(MSH, receipt()) == told(MSH, receipt())


def test_no_patient_is_in_an_answer() -> None:
    body = MSH + b"\rPID|1||CANARY1^^^N||CANARY2^CANARY3|\rNTE|1||CANARY4"

    assert b"CANARY" not in b"".join(told(body, receipt(Status.REJECTED, BIRTH)))


NOISE = st.binary(max_size=200).map(lambda data: data.translate(None, bytes(range(0x80, 0xA0))))


@given(NOISE, st.text(max_size=40))
def test_every_answer_is_itself_a_message(noise: bytes, words: str) -> None:
    issue = Issue("x", text=words, source="PID-1")
    for body in (noise, b"MSH|^~\\&|" + noise, MSH + b"|" + noise):
        ack = acknowledge(
            Inbound("ward", "hl7v2", body, datetime(2026, 1, 1, tzinfo=UTC)),
            receipt(Status.REJECTED, issue),
        )

        assert not set(ack) & set(b"\x0b\x1c\n")
        document = read.parse(ack, Sender("ward", charset="8859/1"))

        assert document.kind.startswith("ACK")
        assert [segment.name for segment in document.tree.segments] == ["MSH", "MSA", "ERR"]


def test_before_2_5_the_sentence_says_what_to_do() -> None:
    """As ERR-8 does from 2.5 on."""
    nobody = wording.told("identity-missing", "Patient", source="PID-3")

    (msa, _) = told(MSH.replace(b"2.5.1", b"2.3.1"), receipt(Status.REJECTED, nobody))[1:]

    assert msa.endswith(
        b"Send the number that the source knows it by, with its assigning authority."
    )
    assert msa.startswith(b"MSA|AE|M1|PID-3: ")
