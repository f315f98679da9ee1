"""FHIR that others send: which kind a body is, what its number is, where one message ends.

https://hl7.org/fhir/R4/bundle.html · https://github.com/ndjson/ndjson-spec
"""

from __future__ import annotations

import json

import pytest

from gateway.adapters import ADAPTERS
from gateway.model import Issue, Rejected, Sender

FHIR = ADAPTERS["fhir"]
WARD = Sender("ward")
PATIENT = b'{"resourceType": "Patient", "id": "1"}'
XML = b'<Patient xmlns="http://hl7.org/fhir"><id value="1"/></Patient>'


def bundle(kind: str, *entries: object, **more: object) -> bytes:
    """A Bundle as bytes."""
    said = {"resourceType": "Bundle", "type": kind, **more, "entry": list(entries)}
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PATIENT, "Patient"),
        (b"\xef\xbb\xbf" + PATIENT, "Patient"),
        (XML, "Patient"),
        (bundle("document"), "Bundle^document"),
        (
            b'<Bundle xmlns="http://hl7.org/fhir"><type value="message"/></Bundle>',
            "Bundle^message",
        ),
    ],
)
def test_kinds(body: bytes, kind: str) -> None:
    """The type, and of a Bundle which one."""
    assert FHIR.parse(body, WARD).kind == kind


def test_the_number_of_a_bundle_is_its_identifier() -> None:
    """Else, and of a resource, it is what the bytes come to."""
    named = bundle("document", identifier={"value": "D 1"})

    assert FHIR.parse(named, WARD).control_id == "D 1"
    assert len(FHIR.parse(PATIENT, WARD).control_id) == 64
    assert FHIR.parse(PATIENT, WARD).control_id != FHIR.parse(XML, WARD).control_id


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("2026-11-21T10:15:00.25+01:00", "20261121101500.25+0100"),
        ("2026-11-21T10:15:00Z", "20261121101500+0000"),
        ("2026-11-21", ""),
    ],
)
def test_when_it_was_sent(said: str, sent: str) -> None:
    """By the clock of whoever put it together."""
    assert FHIR.parse(bundle("collection", timestamp=said), WARD).sent_at == sent


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "body-empty"),
        (b" \n", "body-empty"),
        (b"{", "json-syntax"),
        (b'{"resourceType": "Patient", "id": "1", "id": "2"}', "json-duplicate-key"),
        (b'{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "json-syntax"),
        (b"[]", "resource-type"),
        (b'{"resourceType": 1}', "resource-type"),
        (b'{"resourceType": "Patient", "a":' + b"[" * 100 + b"]" * 100 + b"}", "json-depth"),
        (b"<Patient/>", "xml-namespace"),
        (b"<!DOCTYPE a><Patient/>", "xml-doctype"),
        (b"\x00\x01", "json-syntax"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(body: bytes, rule: str) -> None:
    """With the line and column of it."""
    with pytest.raises(Rejected) as error:
        FHIR.parse(body, WARD)

    assert [issue.rule for issue in error.value.issues] == [rule]


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_resource_a_line_is_a_message_a_line(size: int) -> None:
    """However the bytes come."""
    body = PATIENT + b"\n\n" + PATIENT + b"\r\n" + PATIENT
    cut = FHIR.splitter(1000)
    found = [one for at in range(0, len(body), size) for one in cut.feed(body[at : at + size])]

    assert [*found, *cut.end()] == [PATIENT] * 3
    assert cut.several
    assert FHIR.several(body)


def test_a_resource_of_many_lines_is_one() -> None:
    """Pretty JSON is no NDJSON."""
    body = json.dumps(json.loads(PATIENT), indent=2).encode()
    cut = FHIR.splitter(1000)

    assert (cut.feed(body), cut.end(), cut.several) == ([], [body], False)
    assert not FHIR.several(body)


def test_a_line_that_is_too_long_is_told_and_the_others_are_read() -> None:
    """What follows it is a message again."""
    cut = FHIR.splitter(100)
    found = cut.feed(PATIENT + b"\n" + b'{"a": "' + b"x" * 500)
    found += cut.feed(b"x" * 500 + b'"}\n' + PATIENT)
    found += cut.end()

    assert [one.rule if isinstance(one, Issue) else one for one in found] == [
        PATIENT, "batch-message-large", PATIENT,
    ]  # fmt: skip


def test_a_batch_is_a_message_an_entry() -> None:
    """Each under a number of its own where the batch has one."""
    entry = {"resource": json.loads(PATIENT)}
    body = bundle("batch", entry, entry, identifier={"system": "urn:x", "value": "B"})
    cut = FHIR.splitter(1000)
    found = [*cut.feed(body), *cut.end()]

    assert cut.several
    assert [FHIR.parse(one, WARD).control_id for one in found] == ["B#1", "B#2"]  # type: ignore[arg-type]
    assert list(FHIR.split(body)) == found


def test_a_batch_in_xml_too() -> None:
    """Its entries are cut out as they are written."""
    entry = (
        b'<f:entry><f:resource><f:Patient><f:id value="%d"/></f:Patient></f:resource></f:entry>'
    )
    head = b'<f:Bundle xmlns:f="http://hl7.org/fhir"><f:type value="batch"/>'
    body = head.replace(b"f:type", b"f:type") + entry % 1 + entry % 2 + b"</f:Bundle>"

    found = list(FHIR.split(body.replace(b"f:", b"").replace(b":f=", b"=")))

    assert [FHIR.parse(one, WARD).kind for one in found] == ["Bundle^batch"] * 2
    assert b'value="2"' in found[1]


def test_what_a_batch_says_of_all_goes_with_each_entry() -> None:
    """Rules and labels that hold for it are not lost where it is cut."""
    around = {"meta": {"tag": [{"code": "t"}]}, "implicitRules": "http://ward.example/r"}
    body = bundle("batch", {"resource": json.loads(PATIENT)}, **around)
    written = (
        b'<Bundle xmlns="http://hl7.org/fhir"><implicitRules value="r"/><type value="batch"/>'
        b"<entry><resource>" + XML + b"</resource></entry></Bundle>"
    )

    assert json.loads(next(FHIR.split(body))).items() >= around.items()
    assert b'<implicitRules value="r"/>' in next(FHIR.split(written))


@pytest.mark.parametrize(
    "body",
    [
        b'{"resourceType":"Bundle","type":"batch"}',
        b'{"resourceType":"Bundle","type":"batch","entry":[]}',
        b'<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/></Bundle>',
    ],
)
def test_a_batch_of_nothing_is_a_message_that_is_refused(body: bytes) -> None:
    """Else its sender would hear of nothing at all."""
    assert list(FHIR.split(body)) == [body]


def test_decimals_keep_their_digits_in_a_batch() -> None:
    """`72.50` is not `72.5`."""
    body = b'{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"value":72.50}}]}'

    assert b"72.50" in next(FHIR.split(body))


def test_json_in_utf_16_is_told_as_json() -> None:
    """JSON is UTF-8; XML may be both."""
    body = '{"resourceType": "Patient"}'.encode("utf-16")
    with pytest.raises(Rejected) as error:
        FHIR.parse(body, WARD)

    assert error.value.issues[0].rule == "json-syntax"
