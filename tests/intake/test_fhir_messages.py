"""FHIR that others send becomes one record with all else: ids, references, order.

https://hl7.org/fhir/R4/references.html · https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.identity.names import resource_id
from gateway.model import Status
from tests.intake.fhir_cases import OBSERVATION, OWN, PATIENT, SID, named, take
from tests.intake.house import House, pid, pv1, rules_of


def test_a_patient_keeps_all_and_gets_the_id_of_its_number(house: House) -> None:
    """The sender's own id stands among the identifiers."""
    assert take(house, PATIENT).status is Status.ACCEPTED

    kept = house.patient("1001")
    assert {"system": f"{SID}/Patient", "value": "p7"} in kept["identifier"]
    assert kept["name"] == PATIENT["name"]
    assert kept["id"] != "p7"


def test_what_comes_alone_finds_the_patient_of_an_earlier_message(house: House) -> None:
    """A reference to a patient is one to who is served; one to what is not here, a number."""
    take(house, PATIENT)

    receipt = take(house, OBSERVATION)

    assert receipt.status is Status.ACCEPTED
    assert rules_of(receipt).count("reference-kept-as-identifier") == 1
    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert kept["subject"]["reference"] == f"Patient/{house.patient('1001')['id']}"
    assert kept["encounter"] == {
        "type": "Encounter",
        "identifier": {"system": f"{SID}/Encounter", "value": "e9"},
    }


def test_the_patient_may_come_after(house: House) -> None:
    """Whoever was only named by an id gets a name, and all that was said before."""
    take(house, OBSERVATION)
    take(house, PATIENT)

    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    survivor = house.survivor("1001")
    assert kept["subject"]["reference"] == f"Patient/{survivor['id']}"
    assert survivor["name"] == PATIENT["name"]


def test_a_message_and_a_resource_of_one_patient_are_one_record(house: House) -> None:
    """HL7 v2 and FHIR of one hospital meet in its patient numbers."""
    house.say("ADT^A01^ADT_A01", pid("1001^^^KLINIK^MR"))
    take(house, PATIENT)

    assert len(house.all("Patient", identifier=f"{OWN}|1001")) == 1


def test_a_resource_states_all_there_is(house: House) -> None:
    """What a later version does not say is gone."""
    take(house, PATIENT)
    without = {key: value for key, value in PATIENT.items() if key != "telecom"}
    later = {**without, "meta": {"lastUpdated": "2026-11-21T10:00:00Z"}}

    take(house, later)

    assert "telecom" not in house.patient("1001")


def test_an_older_version_that_comes_late_changes_nothing(house: House) -> None:
    """The order is that of the sender's own server."""
    take(house, PATIENT)
    older = {**PATIENT, "gender": "male", "meta": {"lastUpdated": "2026-11-20T10:00:00Z"}}

    take(house, older)

    assert house.patient("1001")["gender"] == "female"


def test_entries_of_a_transaction_refer_to_one_another(house: House) -> None:
    """A full URL that no server has is rewritten wherever it is referred to."""
    patient = {key: value for key, value in PATIENT.items() if key != "id"}
    url = "urn:uuid:5a3c2b1e-0000-4000-8000-000000000001"
    observation = {**OBSERVATION, "subject": {"reference": url}}
    observation.pop("encounter")

    receipt = take(
        house,
        {"fullUrl": url, "resource": patient, "request": {"method": "POST", "url": "Patient"}},
        {"resource": observation, "request": {"method": "PUT", "url": "Observation/o1"}},
        kind="transaction",
        identifier={"system": "urn:example:bundles", "value": "B1"},
    )

    assert (receipt.status, receipt.control_id) == (Status.ACCEPTED, "B1")
    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert kept["subject"]["reference"] == f"Patient/{house.patient('1001')['id']}"


def test_one_wrong_entry_refuses_a_transaction_and_says_where(house: House) -> None:
    """Nothing of it is kept."""
    receipt = take(house, PATIENT, {**OBSERVATION, "status": "perhaps"}, kind="transaction")

    assert receipt.status is Status.REJECTED
    found = next(one for one in receipt.issues if one.target == "Observation.status")
    assert found.source == "Bundle.entry[1].resource.status"
    assert house.all("Patient", identifier=f"{OWN}|1001") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"identifier": [{"system": OWN, "value": "1", "type": {"coding": [{"code": {}}]}}]},
            ("value-form", "Patient.identifier[0].type.coding[0].code"),
        ),
        (
            {"photo": [{"contentType": "image/png", "data": True}]},
            ("value-form", "Patient.photo[0].data"),
        ),
        (
            {"extension": [{"url": None, "valueBoolean": True}]},
            ("element-required", "Patient.extension[0]"),
        ),
    ],
)
def test_what_is_of_no_form_of_fhir_is_refused_in_its_place(
    house: House, change: dict[str, Any], told: tuple[str, str]
) -> None:
    """Even where it would be read before anything is validated."""
    receipt = take(house, PATIENT | change)
    assert receipt.status is Status.REJECTED
    assert told in [(one.rule, one.source) for one in receipt.issues]


