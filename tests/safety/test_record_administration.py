"""Allergies, diagnoses, movements, restrictions and the directory: what must never come out wrong.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (chapters 3, 6, 8, 15)
"""

from __future__ import annotations

from gateway.identity.names import resource_id
from gateway.model import Resource
from tests.intake.house import House, obr, obx, person, pid, rules_of
from tests.safety.record_said import at

OWN = "https://klinik.example/id"
A01, A08, A60 = "ADT^A01^ADT_A01", "ADT^A08^ADT_A01", "ADT^A60^ADT_A60"
ORU, MFN, Z99 = "ORU^R01^ORU_R01", "MFN^M02^MFN_M02", "ADT^Z99^ADT_Z99"
ANNA = pid("1001^^^KLINIK^MR")
STAY = f"PV1|1|I|MED^201{'|' * 16}V1^^^KLINIK^VN"


def code(concept: Resource | None) -> str:
    """The code of a concept in the words of FHIR, or nothing."""
    return str(concept["coding"][-1]["code"]) if concept else ""


def test_a_movement_of_the_past_does_not_say_where_the_patient_is(house: House) -> None:
    """ZBE-5 Y: the movement is kept, the stay's place is that of today."""
    house.say(A01, ANNA, STAY, sent=at("1000"))
    past = STAY.replace("MED^201", "CHI^1")

    house.say(Z99, ANNA, past, "ZBE|M1^KLINIK|20261120080000+0100||INSERT|Y|A02", sent=at("1200"))

    stays = {one["identifier"][0]["value"]: one for one in house.all("Encounter")}
    assert stays["V1"]["location"][0]["location"]["display"] == "MED 201"
    assert stays["M1"]["location"][0]["location"]["display"] == "CHI 1"
    assert stays["M1"]["partOf"] == {"reference": f"Encounter/{stays['V1']['id']}"}


def test_a_movement_of_the_past_is_corrected_after_it_was_told(house: House) -> None:
    """ZBE-4 UPDATE of ZBE-5 Y: the message is new, though what it tells of began before it."""
    house.say(A01, ANNA, STAY, "ZBE|M1^KLINIK|20261121080000+0100||INSERT|N", sent=at("0805"))
    house.say(A08, ANNA, STAY.replace("MED^201", "CHI^7"), sent=at("1000"))
    moved = STAY.replace("MED^201", "MED^202")

    zbe = "ZBE|M1^KLINIK|20261121080000+0100||UPDATE|Y|A01"
    house.say(Z99, pid("1001^^^KLINIK^MR", phone="+352 77"), moved, zbe, sent=at("1200"))

    stays = {one["identifier"][0]["value"]: one for one in house.all("Encounter")}
    assert stays["M1"]["location"][0]["location"]["display"] == "MED 202"
    assert stays["V1"]["location"][0]["location"]["display"] == "CHI 7"
    assert house.patient("1001")["telecom"][0]["value"] == "+352 77"


def test_a_cancelled_movement_did_not_happen_and_the_stay_goes_on(house: House) -> None:
    """ZBE-4 CANCEL cancels the movement alone."""
    zbe = "ZBE|M1^KLINIK|20261121080000+0100||{}|N|A02"
    house.say("ADT^A02^ADT_A02", ANNA, STAY, zbe.format("INSERT"))
    house.say(A01, ANNA, STAY)

    house.say(Z99, ANNA, STAY, zbe.format("CANCEL"))

    stays = {one["identifier"][0]["value"]: one["status"] for one in house.all("Encounter")}
    assert stays == {"V1": "in-progress", "M1": "cancelled"}


def test_a_discharge_finishes_no_movement_that_says_otherwise(house: House) -> None:
    """The event speaks of the stay; a movement has a status of its own."""
    house.say("ADT^A03^ADT_A03", ANNA, STAY, "ZBE|M1^KLINIK|20261121080000+0100||INSERT|N|A03")

    stays = {one["identifier"][0]["value"]: one["status"] for one in house.all("Encounter")}
    assert stays == {"V1": "finished", "M1": "unknown"}


def test_who_asks_for_protection_has_it_until_it_is_taken_back(house: House) -> None:
    """PD1-12 Y labels the patient and denies; an update that says nothing leaves it."""
    house.say(A01, ANNA, f"PD1{'|' * 12}Y")
    house.say(A08, ANNA)

    assert code({"coding": house.patient("1001")["meta"]["security"]}) == "R"
    assert house.only("Consent")["provision"]["type"] == "deny"


