"""Documents inside one message: each is taken in, and each element knows the place it came from.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from base64 import b64encode

import pytest

from gateway.bootstrap.origins import of_message, of_resource
from gateway.intake.account import packed, parted
from gateway.intake.contents import apart
from gateway.intake.convert import Conversion, convert
from gateway.intake.lineage import Line
from gateway.model import Fate, Inbound, Mapped, Status
from tests.intake.house import NOON, House, message, pid, rules, rules_of
from tests.intake.test_documents import SUMMARY, other

SECOND = other(
    ('extension="PS-2026-0001"', 'extension="PS-2026-0002"'),
    ('extension="PS-2026"', 'extension="PS-2026-B"'),
    ("Hypertension", "Hypotension"),
)
STRANGER = other(
    ('extension="PS-2026-0001"', 'extension="PS-2026-0003"'),
    ('extension="N1001"', 'extension="N2002"'),
)
OURS = pid("N1001^^^&1.3.6.1.4.1.99999.1&ISO^MR", "Müller^Anna", "19800229")


def results(*documents: bytes) -> bytes:
    """A report that brings these documents, and a line of text."""
    held = [b64encode(one).decode() for one in documents]
    return message(
        "ORU^R01^ORU_R01",
        "L1",
        OURS,
        "OBR|1||F1^LAB|24323-8^Panel^LN|||20261121080000+0100|||||||||||||||||CH|F",
        "OBX|1|NM|2345-7^Glucose^LN||90|mg/dL^^UCUM|||||F",
        *(
            f"OBX|{at}|ED|60591-5^Summary^LN||^application^xml^Base64^{text}||||||F"
            for at, text in enumerate(held, start=2)
        ),
    )


def converted(body: bytes) -> Conversion:
    """A conversion with its ledger, kept nowhere."""
    return convert(Inbound("klinik", "hl7v2", body, NOON), rules(), ledger=True)


def test_each_document_of_a_message_is_taken_in(house: House) -> None:
    """Two documents, two Bundles, and the entries of both."""
    receipt = house.take(results(SUMMARY, SECOND))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    numbers = sorted(one["identifier"]["value"] for one in house.all("Bundle"))
    assert numbers == ["PS-2026-0001", "PS-2026-0002"]
    assert len(house.all("Composition")) == 2


def test_a_document_about_another_stops_no_other(house: House) -> None:
    """It is told at its field; what stands before and behind it is taken in."""
    receipt = house.take(results(SUMMARY, STRANGER, SECOND))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    told = [one.source for one in receipt.issues if one.rule == "document-of-another"]
    assert told == ["OBX[3]-5.5"]
    assert len(house.all("Bundle")) == 2


def test_the_same_document_twice_in_a_message_is_one(house: House) -> None:
    """It has one number."""
    house.take(results(SUMMARY, SUMMARY))

    assert len(house.all("Bundle")) == 1
    assert len(house.all("Composition")) == 1


def test_two_versions_of_a_document_in_a_message_are_told(house: House) -> None:
    """The second is kept as it came: nobody could say which of the two stands."""
    again = other(('extension="PS-2026-0001"', 'extension="PS-2026-0009"'))

    receipt = house.take(results(SUMMARY, again))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    told = [one.source for one in receipt.issues if one.rule == "document-version-beside"]
    assert told == ["OBX[3]-5.5"]
    assert len(house.all("Bundle")) == 1
    assert len(house.all("Binary")) == 2


def test_broken_documents_are_told_where_they_stand(house: House) -> None:
    """The message is taken in; the place leads through the field into the document."""
    receipt = house.take(results(SUMMARY[:1500], SECOND))

    assert receipt.status is Status.ACCEPTED
    broken = [one for one in receipt.issues if one.rule.startswith("xml-")]
    assert broken
    assert all(one.source.startswith("OBX[2]-5.5/") for one in broken)
    assert len(house.all("Bundle")) == 1


def lines(house: House, type: str, id: str) -> dict[str, Line]:
    """Element -> where it comes from."""
    found = of_resource(house.path, house.rules, f"{type}/{id}", "")
    assert found is not None
    return {one.element: one for one in found}


def test_an_element_leads_to_its_place_in_the_document_and_the_field(house: House) -> None:
    """The message, the OBX, the element of the document, and the row that wrote it."""
    house.take(results(SUMMARY, SECOND))
    seconds = next(
        one for one in house.all("Composition") if one["identifier"]["value"] == "PS-2026-B"
    )

    line = lines(house, "Composition", seconds["id"])["Composition.title"]

    assert line.source == "OBX[3]-5.5/ClinicalDocument/title/text()"
    assert line.row.startswith("cda/")
    assert (line.sender, line.control_id) == ("klinik", "L1")


def test_each_condition_of_a_document_has_its_lineage(house: House) -> None:
    """Its code stands in the document's section of problems."""
    house.take(results(SUMMARY))

    for one in house.all("Condition"):
        found = lines(house, "Condition", one["id"])
        line = found["Condition.code.coding[0].code"]
        assert line.source.startswith("OBX[2]-5.5/ClinicalDocument/component/structuredBody/")


