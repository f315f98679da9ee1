"""Numbers of stays and accounts change, stays merge and move, records are linked and unlinked.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.51)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource, Status
from tests.intake.house import House, obr, obx, person, pid, rules_of

OWN = "https://klinik.example/id"
A01, ORU = "ADT^A01^ADT_A01", "ORU^R01^ORU_R01"
AT_TEN, AT_ELEVEN = "20261121100000+0100", "20261121110000+0100"
ANNA = pid("1001^^^KLINIK^MR")
BERTA = pid("1002^^^KLINIK^MR", "Weber^Berta", "19700101")


def pv1(number: str = "V1", ward: str = "") -> str:
    """A stay under this number."""
    return f"PV1|1|I|{ward}{'|' * 16}{number}^^^KLINIK^VN"


def account(patient: str, number: str) -> str:
    """The same PID with PID-18."""
    return f"{patient}{'|' * (18 - patient.count('|'))}{number}^^^KLINIK^AN"


def mrg(patient: str = "", *, account: str = "", visit: str = "") -> str:
    """What goes: MRG-1, MRG-3, MRG-5."""
    parts = [f"{one}^^^KLINIK^{kind}" if one else "" for one, kind in (
        (patient, "MR"), (account, "AN"), (visit, "VN"))]  # fmt: skip
    return f"MRG|{parts[0]}||{parts[1]}||{parts[2]}"


def numbers(stay: Resource) -> dict[str, str]:
    """Number -> use, of a stay."""
    return {one["value"]: one.get("use", "") for one in stay["identifier"]}


def of(house: House, number: str, type: str = "Encounter") -> list[Resource]:
    """What is kept about a patient."""
    return house.all(type, patient=person(OWN, number))


def test_a_visit_gets_another_number_and_keeps_its_id(house: House) -> None:
    """A50: the id stays, both numbers find the stay, later messages reach it under the new one."""
    house.say(A01, ANNA, pv1("V1", "MED"))
    before = house.only("Encounter")["id"]

    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))
    house.say("ADT^A03^ADT_A03", ANNA, pv1("V9"))

    stay = house.only("Encounter")
    assert (stay["id"], stay["status"]) == (before, "finished")
    assert numbers(stay) == {"V9": "", "V1": "old"}
    assert len(house.all("Encounter", identifier="https://klinik.example/id|V1")) == 1


ORM = ("ORC|NW|P1^KLINIK", "OBR|1|P1^KLINIK||24323-8^Panel^LN")


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1)])
def test_an_order_under_the_new_number_hangs_on_the_stay(
    house: House, order: tuple[int, ...]
) -> None:
    """Whichever comes first: the order, the admission, or the new number (A50) of the stay."""
    messages = (
        (A01, ANNA, pv1("V1", "MED")),
        ("ORM^O01^ORM_O01", ANNA, pv1("V9"), *ORM),
        ("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9")),
    )
    for at in order:
        house.say(*messages[at], sent=f"202611211{at}0000+0100")

    stays = {one["id"]: one for one in house.all("Encounter")}
    kept = stays[house.only("ServiceRequest")["encounter"]["reference"].partition("/")[2]]
    assert kept["status"] == "in-progress"
    assert numbers(kept) == {"V9": "", "V1": "old"}
    assert [one["status"] for one in stays.values() if one is not kept] in (
        [],
        ["entered-in-error"],
    )


def test_an_order_under_the_new_account_hangs_on_the_stay(house: House) -> None:
    """A49: the stay that an order named by the new account alone is the one that was admitted."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    admitted = house.only("Encounter")["id"]
    house.say("ORM^O01^ORM_O01", account(ANNA, "A7"), bare, *ORM)

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))

    order = house.only("ServiceRequest")
    assert order["encounter"]["reference"] == f"Encounter/{admitted}"
    assert (house.read("Encounter", admitted) or {})["status"] == "in-progress"


def test_a_message_under_the_old_visit_number_still_reaches_the_stay(house: House) -> None:
    """Who has not heard of the change makes no second stay."""
    house.say(A01, ANNA, pv1("V1"))
    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))

    house.say("ADT^A21^ADT_A21", ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V9"), obr(), obx("75"))

    stay = house.only("Encounter")
    assert stay["status"] == "onleave"
    assert house.only("Observation")["encounter"] == {"reference": f"Encounter/{stay['id']}"}


def test_a_change_of_number_before_the_admission(house: House) -> None:
    """A50 that comes first: the admission under the old number is the stay of the new one."""
    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))

    house.say(A01, ANNA, pv1("V1"))

    assert house.only("Encounter")["status"] == "in-progress"


