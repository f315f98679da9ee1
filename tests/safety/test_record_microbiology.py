"""Isolates, what was found of them, and what they were grown from keep together and apart.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.1.26, 7.4.1.29) · https://hl7.org/fhir/R4/observation.html#obsgrouping
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obx, person, pid

ORU = "ORU^R01^ORU_R01"
ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
OWN = "https://klinik.example/id"
CULTURE = "600-7^Bacteria^LN"
URINE = "SPM|1|^S1&LAB||URN^Urine^HL70487"


def order(filler: str, code: str, *, parent: str = "", by: str = "", status: str = "F") -> str:
    """An OBR; `parent` is OBR-26, `by` is OBR-29."""
    head = f"OBR|1||{filler}^LAB|{code}|||20261121080000+0100{'|' * 17}MB|{status}"
    return f"{head}|{parent}|||{by}" if parent or by else head


def culture(*isolates: str) -> list[str]:
    """Order F1 with these bacteria, numbered by OBX-4."""
    found = [
        obx(name, code=CULTURE, type="ST", sub=str(at + 1), unit="")
        for at, name in enumerate(isolates)
    ]
    return [order("F1", "630-4^Culture^LN"), *found]


def susceptibility(
    group: str, drug: str, flag: str, *, by: str = "^F1&LAB", filler: str = ""
) -> list[str]:
    """What one drug does to the isolate of that group."""
    parent = f"600-7&Bacteria&LN^{group}"
    number = filler or f"F1{group}"
    result = obx("4", code=f"{drug}^LN", unit="mg/L^^UCUM", flag=flag)
    return [order(number, "29576-6^Susceptibility^LN", parent=parent, by=by), result]


def isolates(house: House) -> dict[str, Resource]:
    """Name -> the isolate."""
    return {one["valueString"]: one for one in house.all("Observation") if "valueString" in one}


def members(house: House, isolate: Resource) -> list[str]:
    """The codes of what was found of an isolate."""
    named = [one["reference"].split("/") for one in isolate.get("hasMember", [])]
    found = [house.read(*name) for name in named]
    return [one["code"]["coding"][0]["code"] for one in found if one]


def test_a_susceptibility_is_a_member_of_its_isolate_and_of_no_other(house: House) -> None:
    """OBR-26 names the isolate by code and group, OBR-29 its order."""
    house.say(
        ORU, ANNA, *culture("E. coli", "S. aureus"),
        *susceptibility("1", "18864-9^Ampicillin", "R"),
        *susceptibility("2", "18932-4^Cefazolin", "S"),
    )  # fmt: skip

    found = isolates(house)
    assert members(house, found["E. coli"]) == ["18864-9"]
    assert members(house, found["S. aureus"]) == ["18932-4"]


def test_a_susceptibility_says_of_which_isolate_it_is(house: House) -> None:
    """From the result the way leads back to the isolate."""
    house.say(ORU, ANNA, *culture("E. coli"), *susceptibility("1", "18864-9^Ampicillin", "R"))

    (result,) = [one for one in house.all("Observation") if "valueQuantity" in one]
    isolate = isolates(house)["E. coli"]
    assert result["derivedFrom"][0]["reference"] == f"Observation/{isolate['id']}"
    assert result["interpretation"][0]["coding"][0]["code"] == "R"


def test_all_drugs_of_one_order_are_members(house: House) -> None:
    """Two results below one OBR are two members."""
    more = obx("8", code="18906-8^Ciprofloxacin^LN", unit="mg/L^^UCUM", flag="S")
    house.say(
        ORU, ANNA, *culture("E. coli"), *susceptibility("1", "18864-9^Ampicillin", "R"), more
    )

    assert members(house, isolates(house)["E. coli"]) == ["18864-9", "18906-8"]


def test_an_isolate_that_is_unclear_gets_no_member(house: House) -> None:
    """Two isolates and no group: the words stay, nothing is guessed."""
    house.say(
        ORU, ANNA, *culture("E. coli", "S. aureus"), *susceptibility("", "18864-9^Ampicillin", "R")
    )

    assert all("hasMember" not in one for one in isolates(house).values())
    (result,) = [one for one in house.all("Observation") if "valueQuantity" in one]
    assert "reference" not in result["derivedFrom"][0]
    assert "Bacteria" in result["derivedFrom"][0]["display"]


def first_code(house: House, isolate: str) -> str:
    """Of which drug the only result of that isolate is."""
    (code,) = members(house, isolates(house)[isolate])
    return str(code)


@pytest.mark.parametrize("first", ["culture", "susceptibilities"])
def test_the_isolate_of_another_message_is_found_whichever_comes_first(
    house: House, first: str
) -> None:
    """Culture and susceptibilities come a day apart, in either order."""
    grown = culture("E. coli", "S. aureus")
    tests = [
        susceptibility("1", "18864-9^Ampicillin", "R"),
        susceptibility("2", "18932-4^Cefazolin", "S"),
    ]
    for one in [grown, *tests] if first == "culture" else [*tests, grown]:
        house.say(ORU, ANNA, *one)

    assert first_code(house, "E. coli") == "18864-9"
    assert first_code(house, "S. aureus") == "18932-4"
    named = [one["derivedFrom"][0] for one in house.all("Observation") if "derivedFrom" in one]
    assert {one["reference"] for one in named} == {
        f"Observation/{one['id']}" for one in isolates(house).values()
    }
    assert all("Bacteria" in one["display"] for one in named)


@pytest.mark.parametrize("first", ["isolate", "drug"])
def test_an_isolate_of_the_same_patient_under_another_number_is_found_once_they_merge(
    house: House, first: str
) -> None:
    """The isolate under 1003, what a drug does to it under 1001, then A40: both are tied."""
    other = pid("1003^^^KLINIK^MR")
    told = [(other, culture("E. coli")), (ANNA, susceptibility("1", "18864-9", "R"))]
    for patient, said in told if first == "isolate" else told[::-1]:
        house.say(ORU, patient, *said)
    assert members(house, isolates(house)["E. coli"]) == []

    house.say("ADT^A40^ADT_A39", ANNA, "MRG|1003^^^KLINIK^MR")

    assert members(house, isolates(house)["E. coli"]) == ["18864-9"]


def test_a_susceptibility_told_again_keeps_its_isolate(house: House) -> None:
    """The message comes again a day later, corrected."""
    house.say(ORU, ANNA, *culture("E. coli"))
    for flag in ("S", "R"):
        house.say(ORU, ANNA, *susceptibility("1", "18864-9^Ampicillin", flag))

    assert first_code(house, "E. coli") == "18864-9"
    (result,) = [one for one in house.all("Observation") if "valueQuantity" in one]
    assert "reference" in result["derivedFrom"][0]


@pytest.mark.parametrize(
    ("about", "names", "group"),
    [
        pytest.param(CARL, ("E. coli",), "1", id="another patient"),
        pytest.param(ANNA, ("E. coli", "S. aureus"), "", id="two isolates and no group"),
        pytest.param(ANNA, ("E. coli",), "7", id="a group that is not there"),
    ],
)
def test_no_isolate_of_another_message_is_guessed(
    house: House, about: str, names: tuple[str, ...], group: str
) -> None:
    """Somebody else's, or one of several: the words stay, whichever comes first."""
    later = susceptibility(group, "18864-9^Ampicillin", "R", filler="F19")
    house.say(ORU, about, *later)
    house.say(ORU, ANNA, *culture(*names))
    house.say(ORU, about, *later)

    assert all("hasMember" not in one for one in isolates(house).values())
    (result,) = [one for one in house.all("Observation") if "valueQuantity" in one]
    assert "reference" not in result["derivedFrom"][0]


