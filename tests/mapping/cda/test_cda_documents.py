"""Whole documents: what the header and the sections of the examples become, with gaps in them too.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

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


def test_the_letter_says_what_it_is() -> None:
    """Signed, so final; the second version of its set, in place of the first."""
    (composition,) = resources(LETTER)["Composition"]

    assert (composition["status"], composition["confidentiality"]) == ("final", "N")
    assert composition["identifier"]["value"] == "LDL-2026"
    assert composition["relatesTo"][0]["code"] == "replaces"
    assert composition["relatesTo"][0]["targetIdentifier"]["value"] == "LDL-2026-0041"
    assert composition["attester"][0]["mode"] == "legal"
    assert composition["event"][0]["period"] == {"start": "2026-11-12", "end": "2026-11-20"}


def test_nobody_signed_so_it_is_not_final() -> None:
    start, end = LETTER.index(b"<legalAuthenticator>"), LETTER.index(b"<participant ")

    (composition,) = resources(LETTER[:start] + LETTER[end:])["Composition"]

    assert composition["status"] == "preliminary"


def test_sections_keep_their_text_and_say_why_they_are_empty() -> None:
    first, second = resources(LETTER)["Composition"][0]["section"]

    assert first["title"] == "Synthèse du séjour"
    assert '<span id="pb1" class="bold">pneumopathie</span>' in first["text"]["div"]
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


@pytest.mark.parametrize("gone", ["author", "custodian", "componentOf", "documentationOf"])
def test_a_document_without_a_part_of_its_header_is_taken(gone: str) -> None:
    start = LETTER.index(f"<{gone}>".encode())
    end = LETTER.index(f"</{gone}>".encode()) + len(f"</{gone}>")

    assert gateway.convert(LETTER[:start] + LETTER[end:]).status is Status.ACCEPTED
