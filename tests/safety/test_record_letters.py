"""Letters and their files in the record: what replaces what, and what stays beside it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch09.html · https://hl7.org/fhir/R4/documentreference.html
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, obr, pid
from tests.safety.record_said import at, content, document, mdm, txa

ANNA = pid("1001^^^KLINIK^MR")


ORU = "ORU^R01^ORU_R01"


PDF = "OBX|1|ED|11502-2^Report^LN|1|^application^pdf^Base64^{data}||||||{status}"


LINE = "OBX|1|TX|18842-5^Letter^LN||Kommt wieder heim.||||||F"


def test_a_letter_is_no_result(house: House) -> None:
    """The words of a document are its content, and no Observation."""
    house.say(mdm("T02"), ANNA, txa(), LINE)

    assert house.all("Observation") == []


@pytest.mark.parametrize("withdrawn", ["D", "W", "X"])
def test_a_withdrawn_pdf_is_in_error(house: House, withdrawn: str) -> None:
    """A document inside a result that is taken back does not count, and its report stays."""
    house.say(ORU, ANNA, obr(), PDF.format(data="JVBERi0xLjQK", status="F"), sent=at("1000"))
    house.say(ORU, ANNA, obr(), PDF.format(data="", status=withdrawn), sent=at("1100"))

    assert house.only("DocumentReference")["status"] == "entered-in-error"
    assert len(house.all("DiagnosticReport")) == 1


def test_a_second_pdf_leaves_the_first(house: House) -> None:
    """A later message with another document of the report keeps the one before."""
    first = PDF.format(data="JVBERi0xLjQK", status="F")
    house.say(ORU, ANNA, obr(), first, sent=at("1000"))

    house.say(ORU, ANNA, obr(), first.replace("|1|^app", "|2|^app"), sent=at("1100"))

    assert len(house.all("DocumentReference")) == 2


def test_the_lines_of_a_letter_are_one_content(house: House) -> None:
    """Each OBX of running text is a line of one text."""
    lines = [LINE.replace("Kommt wieder heim.", text) for text in ("Liebe Anna,", "Gruß")]
    house.say(mdm("T02"), ANNA, txa(), *lines)

    assert content(house, document(house, "D1")) == ["Liebe Anna,\nGruß".encode()]


def test_a_letter_and_its_pdf_are_two_contents(house: House) -> None:
    """Text before and behind a file stays in its order."""
    pdf = PDF.format(data="JVBERg==", status="F")
    house.say(mdm("T02"), ANNA, txa(), LINE, LINE, pdf, LINE)

    text = b"Kommt wieder heim."
    assert content(house, document(house, "D1")) == [text + b"\n" + text, b"%PDF", text]


def test_an_edited_letter_leaves_the_bytes_of_the_first(house: House) -> None:
    """T08 puts other bytes in another Binary; the first one is as it was."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    before = document(house, "D1")
    house.say(mdm("T08"), ANNA, txa(), LINE.replace("heim", "nicht"), sent=at("1100"))

    assert content(house, document(house, "D1")) == [b"Kommt wieder nicht."]
    assert content(house, before) == [b"Kommt wieder heim."]


def test_the_same_letter_again_makes_no_second_binary(house: House) -> None:
    """The same bytes of the same document are one Binary, of one version."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    house.say(mdm("T03"), ANNA, txa(done="LA"), LINE, sent=at("1100"))

    assert house.only("Binary")["meta"]["versionId"] == "1"


def test_a_cancelled_document_still_names_what_it_held(house: House) -> None:
    """T11: in error, and yet readable by who has to look."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    house.say(mdm("T11"), ANNA, txa(there="CA"), sent=at("1100"))

    found = document(house, "D1")
    assert found["status"] == "entered-in-error"
    assert content(house, found) == [b"Kommt wieder heim."]


def test_a_late_edit_does_not_undo_a_later_one(house: House) -> None:
    """T08 of ten o'clock after T08 of eleven: the later text stays, final stays final."""
    house.say(mdm("T02"), ANNA, txa(done="DI"), LINE, sent=at("0900"))
    house.say(mdm("T08"), ANNA, txa(), LINE.replace("heim", "morgen"), sent=at("1100"))

    house.say(mdm("T08"), ANNA, txa(done="PA"), LINE.replace("heim", "nie"), sent=at("1000"))

    found = document(house, "D1")
    assert (content(house, found), found["docStatus"]) == ([b"Kommt wieder morgen."], "final")


def test_an_address_is_kept_and_not_fetched(house: House) -> None:
    """RP is an address: it stands as it was sent, with no content of ours beside it."""
    line = "OBX|1|RP|18748-4^Images^LN|1|https://pacs.example/a^^IM^JPEG||||||F"

    house.say(ORU, ANNA, obr(), line)

    attachment = house.only("DocumentReference")["content"][0]["attachment"]
    assert attachment["url"] == "https://pacs.example/a"
    assert "data" not in attachment
    assert house.all("Binary") == []


def lines(*texts: str) -> list[str]:
    """A text, a line in each OBX; one without words is an empty line."""
    return [f"OBX|{at}|TX|18842-5^Letter^LN||{text}||||||F" for at, text in enumerate(texts, 1)]


def test_a_document_told_of_twice_in_one_message_is_one(house: House) -> None:
    """What the second TXA says counts, and nothing is a fault of ours."""
    first, second = lines("Gruezi.", "", "Bis bald."), lines("Gruezi.", "Adieu.")

    house.say(mdm("T02"), ANNA, txa(), *first, txa(), *second)

    found = document(house, "D1")
    assert content(house, found) == [b"Gruezi.\nAdieu."]


def test_an_edited_text_of_several_lines_takes_the_place_of_the_first(house: House) -> None:
    """T08: no line of the first is left, whichever of them were empty."""
    house.say(mdm("T02"), ANNA, txa(), *lines("Eins.", "", "Zwei.", "Drei."))
    house.say(mdm("T08"), ANNA, txa(), *lines("Vier.", "Fuenf."))
    house.say(mdm("T08"), ANNA, txa(), *lines("Sechs."))

    assert content(house, document(house, "D1")) == [b"Sechs."]
