"""What a document must be in the record: whether it counts, how far it is, who may see it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch09.html · https://hl7.org/fhir/R4/documentreference.html
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, obr, obx, pid, rules_of
from tests.safety.record_said import at, content, document, kind, mdm, pv1, txa

ANNA = pid("1001^^^KLINIK^MR")
ORU = "ORU^R01^ORU_R01"


LINE = "OBX|1|TX|18842-5^Letter^LN||Kommt wieder heim.||||||F"


@pytest.mark.parametrize(
    ("there", "expected"),
    [("AV", "current"), ("UN", "current"), ("OB", "superseded"), ("CA", "entered-in-error")],
)
def test_whether_a_document_counts(house: House, there: str, expected: str) -> None:
    """TXA-19: deleted is in error, obsolete is superseded, and neither is current."""
    house.say(mdm("T02"), ANNA, txa(there=there), LINE)

    assert document(house, "D1")["status"] == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("AU", "final"), ("LA", "final"), ("DI", "preliminary"), ("DO", "preliminary"),
        ("IN", "preliminary"), ("IP", "preliminary"), ("PA", "preliminary"),
    ],
)  # fmt: skip
def test_how_far_a_document_is(house: House, done: str, expected: str) -> None:
    """TXA-17: only what is authenticated is final."""
    house.say(mdm("T02"), ANNA, txa(done=done), LINE)

    assert document(house, "D1")["docStatus"] == expected


def test_no_word_of_how_far_is_no_word(house: House) -> None:
    """Without TXA-17 a document is not final."""
    house.say(mdm("T02"), ANNA, txa(done=""), LINE)

    assert "docStatus" not in document(house, "D1")


@pytest.mark.parametrize(("secret", "expected"), [("V", "V"), ("R", "R"), ("U", "N")])
def test_who_may_see_a_document(house: House, secret: str, expected: str) -> None:
    """TXA-18 is a security label; usual control is normal, never unrestricted."""
    house.say(mdm("T02"), ANNA, txa(secret=secret), LINE)

    labels = document(house, "D1")["securityLabel"]
    codes = [
        code["code"] for label in labels for code in label["coding"] if "v3-" in code["system"]
    ]
    assert codes == [expected]


def test_a_cancelled_document_is_in_error(house: House) -> None:
    """T11 after T02: the document stands and does not count."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    house.say("MDM^T11^MDM_T01", ANNA, txa(), sent=at("1100"))

    found = document(house, "D1")
    assert (found["status"], len(found["content"])) == ("entered-in-error", 1)


