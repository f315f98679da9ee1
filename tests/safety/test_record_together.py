"""Several patients, stays, orders and comments in one message: each goes with what it stands by.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.2, groups) · https://www.hl7.eu/HL7v2x/v251/std251/ch07.html
"""

from __future__ import annotations

import csv

import pytest

from gateway.model import Resource
from tests.intake.house import ROOT, House, obr, obx, person, pid, pv1

OWN = "https://klinik.example/id"
ORU, A40 = "ORU^R01^ORU_R01", "ADT^A40^ADT_A39"
OML, RDE = "OML^O21^OML_O21", "RDE^O11^RDE_O11"
ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
ORDER = "OBR|1|{0}^KLINIK||24323-8^Panel^LN"
NATIONAL = "https://fhir.gateway.example/lu/CodeSystem/newborn-screening-condition"
CONDITIONS = ("pku", "ch", "cah", "mcadd", "cf", "sma", "scid")
TABLE = ROOT / "mappings" / "hl7v2" / "tables" / "newborn-conditions.csv"


def stay(number: str) -> str:
    """A stay under that number."""
    return pv1(f"{number}^^^KLINIK^VN")


def of(house: House, number: str, type: str) -> list[Resource]:
    """What is kept about a patient."""
    return house.all(type, patient=person(OWN, number))


def notes(found: Resource) -> list[str]:
    """The texts of its comments."""
    return [one["text"] for one in found.get("note", ())]


def test_two_merges_in_one_message_are_two(house: House) -> None:
    """Each MRG goes with the PID before it."""
    for number in ("2001", "2002"):
        house.say("ADT^A01^ADT_A01", pid(f"{number}^^^KLINIK^MR"))

    house.say(A40, ANNA, "MRG|2001^^^KLINIK^MR", CARL, "MRG|2002^^^KLINIK^MR")

    assert house.survivor("2001")["id"] == person(OWN, "1001")
    assert house.survivor("2002")["id"] == person(OWN, "1002")


def test_of_two_merges_one_unknown_lets_both_wait(house: House) -> None:
    """A message is taken whole: the second waits with the first, and comes in with it."""
    house.say("ADT^A01^ADT_A01", pid("2001^^^KLINIK^MR"))
    told = house.say(A40, ANNA, "MRG|2001^^^KLINIK^MR", CARL, "MRG|2002^^^KLINIK^MR")
    assert told.status == "parked"
    assert house.survivor("2001")["id"] == person(OWN, "2001")

    house.say("ADT^A01^ADT_A01", pid("2002^^^KLINIK^MR"))

    assert house.survivor("2001")["id"] == person(OWN, "1001")
    assert house.survivor("2002")["id"] == person(OWN, "1002")


def test_results_of_two_stays_of_two_patients(house: House) -> None:
    """Each result is in the stay of its own patient."""
    house.say(
        ORU, ANNA, stay("V1"), obr("F1^LAB"), obx("1"), CARL, stay("V2"), obr("F2^LAB"), obx("2")
    )

    for number, visit, value in (("1001", "V1", 1), ("1002", "V2", 2)):
        (result,) = of(house, number, "Observation")
        (found,) = of(house, number, "Encounter")
        assert found["identifier"][0]["value"] == visit
        assert result["encounter"] == {"reference": f"Encounter/{found['id']}"}
        assert result["valueQuantity"]["value"] == value


def test_a_second_patient_without_a_stay_is_not_in_the_first_ones(house: House) -> None:
    """PV1 of the first group says nothing of the second."""
    house.say(ORU, ANNA, stay("V1"), obr("F1^LAB"), obx("1"), CARL, obr("F2^LAB"), obx("2"))

    (result,) = of(house, "1002", "Observation")
    assert "encounter" not in result


