"""Whole documents: what the header and the sections of the examples become, with gaps in them too.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.model import Fate, Severity, Status

EXAMPLES = Path(__file__).parents[3] / "examples"
LETTER = (EXAMPLES / "discharge-letter.cda.xml").read_bytes()
SCAN = (EXAMPLES / "scanned-report.cda.xml").read_bytes()


def resources(body: bytes) -> dict[str, list[Any]]:
    """Type -> its resources, in the order of the Bundle."""
    found: dict[str, list[Any]] = {}
    for entry in gateway.convert(body).bundle["entry"]:
        resource = entry["resource"]
        found.setdefault(resource["resourceType"], []).append(resource)
    return found


def changed(body: bytes, old: str, new: str) -> bytes:
    """The document with one thing said otherwise."""
    assert body.count(old.encode()) >= 1
    return body.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize("body", [LETTER, SCAN], ids=["letter", "scan"])
def test_an_example_is_valid_and_nothing_of_it_is_lost(body: bytes) -> None:
    """No leaf is left, none is degraded, nothing is an error, and it comes out the same again."""
    made = gateway.convert(body, ledger=True)

    assert made.status is Status.ACCEPTED
    assert made.bundle["type"] == "document"
    assert made.bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    assert not [one for one in made.issues if one.severity in (Severity.FATAL, Severity.ERROR)]
    left = (Fate.UNMAPPED, Fate.DEGRADED)
    assert not [one.source for one in made.ledger if one.fate in left]
    assert gateway.convert(body).bundle == made.bundle


def test_the_letter_says_who_it_is_about() -> None:
    (patient,) = resources(LETTER)["Patient"]

    assert [one["family"] for one in patient["name"]] == ["LAMOTHE", "FERRANT"]
    assert patient["name"][1]["use"] == "maiden"
    assert (patient["gender"], patient["birthDate"]) == ("female", "1951-03-04")
    assert patient["address"][0]["line"] == ["12 rue des Tilleuls"]
    assert patient["communication"][0]["language"]["coding"][0]["code"] == "fr-FR"


def test_the_first_names_of_birth_stand_with_the_name_of_birth() -> None:
    """France tells both: nobody is called `Odile Odile Marie`."""
    names = '<given qualifier="BR">Odile</given><given qualifier="BR">Marie</given>'
    told = changed(LETTER, "<given>Odile</given>", f"<given>Odile</given>{names}")
    (patient,) = resources(told)["Patient"]

    assert [one.get("given") for one in patient["name"]] == [["Odile"], ["Odile", "Marie"]]


def test_the_letter_says_what_it_is() -> None:
    """Signed, so final; the second version of its set, in place of the first."""
    (composition,) = resources(LETTER)["Composition"]

    assert (composition["status"], composition["confidentiality"]) == ("final", "N")
    assert composition["identifier"]["value"] == "LDL-2026"
    assert composition["relatesTo"][0]["code"] == "replaces"
    assert composition["relatesTo"][0]["targetIdentifier"]["value"] == "LDL-2026-0041"
    assert composition["attester"][0]["mode"] == "legal"
    assert composition["event"][0]["period"] == {"start": "2026-11-12", "end": "2026-11-20"}


PARTS = (
    *("streetNameBase", "streetNameType", "houseNumberNumeric", "buildingNumberSuffix", "unitID"),
    *("direction", "unitType", "additionalLocator", "postBox", "careOf", "deliveryAddressLine"),
    *("deliveryInstallationType", "deliveryInstallationArea", "deliveryInstallationQualifier"),
    *("deliveryMode", "deliveryModeIdentifier", "precinct", "censusTract", "city"),
)
QUALIFIERS = ("LS", "AC", "NB", "PR", "HON", "BR", "AD", "SP", "MID", "CL", "IN", "VV")
USES = ("ABC", "SYL", "IDE", "ASGN", "I", "R", "SRCH", "SNDX", "PHON", "A", "P", "L")


def test_every_part_of_an_address_and_of_a_name_may_stand_where_it_is_put() -> None:
    """Each extension of HL7 says on which element it may be used."""
    address = "".join(f"<{part}>{number}</{part}>" for number, part in enumerate(PARTS))
    names = "".join(
        f'<name use="{use}"><given qualifier="{one}">A</given>'
        f'<family qualifier="{one}">B</family></name>'
        for use, one in zip(USES, QUALIFIERS, strict=True)
    )
    body = changed(
        LETTER, '<addr use="H">', f'<addr use="TMP PHYS">{address}</addr><addr use="H">'
    )
    made = gateway.convert(changed(body, "<administrativeGender", f"{names}<administrativeGender"))

    assert made.status is Status.ACCEPTED
    assert not [one for one in made.issues if one.rule.startswith("extension-")]


def test_nobody_signed_so_it_is_not_final() -> None:
    start, end = LETTER.index(b"<legalAuthenticator>"), LETTER.index(b"<participant ")

    (composition,) = resources(LETTER[:start] + LETTER[end:])["Composition"]

    assert composition["status"] == "preliminary"


def test_sections_keep_their_text_and_say_why_they_are_empty() -> None:
    first, second = resources(LETTER)["Composition"][0]["section"]

    assert first["title"] == "Synthèse du séjour"
    assert '<span id="pb1" class="bold">pneumopathie</span>' in first["text"]["div"]
    assert first["extension"][0]["valueCode"] == "fr-FR"
    assert second["emptyReason"]["coding"][0]["code"] == "notasked"
    assert "Non recherchées" in second["text"]["div"]


def test_who_acts_for_whom_is_one_entry_of_the_directory_each() -> None:
    found = resources(LETTER)

    assert [one["name"] for one in found["Organization"]] == ["Hôpital des Tilleuls"]
    assert [one["name"][0]["family"] for one in found["Practitioner"]] == ["AUBRY", "MARCHAL"]
    (role,) = found["PractitionerRole"]
    assert [one["coding"][0]["code"] for one in role["code"]] == ["SM26", "ATTPHYS"]
    (husband,) = found["RelatedPerson"]
    assert husband["relationship"][0]["coding"][0]["code"] == "HUSB"


def test_the_stay_is_over_when_its_end_is_told() -> None:
    (stay,) = resources(LETTER)["Encounter"]

    assert (stay["status"], stay["class"]["code"]) == ("finished", "IMP")
    open_end = changed(LETTER, '<high value="20261120170000+0100"/>', "")
    assert resources(open_end)["Encounter"][0]["status"] == "unknown"


def test_a_scan_is_a_file_named_in_the_only_section() -> None:
    found = resources(SCAN)

    (section,) = found["Composition"][0]["section"]
    (file,) = found["DocumentReference"]
    assert section["entry"][0]["reference"] == f"DocumentReference/{file['id']}"
    assert file["content"][0]["attachment"]["contentType"] == "application/pdf"
    assert [one["data"] for one in found["Binary"]] == ["JVBERi0xLjQKJSBpbnZlbnRlZAolJUVPRgo="]
    assert found["Composition"][0]["author"][0]["reference"].startswith("Device/")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code="F" codeSystem="2.16.840.1.113883.5.1"', 'nullFlavor="UNK"'),
        ('<birthTime value="19510304"/>', '<birthTime nullFlavor="UNK"/>'),
        ('<birthTime value="19510304"/>', '<birthTime value="yesterday"/>'),
        ("<title>Lettre de liaison à la sortie</title>", ""),
        ('<effectiveTime value="20261120163000+0100"/>', '<effectiveTime nullFlavor="NI"/>'),
        ('<languageCode code="fr-FR"/>', ""),
        ('<id root="2.999.7.5" extension="801234567890"/>', '<id nullFlavor="NI"/>'),
        ('<signatureCode code="S"/>', ""),
        ('<languageCode code="fr-FR"/>', '<languageCode code="francais de France"/>'),
        ("<title>Allergies</title>", ""),
        ("<text>Non recherchées pendant le séjour.</text>", "<text/>"),
        ('typeCode="RPLC"', 'typeCode="SOMETHING"'),
        ('<confidentialityCode code="N"', '<confidentialityCode code="X-1"'),
    ],
)
def test_a_gap_or_a_slip_refuses_no_document(old: str, new: str) -> None:
    """What a header leaves out or says badly is left out, or said to be missing."""
    made = gateway.convert(changed(LETTER, old, new))

    assert made.status is Status.ACCEPTED


def test_a_document_that_nobody_dated_says_so() -> None:
    """A date is never made up."""
    body = re.sub(rb'<time value="[^"]*"/>', b"", LETTER)
    body = changed(body, '<effectiveTime value="20261120163000+0100"/>', "")

    (composition,) = resources(body)["Composition"]
    assert "date" not in composition
    assert composition["_date"]["extension"][0]["valueCode"] == "unknown"


@pytest.mark.parametrize("gone", ["author", "custodian", "componentOf", "documentationOf"])
def test_a_document_without_a_part_of_its_header_is_taken(gone: str) -> None:
    start = LETTER.index(f"<{gone}>".encode())
    end = LETTER.index(f"</{gone}>".encode()) + len(f"</{gone}>")

    assert gateway.convert(LETTER[:start] + LETTER[end:]).status is Status.ACCEPTED


def test_a_body_of_plain_text_keeps_its_lines() -> None:
    """XDS-SD: columns of a table are columns of letters."""
    table = "Glucose   5.4\nSodium  140"
    start, end = SCAN.index(b"<nonXMLBody>"), SCAN.index(b"</nonXMLBody>")
    text = f'<nonXMLBody><text mediaType="text/plain" representation="TXT">{table}</text>'
    found = resources(SCAN[:start] + text.encode() + SCAN[end:])

    assert b64decode(found["Binary"][0]["data"]).decode() == table
    assert f"<pre>{table}</pre>" in found["Composition"][0]["section"][0]["text"]["div"]


def test_the_accession_number_of_the_order_is_found_on_its_element() -> None:
    """DICOM PS3.20 writes it so; a report without it finds no images."""
    order = (
        '<inFulfillmentOf><order><id root="1.2.3" extension="O7"/><ps3-20:accessionNumber '
        'xmlns:ps3-20="urn:dicom-org:ps3-20" root="1.2.9" extension="A77"/></order>'
        "</inFulfillmentOf><component>"
    )
    requests = resources(changed(LETTER, "<component>", order))["ServiceRequest"]
    numbers = [one for request in requests for one in request["identifier"]]

    (found,) = [one for one in numbers if one["value"] == "A77"]
    assert found["system"] == "urn:oid:1.2.9"
    assert found["type"]["coding"][0]["code"] == "ACSN"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<participant typeCode="INF">', "<participant>"),
        ("</section>", "<component><section/></component></section>"),
    ],
    ids=["who took part in what way", "a section within a section"],
)
def test_what_says_nothing_does_not_take_the_document_with_it(old: str, new: str) -> None:
    """One that is empty is left out, or told as unknown."""
    made = gateway.convert(changed(LETTER, old, new))

    assert made.status is Status.ACCEPTED
    assert not [one for one in made.issues if one.severity in (Severity.FATAL, Severity.ERROR)]
