"""What answers, holds or cancels an order need not say again what it is, and is never lost.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch04.html (4.4.1, 4.4.2, 4.5.1, 4A.3)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, pid

ANNA = pid("1001^^^KLINIK^MR")
RDE = "RDE^O11^RDE_O11"
ORDER = ("ORC|NW|O1^KLINIK", "OBR|1|O1^KLINIK||24323-8^Panel^LN")
PRESCRIPTION = ("ORC|NW|R1^KLINIK", "RXE||N02BE01^Paracetamol^ATC|500||mg")
ROUTES = ("RXR|PO^Oral^HL70162", "RXR|RC^Rectal^HL70162")


@pytest.mark.parametrize(
    ("kind", "control", "expected"),
    [
        ("ORM^O01^ORM_O01", "CA", "revoked"),
        ("OML^O21^OML_O21", "DC", "revoked"),
        ("ORM^O01^ORM_O01", "HD", "on-hold"),
        ("ORR^O02^ORR_O02", "CR", "revoked"),
        ("ORL^O22^ORL_O22", "OK", "active"),
    ],
)
def test_an_order_is_what_orc_alone_says(
    house: House, kind: str, control: str, expected: str
) -> None:
    """A cancellation without OBR cancels the order, which still says what it was."""
    house.say("OML^O21^OML_O21", ANNA, *ORDER)

    house.say(kind, ANNA, f"ORC|{control}|O1^KLINIK")

    order = house.only("ServiceRequest")
    assert (order["status"], order["code"]["coding"][0]["code"]) == (expected, "24323-8")


def test_a_refusal_by_orc_alone_leaves_the_state_and_is_told(house: House) -> None:
    """UA is what the receiver could not do: the order stands, and the refusal with its words."""
    house.say("OML^O21^OML_O21", ANNA, *ORDER)

    house.say("ORR^O02^ORR_O02", "MSA|AA|M1", ANNA, "ORC|UA|O1^KLINIK", "NTE|1||Unknown test")

    order = house.only("ServiceRequest")
    assert order["status"] == "active"
    assert order["note"] == [{"text": "Unknown test"}]
    assert "'UA'" in str(order["extension"])
    assert "comment" not in str(house.patient("1001"))


@pytest.mark.parametrize(
    ("kind", "control", "expected"),
    [("RRE^O12^RRE_O12", "CR", "cancelled"), (RDE, "CA", "cancelled"), (RDE, "HD", "on-hold")],
)
def test_a_prescription_is_what_orc_alone_says(
    house: House, kind: str, control: str, expected: str
) -> None:
    """What a pharmacy answers, or its hospital takes back, need not name the medicine."""
    house.say(RDE, ANNA, *PRESCRIPTION)

    house.say(kind, ANNA, f"ORC|{control}|R1^KLINIK")

    found = house.only("MedicationRequest")
    assert found["status"] == expected
    assert found["medicationCodeableConcept"]["coding"][0]["code"] == "N02BE01"


def test_what_answers_a_prescription_before_it_came_gives_way_to_it(house: House) -> None:
    """The medicine that nobody told is told by the prescription; the cancellation holds."""
    house.say(RDE, ANNA, "ORC|CA|R1^KLINIK", sent="20261121110000+0100")
    untold = house.only("MedicationRequest")["medicationCodeableConcept"]

    house.say(RDE, ANNA, *PRESCRIPTION, sent="20261121100000+0100")

    found = house.only("MedicationRequest")
    assert "coding" not in untold
    assert found["status"] == "cancelled"
    assert found["medicationCodeableConcept"]["coding"][0]["code"] == "N02BE01"


def test_a_comment_stays_with_what_it_stands_behind(house: House) -> None:
    """NTE below one administration or prescription is none on the next one."""
    given = "RXA|0|{}|20261121||N02BE01^Paracetamol^ATC|500|mg{}"
    done, refused = given.format(1, "|" * 13 + "CP"), given.format(2, "|" * 13 + "RE")
    order = ("ORC|RE|R1^KLINIK|F1^KLINIK", PRESCRIPTION[1], "NTE|1||on the order")
    routes = ("RXR|PO^Oral^HL70162", "NTE|1||on the first", "RXR|RC^Rectal^HL70162")
    house.say("RAS^O17^RAS_O17", ANNA, *order, done, *routes[:2], refused, routes[2])

    first, second = house.all("MedicationAdministration")
    assert ([one["text"] for one in first["note"]], second.get("note")) == (["on the first"], None)
    codes = [one["dosage"]["route"]["coding"][0]["code"] for one in (first, second)]
    assert codes == ["PO", "RC"]


def test_an_answer_does_not_say_that_more_was_given(house: House) -> None:
    """RRA says again what RAS said: one administration, as its source told of it."""
    given = ("ORC|RE|R1^KLINIK|F1^KLINIK", "RXA|0|1|20261121||N02BE01^Paracetamol^ATC|500|mg")
    house.say("RAS^O17^RAS_O17", ANNA, *given)

    house.say("RRA^O18^RRA_O18", "MSA|AA|M1", ANNA, "ORC|OK|R1^KLINIK|F1^KLINIK", given[1])

    assert house.only("MedicationAdministration")["status"] == "unknown"


def test_another_route_is_no_second_dose(house: House) -> None:
    """A second RXR is another way to take the same dose (4A.4.2), and is told in words."""
    house.say(RDE, ANNA, *PRESCRIPTION, *ROUTES)

    (dosage,) = house.only("MedicationRequest")["dosageInstruction"]
    assert dosage["route"]["coding"][0]["code"] == "PO"
    assert [one["text"] for one in dosage["additionalInstruction"]] == [
        "Rectal RC HL70162 (other route)"
    ]


@pytest.mark.parametrize("kind", ["ORM^O01^ORM_O01", "OML^O21^OML_O21"])
def test_a_comment_between_orc_and_obr_takes_no_order_apart(house: House, kind: str) -> None:
    """The order keeps what its ORC says, and both comments; the patient gets none of them."""
    house.say(kind, ANNA, ORDER[0], "NTE|1||Before noon", ORDER[1], "NTE|1||Fasting")

    order = house.only("ServiceRequest")
    assert (order["status"], order["identifier"][0]["value"]) == ("active", "O1")
    assert [one["text"] for one in order["note"]] == ["Before noon", "Fasting"]
    assert "comment" not in str(house.patient("1001"))


def test_an_order_in_a_care_plan_reports_nothing(house: House) -> None:
    """PPR: what is ordered for a problem is an order, and no report without results."""
    problem = "PRB|AD|20261121|I10^Hypertension^I10|PB1^KLINIK||||||||||A^Active"
    house.say("PPR^PC1^PPR_PC1", ANNA, problem, *ORDER)

    assert house.only("ServiceRequest")["status"] == "active"
    assert house.all("DiagnosticReport") == []
