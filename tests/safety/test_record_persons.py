"""Two persons must never become one, and one never lose what was said: at the record.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import MATRICULE, House, obr, obx, person, pid, pv1, rules_of

A01, A08, A40 = "ADT^A01^ADT_A01", "ADT^A08^ADT_A01", "ADT^A40^ADT_A39"
OWN = "https://klinik.example/id"
M = "1985031212307"
OTHER = "1985031212484"
LUX = "^^^LUX^NI"
MOTHER, NEWBORN = "Meyer^Anna", "Meyer^Baby"
TODAY = "20261121"
EMPTY_BIRTH = ""


def names(patient: Resource) -> list[str]:
    """Given names, as served."""
    return [given for name in patient["name"] for given in name.get("given", ())]


def apart(house: House) -> None:
    """Mother and newborn are two living Patients, each under its own name."""
    living = [one for one in house.all("Patient") if one.get("active", True)]
    assert sorted(names(one)[0] for one in living) == ["Anna", "Baby"]
    assert not any("link" in one for one in living)


@pytest.mark.parametrize("first", ["mother", "newborn"])
@pytest.mark.parametrize("born", [TODAY, EMPTY_BIRTH])
@pytest.mark.parametrize("sender", ["klinik", "spidol"])
def test_a_newborn_with_its_own_number_and_the_mothers_national_one(
    house: House, first: str, born: str, sender: str
) -> None:
    """The mother's matricule beside the newborn's own number links nobody."""
    local = {"klinik": "1002^^^KLINIK^MR", "spidol": "1002^^^SPIDOL^MR"}[sender]
    said = {
        "mother": lambda: house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}", MOTHER)),
        "newborn": lambda: house.say(A01, pid(f"{local}~{M}{LUX}", NEWBORN, born), sender=sender),
    }
    for who in sorted(said, key=lambda one: one != first):
        assert said[who]().status == "accepted"

    apart(house)
    assert names(house.survivor("1001")) == ["Anna"]


@pytest.mark.parametrize("first", ["mother", "newborn"])
@pytest.mark.parametrize("born", [TODAY, EMPTY_BIRTH])
@pytest.mark.parametrize("sender", ["klinik", "spidol"])
def test_a_newborn_with_nothing_but_the_mothers_national_number(
    house: House, first: str, born: str, sender: str
) -> None:
    """The newborn is kept under an id of its own; the mother keeps her number."""
    said = {
        "mother": lambda: house.say(A01, pid(f"{M}{LUX}", MOTHER)),
        "newborn": lambda: house.say(A01, pid(f"{M}{LUX}", NEWBORN, born), sender=sender),
    }
    for who in sorted(said, key=lambda one: one != first):
        assert said[who]().status == "accepted"

    apart(house)
    assert names(house.patient(M, MATRICULE)) == ["Anna"]


def test_a_newborn_under_the_mothers_undated_number(house: House) -> None:
    """A number without a date inside does not make one person of two birth dates."""
    house.say(A01, pid("1234567890^^^ESANTE^NI", MOTHER))

    house.say(A01, pid("1234567890^^^ESANTE^NI", NEWBORN, TODAY))

    apart(house)


@pytest.mark.parametrize("first", ["mother", "newborn"])
def test_a_newborn_with_the_mothers_social_security_number_in_pid_19(
    house: House, first: str
) -> None:
    """A number that both show in PID-19 does not make one person of two birth dates."""
    said = {
        "mother": lambda: house.say(A01, pid("1001^^^KLINIK^MR", MOTHER, more="||||||4711")),
        "newborn": lambda: house.say(
            A01, pid("1002^^^KLINIK^MR", NEWBORN, TODAY, more="||||||4711")
        ),
    }
    for who in sorted(said, key=lambda one: one != first):
        assert said[who]().status == "accepted"

    apart(house)


def test_a_newborn_with_the_mothers_local_number_beside_its_own(house: House) -> None:
    """Two local numbers in one message do not make one person of two birth dates."""
    house.say(A01, pid("1001^^^KLINIK^MR", MOTHER))

    house.say(A01, pid("1002^^^KLINIK^MR~1001^^^KLINIK^MR", NEWBORN, TODAY))

    apart(house)


def test_a_newborn_merged_while_it_shows_the_mothers_number_is_not_her(house: House) -> None:
    """A merge into a patient who is kept apart goes to that patient, not to the number's owner."""
    house.say(A01, pid(f"{M}{LUX}", MOTHER))
    house.say(A01, pid("1005^^^KLINIK^MR", NEWBORN, TODAY))

    house.say(A40, pid(f"{M}{LUX}", NEWBORN, TODAY), "MRG|1005^^^KLINIK^MR")

    assert names(house.patient(M, MATRICULE)) == ["Anna"]
    assert names(house.survivor("1005")) == ["Baby"]
    assert house.survivor("1005")["id"] != person(MATRICULE, M)