def test_a_replacement_supersedes(house: House) -> None:
    """T10: the new document replaces the old one, which no longer counts and keeps its content."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    house.say(mdm("T10"), ANNA, txa("D2^KLINIK", "D1^KLINIK"), LINE, sent=at("1100"))

    old, new = document(house, "D1"), document(house, "D2")
    assert (old["status"], new["status"]) == ("superseded", "current")
    assert content(house, old) == [b"Kommt wieder heim."]
    assert new["relatesTo"][0]["code"] == "replaces"


def test_a_late_original_does_not_undo_its_replacement(house: House) -> None:
    """The original that comes after what replaced it is older: it does not become current."""
    house.say(mdm("T10"), ANNA, txa("D2^KLINIK", "D1^KLINIK"), LINE, sent=at("1100"))

    receipt = house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))

    assert document(house, "D1")["status"] == "superseded"
    assert "older-than-standing" in rules_of(receipt)


def test_an_addendum_leaves_its_document(house: House) -> None:
    """T06 appends: both count."""
    house.say(mdm("T02"), ANNA, txa(), LINE, sent=at("1000"))
    house.say(mdm("T06"), ANNA, txa("D2^KLINIK", "D1^KLINIK"), LINE, sent=at("1100"))

    assert [document(house, one)["status"] for one in ("D1", "D2")] == ["current", "current"]
    assert document(house, "D2")["relatesTo"][0]["code"] == "appends"


def test_a_change_of_state_leaves_the_content(house: House) -> None:
    """T03 without the text does not empty the document."""
    house.say(mdm("T02"), ANNA, txa(done="DI"), LINE, sent=at("1000"))
    house.say("MDM^T03^MDM_T01", ANNA, txa(done="AU"), sent=at("1100"))

    found = document(house, "D1")
    assert found["docStatus"] == "final"
    assert content(house, found) == [b"Kommt wieder heim."]


def test_an_empty_result_is_no_shell(house: House) -> None:
    """An OBX that holds neither what nor how much makes nothing."""
    house.say(ORU, ANNA, obr(), "OBX|1|TX|||||||||F", obx("75"))

    assert len(house.all("Observation")) == 1


def test_a_line_without_a_code_stays(house: House) -> None:
    """A line of a report without a code of its own is kept under that of its report."""
    house.say(ORU, ANNA, obr(), "OBX|1|TX|||Leber unauffällig||||||F")

    found = house.only("Observation")
    assert (found["valueString"], found["code"]["coding"][0]["code"]) == (
        "Leber unauffällig",
        "24323-8",
    )


def test_a_value_without_any_code_is_refused(house: House) -> None:
    """Neither OBX-3 nor OBR-4: nobody could say what it is, and it is not passed over."""
    receipt = house.say(ORU, ANNA, obr(code=""), "OBX|1|NM|||75||||||F")

    assert receipt.status == "rejected"
    assert house.all("Observation") == []


def test_a_label_of_confidentiality_stays(house: House) -> None:
    """ORC-28 is a label in meta, and a message that says nothing of it does not take it off."""
    order = f"ORC|NW|O1^KLINIK{'|' * 26}R^Restricted^HL70177"
    house.say("OML^O21^OML_O21", ANNA, order, "OBR|1|O1^KLINIK||24323-8^Panel^LN", sent=at("1000"))
    house.say(
        "OML^O21^OML_O21", ANNA, "ORC|SC|O1^KLINIK", "OBR|1|O1^KLINIK||24323-8^Panel^LN",
        sent=at("1100"),
    )  # fmt: skip

    codes = [one["code"] for one in house.only("ServiceRequest")["meta"]["security"]]
    assert "R" in codes


@pytest.mark.parametrize(
    ("state", "expected"),
    [("A", "active"), ("R", "rejected"), ("X", "inactive"), ("", "proposed")],
)
def test_only_a_granted_consent_is_active(house: House, state: str, expected: str) -> None:
    """CON-11: refused and rescinded are not active, and neither is what nobody states."""
    con = f"CON|1|001|C1|||Datenweitergabe||||V|{state}|20261121080000+0100"

    house.say(mdm("T02"), ANNA, txa(), con, LINE)

    assert house.only("Consent")["status"] == expected


def test_a_letter_goes_where_its_stay_goes(house: House) -> None:
    """The stay turns out to be another patient's (A45): so does what was written in it."""
    other = pid("1002^^^KLINIK^MR", "Weber^Berta", "19700101")
    house.say(kind("A01"), ANNA, pv1(), sent=at("0900"))
    house.say(mdm("T02"), ANNA, pv1(), txa(), LINE, sent=at("1000"))

    mrg = "MRG|1001^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A45^ADT_A45", other, mrg, pv1(), sent=at("1100"))

    letter, stay = document(house, "D1"), house.only("Encounter")
    assert letter["subject"]["reference"] == stay["subject"]["reference"]


def test_a_letter_names_the_stay_that_another_number_leads_to(house: House) -> None:
    """V9 is the new number of V1 (A50): a letter of V9 is of the one stay that stands."""
    house.say(kind("A01"), ANNA, pv1(), sent=at("0900"))
    mrg = "MRG|1001^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A50^ADT_A50", ANNA, mrg, pv1("", "V9"), sent=at("1000"))

    house.say(mdm("T02"), ANNA, pv1("", "V9"), txa(), LINE, sent=at("1100"))

    (named,) = document(house, "D1")["context"]["encounter"]
    assert named["reference"] == f"Encounter/{house.only('Encounter')['id']}"