def test_the_account_of_a_message_holds_that_of_its_documents(house: House) -> None:
    """From the message, all that was made of one of its documents."""
    house.take(results(SUMMARY, SECOND))

    found = of_message(house.path, house.rules, "klinik", "L1", "OBX[3]-5.5/ClinicalDocument")

    assert found is not None
    assert len(found) > 50
    assert {"Composition", "Condition"} <= {one.resource.partition("/")[0] for one in found}


def test_what_a_document_says_of_the_patient_is_the_messages_matter() -> None:
    """Nothing of it is said to have gone into the Patient."""
    ledger = converted(results(SUMMARY)).ledger

    inner = [one for one in ledger if "/recordTarget/" in one.source]
    patients = [one for one in inner if one.fate is Fate.IGNORED and one.reason == "duplicate"]
    assert patients
    assert not any(one.resource.startswith("Patient/") for one in inner)


def test_the_ledger_says_that_a_content_became_a_binary() -> None:
    """The leaf that holds a file went to where its bytes are kept."""
    found = converted(results(SUMMARY))

    trace = next(one for one in found.ledger if one.source == "OBX[2]-5.5")
    held = [one["resource"] for one in found.bundle["entry"]]
    binary = next(one for one in held if one["resourceType"] == "Binary")
    assert (trace.target, trace.resource) == ("Binary.data", f"Binary/{binary['id']}")


def test_lines_of_text_that_became_one_content_are_told_so() -> None:
    """Three lines and a file behind them: the file's content is the second one."""
    body = message(
        "MDM^T02^MDM_T02", "L2", "EVN|T02|20261121101500+0100", OURS,
        "TXA|1|DS|text/plain|||20261121101500+0100||||||D2^KLINIK|||||AU||AV",
        *(f"OBX|{at}|TX|18842-5^Letter^LN||line {at}||||||F" for at in (1, 2, 3)),
        "OBX|4|ED|18842-5^Letter^LN||^application^pdf^Base64^JVBERi0xLjQK||||||F",
    )  # fmt: skip
    ledger = {one.source: one for one in converted(body).ledger}

    texts = {ledger[place].target for place in ("OBX-5", "OBX[2]-5", "OBX[3]-5")}
    assert texts == {"Binary.data"}
    assert ledger["OBX[4]-5.5"].target == "Binary.data"
    assert ledger["OBX[4]-5.3"].target == "DocumentReference.content[1].attachment.contentType"


@pytest.mark.parametrize("tape", [b"", b"\x20\0\0\0", b"x\x9c\0"])
def test_a_tape_alone_is_kept_as_it_is(tape: bytes) -> None:
    """Only a message with documents in it has several."""
    assert packed(apart(Mapped((), tape))) == tape
    assert parted(tape) == (tape, {})


def test_a_message_again_is_a_duplicate_with_its_documents(house: House) -> None:
    """Nothing is made twice."""
    house.take(results(SUMMARY, SECOND))
    again = house.take(results(SUMMARY, SECOND))

    assert again.status is Status.DUPLICATE
    assert rules_of(again) == [] or again.issues
    assert len(house.all("Bundle")) == 2