def test_two_stays_under_one_account_stay_two_patients(house: House) -> None:
    """Mother and newborn share an account number: her stay does not become the newborn's."""
    stay = pv1("")
    house.say(A01, pid("1001^^^KLINIK^MR", MOTHER, more="|||||ACC1^^^KLINIK^AN"), stay)

    receipt = house.say(
        A01, pid("1002^^^KLINIK^MR", NEWBORN, TODAY, more="|||||ACC1^^^KLINIK^AN"), stay
    )

    stays = house.all("Encounter", patient=person(OWN, "1001"))
    assert [one["status"] for one in stays] == ["in-progress"]
    assert "stay-of-another-patient" in rules_of(receipt)


def test_two_numbers_of_one_register_in_one_message_link_only_one(house: House) -> None:
    """Two different matricules beside one local number: the second is a question."""
    receipt = house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}~{OTHER}{LUX}"))

    assert "national-id-second" in rules_of(receipt)
    assert house.read("Patient", person(MATRICULE, OTHER)) is None


def test_a_changed_national_number_is_a_question(house: House) -> None:
    """A second matricule for the same local number does not tie two register entries together."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}"))
    house.say(A01, pid(f"2001^^^SPIDOL^MR~{OTHER}{LUX}", "Meyer^Berta"), sender="spidol")

    receipt = house.say(A08, pid(f"1001^^^KLINIK^MR~{OTHER}{LUX}"))

    assert "national-id-second" in rules_of(receipt)
    assert names(house.survivor("1001")) == ["Anna"]
    assert names(house.survivor("2001", "https://spidol.example/id")) == ["Berta"]


def test_a_merge_of_two_national_numbers_is_refused_to_review(house: House) -> None:
    """Two matricules are two persons, whatever the merge says."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}"))
    house.say(A01, pid(f"1002^^^KLINIK^MR~{OTHER}{LUX}", "Meyer^Berta"))

    receipt = house.say(A40, pid("1001^^^KLINIK^MR"), "MRG|1002^^^KLINIK^MR")

    assert (receipt.status, "merge-two-national-ids" in rules_of(receipt)) == ("accepted", True)
    assert names(house.survivor("1002")) == ["Berta"]


def test_a_merge_that_itself_names_another_national_number_is_refused(house: House) -> None:
    """MRG-1 may hold the prior national number, which no message told before."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}"))
    house.say(A01, pid("1002^^^KLINIK^MR", "Meyer^Berta"))

    receipt = house.say(A40, pid("1001^^^KLINIK^MR"), f"MRG|1002^^^KLINIK^MR~{OTHER}{LUX}")

    assert "merge-two-national-ids" in rules_of(receipt)
    assert names(house.survivor("1002")) == ["Berta"]


def test_a_merge_that_names_the_same_national_number_merges(house: House) -> None:
    """The same matricule on both sides speaks for the merge, not against it."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}"))
    house.say(A01, pid("1002^^^KLINIK^MR"))

    receipt = house.say(A40, pid("1001^^^KLINIK^MR"), f"MRG|1002^^^KLINIK^MR~{M}{LUX}")

    assert not [rule for rule in rules_of(receipt) if rule.startswith("merge")]
    assert house.survivor("1002")["id"] == person(MATRICULE, M)


def test_a_merge_outside_the_senders_own_authority_is_refused(house: House) -> None:
    """A hospital does not merge another hospital's patients."""
    house.say(A01, pid("2002^^^SPIDOL^MR", "Weber^Carl", sex="M"), sender="spidol")
    house.say(A01, pid("1001^^^KLINIK^MR"))

    receipt = house.say(A40, pid("1001^^^KLINIK^MR"), "MRG|2002^^^SPIDOL^MR")

    assert "merge-outside-authority" in rules_of(receipt)
    assert names(house.survivor("2002", "https://spidol.example/id")) == ["Carl"]


