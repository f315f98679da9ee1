"""What is deleted at its source is withdrawn here, whoever is served under whichever id.

https://hl7.org/fhir/R4/http.html#delete · `docs/how-to/send-fhir.md`
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Status
from tests.intake.fhir_cases import OBSERVATION, PATIENT, named, take
from tests.intake.house import House, pid, rules_of

SUBJECT = {"reference": "Patient/p7"}


def delete(house: House, url: str) -> Any:
    return take(house, {"request": {"method": "DELETE", "url": url}}, kind="transaction")


def test_what_is_deleted_stays_in_its_patients_record(house: House) -> None:
    """The message names no patient, and the patient has another id here than that of `p7`."""
    take(house, PATIENT)
    take(house, OBSERVATION)

    delete(house, "Observation/o1")

    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert kept["status"] == "entered-in-error"
    assert kept["subject"]["reference"] == f"Patient/{house.patient('1001')['id']}"


def test_a_patient_whom_others_mention_is_deleted_all_the_same(house: House) -> None:
    """An Observation alone says a number of the patient, and no more of him."""
    take(house, PATIENT)
    take(house, OBSERVATION)

    delete(house, "Patient/p7")

    assert house.patient("1001")["active"] is False


def test_a_mention_brings_nobody_back_who_was_deleted(house: House) -> None:
    """A result that still comes says nothing of whether its patient's record holds."""
    take(house, PATIENT)
    delete(house, "Patient/p7")

    take(house, OBSERVATION)

    assert house.patient("1001")["active"] is False


def test_of_two_records_that_were_merged_the_one_that_is_deleted_goes(house: House) -> None:
    """The person stays: who merged records tidies up behind them."""
    take(house, PATIENT)
    sent = "20261121110000+0100"
    house.say("ADT^A40^ADT_A39", pid("1002^^^KLINIK^MR"), "MRG|1001^^^KLINIK^MR", sent=sent)

    delete(house, "Patient/p7")

    survivor = house.survivor("1001")
    assert survivor["id"] == house.patient("1002")["id"]
    assert survivor.get("active") is not False


def test_the_deletion_of_somebody_unknown_makes_nobody(house: House) -> None:
    """Not even a Patient without a number."""
    receipt = delete(house, "Patient/p8")

    assert (receipt.status, receipt.resources) == (Status.ACCEPTED, ())
    assert house.all("Patient") == []


@pytest.mark.parametrize(
    ("resource", "element", "value"),
    [
        ({"resourceType": "Organization", "name": "Ward"}, "active", False),
        ({"resourceType": "Practitioner", "name": [{"family": "Doe"}]}, "active", False),
        ({"resourceType": "Location", "name": "Room"}, "status", "inactive"),
        ({"resourceType": "Questionnaire", "status": "active"}, "status", "retired"),
        ({"resourceType": "Schedule", "actor": [{"display": "Doe"}]}, "active", False),
    ],
)
def test_each_type_says_in_its_own_words_that_it_holds_no_longer(
    house: House, resource: dict[str, Any], element: str, value: object
) -> None:
    """Few of them know `entered-in-error`."""
    take(house, {**resource, "id": "x1"})

    assert delete(house, f"{resource['resourceType']}/x1").status is Status.ACCEPTED

    kept = house.read(resource["resourceType"], named(resource["resourceType"], "x1"))
    assert kept is not None
    assert kept[element] == value


@pytest.mark.parametrize("type_", ["Binary", "Provenance", "AuditEvent", "Basic"])
def test_what_has_no_such_word_is_refused_by_its_type(house: House, type_: str) -> None:
    """And not for an element that nobody sent."""
    receipt = delete(house, f"{type_}/x1")

    assert (receipt.status, rules_of(receipt)) == (Status.REJECTED, ["entry-delete-untaken"])
    assert receipt.issues[0].source == "Bundle.entry[0].request.url"


def test_what_is_deleted_and_written_in_one_message_is_refused(house: House) -> None:
    """Nobody can tell which is meant."""
    gone = {"request": {"method": "DELETE", "url": "Observation/o1"}}

    receipt = take(house, OBSERVATION, gone, kind="transaction")

    assert "entry-contradicts" in rules_of(receipt)
    assert receipt.status is Status.REJECTED


def test_a_member_of_a_group_is_named_as_he_is_served(house: House) -> None:
    """Not only whom a resource is about."""
    take(house, PATIENT)
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True}
    take(house, {**group, "member": [{"entity": SUBJECT}]})

    kept = house.read("Group", named("Group", "g"))
    assert kept is not None
    known = f"Patient/{house.patient('1001')['id']}"
    assert kept["member"][0]["entity"]["reference"] == known


def test_what_a_newer_version_left_out_does_not_come_back_with_an_older_one(house: House) -> None:
    """A resource states all there is, from its first version on."""
    newer = {**OBSERVATION, "meta": {"lastUpdated": "2026-11-21T09:00:00Z"}}
    older = {**OBSERVATION, "meta": {"lastUpdated": "2026-11-21T08:00:00Z"}}

    take(house, newer)
    take(house, {**older, "note": [{"text": "withdrawn since"}]})

    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert "note" not in kept


def test_a_number_that_comes_again_is_told_at_the_bundles_identifier(house: House) -> None:
    """FHIR has no MSH."""
    number = {"system": "urn:example:bundles", "value": "B1"}
    take(house, PATIENT, kind="collection", identifier=number)

    receipt = take(house, OBSERVATION, kind="collection", identifier=number)

    told = [(one.rule, one.source) for one in receipt.issues]
    assert (receipt.status, told) == (
        Status.CONFLICT,
        [("control-id-reused", "Bundle.identifier")],
    )
