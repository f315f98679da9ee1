"""One message that tells of several patients: what is of each goes with that one, and no other.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.44, 3.3.45)
"""

from __future__ import annotations

from tests.intake.house import House, person, pid
from tests.safety.moves import A01, mrg, pv1

OWN = "https://klinik.example/id"
A44, A45 = "ADT^A44^ADT_A43", "ADT^A45^ADT_A45"


def patient(number: str, account: str = "") -> str:
    """A PID, perhaps with an account."""
    booked = f"|||||{account}^^^KLINIK^AN" if account else ""
    return pid(f"{number}^^^KLINIK^MR", f"Famille{number}^Inventee", more=booked)


def whose(house: House) -> dict[str, str]:
    """Number of each stay -> the Patient id that it is of."""
    stays = house.all("Encounter")
    return {one["identifier"][0]["value"]: one["subject"]["reference"][8:] for one in stays}


def test_accounts_of_two_groups_take_their_own_stays_along(house: House) -> None:
    """A44 with two groups: the stay of the first account goes to the first patient."""
    house.say(A01, patient("1", "K1"), pv1("V1"))
    house.say(A01, patient("2", "K2"), pv1("V2"))

    said = house.say(
        A44,
        *(patient("11", "K1"), mrg("1", account="K1")),
        *(patient("12", "K2"), mrg("2", account="K2")),
    )

    assert said.status == "accepted"
    assert whose(house) == {"V1": person(OWN, "11"), "V2": person(OWN, "12")}


def test_visits_of_two_patients_move_to_a_third_with_one_message(house: House) -> None:
    """A45 with two pairs of MRG and PV1: none waits for what the other pair says."""
    house.say(A01, patient("1"), pv1("V1"))
    house.say(A01, patient("2"), pv1("V2"))

    said = house.say(
        A45,
        patient("3"),
        *(mrg("1", visit="V1"), pv1("V1")),
        *(mrg("2", visit="V2"), pv1("V2")),
    )

    assert said.status == "accepted"
    assert whose(house) == {"V1": person(OWN, "3"), "V2": person(OWN, "3")}


def test_a_visit_of_somebody_else_still_waits(house: House) -> None:
    """A45 that moves a stay away from who never had it: somebody may have to be merged first."""
    house.say(A01, patient("1"), pv1("V1"))
    house.say(A01, patient("2"), pv1("V2"))
    house.say(A01, patient("4"), pv1("V4"))

    said = house.say(
        A45,
        patient("3"),
        *(mrg("1", visit="V1"), pv1("V1")),
        *(mrg("2", visit="V4"), pv1("V4")),
    )

    assert said.status == "parked"
    assert whose(house)["V1"] == person(OWN, "1")


def test_patients_and_accounts_merge_with_one_message(house: House) -> None:
    """A36: the patients are one, and so are their accounts: it was refused."""
    house.say(A01, patient("1", "K1"), pv1("V1"))
    house.say(A01, patient("2", "K2"), pv1("V2"))

    said = house.say("ADT^A36^ADT_A30", patient("1", "K1"), mrg("2", account="K2"))

    assert said.status == "accepted"
    assert whose(house) == {"V1": person(OWN, "1"), "V2": person(OWN, "1")}
    assert {one["identifier"][0]["value"] for one in house.all("Account")} == {"K1"}
