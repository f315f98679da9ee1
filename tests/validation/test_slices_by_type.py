"""Slices told apart by type, by profile and by url, and the limits of values.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

from collections.abc import Callable

from gateway.model import Resource, Validator
from tests.validation.profile_samples import observation, profile, wrong

BP = "http://hl7.org/fhir/StructureDefinition/bp"


def _document(*resources: Resource) -> Resource:
    entries = [
        {"fullUrl": f"urn:uuid:c757873d-ec9a-4326-a141-55600000000{n}", "resource": one}
        for n, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_entries_of_a_bundle_sliced_by_type(profiled: Callable[..., Validator]) -> None:
    by = {"discriminator": [{"type": "type", "path": "resource"}], "rules": "open"}
    made = profile(
        "Bundle",
        {"path": "Bundle.entry", "slicing": by},
        {"id": "Bundle.entry:patient", "path": "Bundle.entry", "sliceName": "patient", "min": 1, "max": "1"},
        {"id": "Bundle.entry:patient.resource", "path": "Bundle.entry.resource", "min": 1,
         "type": [{"code": "Patient", "profile": ["https://e.org/named"]}]},
    )  # fmt: skip
    named = profile("Patient", {"path": "Patient.name", "min": 1}, url="https://e.org/named")
    validator = profiled(made, named)
    assert wrong(validator, _document(observation())) == [("slice-missing", "Bundle.entry")]
    nameless = _document({"resourceType": "Patient", "active": True})
    assert wrong(validator, nameless) == [("element-required", "Bundle.entry[0].resource.name")]
    good = _document({"resourceType": "Patient", "name": [{"text": "x"}]}, observation())
    assert wrong(validator, good) == []


def test_a_reference_is_followed_to_the_profile_that_it_must_meet(
    profiled: Callable[..., Validator],
) -> None:
    kind = [{"code": "Reference", "targetProfile": ["https://e.org/named"]}]
    made = profile("Observation", {"path": "Observation.subject", "type": kind})
    named = profile("Patient", {"path": "Patient.name", "min": 1}, url="https://e.org/named")
    validator = profiled(made, named)
    checker = validator.profile("https://e.org/p")
    assert checker is not None
    subject = observation(subject={"reference": "Patient/1"})
    known = {"resourceType": "Patient", "name": [{"text": "x"}]}
    assert list(checker.check(subject, lambda _: known)) == []
    unnamed = list(checker.check(subject, lambda _: {"resourceType": "Patient", "active": True}))
    assert [(one.rule, one.target) for one in unnamed] == [
        ("profile-failed", "Observation.subject")
    ]
    elsewhere = list(checker.check(observation(subject={"reference": "Group/1"})))
    assert [one.rule for one in elsewhere] == ["reference-target-wrong"]


def test_extensions_sliced_by_url_are_held_against_their_definition(
    profiled: Callable[..., Validator],
) -> None:
    extension = profile(
        "Extension",
        {"path": "Extension.url", "fixedUri": "https://e.org/x"},
        {"path": "Extension.value[x]", "min": 1, "type": [{"code": "code"}]},
        url="https://e.org/x",
    )
    extension["context"] = [{"type": "element", "expression": "Patient"}]
    made = profile(
        "Patient",
        {"id": "Patient.extension:x", "path": "Patient.extension", "sliceName": "x", "min": 1, "max": "1",
         "type": [{"code": "Extension", "profile": ["https://e.org/x"]}]},
    )  # fmt: skip
    validator = profiled(made, extension)
    patient = {"resourceType": "Patient", "active": True}
    assert wrong(validator, patient) == [("slice-missing", "Patient.extension")]
    right = {**patient, "extension": [{"url": "https://e.org/x", "valueCode": "y"}]}
    assert wrong(validator, right) == []
    other = {**patient, "extension": [{"url": "https://e.org/x", "valueString": "y"}]}
    assert wrong(validator, other) == [("type-not-allowed", "Patient.extension[0].valueString")]
    placed = observation(extension=[{"url": "https://e.org/x", "valueCode": "y"}])
    assert [one.rule for one in validator.check(placed)] == ["extension-context"]


def test_a_profile_for_another_type_is_said_to_be_so(validator: Validator) -> None:
    found = list(validator.check({"resourceType": "Patient", "active": True}, [BP]))
    assert [one.rule for one in found] == ["profile-type-wrong"]


def test_limits_of_length_and_value(profiled: Callable[..., Validator]) -> None:
    validator = profiled(
        profile(
            "Patient",
            {"path": "Patient.birthDate", "minValueDate": "1900-01-01"},
            {"path": "Patient.name.text", "maxLength": 3},
        )
    )
    patient = {"resourceType": "Patient", "birthDate": "1899-12-31", "name": [{"text": "abcd"}]}
    found = wrong(validator, patient)
    assert ("value-too-small", "Patient.birthDate") in found
    assert ("value-too-long", "Patient.name[0].text") in found