def test_an_isolate_of_another_order_gets_no_member(house: House) -> None:
    """OBR-29 names F9, which is not in the message."""
    house.say(
        ORU,
        ANNA,
        *culture("E. coli"),
        *susceptibility("1", "18864-9^Ampicillin", "R", by="^F9&LAB"),
    )

    assert "hasMember" not in isolates(house)["E. coli"]


def test_an_isolate_of_another_patient_gets_no_member(house: House) -> None:
    """The same numbers under the next PID are somebody else's."""
    house.say(
        ORU, ANNA, *culture("E. coli"), CARL, *susceptibility("1", "18864-9^Ampicillin", "R")
    )

    assert "hasMember" not in isolates(house)["E. coli"]
    (result,) = house.all("Observation", patient=person(OWN, "1002"))
    assert "reference" not in result["derivedFrom"][0]


def test_a_later_message_with_more_members_keeps_the_first(house: House) -> None:
    """Another drug comes a day later, with the culture told again."""
    house.say(ORU, ANNA, *culture("E. coli"), *susceptibility("1", "18864-9^Ampicillin", "R"))

    later = susceptibility("1", "18932-4^Cefazolin", "S", filler="F12")
    house.say(ORU, ANNA, *culture("E. coli"), *later)

    assert members(house, isolates(house)["E. coli"]) == ["18864-9", "18932-4"]