def test_one_wrong_patient_of_two_refuses_the_whole(house: House) -> None:
    """All or nothing: what is right of a message is not kept without the rest."""
    wrong = CARL.replace("19700101", "19701301")

    told = house.say(ORU, ANNA, obr("F1^LAB"), obx("1"), wrong, obr("F2^LAB"), obx("2"))

    assert told.status == "rejected"
    assert house.all("Patient") == house.all("Observation") == []


def test_two_orders_of_one_message_keep_their_own_state(house: House) -> None:
    """One is cancelled, the other goes on."""
    house.say(OML, ANNA, "ORC|CA|P1^KLINIK", ORDER.format("P1"), "ORC|SC|P2^KLINIK|||IP",
              ORDER.format("P2"))  # fmt: skip

    states = {one["identifier"][0]["value"]: one["status"] for one in house.all("ServiceRequest")}
    assert states["P1"] == "revoked"
    assert states["P2"] != "revoked"


@pytest.mark.parametrize(
    ("behind", "type"), [("OBX", "Observation"), ("SPM", "Specimen"), ("OBR", "ServiceRequest")]
)
def test_a_comment_is_its_own_segments(house: House, behind: str, type: str) -> None:
    """NTE belongs to the segment before it, and to no other."""
    written = {"OBR": [ORDER.format("P1")], "OBX": [obx("75")],
               "SPM": ["SPM|1|^S1&LAB||BLD^Blood^HL70487"]}  # fmt: skip
    segments = ["ORC|NW|P1^KLINIK"]
    for name, lines in written.items():
        segments += [*lines, *(["NTE|1||of this alone"] if name == behind else [])]
    house.say(OML, ANNA, *segments)

    found = {
        one: [text for body in house.all(one) for text in notes(body)]
        for one in ("Observation", "Specimen", "ServiceRequest")
    }
    assert found.pop(type) == ["of this alone"]
    assert not any(found.values())


def test_a_comment_of_several_lines_stays_in_order(house: House) -> None:
    """Three NTE are three lines, or three comments, as they were sent."""
    lines = [f"NTE|{at}||line {at}" for at in (1, 2, 3)]

    house.say(ORU, ANNA, obr(), obx("75"), *lines)

    text = "\n".join(notes(house.only("Observation")))
    assert text.split("\n") == ["line 1", "line 2", "line 3"]


def test_a_comment_behind_the_last_result_is_not_the_reports(house: House) -> None:
    """The report has no comment of its own."""
    house.say(ORU, ANNA, obr(), obx("75"), "NTE|1||haemolysed")

    assert "extension" not in house.only("DiagnosticReport")


def test_a_comment_behind_a_prescription_is_its(house: House) -> None:
    """NTE behind RXE says something of the medicine."""
    house.say(RDE, ANNA, "ORC|NW|R1^KLINIK", "RXE||N02BE01^Paracetamol^ATC|1||TAB^Tablet",
              "NTE|1||with food")  # fmt: skip

    texts = [text for one in house.all("MedicationRequest") for text in notes(one)]
    assert texts == ["with food"]


@pytest.mark.parametrize(
    "segment", ["NTE|1||", "NTE|1", "SPM|1", "AL1|1", "DG1|1", "PR1|1", "NK1|1", "IN1|1", "OBX|1"]
)
def test_a_segment_that_says_nothing_makes_nothing(house: House, segment: str) -> None:
    """No empty shell: what would hold nothing but references is not made."""
    kind = ORU if segment[:3] in ("SPM", "OBX", "NTE") else "ADT^A01^ADT_A01"
    rest = (obr(), segment) if kind == ORU else (pv1(), segment)

    told = house.say(kind, ANNA, *rest)

    made = {name.partition("/")[0] for name in told.resources}
    assert made <= {"Patient", "Encounter", "Provenance", "DiagnosticReport"}
    assert all(not one.get("note") for one in house.all("DiagnosticReport"))


