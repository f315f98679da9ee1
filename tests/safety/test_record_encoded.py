"""The bytes of documents that messages carry: whole, as they were encoded, or refused.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.A.24, ED; table 0299)
"""

from __future__ import annotations

import base64
import hashlib

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, pid
from tests.safety.record_said import content

ANNA = pid("1001^^^KLINIK^MR")
ORU = "ORU^R01^ORU_R01"
PDF = "OBX|1|ED|11502-2^Report^LN|1|^application^pdf^Base64^{data}||||||{status}"


def comments(found: Resource) -> list[Resource]:
    """What was said beside a document."""
    return [one for one in found["extension"] if one["url"].endswith("/comment")]


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [("Base64", "JVBERg=="), ("Hex", "25504446"), ("A", "%PDF"), ("", "%PDF")],
)
def test_the_bytes_of_a_document_stay(house: House, encoding: str, sent: str) -> None:
    """Base64, hex and plain words hold the same bytes."""
    line = f"OBX|1|ED|11502-2^Report^LN|1|^application^pdf^{encoding}^{sent}||||||F"

    house.say(ORU, ANNA, obr(), line)

    assert content(house, house.only("DocumentReference")) == [b"%PDF"]


@pytest.mark.parametrize(
    ("encoding", "sent", "rule"),
    [("Base64", "JVB!", "base64"), ("Hex", "2550444", "hex"), ("Hex", "zz", "hex")],
)
def test_broken_bytes_are_refused(house: House, encoding: str, sent: str, rule: str) -> None:
    """What is not encoded as it says is told, with its place, and nothing half is kept."""
    line = f"OBX|1|ED|11502-2^Report^LN|1|^application^pdf^{encoding}^{sent}||||||F"

    receipt = house.say(ORU, ANNA, obr(), line)

    assert receipt.status == "rejected"
    assert (f"value-invalid-{rule}", "OBX-5.5") in [
        (one.rule, one.source) for one in receipt.issues
    ]


def test_a_document_names_its_binary_by_what_it_holds(house: House) -> None:
    """Size and hash are those of the bytes, and the Binary says whose content it is."""
    house.say(ORU, ANNA, obr(), PDF.format(data="JVBERg==", status="F"))

    found = house.only("DocumentReference")
    attachment = found["content"][0]["attachment"]
    digest = base64.b64encode(hashlib.sha1(b"%PDF", usedforsecurity=False).digest()).decode()
    assert (attachment["size"], attachment["hash"]) == (4, digest)
    binary = house.only("Binary")
    assert binary["contentType"] == "application/pdf"
    assert binary["securityContext"] == {"reference": f"DocumentReference/{found['id']}"}


def test_a_file_whose_encoding_nobody_says_is_known_by_its_first_bytes(house: House) -> None:
    """Without ED-4 the letters of Base64 would be the content, and nobody could open it."""
    sent = base64.b64encode(b"%PDF-1.4 whole").decode()
    house.say(ORU, ANNA, obr(), PDF.replace("Base64", "").format(data=sent, status="F"))

    assert content(house, house.only("DocumentReference")) == [b"%PDF-1.4 whole"]


def test_a_comment_below_a_document_is_its_own(house: House) -> None:
    """NTE behind an OBX with a file: no comment on the report, and not lost."""
    house.say(
        ORU, ANNA, obr(), PDF.format(data="JVBERg==", status="F"), "NTE|1||Signed", obx("75")
    )

    assert "Signed" in str(house.only("DocumentReference")["extension"])
    assert "Signed" not in str(house.only("DiagnosticReport"))


def test_a_comment_below_a_line_of_a_letter_is_the_letters(house: House) -> None:
    """MDM: below the text and below the file, each comment stays."""
    txa = "TXA|1|DS|TEXT|20261121080000+0100||||||||D1^KLINIK|||||AU"
    line, file = obx("Home again.", type="TX", unit=""), PDF.format(data="JVBERg==", status="F")
    house.say("MDM^T02^MDM_T02", ANNA, txa, line, "NTE|1||Read", file, "NTE|1||Signed")

    told = [one["valueAnnotation"]["text"] for one in comments(house.only("DocumentReference"))]
    assert told == ["Read", "Signed"]


HIDDEN = "OBX|2|CE|{code}^x^MetaDMPMSS||{value}^^expandedYes-NoIndicator||||||F"


@pytest.mark.parametrize("kind", [ORU, "MDM^T02^MDM_T02"])
@pytest.mark.parametrize(("value", "expected"), [("Y", ["MASQUE_PS", "R"]), ("N", [])])
def test_a_document_that_is_to_be_hidden_says_so(
    house: House, kind: str, value: str, expected: list[str]
) -> None:
    """What a French hospital says beside a document of whom may see it is a label on it."""
    txa = "TXA|1|DS|TEXT|20261121080000+0100||||||||D1^KLINIK|||||AU"
    said = HIDDEN.format(code="MASQUE_PS", value=value)
    head = obr() if kind == ORU else txa
    house.say(kind, ANNA, head, PDF.format(data="JVBERg==", status="F"), said)

    labels = house.only("DocumentReference").get("securityLabel", [])
    assert [one["coding"][0]["code"] for one in labels] == expected


@pytest.mark.parametrize(("value", "expected"), [("Y", ["MASQUE_PS", "R"]), ("N", [])])
def test_the_results_of_a_report_that_is_to_be_hidden_say_so(
    house: House, value: str, expected: list[str]
) -> None:
    """And the word itself is none of the results."""
    said = HIDDEN.format(code="MASQUE_PS", value=value)
    house.say(ORU, ANNA, obr(), obx("5.1"), said)

    labels = house.only("Observation").get("meta", {}).get("security", [])
    assert [one["code"] for one in labels] == expected