def test_a_corrected_isolate_keeps_its_members(house: House) -> None:
    """The name is mended, and what was found stays with it."""
    house.say(ORU, ANNA, *culture("E. coli"), *susceptibility("1", "18864-9^Ampicillin", "R"))

    house.say(ORU, ANNA, *culture("K. pneumoniae"))

    assert members(house, isolates(house)["K. pneumoniae"]) == ["18864-9"]


@pytest.mark.parametrize("kind", ["before", "behind"])
def test_the_specimen_is_that_of_the_results(house: House, kind: str) -> None:
    """An SPM behind the results (ORU) is theirs as one before them is (OUL)."""
    if kind == "behind":
        house.say(ORU, ANNA, *culture("E. coli"), URINE)
    else:
        house.say("OUL^R22^OUL_R22", ANNA, URINE, *culture("E. coli"))

    specimen = house.only("Specimen")
    named = {"reference": f"Specimen/{specimen['id']}"}
    assert house.only("Observation")["specimen"] == named
    assert house.only("DiagnosticReport")["specimen"] == [named]


def test_of_two_specimens_none_is_chosen(house: House) -> None:
    """The report has both, the result does not say of which it is."""
    blood = "SPM|2|^S2&LAB||BLD^Blood^HL70487"
    house.say(ORU, ANNA, *culture("E. coli"), URINE, blood)

    assert "specimen" not in house.only("Observation")
    assert len(house.only("DiagnosticReport")["specimen"]) == 2


def test_the_specimen_of_one_order_is_not_that_of_the_next(house: House) -> None:
    """Each SPM goes with the OBR before it."""
    house.say(ORU, ANNA, *culture("E. coli"), URINE, order("F7", "718-7^Hb^LN"), obx("12"))

    (other,) = [one for one in house.all("Observation") if "valueQuantity" in one]
    assert "specimen" not in other


def test_what_was_found_of_an_isolate_in_one_order_is_its_member(house: House) -> None:
    """One OBR, OBX-4 numbers the isolates: R of the first germ is not of the second."""
    drug = "28-1^Ampicillin^LN"
    first = obx("112283007^Escherichia coli^SCT", code=CULTURE, type="CWE", sub="1", unit="")
    second = obx("56415008^Klebsiella^SCT", code=CULTURE, type="CWE", sub="a", unit="")
    count = obx(">100000", code="564-5^Colonies^LN", type="ST", sub="1", unit="")
    found = [
        obx("32", code=drug, sub=group, flag=flag) for group, flag in (("1", "R"), ("a", "S"))
    ]
    alone = obx("4", code=drug, flag="R")
    house.say(ORU, ANNA, order("F1", "630-4^Culture^LN"), first, count, *found, second, alone)

    germs = {
        one["valueCodeableConcept"]["coding"][0]["display"]: one
        for one in house.all("Observation")
        if "valueCodeableConcept" in one
    }
    effects = {
        f"Observation/{one['id']}": one["interpretation"][0]["coding"][0]["code"]
        for one in house.all("Observation")
        if "interpretation" in one
    }
    told = {
        name: [effects[one["reference"]] for one in germ["hasMember"]]
        for name, germ in germs.items()
    }
    assert told == {"Escherichia coli": ["R"], "Klebsiella": ["S"]}


def test_groups_of_obx_4_stay_apart_and_are_told(house: House) -> None:
    """The same code in two groups is two results, each with its group."""
    house.say(ORU, ANNA, *culture("E. coli", "S. aureus"))

    subid = "http://hl7.org/fhir/StructureDefinition/observation-v2-subid"
    groups = {
        name: part["valueString"]
        for name, one in isolates(house).items()
        for extension in one["extension"] if extension["url"] == subid
        for part in extension["extension"]
    }  # fmt: skip
    assert groups == {"E. coli": "1", "S. aureus": "2"}


def test_one_isolate_in_error_leaves_the_other(house: House) -> None:
    """OBX-11 D of the second: it is in error, and its neighbour is final."""
    house.say(ORU, ANNA, *culture("E. coli", "S. aureus"))

    gone = obx("S. aureus", "D", code=CULTURE, type="ST", sub="2", unit="")
    house.say(ORU, ANNA, order("F1", "630-4^Culture^LN", status="C"), gone)

    found = {name: one["status"] for name, one in isolates(house).items()}
    assert found == {"E. coli": "final", "S. aureus": "entered-in-error"}
