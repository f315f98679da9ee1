"""What documents in FHIR hold: its bytes, its addresses, and what is said of them.

https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

from typing import Any

from gateway.model import Severity
from tests.intake.fhir_cases import PATIENT, named, take
from tests.intake.house import House, rules_of

DATA = "aGVsbG8="


def document(**attachment: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "subject": {"reference": "Patient/p7"},
        "content": [{"attachment": {"contentType": "text/plain", **attachment}}],
    }


def kept(house: House) -> dict[str, Any]:
    found = house.read("DocumentReference", named("DocumentReference", "d1"))
    assert found is not None
    attachment: dict[str, Any] = found["content"][0]["attachment"]
    return attachment


def test_data_with_an_address_of_its_own_keeps_both(house: House) -> None:
    """There is one place for an address."""
    take(house, document(data=DATA, url="https://his.example/d1.txt"))

    assert kept(house) == {
        "contentType": "text/plain",
        "data": DATA,
        "url": "https://his.example/d1.txt",
    }


def test_bytes_that_are_not_as_they_are_said_to_be_are_told(house: House) -> None:
    """They may have been cut on the way."""
    receipt = take(house, document(data=DATA, size=900, hash="AAAA"))

    found = {one.rule: one for one in receipt.issues if one.rule.startswith("attachment-")}
    assert set(found) == {"attachment-size", "attachment-hash"}
    assert found["attachment-size"].severity is Severity.WARNING
    place = "DocumentReference.content[0].attachment.size"
    assert found["attachment-size"].source == place
    assert kept(house)["size"] == len("hello")


def test_a_binary_that_comes_later_is_found_then(house: House) -> None:
    """`Binary/b1` of theirs may be somebody else's here."""
    receipt = take(house, document(url="Binary/b1"))
    take(house, {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": DATA})

    assert "content-awaited" in rules_of(receipt)
    assert kept(house)["url"] == f"Binary/{named('Binary', 'b1')}"
    binary = house.read("Binary", named("Binary", "b1"))
    assert binary is not None
    assert binary["data"] == DATA


def test_a_binary_beside_is_found_by_its_whole_address(house: House) -> None:
    """An address that is not in the message stays what it is."""
    address = "https://his.example/fhir/Binary/b1"
    binary = {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": DATA}
    take(house, {"fullUrl": address, "resource": binary}, {"resource": document(url=address)},
         kind="collection")  # fmt: skip
    assert kept(house)["url"] == f"Binary/{named('Binary', 'b1')}"

    take(house, document(url="https://his.example/fhir/Binary/b2"))
    assert kept(house)["url"] == "https://his.example/fhir/Binary/b2"


def test_an_id_that_fhir_would_not_have_is_followed_all_the_same(house: House) -> None:
    """Many systems number with an underscore; here it is only a number."""
    take(house, {**PATIENT, "id": "p_7"})
    take(house, {**document(data=DATA), "subject": {"reference": "Patient/p_7"}})

    found = house.read("DocumentReference", named("DocumentReference", "d1"))
    assert found is not None
    assert found["subject"]["reference"] == f"Patient/{house.patient('1001')['id']}"
