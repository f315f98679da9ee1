"""Records of persons are merged, linked and unlinked; a number moves to its right person.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.51)
"""

from __future__ import annotations

import pytest

from gateway.model import Status
from tests.intake.house import House, person, pid, rules_of
from tests.safety.moves import A01, ANNA, AT_ELEVEN, AT_TEN, BERTA, OWN, mrg, numbers, of, pv1


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


@pytest.mark.parametrize(
    "event",
    [
        *("A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47", "A48"),
        *("A43", "A44", "A45", "A24", "A37"),
    ],
)
@pytest.mark.parametrize("rest", [(), ("MRG|",), (mrg(account="K9"),)])
def test_what_needs_two_records_and_names_one_is_refused(
    house: House, event: str, rest: tuple[str, ...]
) -> None:
    """Its sender would believe that they are one by now; nothing else of it is kept either."""
    house.say(A01, ANNA, pv1("V1"))
    before = house.patient("1001")

    receipt = house.say(f"ADT^{event}^ADT_A39", *((ANNA.replace("Muster", "Neu"),)), *rest)
    (error,) = [one for one in receipt.issues if one.rule == "merge-names-nobody"]

    assert receipt.status is Status.REJECTED
    assert error.source == ("PID" if event in {"A24", "A37"} else "MRG-1")
    assert house.patient("1001") == before


@pytest.mark.parametrize(
    ("event", "rest", "place"),
    [
        ("A50", (mrg("1001"), pv1("V2")), "MRG-5"),
        ("A50", (mrg("1001", visit="V1"), "PV1|1|I"), "MRG-5"),
        ("A42", (mrg("1001", account="K1"), pv1("V2")), "MRG-5"),
        ("A45", (mrg("1002", visit="V1"), "PV1|1|I"), "MRG-5"),
        ("A49", (mrg("1001", account="K1"),), "MRG-3"),
        ("A41", (mrg("1001"),), "MRG-3"),
        ("A35", (mrg("1001"),), "MRG-3"),
        ("A44", (mrg("1002", account="K1"),), "MRG-3"),
    ],
)
def test_what_changes_a_number_and_does_not_name_both_is_refused(
    house: House, event: str, rest: tuple[str, ...], place: str
) -> None:
    """Its sender would go on under a number of which nobody knows whose stay it is."""
    house.say(A01, ANNA, pv1("V1"))
    house.say(A01, BERTA, pv1("V7"))

    receipt = house.say(f"ADT^{event}^ADT_A50", ANNA, *rest)

    (error,) = [one for one in receipt.issues if one.rule == "merge-names-nobody"]
    assert (receipt.status, error.source) == (Status.REJECTED, place)
