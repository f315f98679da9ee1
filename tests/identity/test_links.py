"""Which patients are one person."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.identity.clusters import Clusters, Rules, touched
from gateway.identity.links import link, merge
from gateway.identity.names import SID, Identify, resource_id
from gateway.identity.numbers import luhn, verhoeff
from gateway.identity.objections import RELIABILITY
from gateway.identity.people import people
from gateway.model import Contribution, Link, Sender

MATRICULE = "urn:oid:1.3.182.4.4"
RULES = Rules((MATRICULE,), {MATRICULE: "matricule"})
NORD = Sender("nord", own=frozenset({f"{SID}/nord"}))
SUD = Sender("sud", own=frozenset({f"{SID}/sud"}))


def number(eleven: str) -> dict[str, Any]:
    """A matricule as FHIR Identifier, with right check digits."""
    return {"system": MATRICULE, "value": eleven + luhn(eleven) + verhoeff(eleven)}


def local(sender: Sender, value: str) -> dict[str, Any]:
    """A hospital's own number."""
    return {"system": f"{SID}/{sender.name}", "value": value}


def person(*identifiers: dict[str, Any], born: str = "1985-04-17", family: str = "Muller") -> Any:
    """A Patient body."""
    return {"identifier": list(identifiers), "birthDate": born, "name": [{"family": family}]}


def identity(identifier: dict[str, Any]) -> str:
    """The source identity of an identifier."""
    return resource_id("Patient", (identifier["system"], identifier["value"]))


ANNA = number("19850417123")


def known(*said: tuple[dict[str, Any], Any], links: tuple[Link, ...] = ()) -> Any:
    """What stands: (primary identifier, body) of each contribution."""
    return people([Contribution(identity(i), "x", "2026", body) for i, body in said], links)


def test_ids_are_version_5_uuids_that_never_change() -> None:
    """The same parts give the same id on every machine, for ever."""
    assert resource_id("Patient", ("a", "b")) == "e86775c9-bb08-5764-9848-14fa0ef06e8c"


def test_a_message_comes_under_the_senders_own_number() -> None:
    chosen = Identify({MATRICULE: "matricule"}).patient([ANNA, local(NORD, "7")], NORD)

    assert chosen == identity(local(NORD, "7"))


def test_an_account_number_names_no_person() -> None:
    account = {**local(NORD, "9"), "type": {"coding": [{"code": "AN"}]}}

    assert Identify({MATRICULE: "matricule"}).patient([account, ANNA], NORD) == identity(ANNA)
    assert touched(person(account)) == ()


@pytest.mark.parametrize(
    ("number", "born", "told"),
    [
        ("85073003328", "1985-07-30", "p"),
        ("85073003328", "", "p"),
        ("85073003328", "2026-01-02", "p|2026-01-02"),
        ("00000000000", "1985-07-30", "p|1985-07-30"),
    ],
)
def test_under_anothers_number_things_are_told_by_the_birth_date_too(
    number: str, born: str, told: str
) -> None:
    """A newborn under the mother's number, a number that is no number."""
    body = person({"system": "urn:x:ssin", "value": number}, born=born)

    assert Identify({"urn:x:ssin": "ssin"}).told("p", body) == told


def test_who_has_a_number_of_the_house_is_told_by_it_alone() -> None:
    body = person({"system": "urn:x:ssin", "value": "00000000000"}, local(NORD, "7"))

    assert Identify({"urn:x:ssin": "ssin"}).told("p", body) == "p"


def test_a_first_national_number_links() -> None:
    mine = local(NORD, "7")

    found = link(person(mine, ANNA), identity(mine), NORD, known(), RULES)

    assert found.links == (Link(identity(mine), identity(ANNA), "national"),)
    assert found.questions == ()