def test_two_visits_that_are_one(house: House) -> None:
    """A42: the old stay is an error that points to the one that stands; its results follow."""
    house.say(A01, ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, ANNA, pv1("V2"))

    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V1"), pv1("V2"))

    stays = {one["status"]: one for one in house.all("Encounter")}
    assert set(stays) == {"in-progress", "entered-in-error"}
    stands = {"reference": f"Encounter/{stays['in-progress']['id']}"}
    assert stays["entered-in-error"]["partOf"] == stands
    assert house.only("Observation")["encounter"] == stands
    assert house.only("DiagnosticReport")["encounter"] == stands


def test_a_visit_moves_to_the_right_patient_with_all_that_is_in_it(house: House) -> None:
    """A45: stay and results are Berta's; Anna's other stay is Anna's."""
    house.say(A01, ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, ANNA, pv1("V2"))
    house.say("ADT^A28^ADT_A05", BERTA)

    house.say("ADT^A45^ADT_A45", BERTA, mrg("1001", visit="V1"), pv1("V1"))

    assert [set(numbers(one)) for one in of(house, "1002")] == [{"V1"}]
    assert [set(numbers(one)) for one in of(house, "1001")] == [{"V2"}]
    assert len(of(house, "1002", "Observation")) == len(of(house, "1002", "DiagnosticReport")) == 1
    assert of(house, "1001", "Observation") == []
    assert house.patient("1001").get("active", True)


def test_a_visit_does_not_move_without_a_move(house: House) -> None:
    """An A08 under another patient leaves the stay where it is, and says so."""
    house.say(A01, ANNA, pv1("V1"))

    receipt = house.say("ADT^A08^ADT_A01", BERTA, pv1("V1"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert of(house, "1002") == []


def test_a_move_names_whom_it_takes_from(house: House) -> None:
    """A45 from Carl does not take Anna's stay."""
    house.say(A01, ANNA, pv1("V1"))

    receipt = house.say("ADT^A45^ADT_A45", BERTA, mrg("1003", visit="V1"), pv1("V1"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert len(of(house, "1001")) == 1


def test_after_a_move_the_stay_is_updated_under_its_new_patient(house: House) -> None:
    """The discharge comes under Berta and finishes the stay."""
    house.say(A01, ANNA, pv1("V1"))
    house.say("ADT^A45^ADT_A45", BERTA, mrg("1001", visit="V1"), pv1("V1"))

    house.say("ADT^A03^ADT_A03", BERTA, pv1("V1"))

    assert [one["status"] for one in of(house, "1002")] == ["finished"]


def test_an_account_moves_with_its_stays(house: House) -> None:
    """A44: what is booked on the account is Berta's, what is not stays Anna's."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, account(ANNA, "A2"), pv1("V2"))

    house.say("ADT^A44^ADT_A43", account(BERTA, "A1"), mrg("1001", account="A1"))

    assert [set(numbers(one)) for one in of(house, "1002")] == [{"V1"}]
    assert [set(numbers(one)) for one in of(house, "1001")] == [{"V2"}]
    assert len(of(house, "1002", "Observation")) == 1


def test_an_account_gets_another_number(house: House) -> None:
    """A49: the stay is booked on the new number; an update without PID-18 keeps it."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"))

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))
    house.say("ADT^A08^ADT_A01", ANNA, pv1("V1", "MED"))

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]


def test_a_stay_known_by_its_account_alone_goes_on_under_the_new_number(house: House) -> None:
    """A49: what is said later under A7 is said of the stay that A1 was; so is what comes late."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    first = house.only("Encounter")["id"]

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))
    house.say("ADT^A08^ADT_A01", account(ANNA, "A7"), bare.replace("|I|", "|I|MED", 1))

    stay = house.only("Encounter")
    assert stay["id"] == first
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]
    assert stay["location"][0]["location"]["display"] == "MED"


def test_the_new_number_of_an_account_may_come_before_its_stay(house: House) -> None:
    """A49 first, then the admission under the old number, an update under the new: one stay."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"), sent=AT_ELEVEN)

    house.say(A01, account(ANNA, "A1"), bare, sent=AT_TEN)
    house.say("ADT^A08^ADT_A01", account(ANNA, "A7"), bare, sent=AT_ELEVEN)

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]


