"""What is told under another patient is told anew: nothing of the other one stays in it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40 to 3.3.45)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.intake.house import House, obr, obx, rules_of
from tests.safety.moves import ANNA, BERTA, ORM, ORU, mrg, of
from tests.safety.test_record_elsewhere import A40, NEW, take


def vaccine(amount: str, done: str, action: str) -> tuple[str, str]:
    """ORC and RXA of one vaccination."""
    return "ORC|RE||I1^HIS", (
        f"RXA|0|1|20261121090000+0100||08^Hep B^CVX|{amount}|mL^^UCUM{'|' * 13}{done}|{action}"
    )


def medicine(amount: str) -> tuple[str, str]:
    """ORC and RXE of one prescription."""
    return "ORC|NW|R1^HIS|X1^PHA", f"RXE||N02BE01^Paracetamol^ATC|{amount}||TAB^Tablet"


VACCINE = {
    "refused": ("VXU^V04^VXU_V04", "1000", ANNA, *vaccine("5", "RE", "A"), "RXR|IM"),
    "merged": (A40, "1030", NEW, mrg("1001")),
    "withdrawn": ("VXU^V04^VXU_V04", "1100", NEW, *vaccine("1", "CP", "D")),
}


@pytest.mark.parametrize("order", [*permutations(VACCINE)])
def test_what_has_no_stay_is_whole_once_both_patients_are_one(
    house: House, order: tuple[str, ...]
) -> None:
    """A vaccine told of under either number of a merge: how it was given is not lost."""
    take(house, VACCINE, order)

    given = house.only("Immunization")
    assert given["status"] == "entered-in-error"
    assert given["route"]["coding"][0]["code"] == "IM"


OTHERS = {name: told for name, told in VACCINE.items() if name != "merged"} | {
    "withdrawn": ("VXU^V04^VXU_V04", "1100", BERTA, *vaccine("1", "CP", "D"))
}


@pytest.mark.parametrize("order", [*permutations(OTHERS)])
def test_nothing_of_another_patients_stays_in_what_has_the_same_number(
    house: House, order: tuple[str, ...]
) -> None:
    """Anna was to have it into a muscle; nobody has said how Berta had hers."""
    take(house, OTHERS, order)

    (given,) = of(house, "1002", "Immunization")
    assert "route" not in given
    assert "statusReason" not in given


def test_a_report_under_a_number_used_again_lists_no_results_of_the_other_patient(
    house: House,
) -> None:
    """F1 was Anna's, with two results; Berta's F1 has one."""
    hb = obx("1", code="718-7^Hb^LN")
    house.say(ORU, ANNA, obr(), hb, obx("2"), sent="20261121100000+0100")

    receipt = house.say(ORU, BERTA, obr(), obx("3"), sent="20261121110000+0100")

    assert "subject-changed" in rules_of(receipt)
    (report,) = of(house, "1002", "DiagnosticReport")
    (result,) = of(house, "1002", "Observation")
    assert [one["reference"] for one in report["result"]] == [f"Observation/{result['id']}"]


def test_an_order_under_a_number_used_again_says_nothing_of_the_other_patients(
    house: House,
) -> None:
    """Anna fasted; of Berta nobody said so."""
    fasting = f"{ORM[1]}{'|' * 9}fasting"
    house.say("ORM^O01^ORM_O01", ANNA, ORM[0], fasting, sent="20261121100000+0100")

    house.say("ORM^O01^ORM_O01", BERTA, *ORM, sent="20261121110000+0100")

    (ordered,) = of(house, "1002", "ServiceRequest")
    assert "fasting" not in str(ordered)


PRESCRIBED = {
    "first": ("RDE^O11^RDE_O11", "1000", ANNA, *medicine("2"), "TQ1|1||BID"),
    "merged": (A40, "1030", NEW, mrg("1001")),
    "changed": ("RDE^O11^RDE_O11", "1100", NEW, *medicine("1")),
}


@pytest.mark.parametrize("order", [*permutations(PRESCRIBED)])
def test_the_last_dose_is_the_dose_whichever_number_it_was_told_under(
    house: House, order: tuple[str, ...]
) -> None:
    """Two tablets twice a day, then one: what stood aside until the merge does not come back."""
    take(house, PRESCRIBED, order)

    (dosage,) = house.only("MedicationRequest")["dosageInstruction"]
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 1
    assert "timing" not in dosage


def test_a_document_keeps_its_text_whoever_it_is_said_to_be_of(house: House) -> None:
    """T03 tells how far it is and not what it says, under a number that merges only later."""
    text = "OBX|1|TX|18842-5^Letter^LN||Kommt wieder heim.||||||F"
    txa = f"TXA|1|DS|TX|20261121080000+0100{'|' * 8}D1^KLINIK|||||AU"
    house.say("MDM^T02^MDM_T02", ANNA, txa, text, sent="20261121100000+0100")

    house.say("MDM^T03^MDM_T01", NEW, txa.replace("AU", "LA"), sent="20261121110000+0100")

    (content,) = house.only("DocumentReference")["content"]
    assert content["attachment"]["url"].startswith("Binary/")