def test_two_hospitals_meet_on_a_national_number_where_birth_date_and_a_name_agree() -> None:
    theirs, mine = local(SUD, "1"), local(NORD, "7")
    stands = known(
        (theirs, person(theirs, ANNA, family="MÜLLER")),
        links=(Link(identity(theirs), identity(ANNA), "national"),),
    )

    found = link(person(mine, ANNA, family="Müller"), identity(mine), NORD, stands, RULES)

    assert [new.kind for new in found.links] == ["national"]


WRONG = {"system": MATRICULE, "value": "1985041712300"}
DOUBT = {"url": RELIABILITY, "valueCodeableConcept": {"coding": [{"code": "US"}]}}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (person(local(NORD, "7"), WRONG), "national-id-check-digits"),
        (person(local(NORD, "7"), ANNA) | {"extension": [DOUBT]}, "national-id-doubted"),
        (person(local(NORD, "7"), ANNA, born="2026-11-20"), "national-id-birth-date"),
        (person(local(NORD, "7"), ANNA, born=""), "national-id-birth-date"),
        (person(local(NORD, "7"), ANNA, family="Weber"), "national-id-name"),
    ],
)
def test_a_national_number_with_a_doubt_is_kept_apart(body: Any, rule: str) -> None:
    """Wrong digits, doubt, another birth date (a newborn), no birth date, another name."""
    theirs = local(SUD, "1")
    stands = known(
        (theirs, person(theirs, ANNA)),
        links=(Link(identity(theirs), identity(ANNA), "national"),),
    )

    found = link(body, identity(local(NORD, "7")), NORD, stands, RULES)

    assert found.links == ()
    assert [asked for asked, _ in found.questions] == [rule]


def test_a_second_national_number_is_a_question() -> None:
    mine = local(NORD, "7")
    other = number("19850417124")
    stands = known(
        (mine, person(mine, ANNA)), links=(Link(identity(mine), identity(ANNA), "national"),)
    )

    found = link(person(mine, ANNA, other), identity(mine), NORD, stands, RULES)

    assert [rule for rule, _ in found.questions] == ["national-id-second"]


def test_another_hospitals_local_number_links_nobody() -> None:
    """Only the authority itself may say whose number it is."""
    mine, theirs = local(NORD, "7"), local(SUD, "1")

    found = link(person(mine, theirs), identity(mine), NORD, known(), RULES)

    assert (found.links, found.questions) == ((), ())


def test_a_merge_gives_the_prior_number_way() -> None:
    old, new = local(NORD, "7"), local(NORD, "8")

    found = merge({"identifier": [old]}, identity(new), NORD, known(), RULES)

    assert found.links == (Link(identity(old), identity(new), "merge"),)


def test_a_merge_acts_only_inside_the_senders_own_authority() -> None:
    old, new = local(SUD, "7"), local(NORD, "8")

    found = merge({"identifier": [old]}, identity(new), NORD, known(), RULES)

    assert [rule for rule, _ in found.questions] == ["merge-outside-authority"]


def test_patients_with_two_national_numbers_are_not_merged() -> None:
    old, new = local(NORD, "7"), local(NORD, "8")
    other = number("19901231456")
    stands = known(
        (old, person(old, ANNA)),
        (new, person(new, other)),
        links=(
            Link(identity(old), identity(ANNA), "national"),
            Link(identity(new), identity(other), "national"),
        ),
    )

    found = merge({"identifier": [old]}, identity(new), NORD, stands, RULES)

    assert found.links == ()
    assert [rule for rule, _ in found.questions] == ["merge-two-national-ids"]


def test_the_survivor_is_chosen_by_rank_never_by_arrival() -> None:
    systems = {"n": MATRICULE, "a": "local", "b": "local"}
    links = [Link("a", "n", "national"), Link("b", "a", "merge")]

    survivors = [
        Clusters(order).survivor({"a", "b", "n"}, systems, RULES) for order in (links, links[::-1])
    ]

    assert survivors == ["n", "n"]


def test_between_equals_the_merged_one_gives_way() -> None:
    clusters = Clusters([Link("a", "b", "merge")])

    assert clusters.survivor(clusters.members("a"), {}, RULES) == "b"