@pytest.mark.parametrize("state", ["US", "AL", "DOUB", "COLP", "COLV", "USUR", "ANOM", "FICTI"])
def test_a_doubted_identity_links_nobody(house: House, state: str) -> None:
    """PID-32 doubts: the national number is kept and links nothing."""
    house.say(A01, pid(f"2001^^^SPIDOL^MR~{M}{LUX}"), sender="spidol")

    doubt = "|" * 19 + state
    receipt = house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}", more=doubt))

    assert "national-id-doubted" in rules_of(receipt)
    assert house.survivor("1001")["id"] == person(OWN, "1001")


@pytest.mark.parametrize("sender", ["klinik", "spidol"])
def test_a_number_that_names_somebody_else_is_told(house: House, sender: str) -> None:
    """Neither name nor birth date agree: the sender is warned, and a question opens."""
    house.say(A01, pid("1001^^^KLINIK^MR"))

    other = pid("1001^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
    receipt = house.say("ORU^R01^ORU_R01", other, obr(), obx("75"), sender=sender)

    assert "identity-disputed" in rules_of(receipt)


@pytest.mark.parametrize(("name", "born"), [("Weber^Anna", "19850321"), ("Thill^Eva", "19850312")])
def test_a_corrected_name_or_birth_date_is_not_disputed(
    house: House, name: str, born: str
) -> None:
    """Whoever marries, or was written down wrongly, is still the same person."""
    house.say(A01, pid("1001^^^KLINIK^MR"))

    assert "identity-disputed" not in rules_of(house.say(A08, pid("1001^^^KLINIK^MR", name, born)))


def test_two_merges_in_one_message(house: House) -> None:
    """Each MRG goes with the PID before it."""
    for number in ("1", "2", "3", "4"):
        house.say(A01, pid(f"{number}^^^KLINIK^MR", f"Meyer^N{number}"))

    house.say(
        A40,
        pid("1^^^KLINIK^MR", "Meyer^N1"), "MRG|2^^^KLINIK^MR",
        pid("3^^^KLINIK^MR", "Meyer^N3"), "MRG|4^^^KLINIK^MR",
    )  # fmt: skip

    assert [names(house.survivor(number)) for number in "1234"] == [["N1"], ["N1"], ["N3"], ["N3"]]


def test_a_deletion_by_one_hospital_is_not_a_deletion_for_all(house: House) -> None:
    """A29 of one source leaves a person active whom another source still cares for."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}"))
    house.say(A01, pid(f"2001^^^SPIDOL^MR~{M}{LUX}"), sender="spidol")

    house.say("ADT^A29^ADT_A21", pid(f"1001^^^KLINIK^MR~{M}{LUX}"))

    assert house.patient(M, MATRICULE).get("active", True) is True


def test_a_deleted_person_is_inactive(house: House) -> None:
    """A29 of the only source makes the Patient inactive."""
    house.say(A01, pid("1001^^^KLINIK^MR"))

    house.say("ADT^A29^ADT_A21", pid("1001^^^KLINIK^MR"))

    assert house.patient("1001")["active"] is False


def test_one_hospitals_death_date_and_anothers_flag_do_not_clash(house: House) -> None:
    """Of an element with several types only the best source's is served."""
    house.say(A01, pid(f"2001^^^SPIDOL^MR~{M}{LUX}", more="|" * 17 + "Y"), sender="spidol")

    receipt = house.say(A01, pid(f"1001^^^KLINIK^MR~{M}{LUX}", more="|" * 16 + "20261120|Y"))

    assert receipt.status == "accepted"
    dead = {key for key in house.patient(M, MATRICULE) if key.startswith("deceased")}
    assert dead == {"deceasedDateTime"}


def test_a_death_date_after_a_death_flag_is_taken(house: House) -> None:
    """A date of death replaces the bare flag."""
    house.say(A01, pid("1001^^^KLINIK^MR", more="|" * 17 + "Y"))

    receipt = house.say(A08, pid("1001^^^KLINIK^MR", more="|" * 16 + "20261120|Y"))

    assert receipt.status == "accepted"
    dead = {key for key in house.patient("1001") if key.startswith("deceased")}
    assert dead == {"deceasedDateTime"}


def test_a_removed_phone_does_not_come_back_from_the_merged_record(house: House) -> None:
    """`""` removes for the person, not only for the number it came under."""
    house.say(A01, pid("1001^^^KLINIK^MR", phone="+352 111"))
    house.say(A01, pid("1002^^^KLINIK^MR", phone="+352 222"))
    house.say(A40, pid("1001^^^KLINIK^MR"), "MRG|1002^^^KLINIK^MR")

    house.say(A08, pid("1001^^^KLINIK^MR", phone='""'))

    assert "telecom" not in house.patient("1001")
