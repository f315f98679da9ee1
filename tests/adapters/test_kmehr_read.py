"""A KMEHR message is read whole, or refused with the place and the rule."""

from __future__ import annotations

from hashlib import sha256

import pytest

from gateway.adapters import ADAPTERS
from gateway.adapters.kmehr.adapter import Kmehr
from gateway.model import Document, Issue, Rejected, Sender

KMEHR = ADAPTERS["kmehr"]
SPACE = "http://www.ehealth.fgov.be/standards/kmehr/schema/v1"
HEADER = """<header><standard><cd S="CD-STANDARD" SV="1.4">20231110</cd></standard>
<id S="LOCAL" SV="1.0" SL="ours">77</id><id S="ID-KMEHR" SV="1.0">10000000004.M1</id>
<date>2026-03-02</date><time>08:15:00</time></header>"""
FOLDER = '<folder><id S="ID-KMEHR" SV="1.0">1</id><patient/><transaction/></folder>'


def message(inner: str, root: str = "kmehrmessage", space: str = SPACE) -> bytes:
    return f'<{root} xmlns="{space}">{inner}</{root}>'.encode()


def read(body: bytes) -> Document:
    return KMEHR.parse(body, Sender("practice"))


def refused(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as raised:
        read(body)
    return [(issue.rule, issue.source) for issue in raised.value.issues]


def test_the_header_says_who_the_message_is_and_when_it_was_sent() -> None:
    document = read(message(HEADER + FOLDER))

    assert document.kind == "kmehrmessage"
    assert document.control_id == "10000000004.M1"
    assert document.sent_at == "20260302081500"
    assert KMEHR.key(document, Sender("practice")) == "10000000004.M1"


def test_prefixes_make_no_difference() -> None:
    body = (HEADER + FOLDER).replace("</", "<\0").replace("<", "<k:").replace("<k:\0", "</k:")

    assert read(f'<k:kmehrmessage xmlns:k="{SPACE}">{body}</k:kmehrmessage>'.encode()).control_id


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        ("<EncryptedData/>", "kmehr-encrypted"),
        ("<Base64EncryptedData/>", "kmehr-encrypted"),
    ],
)
def test_sealed_folders_are_refused_by_name(inner: str, rule: str) -> None:
    with pytest.raises(Rejected) as raised:
        read(message(HEADER + inner))

    [issue] = raised.value.issues
    assert issue.rule == rule
    assert inner.strip("</>") in issue.text


def test_another_root_or_namespace_is_no_kmehr() -> None:
    assert refused(message(HEADER + FOLDER, root="message")) == [("kmehr-root", "1:1")]
    assert refused(message(HEADER + FOLDER, space="urn:x")) == [("kmehr-root", "1:1")]


def test_all_that_is_lacking_is_said() -> None:
    assert [rule for rule, _ in refused(message("<header/>"))] == ["kmehr-lacks", "kmehr-lacks"]
    folder = "<folder><patient/></folder>"
    assert [rule for rule, _ in refused(message(HEADER + folder))] == ["kmehr-lacks"]


def test_a_truncated_message_still_shows_its_number() -> None:
    body = message(HEADER + FOLDER)[:-30]

    assert [rule for rule, _ in refused(body)] == ["xml-syntax"]
    assert KMEHR.control_id(body) == "10000000004.M1"
    assert KMEHR.control_id(b"nothing of it") == ""


def test_entities_are_refused() -> None:
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + message(HEADER + FOLDER)

    assert [rule for rule, _ in refused(body)] == ["xml-doctype"]


def test_the_operator_may_hold_messages_to_the_schemas() -> None:
    fault = Issue("kmehr-schema", source="3:1")
    adapter = Kmehr(lambda _body: [fault])

    with pytest.raises(Rejected) as raised:
        adapter.parse(message(HEADER + FOLDER), Sender("practice"))
    assert raised.value.issues == (fault,)


def test_a_message_whose_number_is_empty_is_known_by_its_bytes() -> None:
    """The same bytes again are the same message; nothing is named by nothing."""
    body = message(HEADER.replace("10000000004.M1", " ").replace(">77<", "><") + FOLDER)

    assert read(body).control_id == sha256(body).hexdigest()


def test_a_message_without_a_namespace_is_read() -> None:
    """Old systems name none."""
    bare = message(HEADER + FOLDER).replace(f' xmlns="{SPACE}"'.encode(), b"")

    assert read(bare).control_id == "10000000004.M1"