def test_two_entries_that_contradict_each_other_refuse_the_message(house: House) -> None:
    """Nobody decides which of them is meant; the same twice is no contradiction."""
    other = {**PATIENT, "gender": "male"}

    refused = take(house, PATIENT, other, kind="collection")
    assert [one.rule for one in refused.issues] == ["entry-contradicts"]
    assert refused.issues[0].source == "Bundle.entry[1].resource"
    assert take(house, PATIENT, PATIENT, kind="collection").status is Status.ACCEPTED


def test_what_is_deleted_becomes_an_error_of_its_source(house: House) -> None:
    """It is not erased."""
    take(house, PATIENT)
    take(house, OBSERVATION)
    entry = {"request": {"method": "DELETE", "url": "Observation/o1"}}

    take(house, {**entry, "resource": {}}, kind="transaction")

    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert kept["status"] == "entered-in-error"


def test_provenance_of_the_source_is_kept_beside_that_of_the_receipt(house: House) -> None:
    """Each message leaves its own; what a hospital says of who wrote something is another."""
    take(house, PATIENT)
    said = {
        "resourceType": "Provenance",
        "id": "v1",
        "target": [{"reference": "Observation/o1"}],
        "recorded": "2026-11-21T09:00:00Z",
        "agent": [{"who": {"display": "Dr Weber"}}],
    }

    receipt = take(house, OBSERVATION, said, kind="collection")

    assert receipt.status is Status.ACCEPTED
    kept = house.read("Provenance", named("Provenance", "v1"))
    assert kept is not None
    assert kept["target"] == [{"reference": f"Observation/{named('Observation', 'o1')}"}]
    assert sum(name.startswith("Provenance/") for name in receipt.resources) == 2


def test_claims_and_tags_stay(house: House) -> None:
    """A profile that is not known here is still claimed."""
    meta: dict[str, Any] = {
        "profile": ["https://klinik.example/StructureDefinition/mine"],
        "tag": [{"system": "https://klinik.example/tags", "code": "x"}],
    }

    take(house, {**PATIENT, "id": "p7"}, {**OBSERVATION, "meta": meta}, kind="collection")

    kept = house.read("Observation", named("Observation", "o1"))
    assert kept is not None
    assert meta["profile"][0] in kept["meta"]["profile"]
    assert kept["meta"]["tag"] == meta["tag"]


def test_a_practitioner_beside_a_patient_is_only_mentioned(house: House) -> None:
    """Messages about patients do not change a directory; one about a practitioner does."""
    doctor = {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Weber"}]}
    take(house, doctor)

    take(house, PATIENT, {**doctor, "name": [{"family": "Other"}]}, kind="collection")

    kept = house.read("Practitioner", resource_id("Practitioner", (f"{SID}/Practitioner", "d1")))
    assert kept is not None
    assert kept["name"] == [{"family": "Weber"}]


def test_the_same_bytes_are_a_duplicate(house: House) -> None:
    """Without an identifier of the Bundle, its bytes are its number."""
    take(house, PATIENT)

    assert take(house, PATIENT).status is Status.DUPLICATE
    assert house.patient("1001")["meta"]["versionId"] == "1"


def test_a_stay_of_messages_and_of_fhir_is_one(house: House) -> None:
    """By its number, where the sender says that such numbers are its own."""
    house.say("ADT^A01^ADT_A01", pid("1001^^^KLINIK^MR"), pv1())
    stay = {
        "resourceType": "Encounter",
        "id": "e1",
        "identifier": [{"system": OWN, "value": "V1"}],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": "Patient/p7"},
    }

    receipt = take(house, PATIENT, stay, kind="collection", timestamp="2026-11-22T09:00:00Z")

    assert receipt.status is Status.ACCEPTED
    found = house.only("Encounter", identifier=f"{OWN}|V1")
    assert found["status"] == "finished"


def test_a_patient_who_is_deleted_is_inactive(house: House) -> None:
    """Under whatever number its source gave it; nobody is made by a deletion."""
    take(house, PATIENT)
    gone = {"request": {"method": "DELETE", "url": "Patient/p7"}}
    never = {"request": {"method": "DELETE", "url": "Patient/p8"}}

    assert take(house, gone, kind="transaction").status is Status.ACCEPTED
    take(house, never, kind="transaction")

    assert house.survivor("1001")["active"] is False
    assert house.all("Patient", identifier=f"{SID}/Patient|p8") == []


@pytest.mark.parametrize("link", ["x", ["x"], [None], {"type": "replaced-by"}, 3])
def test_what_is_called_link_and_is_none_is_refused(house: House, link: object) -> None:
    """A resource that has no such element: it is told, and no fault."""
    receipt = take(house, {**OBSERVATION, "subject": {"display": "A. Meyer"}, "link": link})

    assert receipt.status is Status.REJECTED
    assert "internal-fault" not in rules_of(receipt)
