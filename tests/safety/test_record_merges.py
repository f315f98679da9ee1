"""A merge at the record: everything follows, the old id resolves, nothing becomes old by it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, obr, obx, person, pid, pv1
from tests.safety.record_said import at

A01 = "ADT^A01^ADT_A01"
A40 = "ADT^A40^ADT_A39"
ORU = "ORU^R01^ORU_R01"
OWN = "https://klinik.example/id"
ANNA = pid("1001^^^KLINIK^MR")
STAY = pv1()


def test_an_older_merge_is_still_a_merge(house: House) -> None:
    """A merge that comes late merges; it does not bring older data back."""
    house.say(A01, pid("1002^^^KLINIK^MR", "Meier^Anna"), sent=at("1000"))
    house.say(A01, pid("1001^^^KLINIK^MR", "Meyer-Weber^Anna"), sent=at("1010"))

    house.say(A40, ANNA, "MRG|1002^^^KLINIK^MR", sent=at("1005"))

    assert house.survivor("1002")["id"] == person(OWN, "1001")
    assert house.patient("1001")["name"][0]["family"] == "Meyer-Weber"


@pytest.mark.parametrize("late", [False, True])
def test_a_merge_re_points_and_the_old_id_keeps_resolving(house: House, *, late: bool) -> None:
    """Results before and after, the stub under the old id, and the summary at either id."""
    house.say(A01, pid("1002^^^KLINIK^MR", "Meier^Anna"), STAY)
    house.say(ORU, pid("1002^^^KLINIK^MR", "Meier^Anna"), obr(), obx("75"))
    house.say(A01, ANNA)
    house.say(A40, ANNA, "MRG|1002^^^KLINIK^MR")
    number = "1002" if late else "1001"
    house.say(ORU, pid(f"{number}^^^KLINIK^MR"), obr("F2^LAB"), obx("80", code="718-7^Hb^LN"))

    old, new = house.patient("1002"), house.patient("1001")
    link = {"other": {"reference": f"Patient/{new['id']}"}, "type": "replaced-by"}
    assert (old["active"], old["link"]) == (False, [link])
    assert [one["type"] for one in new["link"]] == ["replaces"]
    about = {"reference": f"Patient/{new['id']}"}
    kept = [*house.all("Encounter"), *house.all("Observation"), *house.all("DiagnosticReport")]
    assert [one["subject"] for one in kept] == [about] * 5
    for id in (old["id"], new["id"]):
        values = [one["valueQuantity"]["value"] for one in house.summarised(id, "Observation")]
        assert sorted(values) == [75, 80]


def test_a_chain_of_merges_resolves_from_every_link(house: House) -> None:
    """The first into the second, the second into the third: all lead to the third."""
    for number in ("1", "2", "3"):
        house.say(A01, pid(f"{number}^^^KLINIK^MR"))
        house.say(ORU, pid(f"{number}^^^KLINIK^MR"), obr(f"F{number}^LAB"), obx(number))

    house.say(A40, pid("2^^^KLINIK^MR"), "MRG|1^^^KLINIK^MR")
    house.say(A40, pid("3^^^KLINIK^MR"), "MRG|2^^^KLINIK^MR")

    third = person(OWN, "3")
    assert {house.survivor(number)["id"] for number in "123"} == {third}
    assert len(house.all("Observation", patient=third)) == 3


def test_a_merge_does_not_make_a_late_correction_old(house: House) -> None:
    """Re-pointing a result says nothing of the result: a correction sent before is still newer."""
    house.say(ORU, pid("1002^^^KLINIK^MR"), obr(), obx("75"), sent=at("1000"))
    house.say(A40, ANNA, "MRG|1002^^^KLINIK^MR", sent=at("1200"))

    house.say(ORU, pid("1002^^^KLINIK^MR"), obr(status="C"), obx("57", "C"), sent=at("1100"))

    result = house.only("Observation")
    assert (result["status"], result["valueQuantity"]["value"]) == ("corrected", 57)
    assert result["subject"] == {"reference": f"Patient/{person(OWN, '1001')}"}
