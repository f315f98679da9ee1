"""Results keep their report and their specimen, wherever the message has these stand.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.3.1, 7.3.8 to 7.3.10, 7.4.3)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, obr, obx, pid

ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
ORU = "ORU^R01^ORU_R01"
WEIGHT = obx("5", code="3141-9^Weight^LN", unit="g^^UCUM")


def spm(number: str, role: str = "P") -> str:
    """A specimen of serum."""
    return f"SPM|1|^{number}&LAB||SER^Serum^HL70487|||||||{role}"


def test_a_result_behind_its_specimen_is_the_reports(house: House) -> None:
    """OUL^R24 and ORU: where no other result stands, it is no word about the specimen alone."""
    for kind in ("OUL^R24^OUL_R24", ORU):
        house.say(kind, ANNA, obr(), spm("S1"), obx("75"))

        result, specimen = house.only("Observation"), house.only("Specimen")
        assert house.only("DiagnosticReport")["result"] == [
            {"reference": f"Observation/{result['id']}"}
        ]
        assert result["specimen"] == {"reference": f"Specimen/{specimen['id']}"}


def test_of_two_specimens_none_is_guessed(house: House) -> None:
    """A glucose behind serum and urine: the report names both, the result neither."""
    house.say("OUL^R24^OUL_R24", ANNA, obr(), spm("S1"), "SAC|||C1^LAB", spm("S2"), obx("75"))

    assert "specimen" not in house.only("Observation")
    assert len(house.only("DiagnosticReport")["specimen"]) == 2


def test_what_is_said_of_a_specimen_is_no_result_of_the_report(house: House) -> None:
    """A weight behind the specimen, where the results stand at their place."""
    house.say("OUL^R24^OUL_R24", ANNA, obr(), spm("S1"), WEIGHT, "SAC|||C1^LAB", obx("75"))
    house.say(ORU, CARL, obr("F2^LAB"), obx("75"), spm("S2"), WEIGHT)

    reports = house.all("DiagnosticReport")
    assert [len(one["result"]) for one in reports] == [1, 1]
    assert all("specimen" in one for one in house.all("Observation"))


def test_a_specimen_is_named_alike_however_often_it_stands_so(house: House) -> None:
    """Results before and behind one specimen, in message after message of one form."""
    weights = [WEIGHT.replace("3141-9", f"3141-{number}") for number in (7, 8, 9)]
    for number in range(4):
        house.say(ORU, ANNA, obr(f"F{number}^LAB"), obx("75"), spm(f"S{number}"), *weights)

    told = [one["specimen"]["reference"] for one in house.all("Observation")]
    assert sorted(told.count(one) for one in {*told}) == [4, 4, 4, 4]


def test_every_container_of_a_specimen_is_that_of_its_orders(house: House) -> None:
    """OUL^R23: the orders of the second container too are of the specimen."""
    orders = [obr("F1^LAB"), obx("75"), "SAC|||C2^LAB", obr("F2^LAB"), obx("76")]
    house.say("OUL^R23^OUL_R23", ANNA, spm("S1"), "SAC|||C1^LAB", *orders)

    named = [{"reference": f"Specimen/{house.only('Specimen')['id']}"}]
    assert [one["specimen"] for one in house.all("DiagnosticReport")] == [named, named]
    assert [one["specimen"] for one in house.all("Observation")] == [*named, *named]


def test_results_of_one_patient_stay_his_where_the_next_begins(house: House) -> None:
    """What stands behind the next PID is brought before nobody else's specimen."""
    house.say(ORU, ANNA, obr(), obx("75"), spm("S1"), CARL, obr("F2^LAB"), spm("S2"), obx("76"))

    results = {one["subject"]["reference"]: one for one in house.all("Observation")}
    assert [one["valueQuantity"]["value"] for one in results.values()] == [75, 76]
    assert len({one["specimen"]["reference"] for one in results.values()}) == 2


@pytest.mark.parametrize("role", ["Q", "C", "E"])
@pytest.mark.parametrize("kind", [ORU, "OUL^R24^OUL_R24"])
def test_what_a_control_gives_is_not_the_patients(house: House, kind: str, role: str) -> None:
    """SPM-11 behind the results: a value of a control is charted for nobody.

    Also where a patient's result of the same form came just before it.
    """
    house.say(kind, ANNA, obr(), spm("S1"), obx("75"))
    house.say(kind, ANNA, obr("F2^LAB"), obx("275"), spm("S1", role))
    house.say(kind, ANNA, obr("F3^LAB"), spm("S1", role), obx("276"))

    values = [one["valueQuantity"]["value"] for one in house.all("Observation")]
    made = [len(house.all(type)) for type in ("DiagnosticReport", "Specimen")]
    assert (values, made) == ([75], [1, 1])


def test_a_sub_id_that_is_no_number_takes_no_result_away(house: House) -> None:
    """OBX-4 has parts that are numbers from 2.8.2 on; before, it is one text."""
    told = house.say(ORU, ANNA, obr(), obx("75", sub="1^a^1.1.2"))

    assert told.status == "accepted"
    assert house.only("Observation")["valueQuantity"]["value"] == 75


def test_no_value_is_one_too_many(house: House) -> None:
    """Ten coded values of one result: each can be read."""
    values = "~".join(f"{number}^sign {number}^99X" for number in range(1, 11))
    house.say(ORU, ANNA, obr(), obx(values, type="CWE", unit=""))

    told = str(house.only("Observation"))
    assert all(f"sign {number}" in told for number in range(1, 11))