def test_a_label_is_not_lost_by_silence_or_by_another(house: House) -> None:
    """HIV by ARV, then protection by PD1-12, then nothing: both labels stand."""
    house.say(A01, ANNA, "ARV|1|A|HIV^HIV status^HL70717")
    house.say(A08, ANNA, f"PD1{'|' * 12}Y")
    house.say(A08, ANNA)

    found = {one["code"] for one in house.patient("1001")["meta"]["security"]}
    assert found == {"HIV", "R"}


def test_a_protection_that_is_taken_back_is_gone(house: House) -> None:
    """PD1-12 N after Y: normal again, and a version of its own."""
    house.say(A01, ANNA, f"PD1{'|' * 12}Y")
    before = house.patient("1001")["meta"]["versionId"]

    house.say(A08, ANNA, f"PD1{'|' * 12}N")

    meta = house.patient("1001")["meta"]
    assert [one["code"] for one in meta["security"]] == ["N"]
    assert meta["versionId"] != before


def test_a_merge_keeps_the_labels_of_both(house: House) -> None:
    """Who was protected under the old number is protected under the new one."""
    house.say(A01, pid("1000^^^KLINIK^MR"), f"PD1{'|' * 12}Y")

    house.say("ADT^A40^ADT_A39", ANNA, "MRG|1000^^^KLINIK^MR")

    for number in ("1000", "1001"):
        assert code({"coding": house.patient(number)["meta"]["security"]}) == "R"


def test_an_opt_in_is_not_a_refusal(house: House) -> None:
    """ARV-3 OI opts in, HIV restricts: one permits, one denies."""
    house.say(A01, ANNA, "ARV|1|A|OI^Opt in^HL70717")
    house.say(A08, ANNA, "ARV|1|A|HIV^HIV status^HL70717")

    assert sorted(one["provision"]["type"] for one in house.all("Consent")) == ["deny", "permit"]


def test_the_mothers_number_never_becomes_the_childs(house: House) -> None:
    """PID-21 is a RelatedPerson's number."""
    child = pid("1002^^^KLINIK^MR", "Meyer^Baby", "20261121", more="||||||||1001^^^KLINIK^MR")
    house.say(A01, child)

    assert [one["value"] for one in house.patient("1002")["identifier"]] == ["1002"]
    mother = house.only("RelatedPerson")
    assert [one["value"] for one in mother["identifier"]] == ["1001"]
    assert code(mother["relationship"][0]) == "MTH"


def test_a_relative_with_quotes_for_a_telephone_has_none(house: House) -> None:
    """`""` in NK1-5 takes the telephone away, and nothing else."""
    kin = "NK1|1|Weber^Marc|SPO|1 rue du Puits^^Esch|{}"
    house.say(A01, ANNA, kin.format("^PRN^PH^^352^621^445566"))

    house.say(A08, ANNA, kin.format('""'))

    relative = house.only("RelatedPerson")
    assert "telecom" not in relative
    assert relative["address"][0]["city"] == "Esch"


def test_two_visits_of_one_patient_keep_their_own_diagnoses(house: House) -> None:
    """The same code in two stays is two diagnoses."""
    house.say(A01, ANNA, STAY, "DG1|1||I10^Hypertonie^I10|||W")
    house.say(A01, ANNA, STAY.replace("V1^", "V2^"), "DG1|1||I10^Hypertonie^I10|||W")

    assert len({one["encounter"]["reference"] for one in house.all("Condition")}) == 2


def test_a_master_file_tells_the_directory_what_others_only_mention(house: House) -> None:
    """A mention first, the master file then: it is the same Practitioner, and its source tells."""
    house.say(A01, ANNA, STAY.replace("MED^201|||", "MED^201||||7001^THILL^C^^^^^^KLINIK")[:-1])
    doctor = resource_id("Practitioner", (OWN, "7001"))

    house.say(MFN, "MFI|STF||UPD|||NE", "MFE|MUP|||7001|CWE",
              "STF|7001|7001^^^KLINIK^EI|THILL^Claire^^^Dr||F|19720405|A")  # fmt: skip

    found = house.read("Practitioner", doctor)
    assert found is not None
    assert (found["name"][0]["given"], found["active"]) == (["Claire"], True)