def test_two_stays_of_one_account_are_one_once_the_source_says_so(house: House) -> None:
    """A49 where both numbers have a stay: the old one is an error, part of the one that stands."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    house.say(A01, account(ANNA, "A7"), bare)

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))

    states = sorted(one["status"] for one in house.all("Encounter"))
    assert states == ["entered-in-error", "in-progress"]


def test_a_person_gets_another_number_and_the_old_one_keeps_resolving(house: House) -> None:
    """A47: both numbers lead to one person with all that was said."""
    house.say(A01, ANNA, pv1("V1"))

    house.say("ADT^A47^ADT_A30", pid("1999^^^KLINIK^MR"), mrg("1001"))

    assert house.survivor("1001")["id"] == person(OWN, "1999")
    assert len(of(house, "1999")) == 1


def test_linked_records_are_one_person_and_unlinked_ones_are_two_again(house: House) -> None:
    """A24 and A37: each record gets back what was its own."""
    again = pid("1002^^^KLINIK^MR", "Meyer^Anne")
    house.say(A01, ANNA, pv1("V1"))
    house.say(A01, again, pv1("V2"))

    house.say("ADT^A24^ADT_A24", ANNA, again)
    assert house.survivor("1001")["id"] == house.survivor("1002")["id"]
    one = house.survivor("1001")["id"]
    assert len(house.all("Encounter", patient=one)) == 2

    house.say("ADT^A37^ADT_A37", ANNA, again)
    assert house.survivor("1001")["id"] != house.survivor("1002")["id"]
    assert [set(numbers(stay)) for stay in of(house, "1001")] == [{"V1"}]
    assert [set(numbers(stay)) for stay in of(house, "1002")] == [{"V2"}]
    assert house.patient("1002")["name"][0]["given"] == ["Anne"]
    assert house.patient("1001").get("active", True)
    assert house.patient("1002").get("active", True)


@pytest.mark.parametrize("number", ["1001", "1002"])
def test_a_stay_begun_while_records_were_linked_stays_with_its_own_patient(
    house: House, number: str
) -> None:
    """A24 before anything is known, an admission, A37: the stay is of whom its PID-3 names."""
    same = pid("1002^^^KLINIK^MR")
    patient = {"1001": ANNA, "1002": same}[number]
    house.say("ADT^A24^ADT_A24", ANNA, same)
    house.say(A01, patient, pv1("V1"))
    house.say("ADT^A37^ADT_A37", ANNA, same)

    assert [len(of(house, one)) for one in ("1001", "1002")] == (
        [1, 0] if number == "1001" else [0, 1]
    )


def test_what_a_snapshot_left_out_stays_gone_though_a_link_came_before(house: House) -> None:
    """A24, then all there is at noon without an address: the one of the morning comes too late."""
    bare = "PID|1||1011^^^NEUBAU^MR||Weber^Berta||19700101|F"
    other = "PID|1||9000^^^NEUBAU^MR||Weber^Berta||19700101|F"
    home = f"{bare}|||1 Grand-Rue^^Luxembourg^^1660^LUX"
    number = "PID|1||1011^^^NEUBAU^MR"
    house.say("ADT^A24^ADT_A24", number, other, sender="neubau", sent="20261121110000+0100")
    house.say("ADT^A08^ADT_A01", bare, sender="neubau", sent="20261121120000+0100")
    house.say("ADT^A08^ADT_A01", home, sender="neubau", sent="20261121090000+0100")

    patient = house.survivor("1011", "https://neubau.example/id")
    assert patient["name"][0]["family"] == "Weber"
    assert "address" not in patient


def test_unlinked_records_can_be_linked_again(house: House) -> None:
    """Link, unlink, link: one person."""
    again = pid("1002^^^KLINIK^MR", "Meyer^Anne")
    for event in ("A24", "A37", "A24"):
        house.say(f"ADT^{event}^ADT_{event}", ANNA, again)

    assert house.survivor("1001")["id"] == house.survivor("1002")["id"]


def test_a_link_outside_the_senders_own_authority_links_nobody(house: House) -> None:
    """A hospital does not link another hospital's records."""
    house.say(A01, pid("2002^^^SPIDOL^MR", "Weber^Carl", "19600101", sex="M"), sender="spidol")

    receipt = house.say("ADT^A24^ADT_A24", ANNA, pid("2002^^^SPIDOL^MR", "Weber^Carl"))

    assert "merge-outside-authority" in rules_of(receipt)
    assert house.survivor("2002", "https://spidol.example/id")["name"][0]["given"] == ["Carl"]


def test_a_number_moves_from_one_person_to_another(house: House) -> None:
    """A43: the number in both PID and MRG leaves the one and joins the other."""
    shared = "5005^^^KLINIK^MR"
    house.say(A01, pid(f"1001^^^KLINIK^MR~{shared}"))
    house.say(A01, BERTA)

    house.say(
        "ADT^A43^ADT_A43",
        pid(f"1002^^^KLINIK^MR~{shared}", "Weber^Berta", "19700101"),
        f"MRG|1001^^^KLINIK^MR~{shared}",
    )

    assert house.survivor("5005")["id"] == house.survivor("1002")["id"]
    assert house.survivor("1001")["id"] != house.survivor("1002")["id"]


