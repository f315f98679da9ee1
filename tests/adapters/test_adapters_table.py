"""Each source format answers what the hallway asks, under its own name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.adapters import ADAPTERS
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.model import Adapter, Document, Inbound, Issue, Receipt, Sender, Status

HL7V2: Adapter = ADAPTERS["hl7v2"]
BODY = b"MSH|^~\\&|A|B|C|D|202611210930||ADT^A01|M1|P|2.5.1\rPID|1||77\r"


def document() -> Document:
    return HL7V2.parse(BODY, Sender("ward"))


def test_each_format_stands_under_its_name() -> None:
    assert all(adapter.name == name for name, adapter in ADAPTERS.items())
    assert {"hl7v2", "cda"} <= set(ADAPTERS)


@pytest.mark.parametrize(
    ("places", "key"), [(("MSH-10",), "M1"), (("MSH-10", "MSH-7"), "M1|202611210930")]
)
def test_the_sender_declares_what_makes_a_message_the_same(
    places: tuple[str, ...], key: str
) -> None:
    assert HL7V2.key(document(), Sender("ward", key=places)) == key


def test_a_key_that_no_message_has_is_no_key() -> None:
    with pytest.raises(KeyError):
        HL7V2.key(document(), Sender("ward", key=("PID-3",)))


def test_paths_are_in_the_notation_of_the_format() -> None:
    path = HL7V2.path("PID-5[].2")

    assert (path.text, path.root, path.many) == ("PID-5[].2", "PID", True)


def test_a_body_is_split_and_a_receipt_is_told() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    said = Receipt("ward", "M1", "M1", Status.ACCEPTED, "ADT^A01", at, "0" * 64)

    assert list(HL7V2.split(BODY + BODY)) == [BODY, BODY]
    inbound = Inbound("ward", "hl7v2", BODY, at)
    assert b"\rMSA|AA|M1\r" in HL7V2.acknowledge(inbound, said)
    assert b"\rMSA|AR|M1\r" in HL7V2.unavailable(inbound)


def test_a_frame_that_never_became_a_message_is_answered_in_the_same_format() -> None:
    issue = Issue("frame-too-large", code="structure")

    ack = ADAPTER.refuse(BODY[:60], issue, datetime(2026, 11, 21, tzinfo=UTC))

    assert b"\rMSA|AE|M1\r" in ack