def test_a_message_about_a_patient_does_not_change_the_directory(house: House) -> None:
    """A result that spells the doctor otherwise leaves what the master file says."""
    house.say(MFN, "MFE|MUP|||7001|CWE", "STF|7001|7001^^^KLINIK^EI|THILL^Claire^^^Dr||F||A")

    house.say(ORU, ANNA, obr(), obx("75") + f"{'|' * 5}7001^TILL^Klara^^^^^^KLINIK")

    found = house.read("Practitioner", resource_id("Practitioner", (OWN, "7001")))
    assert found is not None
    assert found["name"][0]["family"] == "THILL"


def test_a_doctor_who_left_is_inactive_and_not_gone(house: House) -> None:
    """MFE-1 MDL deletes nothing."""
    stf = "STF|7001|7001^^^KLINIK^EI|THILL^Claire^^^Dr||F||A"
    house.say(MFN, "MFE|MAD|||7001|CWE", stf)

    house.say(MFN, "MFE|MDL|||7001|CWE", stf)

    found = house.read("Practitioner", resource_id("Practitioner", (OWN, "7001")))
    assert found is not None
    assert found["active"] is False


def test_a_charge_does_not_say_what_a_stay_is(house: House) -> None:
    """DFT names the stay; its status and class stay as the stay's own messages say."""
    house.say(A01, ANNA, STAY)

    receipt = house.say("DFT^P03^DFT_P03", ANNA, STAY.replace("|I|", "|O|"),
                        "FT1|1|T1||20261121||CG|2S41^Acte^L|||1")  # fmt: skip

    assert receipt.status == "accepted"
    stay = house.only("Encounter")
    assert (stay["status"], stay["class"]["code"]) == ("in-progress", "IMP")
    assert house.only("ChargeItem")["status"] == "unknown"


def test_a_bed_that_is_dirty_says_nothing_of_patients(house: House) -> None:
    """A20 makes a place, and no stay and no patient."""
    receipt = house.say("ADT^A20^ADT_A20", "NPU|MED^201^B|H")

    assert receipt.status == "accepted"
    assert house.only("Location")["operationalStatus"]["code"] == "H"
    assert house.all("Encounter") == house.all("Patient") == []


def test_two_patients_who_swap_beds_keep_their_stays(house: House) -> None:
    """A17: each stay is at the other's place, each still its own patient's."""
    berta = pid("1002^^^KLINIK^MR", "Weber^Berta", "19700101")
    other = STAY.replace("V1^", "V2^").replace("MED^201", "MED^202")
    house.say(A01, ANNA, STAY)
    house.say(A01, berta, other)

    house.say("ADT^A17^ADT_A17", ANNA, STAY.replace("MED^201", "MED^202"),
              berta, other.replace("MED^202", "MED^201"))  # fmt: skip

    found = {
        number: house.only("Encounter", patient=person(OWN, number))["location"][0]
        for number in ("1001", "1002")
    }
    assert {at["location"]["display"] for at in found.values()} == {"MED 201", "MED 202"}
    assert found["1001"]["location"]["display"] == "MED 202"


def test_an_acknowledgement_changes_nothing(house: House) -> None:
    """ACK is read, answered and leaves nothing behind."""
    receipt = house.say("ACK^A01^ACK", "MSA|AA|M1")

    assert (receipt.status, receipt.resources, rules_of(receipt)) == ("accepted", (), [])


def test_a_summary_of_a_patient_who_has_an_account(house: House) -> None:
    """An Account names its patients in a list; the summary is still told."""
    account = f"{ANNA}{'|' * (18 - ANNA.count('|'))}A1^^^KLINIK^AN"

    house.say("BAR^P01^BAR_P01", account)

    assert house.only("Account")
    assert house.summary(house.only("Patient")["id"])["type"] == "document"


def test_since_when_a_doctor_works_there_stays_when_he_leaves(house: House) -> None:
    """STF-13 tells the end; STF-12, which that message leaves out, said the beginning."""
    staff = "STF|7|7^^^KLINIK|Thill^Jo||||{}|||||{}^HOP|{}"
    house.say(MFN, "MFE|MAD|1||7", staff.format("A", "20200101", ""))

    house.say(MFN, "MFE|MDC|2||7", staff.format("I", "", "20261031"))

    role = house.only("PractitionerRole")
    assert role["active"] is False
    assert role["period"] == {"start": "2020-01-01", "end": "2026-10-31"}