@pytest.mark.parametrize("event", ["A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47", "A48"])
def test_every_merge_merges(house: House, event: str) -> None:
    """Whatever its number: the prior number leads to the person that stands."""
    house.say(A01, pid("1000^^^KLINIK^MR"))

    house.say(f"ADT^{event}^ADT_A30", ANNA, mrg("1000"))

    assert house.survivor("1000")["id"] == person(OWN, "1001")
    assert house.patient("1000")["active"] is False


def test_a_merge_before_its_admission_holds_when_the_admission_comes(house: House) -> None:
    """Nothing has to wait: the late admission under the old number is the person that stands."""
    house.say("ADT^A40^ADT_A39", ANNA, mrg("1000"))

    house.say(A01, pid("1000^^^KLINIK^MR"), pv1("V1"))

    assert len(of(house, "1001")) == 1


def test_a_move_of_no_number_is_told(house: House) -> None:
    """A43 whose two sides have no number in common moves nothing, and says so."""
    house.say(A01, ANNA)
    house.say(A01, BERTA)

    told = house.say("ADT^A43^ADT_A43", BERTA, mrg("1001"))

    assert "move-names-nothing" in rules_of(told)
    assert house.survivor("1001")["id"] != house.survivor("1002")["id"]


def test_the_other_number_of_a_visit_changes(house: House) -> None:
    """A51: the new one stands beside the visit number, the old one as an old one."""

    def visit(other: str) -> str:
        return f"{pv1('V1')}{'|' * 31}{other}^^^KLINIK^VN"

    house.say(A01, ANNA, visit("Z1"))

    house.say("ADT^A51^ADT_A50", ANNA, "MRG|1001^^^KLINIK^MR|||||Z1^^^KLINIK^VN", visit("Z2"))

    assert numbers(house.only("Encounter")) == {"V1": "", "Z2": "", "Z1": "old"}


def test_a_late_message_does_not_bring_back_a_number_that_moved_away(house: House) -> None:
    """A43 told the two apart at eleven: what was said at ten of both numbers fuses nobody."""
    shared = "5005^^^KLINIK^MR"
    moved = pid(f"1002^^^KLINIK^MR~{shared}", "Weber^Berta", "19700101")
    house.say("ADT^A43^ADT_A43", moved, f"MRG|1001^^^KLINIK^MR~{shared}", sent=AT_ELEVEN)

    house.say("ADT^A31^ADT_A05", pid(f"1001^^^KLINIK^MR~{shared}"), sent=AT_TEN)

    assert house.survivor("5005")["id"] == house.survivor("1002")["id"]
    anna = house.survivor("1001")
    assert anna["name"][0]["family"] == "Meyer"
    assert [one["value"] for one in anna["identifier"]] == ["1001"]


def test_a_late_admission_of_a_stay_that_gave_way_is_told_of_that_stay(house: House) -> None:
    """A42 at eleven: its admission of ten fills the error that it is now, and nothing else."""
    house.say(ORU, ANNA, pv1("V1"), obr("F1"), obx("5"), sent=AT_TEN)
    house.say(A01, ANNA, pv1("V2", "MED"), sent=AT_TEN)
    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V1"), pv1("V2"), sent=AT_ELEVEN)

    house.say(A01, ANNA, pv1("V1", "REA"), sent=AT_TEN)

    stays = {one["identifier"][0]["value"]: one for one in house.all("Encounter")}
    assert stays["V1"]["status"] == "entered-in-error"
    assert stays["V1"]["partOf"]["reference"] == f"Encounter/{stays['V2']['id']}"
    assert stays["V1"]["location"][0]["location"]["display"] == "REA"
    assert stays["V2"]["location"][0]["location"]["display"] == "MED"


@pytest.mark.parametrize("event", ["ADT^A41^ADT_A39", "ADT^A49^ADT_A30"])
def test_accounts_that_both_stand_become_one(house: House, event: str) -> None:
    """Both had their bills before: the message is taken in, and the old number is not lost."""
    for number in ("A1", "A7"):
        house.say("BAR^P01^BAR_P01", account(ANNA, number))

    receipt = house.say(event, account(ANNA, "A7"), mrg("1001", account="A1"))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    states = {one["status"]: one for one in house.all("Account")}
    assert {"A1", "A7"} == set(numbers(states["unknown"]))
    kept = f"Account/{states['unknown']['id']}"
    assert states["inactive"]["partOf"] == {"reference": kept}


def test_what_comes_late_is_booked_on_the_number_that_the_account_has_now(house: House) -> None:
    """A49 at eleven: an update of ten that names the old number does not book the stay back."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"), sent=AT_TEN)
    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"), sent=AT_ELEVEN)

    house.say("ADT^A08^ADT_A01", account(ANNA, "A1"), pv1("V1", "MED"), sent=AT_TEN)

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]
