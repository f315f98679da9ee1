"""A document's way: what is kept of it, what a second one changes, and what is wrong in one.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from gateway.intake.convert import convert
from gateway.intake.document import entries
from gateway.intake.sound import sound
from gateway.model import Inbound, Issue, Mapped, Resource, Severity, Status, Stored
from tests.intake.house import NOON, ROOT, House, message, pid, rules, rules_of

SUMMARY = (ROOT / "examples" / "summary.cda.xml").read_bytes()
OID = "urn:oid:1.3.6.1.4.1.99999"


def other(*pairs: tuple[str, str]) -> bytes:
    """The example with other words."""
    text = SUMMARY.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def take(house: House, body: bytes = SUMMARY, sender: str = "default") -> Any:
    """Take in a document."""
    return house.take(body, sender, "cda")


def named(bundle: Resource, type: str) -> list[Resource]:
    """The resources of a type in a Bundle."""
    entries = bundle["entry"]
    return [one["resource"] for one in entries if one["resource"]["resourceType"] == type]


def test_a_document_is_kept_as_a_bundle_with_its_composition_first(house: House) -> None:
    """Its number names the Bundle, and its resources are found by themselves, too."""
    receipt = take(house)

    assert receipt.status is Status.ACCEPTED
    assert receipt.control_id == "1.3.6.1.4.1.99999.7|PS-2026-0001"
    bundle = house.only("Bundle")
    types = [one["resource"]["resourceType"] for one in bundle["entry"]]
    assert (bundle["type"], types[:2]) == ("document", ["Composition", "Patient"])
    assert bundle["identifier"] == {"system": f"{OID}.7", "value": "PS-2026-0001"}
    assert len(house.all("Condition")) == 2
    assert house.patient("N1001", f"{OID}.1")["birthDate"] == "1980-02-29"


def test_the_original_is_kept_byte_for_byte(house: House) -> None:
    """A DocumentReference names the Binary that holds what was sent."""
    take(house)

    papers = house.only("DocumentReference")
    type, id = papers["content"][0]["attachment"]["url"].split("/")
    kept = house.read(type, id)
    assert kept is not None
    assert kept["contentType"] == "application/cda+xml"
    assert b64decode(kept["data"]) == SUMMARY
    assert papers["status"] == "current"


def test_the_same_document_again_is_a_duplicate(house: House) -> None:
    """It is known by its number and its bytes."""
    take(house)

    assert take(house).status is Status.DUPLICATE
    assert len(house.all("Bundle")) == 1


def test_another_document_of_that_number_is_a_conflict(house: House) -> None:
    """A document is never changed under its number."""
    take(house)

    receipt = take(house, other(("Hypertension", "Hypotension")))

    assert (receipt.status, rules_of(receipt)) == (Status.CONFLICT, ["control-id-reused"])


def test_two_systems_may_send_the_same_document(house: House) -> None:
    """The second one is accepted, and nothing is kept twice."""
    take(house)

    receipt = take(house, sender="klinik")

    assert receipt.status is Status.ACCEPTED
    assert len(house.all("Bundle")) == 1
    assert len(house.all("Condition")) == 2


def test_a_document_that_replaces_another_makes_it_superseded(house: House) -> None:
    """Both stay readable; the new one is current."""
    take(house)
    replaces = """<relatedDocument typeCode="RPLC"><parentDocument>
      <id root="1.3.6.1.4.1.99999.7" extension="PS-2026-0001"/></parentDocument></relatedDocument>
      <component><structuredBody>"""

    receipt = take(
        house,
        other(
            ('extension="PS-2026-0001"', 'extension="PS-2026-0002"'),
            ("<component>\n    <structuredBody>", replaces),
        ),
    )

    assert receipt.status is Status.ACCEPTED, receipt.issues
    states = {
        one["masterIdentifier"]["value"]: one["status"] for one in house.all("DocumentReference")
    }
    assert states == {"PS-2026-0001": "superseded", "PS-2026-0002": "current"}


def stored(type: str, id: str, **body: Any) -> Stored:
    """A resource about to be kept."""
    return Stored(type, id, 1, {"resourceType": type, "id": id, **body}, "", "", ())


def test_an_entry_that_is_wrong_is_left_to_the_narrative() -> None:
    """It never takes its document with it: it goes, so does what points to it, and is told."""
    composition = stored(
        "Composition",
        "c",
        section=[{"title": "Problems", "entry": [{"reference": "Condition/x"}]}],
    )
    wrong = Issue("element-required", Severity.ERROR, resource="Condition/x")
    graver = Issue("element-required", Severity.ERROR, resource="Patient/p")

    left = sound(
        [composition, stored("Condition", "x")], [wrong, graver], frozenset({"Condition/x"})
    )

    assert [one.id for one in left.resources] == ["c"]
    (section,) = left.resources[0].body["section"]
    assert (section["title"], "entry" in section) == ("Problems", False)
    assert left.changed == {("Composition", "c")}
    assert [one.severity for one in left.issues] == [Severity.WARNING, Severity.ERROR]


def test_an_extension_goes_with_the_entry_that_it_named() -> None:
    """Left without a value it would be wrong, and take the document with it; a modifier stays."""
    order = {"url": "http://a", "valueReference": {"reference": "ServiceRequest/x"}}
    parts = [{"url": "type", "valueCode": "INF"}, {**order, "url": "actor"}]
    composition = stored(
        "Composition",
        "c",
        url="http://c",
        extension=[order, {"url": "http://b", "extension": parts}, {"url": "n", "valueCode": "1"}],
        modifierExtension=[order],
    )
    alone = stored("Composition", "d", extension=[order])
    wrong = Issue("element-required", Severity.ERROR, resource="ServiceRequest/x")

    left = sound(
        [composition, alone, stored("ServiceRequest", "x")],
        [wrong],
        frozenset({"ServiceRequest/x"}),
    )
    first, second = (one.body for one in left.resources)

    assert first["extension"] == [
        {"url": "http://b", "extension": parts[:1]},
        {"url": "n", "valueCode": "1"},
    ]
    assert (first["url"], first["modifierExtension"]) == ("http://c", [{"url": "http://a"}])
    assert "extension" not in second


def test_a_document_that_names_no_patient_is_rejected(house: House) -> None:
    """And is told so, before all that is wrong for want of one."""
    text = SUMMARY.decode()
    begin, end = text.index("<recordTarget>"), text.index("</recordTarget>")
    receipt = take(house, (text[:begin] + text[end + len("</recordTarget>") :]).encode())
    (error,) = [one for one in receipt.issues if one.severity is Severity.ERROR]

    assert receipt.status is Status.REJECTED
    assert (error.rule, error.source) == ("identity-missing", "/ClinicalDocument")
    assert house.all("Composition") == []


def test_a_document_without_a_patient_is_rejected(house: House) -> None:
    """Nobody could say whose it is."""
    receipt = take(house, other(('<id root="1.3.6.1.4.1.99999.1" extension="N1001"/>', "")))

    assert receipt.status is Status.REJECTED
    assert "identity-missing" in rules_of(receipt)
    where = next(one for one in receipt.issues if one.rule == "identity-missing")
    assert where.source.startswith("/ClinicalDocument/recordTarget")


def test_the_same_bytes_make_the_same_bundle() -> None:
    """Whenever, and however often."""
    assert converted(SUMMARY) == converted(SUMMARY)


def test_a_document_finds_the_patient_that_messages_know(house: House) -> None:
    """The same number, the same person."""
    take(house)

    summary = house.summary(house.patient("N1001", f"{OID}.1")["id"])

    codes = [one["code"]["coding"][0]["code"] for one in named(summary, "Condition")]
    assert "38341003" in codes


def converted(body: bytes) -> Any:
    """A conversion, kept nowhere."""
    return convert(Inbound("default", "cda", body, NOON), rules(), ledger=True)


@pytest.mark.parametrize("cut", [10, 300, 1500])
def test_half_a_document_is_refused_by_name(cut: int, house: House) -> None:
    """It is kept for replay, and its place is told."""
    receipt = take(house, SUMMARY[:cut])

    assert receipt.status is Status.REJECTED
    assert rules_of(receipt)[0].startswith("xml-")
    assert Path(house.path).exists()


def letter(number: str) -> bytes:
    """A message that brings the example, about whom a PID names."""
    sent = b64encode(SUMMARY).decode()
    return message(
        "MDM^T02^MDM_T02",
        "L1",
        "EVN|T02|20261121101500+0100",
        pid(number, "Müller^Anna", "19800229"),
        "TXA|1|DS|application/xml|||20261121101500+0100||||||D1^KLINIK|||||AU||AV",
        f"OBX|1|ED|60591-5^Summary^LN||^application^xml^Base64^{sent}||||||F",
    )


def test_a_document_in_a_message_is_taken_in_too(house: House) -> None:
    """Its entries stand beside what the message says, about the patient of the message."""
    receipt = house.take(letter("N1001^^^&1.3.6.1.4.1.99999.1&ISO^MR"))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    assert len(house.all("Condition")) == 2
    bundle = house.only("Bundle")
    assert bundle["identifier"]["value"] == "PS-2026-0001"
    assert [one["resource"]["resourceType"] for one in bundle["entry"]][:2] == [
        "Composition", "Patient",
    ]  # fmt: skip
    assert len(house.all("DocumentReference")) == 1


def test_a_document_about_somebody_else_is_only_kept(house: House) -> None:
    """Nothing of it is said of the patient of the message."""
    receipt = house.take(letter("1001^^^KLINIK^MR"))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    assert "document-of-another" in rules_of(receipt)
    assert house.all("Condition") == []
    assert house.all("Bundle") == []
    assert len(house.all("DocumentReference")) == 1


def test_what_a_document_lacks_does_not_refuse_the_message_that_brings_it() -> None:
    """Alone it needs its Composition; inside a message that falls like any entry of it."""
    held = frozenset({("Composition", "c"), ("Condition", "x"), ("Patient", "p")})
    alone = Mapped((), b"", heads="c", parts=held)

    assert entries(alone) == {"Condition/x"}
    assert entries(structs.replace(alone, embedded=True)) == {"Composition/c", "Condition/x"}
