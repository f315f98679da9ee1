"""A merge or a move of what is not known waits, visibly, and comes in with what it waited for.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.30 to 3.3.51)
"""

from __future__ import annotations

import pytest

from gateway.model import Receipt
from gateway.store import look
from gateway.store.waiting import every
from tests.intake.house import House, message, obr, obx, person, pid, pv1, rules_of

OWN = "https://klinik.example/id"
A01, A08, ORU = "ADT^A01^ADT_A01", "ADT^A08^ADT_A01", "ORU^R01^ORU_R01"
A40, A44, A45 = "ADT^A40^ADT_A39", "ADT^A44^ADT_A43", "ADT^A45^ADT_A45"
ANNA = pid("1001^^^KLINIK^MR")
OLD = pid("1002^^^KLINIK^MR", "Meier^Anna")
BERTA = pid("1003^^^KLINIK^MR", "Weber^Berta", "19700101")
MRG = "MRG|1002^^^KLINIK^MR"


def merge(control: str = "X1", sent: str = "20261121101500+0100") -> bytes:
    """1002 is 1001, under a control id of its own."""
    return message(A40, control, f"EVN||{sent}", ANNA, MRG, sent=sent)


def receipt(house: House, control: str) -> Receipt:
    """What `GET /receipts` tells of a control id."""
    found: Receipt = house.run(house.store.receipt("klinik", control))
    return found


def waiting(house: House) -> list[str]:
    """The control ids that `gateway parked` shows."""
    return [one.control_id for one in look(house.path).looked(every)]


def test_a_merge_of_somebody_unknown_waits_and_says_for_whom(house: House) -> None:
    """Nothing of it is kept but the message; the issue names place and person."""
    told = house.take(merge())

    assert (told.status, rules_of(told)) == ("parked", ["waits-for-predecessor"])
    issue = told.issues[0]
    assert (issue.source, issue.resource) == ("MRG", f"Patient/{person(OWN, '1002')}")
    assert house.all("Patient") == []
    assert waiting(house) == ["X1"]


def test_it_comes_in_with_the_admission(house: House) -> None:
    """Both receipts say so; nobody has to send anything again."""
    house.take(merge())

    told = house.say(A01, OLD, pv1())

    assert told.released == ("X1",)
    now = receipt(house, "X1")
    assert (now.status, now.released_by) == ("accepted", told.control_id)
    assert house.survivor("1002")["id"] == person(OWN, "1001")
    assert house.only("Encounter")["subject"] == {"reference": f"Patient/{person(OWN, '1001')}"}
    assert waiting(house) == []


def test_a_message_about_somebody_else_releases_nothing(house: House) -> None:
    """Neither another patient of the hospital nor the same number at another one."""
    house.take(merge())

    house.say(A01, BERTA)
    house.say(A01, pid("1002^^^SPIDOL^MR"), sender="spidol")

    assert waiting(house) == ["X1"]


def test_whoever_sends_it_again_while_it_waits_waits_once(house: House) -> None:
    """Two attempts, one merge."""
    house.take(merge())
    assert house.take(merge()).status == "parked"
    assert waiting(house) == ["X1"]

    told = house.say(A01, OLD)

    assert told.released == ("X1",)
    assert house.take(merge()).status == "duplicate"


def test_a_mended_one_takes_the_place_of_the_one_that_waits(house: House) -> None:
    """The same control id, another number that is known: the first is never taken in."""
    house.say(A01, BERTA)
    house.take(merge())

    other = message(A40, "X1", "EVN||20261121101500+0100", ANNA, "MRG|1003^^^KLINIK^MR")
    assert house.take(other).status == "accepted"

    assert waiting(house) == []
    assert house.say(A01, OLD).released == ()
    assert house.survivor("1002")["id"] == person(OWN, "1002")


def test_a_chain_of_merges_comes_in_as_a_whole(house: House) -> None:
    """The second waits for what the first makes known; one admission releases both."""
    later = "20261121102000+0100"
    house.take(message(A40, "X2", f"EVN||{later}", BERTA, "MRG|1001^^^KLINIK^MR", sent=later))
    house.take(merge())

    told = house.say(A01, OLD, pv1())

    assert told.released == ("X1", "X2")
    assert house.survivor("1002")["id"] == person(OWN, "1003")
    assert waiting(house) == []


def test_a_merge_that_is_wrong_is_refused_and_does_not_wait(house: House) -> None:
    """What can never be taken is told at once."""
    told = house.take(merge().replace(b"19850312", b"19851332"))

    assert told.status == "rejected"
    assert waiting(house) == []


def test_a_merge_of_anothers_number_does_not_wait(house: House) -> None:
    """It is refused by a question whoever comes."""
    told = house.say(A40, ANNA, "MRG|2002^^^SPIDOL^MR")

    assert told.status == "accepted"
    assert "merge-outside-authority" in rules_of(told)


@pytest.mark.parametrize("first", [f"{A08}", ORU])
def test_any_message_that_tells_of_the_person_releases(house: House, first: str) -> None:
    """An update or a result makes somebody known as an admission does."""
    house.take(merge())

    more = (obr(), obx("75")) if first == ORU else ()
    told = house.say(first, OLD, *more)

    assert told.released == ("X1",)
    assert house.survivor("1002")["id"] == person(OWN, "1001")


def test_a_move_of_a_stay_that_is_not_known_waits_for_it(house: House) -> None:
    """A45 before the admission: the stay ends with the patient it was moved to."""
    house.say(A01, OLD)
    moved = house.say(A45, BERTA, f"{MRG}||||V7^^^KLINIK^VN", pv1("V7^^^KLINIK^VN"))
    assert (moved.status, rules_of(moved)[0]) == ("parked", "waits-for-predecessor")

    told = house.say(A01, OLD, pv1("V7^^^KLINIK^VN"), sent="20261121080000+0100")

    assert len(told.released) == 1
    assert house.only("Encounter")["subject"] == {"reference": f"Patient/{person(OWN, '1003')}"}


def test_a_move_of_an_account_waits_for_a_stay_booked_on_it(house: House) -> None:
    """A44 before the admission under the account."""
    account = f"{'|' * 5}A1^^^KLINIK^AN"
    house.say(A01, OLD)
    moved = house.say(A44, f"{BERTA}{account}", f"{MRG}||A1^^^KLINIK^AN")
    assert moved.status == "parked"

    told = house.say(A01, f"{OLD}{account}", pv1(), sent="20261121080000+0100")

    assert len(told.released) == 1
    assert house.only("Encounter")["subject"] == {"reference": f"Patient/{person(OWN, '1003')}"}


@pytest.mark.parametrize("event", ["A03", "A11", "A13", "A02", "A12", "A21"])
def test_what_is_right_by_itself_does_not_wait(house: House, event: str) -> None:
    """A cancel, a discharge or a transfer before its admission says what it says."""
    told = house.say(f"ADT^{event}^ADT_A01", ANNA, pv1())

    assert told.status == "accepted"
    assert len(house.all("Encounter")) == 1


def test_a_result_before_the_admission_does_not_wait(house: House) -> None:
    """It mentions the stay, which says what it is when it comes."""
    assert house.say(ORU, ANNA, pv1(), obr(), obx("75")).status == "accepted"


def test_a_correction_without_number_still_waits_for_a_person(house: House) -> None:
    """It names nothing that could come: no message releases it."""
    report = "OBR|1|||24323-8^Panel^LN|||20261121080000+0100" + "|" * 18 + "C"
    told = house.say(ORU, ANNA, report, obx("75", "C"))

    assert told.status == "parked"
    assert waiting(house) == []