def test_the_conditions_screened_for_are_data() -> None:
    """Seven of them, each by the code that LOINC has for it; another country is another table."""
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]

    found = {row["target"]: row["code"] for row in csv.DictReader(rows)}

    assert set(found) == set(CONDITIONS)


def card(*results: str) -> tuple[str, ...]:
    """A newborn's result on a dried blood spot."""
    child = pid("3001^^^KLINIK^MR", "Weber^Lea", "20261119")
    panel = obr("N1^LAB", code="54089-8^Newborn screening panel^LN")
    return child, panel, *results


@pytest.mark.parametrize("at", range(7))
def test_each_condition_gets_its_national_code(house: House, at: int) -> None:
    """The code that was sent stays, the national one stands beside it."""
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    code = {row["target"]: row["code"] for row in csv.DictReader(rows)}[CONDITIONS[at]]
    tested = obx(f"{code}^Words^LN", code="57719-7^Conditions tested^LN", type="CWE", unit="")

    house.say(ORU, *card(tested))

    codings = house.only("Observation")["valueCodeableConcept"]["coding"]
    assert {(one.get("system"), one["code"]) for one in codings} >= {
        ("http://loinc.org", code), (NATIONAL, CONDITIONS[at]),
    }  # fmt: skip


def test_a_condition_that_is_not_in_the_list_is_kept_as_it_was_sent(house: House) -> None:
    """It is not taken for one of the seven."""
    other = obx("LA99999-9^Other^LN", code="57719-7^Conditions tested^LN", type="CWE", unit="")

    house.say(ORU, *card(other))

    codings = house.only("Observation")["valueCodeableConcept"]["coding"]
    assert [one["code"] for one in codings] == ["LA99999-9"]


def test_a_newborns_result_is_never_the_mothers(house: House) -> None:
    """PID-21 names the mother; the result is about the child."""
    house.say("ADT^A01^ADT_A01", ANNA, pv1())
    child, *rest = card(obx("4.2", code="29575-8^Thyrotropin^LN"))
    mother = f"{child}{'|' * (21 - child.count('|'))}1001^^^KLINIK^MR"

    house.say(ORU, mother, *rest)

    assert of(house, "1001", "Observation") == []
    assert len(of(house, "3001", "Observation")) == 1


@pytest.mark.parametrize(
    ("done", "action", "expected"),
    [("CP", "A", "completed"), ("PA", "A", "completed"), ("RE", "A", "not-done"),
     ("NA", "A", "not-done"), ("CP", "D", "entered-in-error"), ("RE", "D", "entered-in-error"),
     ("CP", "U", "completed"), ("RE", "U", "not-done")],
)  # fmt: skip
def test_a_vaccine_is_what_both_fields_say(
    house: House, done: str, action: str, expected: str
) -> None:
    """RXA-20 says whether it was given, RXA-21 whether the record holds."""
    rxa = f"RXA|0|1|20261121090000+0100||08^Hep B^CVX|1|mL^^UCUM{'|' * 13}{done}|{action}"

    house.say("VXU^V04^VXU_V04", ANNA, "ORC|RE||I1^KLINIK", rxa)

    assert house.only("Immunization")["status"] == expected


def test_a_vaccine_deleted_after_it_was_told_is_in_error(house: House) -> None:
    """And an older word that it was given does not bring it back."""
    rxa = f"RXA|0|1|20261121090000+0100||08^Hep B^CVX|1|mL^^UCUM{'|' * 13}CP|"
    orc = "ORC|RE||I1^KLINIK"
    house.say("VXU^V04^VXU_V04", ANNA, orc, f"{rxa}A", sent="20261121100000+0100")
    house.say("VXU^V04^VXU_V04", ANNA, orc, f"{rxa}D", sent="20261121120000+0100")

    house.say("VXU^V04^VXU_V04", ANNA, orc, f"{rxa}U", sent="20261121110000+0100")

    assert house.only("Immunization")["status"] == "entered-in-error"
