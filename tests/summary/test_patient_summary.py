"""A patient summary says what is known, what is not known, and nothing that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.model import Resource
from gateway.summary import summary
from gateway.summary.choosing import MOST_OTHERS, MOST_REPORTS, MOST_RESULTS, MOST_STAYS
from tests.summary.record import (
    MINE,
    NOW,
    PATIENT,
    held,
    ids,
    made,
    report,
    result,
    section,
)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for item in value.values():
            yield from references(item)


def test_the_composition_comes_first_and_is_about_the_patient() -> None:
    bundle = made()
    first, second = bundle["entry"][:2]
    assert first["resource"]["resourceType"] == "Composition"
    assert first["resource"]["subject"]["reference"] == second["fullUrl"]
    assert second["resource"]["id"] == PATIENT["id"]


@pytest.mark.parametrize("code", ["11450-4", "48765-2", "10160-0"])
def test_unknown_is_never_said_to_be_none(code: str) -> None:
    part = section(made(), code)
    assert part["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert "does not mean that there is none" in part["text"]["div"]
    assert "entry" not in part


def test_of_each_test_the_newest_result_stands_alone() -> None:
    bundle = made(result("a", "2823-3", 18), result("b", "2823-3", 20), result("c", "718-7", 1))
    assert ids(bundle, "Observation") == ["b", "c"]


def test_times_are_compared_as_instants_not_as_text() -> None:
    early = result("early", "2823-3", 20, effectiveDateTime="2026-11-20T09:00:00+02:00")
    late = result("late", "2823-3", 20, effectiveDateTime="2026-11-20T08:30:00Z")
    assert ids(made(late, early), "Observation") == ["late"]


def test_two_isolates_of_one_report_stay_two() -> None:
    isolates = [result("one", "634-6", 20), result("two", "634-6", 20)]
    bundle = made(report("r", "one", "two"), *isolates, result("old", "634-6", 2))
    assert ids(bundle, "Observation") == ["one", "two"]


def test_a_result_that_is_awaited_does_not_hide_the_last_one_known() -> None:
    awaited = result("new", "2823-3", 21, status="registered")
    del awaited["valueQuantity"]
    assert ids(made(result("known", "2823-3", 18), awaited), "Observation") == ["known"]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_was_retracted_is_absent_and_nothing_refers_to_it(status: str) -> None:
    gone = result("gone", "2823-3", 20, status=status)
    bundle = made(gone, result("stays", "718-7", 20), report("r", "gone", "stays"))
    assert ids(bundle, "Observation") == ["stays"]
    assert len(held(bundle, "DiagnosticReport")[0]["result"]) == 1


def test_a_retracted_allergy_leaves_the_section_unavailable() -> None:
    wrong = {"coding": [{"code": "entered-in-error"}]}
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": MINE}
    bundle = made(allergy | {"code": {"text": "Latex"}, "verificationStatus": wrong})
    assert held(bundle, "AllergyIntolerance") == []
    assert "emptyReason" in section(bundle, "48765-2")


def test_a_refuted_problem_is_read_as_refuted() -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    problem = {"resourceType": "Condition", "id": "c", "subject": MINE, "code": {"text": "Asthma"}}
    bundle = made(problem | {"verificationStatus": refuted})
    assert "<td>Asthma</td><td>refuted</td>" in section(bundle, "11450-4")["text"]["div"]


def test_what_is_over_stands_apart_from_what_is_not() -> None:
    over = {"coding": [{"code": "inactive", "display": "Inactive"}]}
    refuted = {"coding": [{"code": "refuted", "display": "Refuted"}]}
    problem: Resource = {"resourceType": "Condition", "subject": MINE, "clinicalStatus": over}
    removed = problem | {"id": "a", "code": {"text": "Appendicitis"}}
    never = problem | {"id": "b", "code": {"text": "Asthma"}, "verificationStatus": refuted}
    bundle = made(removed, never)
    assert "Appendicitis" in section(bundle, "11348-0")["text"]["div"]
    assert "Refuted, Inactive" in section(bundle, "11450-4")["text"]["div"]
    assert "Asthma" not in section(bundle, "11348-0")["text"]["div"]


def test_how_bad_an_allergy_or_a_problem_is_is_read() -> None:
    allergy: Resource = {"resourceType": "AllergyIntolerance", "id": "a", "patient": MINE}
    hives = {"manifestation": [{"text": "Hives"}], "severity": "severe"}
    allergy |= {"criticality": "high", "reaction": [hives, {"severity": "mild"}]}
    problem: Resource = {"resourceType": "Condition", "id": "c", "subject": MINE}
    problem |= {"code": {"text": "Asthma"}, "severity": {"text": "Moderate"}}
    bundle = made(allergy, problem)
    told = "Hives (severe), mild reaction, criticality high"
    assert told in section(bundle, "48765-2")["text"]["div"]
    assert "<td>Moderate</td>" in section(bundle, "11450-4")["text"]["div"]


def test_a_device_is_read_by_the_name_that_people_know_it_by() -> None:
    names = [
        {"name": "PM-77", "type": "model-name"},
        {"name": "Pacemaker", "type": "user-friendly-name"},
    ]
    device: Resource = {"resourceType": "Device", "id": "d", "deviceName": names}
    used: Resource = {"resourceType": "DeviceUseStatement", "id": "u", "subject": MINE}
    used |= {"status": "active", "device": {"reference": "Device/d"}}
    used |= {"timingDateTime": "2019-05-02", "bodySite": {"text": "Chest"}}
    bundle = made(device, used)
    row = "<td>Pacemaker</td><td>Chest</td><td>active</td><td>2019-05-02</td>"
    assert row in section(bundle, "46264-8")["text"]["div"]
    assert "d" in ids(bundle, "Device")


def test_a_pregnancy_stands_in_a_section_of_its_own_whatever_its_category() -> None:
    pregnant = result("p", "82810-3", 20, valueCodeableConcept={"text": "Pregnant"})
    pregnant.pop("valueQuantity")
    bundle = made(pregnant, result("k", "2823-3", 20))
    assert "Pregnant" in section(bundle, "10162-6")["text"]["div"]
    assert "Pregnant" not in section(bundle, "30954-2")["text"]["div"]


def test_a_result_of_a_report_is_read_whatever_its_category() -> None:
    said = result("x", "18748-4", 20, valueString="No fracture", category=[])
    said.pop("valueQuantity")
    survey = said | {"id": "s", "category": [{"coding": [{"code": "survey"}]}]}
    alone = survey | {"id": "a", "code": {"text": "Happy?"}}
    bundle = made(said, survey, alone, report("r", "x", "s"))
    assert ids(bundle, "Observation") == ["s", "x"]
    assert "No fracture" in section(bundle, "30954-2")["text"]["div"]
    assert ids(bundle, "DiagnosticReport") == ["r"]


def test_what_nobody_gave_a_category_is_a_result() -> None:
    assert ids(made(result("x", "1-1", 20, category=[])), "Observation") == ["x"]


def test_measurements_of_an_image_do_not_crowd_out_the_laboratory() -> None:
    lengths = [result(f"m{n}", f"{n}-0", 21, category=[]) for n in range(300)]
    bundle = made(result("k", "2823-3", 2), *lengths)
    assert "k" in ids(bundle, "Observation")
    assert len(ids(bundle, "Observation")) == 1 + MOST_OTHERS


def test_a_vital_sign_is_one_by_its_code() -> None:
    bundle = made(result("w", "29463-7", 20, "81.5"), report("r", "w"))
    assert "81.5" in section(bundle, "8716-3")["text"]["div"]
    assert "81.5" not in str(bundle["entry"][0]["resource"]["section"][:-1])


def test_a_long_text_is_cut_in_the_narrative_and_whole_in_the_entry() -> None:
    said = result("x", "18748-4", 20, valueString="a" * 5_000)
    said.pop("valueQuantity")
    bundle = made(said)
    assert "a" * 1_001 not in section(bundle, "30954-2")["text"]["div"]
    assert held(bundle, "Observation")[0]["valueString"] == "a" * 5_000


def test_a_medicine_not_to_be_taken_is_read_so() -> None:
    order: Resource = {"resourceType": "MedicationRequest", "id": "m", "subject": MINE}
    order |= {"status": "active", "doNotPerform": True}
    order |= {"medicationCodeableConcept": {"text": "Ibuprofen"}}
    assert "do not take, active" in section(made(order), "10160-0")["text"]["div"]


def test_a_medicine_that_is_only_referred_to_is_read_by_its_name() -> None:
    named: Resource = {"resourceType": "Medication", "id": "x", "code": {"text": "Ibuprofen"}}
    taken: Resource = {"resourceType": "MedicationStatement", "id": "m", "subject": MINE}
    taken |= {"status": "active", "medicationReference": {"reference": "Medication/x"}}
    bundle = made(named, taken)
    assert "<td>Ibuprofen</td>" in section(bundle, "10160-0")["text"]["div"]
    assert ids(bundle, "Medication") == ["x"]


def test_what_two_documents_repeat_word_for_word_stands_once() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "patient": MINE, "code": {"text": "Latex"}}
    first, second = allergy | {"id": "a"}, allergy | {"id": "b", "recordedDate": "2026-11-01"}
    severe = allergy | {"id": "c", "criticality": "high"}
    assert ids(made(first, second, severe), "AllergyIntolerance") == ["b", "c"]


def test_every_reference_leads_to_an_entry() -> None:
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Exempel"}]}
    seen = result(
        "a",
        "2823-3",
        20,
        performer=[{"reference": "Practitioner/d"}],
        specimen={"reference": "Specimen/not-here"},
    )
    bundle = made(seen, result("old", "2823-3", 2), report("r", "a", "old"), doctor)
    urls = {entry["fullUrl"] for entry in bundle["entry"]}
    assert set(references(bundle)) <= urls
    assert ids(bundle, "Practitioner") == ["d"]


def test_a_reference_out_of_the_document_still_says_what_it_meant() -> None:
    bundle = made(result("a", "2823-3", 20, specimen={"reference": "Specimen/s", "display": "S"}))
    specimen = held(bundle, "Observation")[0]["specimen"]
    assert specimen["type"] == "Specimen"
    assert specimen["display"] == "S"
    assert specimen["identifier"]["value"].startswith("urn:uuid:")


def test_data_of_a_merged_patient_stands_under_the_survivor() -> None:
    link = {"other": MINE, "type": "replaced-by"}
    merged: Resource = {"resourceType": "Patient", "id": "old", "active": False, "link": [link]}
    before = result("a", "2823-3", 20, subject={"reference": "Patient/old"})
    bundle = summary("old", [PATIENT, merged, before], NOW)
    assert ids(bundle, "Patient") == [PATIENT["id"]]
    assert held(bundle, "Observation")[0]["subject"]["reference"] == bundle["entry"][1]["fullUrl"]


def test_nothing_of_another_patient_comes_in() -> None:
    other = result("a", "2823-3", 20, subject={"reference": "Patient/somebody-else"})
    assert held(made(other), "Observation") == []


def test_what_was_never_said_is_said_to_be_unknown() -> None:
    bare: Resource = {"resourceType": "Patient", "id": "p"}
    undated = result("a", "2823-3", 20, subject={"reference": "Patient/p"})
    del undated["effectiveDateTime"]
    bundle = made(undated, patient=bare)
    patient, observation = held(bundle, "Patient")[0], held(bundle, "Observation")[0]
    assert patient["_birthDate"]["extension"][0]["valueCode"] == "unknown"
    assert patient["name"][0]["extension"][0]["valueCode"] == "unknown"
    assert observation["_effectiveDateTime"]["extension"][0]["valueCode"] == "unknown"


def test_a_summary_is_bounded_and_says_so() -> None:
    many = [result(f"o{at:03}", f"{at}-0", 20) for at in range(MOST_RESULTS + 7)]
    bundle = made(*many)
    assert len(held(bundle, "Observation")) == MOST_RESULTS
    assert "7 older or further entries" in section(bundle, "30954-2")["text"]["div"]


def test_reports_and_stays_are_bounded_too() -> None:
    stay = {"resourceType": "Encounter", "status": "finished", "subject": MINE}
    stays = [stay | {"id": f"e{at:03}"} for at in range(MOST_STAYS + 3)]
    reports = [report(f"r{at:03}") for at in range(MOST_REPORTS + 5)]
    bundle = made(*stays, *reports)
    assert len(held(bundle, "Encounter")) == MOST_STAYS
    assert len(held(bundle, "DiagnosticReport")) == MOST_REPORTS
    assert "3 older or further entries" in section(bundle, "46240-8")["text"]["div"]
    assert "5 older or further entries" in section(bundle, "30954-2")["text"]["div"]
