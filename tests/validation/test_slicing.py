"""Slices of every kind, each with an item that belongs and one that does not.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Validator
from tests.validation.profile_samples import (
    CANONICAL,
    observation,
    patient,
    profile,
    slicing,
    wrong,
)

Profiled = Callable[..., Validator]


def _coding(code: str, system: str = "https://e.org/codes") -> dict[str, Any]:
    return {"system": system, "code": code}


def test_texts_are_sliced_by_what_they_are(profiled: Profiled) -> None:
    """A list of primitives: one given name must be `Ana`, and there is one at most."""
    validator = profiled(
        profile(
            "Patient",
            slicing("Patient.name.given", "value", "$this"),
            {"id": "Patient.name.given:ana", "min": 1, "max": "1", "fixedString": "Ana"},
        )
    )
    assert wrong(validator, patient(name=[{"given": ["Eva", "Ana"]}])) == []
    assert wrong(validator, patient(name=[{"given": ["Eva"]}])) == [
        ("slice-missing", "Patient.name[0].given")
    ]
    assert wrong(validator, patient(name=[{"given": ["Ana", "Ana"]}])) == [
        ("slice-too-many", "Patient.name[0].given")
    ]


def test_a_closed_list_of_texts_refuses_others(profiled: Profiled) -> None:
    validator = profiled(
        profile(
            "Patient",
            slicing("Patient.name.given", "value", "$this", "closed"),
            {"id": "Patient.name.given:ana", "fixedString": "Ana"},
        )
    )
    assert wrong(validator, patient(name=[{"given": ["Ana", "Eva"]}])) == [
        ("slice-unknown", "Patient.name[0].given[1]")
    ]


RESLICED = (
    slicing("Observation.component", "pattern", "code"),
    {"id": "Observation.component:lab", "slicing": {
        "discriminator": [{"type": "exists", "path": "interpretation"}], "rules": "open"}},
    {"id": "Observation.component:lab.code", "patternCodeableConcept": {"coding": [_coding("l")]}},
    {"id": "Observation.component:lab.value[x]", "min": 1},
    {"id": "Observation.component:lab/judged", "min": 1, "max": "1"},
    {"id": "Observation.component:lab/judged.interpretation", "min": 1},
    {"id": "Observation.component:lab/judged.referenceRange", "min": 1},
)  # fmt: skip


def _part(code: str, *, judged: bool = False, **more: Any) -> dict[str, Any]:
    said = {"interpretation": [{"text": "high"}]} if judged else {}
    return {"code": {"coding": [_coding(code)]}, "valueInteger": 1, **said, **more}


def test_a_slice_is_sliced_again(profiled: Profiled) -> None:
    """Of the laboratory parts one is judged, and only that needs its range."""
    validator = profiled(profile("Observation", *RESLICED))
    ranged = {"referenceRange": [{"text": "1 to 2"}]}
    good = observation(component=[_part("l"), _part("l", judged=True, **ranged), _part("x")])
    assert wrong(validator, good) == []
    unranged = observation(component=[_part("x"), _part("l", judged=True)])
    assert wrong(validator, unranged) == [
        ("element-required", "Observation.component[1].referenceRange")
    ]
    twice = [_part("l", judged=True, **ranged) for _ in "ab"]
    assert wrong(validator, observation(component=twice)) == [
        ("slice-too-many", "Observation.component")
    ]
    elsewhere = observation(component=[_part("l"), _part("x", judged=True)])
    assert wrong(validator, elsewhere) == [("slice-missing", "Observation.component")]


def test_the_default_slice_takes_what_no_other_does(profiled: Profiled) -> None:
    validator = profiled(
        profile(
            "Patient",
            slicing("Patient.identifier", "value", "system", "closed"),
            {"id": "Patient.identifier:one", "max": "1"},
            {"id": "Patient.identifier:one.system", "min": 1, "fixedUri": "https://e.org/one"},
            {"id": "Patient.identifier:@default", "max": "2"},
            {"id": "Patient.identifier:@default.value", "min": 1},
        )
    )
    one = {"system": "https://e.org/one"}
    good = patient(identifier=[{"value": "1"}, one, {"value": "2"}])
    assert wrong(validator, good) == []
    assert wrong(validator, patient(identifier=[one, {"use": "usual"}])) == [
        ("element-required", "Patient.identifier[1].value")
    ]
    many = [{"value": str(number)} for number in range(3)]
    assert wrong(validator, patient(identifier=many)) == [("slice-too-many", "Patient.identifier")]


def test_slices_by_an_extension_of_the_item(profiled: Profiled) -> None:
    """A discriminator that leads through `extension('url')`."""
    mark = profile(
        "Extension",
        {"id": "Extension.url", "fixedUri": "https://e.org/mark"},
        {"id": "Extension.value[x]", "min": 1, "type": [{"code": "code"}]},
        url="https://e.org/mark",
        context=[{"type": "element", "expression": "Identifier"}],
    )
    path = "Patient.identifier"
    validator = profiled(
        profile(
            "Patient",
            slicing(path, "value", "extension('https://e.org/mark').value"),
            {"id": f"{path}:old", "min": 1},
            {"id": f"{path}:old.extension:mark", "min": 1, "max": "1",
             "type": [{"code": "Extension", "profile": ["https://e.org/mark"]}]},
            {"id": f"{path}:old.extension:mark.value[x]", "fixedCode": "old"},
            {"id": f"{path}:old.period", "min": 1},
        ),
        mark,
    )  # fmt: skip

    def marked(code: str, **more: Any) -> dict[str, Any]:
        return {"extension": [{"url": "https://e.org/mark", "valueCode": code}], **more}

    period = {"period": {"end": "2020"}}
    assert wrong(validator, patient(identifier=[marked("new"), marked("old", **period)])) == []
    assert wrong(validator, patient(identifier=[marked("old", value="1")])) == [
        ("element-required", "Patient.identifier[0].period")
    ]
    assert wrong(validator, patient(identifier=[marked("new")])) == [
        ("slice-missing", "Patient.identifier")
    ]


def _bundled(*members: Resource, **observed: Any) -> Resource:
    urls = [f"urn:uuid:c757873d-ec9a-4326-a141-55600000000{n}" for n in range(len(members) + 1)]
    root = observation(hasMember=[{"reference": url} for url in urls[1:]], **observed)
    pairs = zip(urls, (root, *members), strict=True)
    entries = [{"fullUrl": url, "resource": one} for url, one in pairs]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _told(validator: Validator, bundle: Resource) -> list[tuple[str, str]]:
    bundle["entry"][0]["resource"]["meta"] = {"profile": ["https://e.org/p"]}
    return wrong(validator, bundle, CANONICAL + "Bundle")


@pytest.mark.parametrize("kind", ["type", "profile", "value"])
def test_slices_by_what_a_reference_leads_to(kind: str, profiled: Profiled) -> None:
    """Members are told apart by type, profile or code of the resource that they refer to."""
    path = "Observation.hasMember"
    sized = profile(
        "Observation",
        {"id": "Observation.code", "patternCodeableConcept": {"coding": [_coding("size")]}},
        url="https://e.org/sized",
    )
    targets = {"type": f"{CANONICAL}MolecularSequence"}.get(kind, "https://e.org/sized")
    at = "resolve().code" if kind == "value" else "resolve()"
    validator = profiled(
        profile(
            "Observation",
            slicing(path, kind, at),
            {"id": f"{path}:size", "min": 1, "max": "1",
             "type": [{"code": "Reference", "targetProfile": [targets]}]},
        ),
        sized,
    )  # fmt: skip
    size = observation(code={"coding": [_coding("size")]})
    if kind == "type":
        size = {"resourceType": "MolecularSequence", "coordinateSystem": 0}
    other = observation()
    assert _told(validator, _bundled(other, size)) == []
    at_list = "Bundle.entry[0].resource.hasMember"
    assert _told(validator, _bundled(other)) == [("slice-missing", at_list)]
    assert _told(validator, _bundled(size, size)) == [("slice-too-many", at_list)]


def test_slices_of_a_choice_have_rules_of_their_own(profiled: Profiled) -> None:
    """`value[x]` is sliced by its type without anyone saying so."""
    validator = profiled(
        profile(
            "Observation",
            {"id": "Observation.value[x]", "slicing": {
                "discriminator": [{"type": "type", "path": "$this"}], "rules": "closed"}},
            {"id": "Observation.value[x]:valueQuantity", "type": [{"code": "Quantity"}]},
            {"id": "Observation.value[x]:valueQuantity.unit", "min": 1},
            {"id": "Observation.value[x]:valueCodeableConcept",
             "type": [{"code": "CodeableConcept"}]},
            {"id": "Observation.value[x]:valueCodeableConcept.text", "min": 1},
        )
    )  # fmt: skip
    assert wrong(validator, observation(valueQuantity={"value": 1, "unit": "g"})) == []
    assert wrong(validator, observation(valueQuantity={"value": 1})) == [
        ("element-required", "Observation.valueQuantity.unit")
    ]
    assert wrong(validator, observation(valueCodeableConcept={"coding": [_coding("x")]})) == [
        ("element-required", "Observation.valueCodeableConcept.text")
    ]
    assert wrong(validator, observation(valueString="x")) == [
        ("type-not-allowed", "Observation.valueString")
    ]


def test_slices_within_slices(profiled: Profiled) -> None:
    """In the slice of a component, its codings are sliced too."""
    path = "Observation.component:mass.code.coding"
    validator = profiled(
        profile(
            "Observation",
            slicing("Observation.component", "value", "code.coding.code"),
            {"id": "Observation.component:mass", "min": 1},
            slicing(path, "value", "system"),
            {"id": f"{path}:ours", "min": 1, "max": "1"},
            {"id": f"{path}:ours.system", "min": 1, "fixedUri": "https://e.org/codes"},
            {"id": f"{path}:ours.code", "min": 1, "fixedCode": "mass"},
            {"id": f"{path}:ours.display", "min": 1},
        )
    )
    ours = {**_coding("mass"), "display": "Mass"}
    theirs = _coding("mass", "https://e.org/other")
    assert wrong(validator, observation(component=[_mass(theirs, ours)])) == []
    assert wrong(validator, observation(component=[_mass(_coding("mass"))])) == [
        ("element-required", "Observation.component[0].code.coding[0].display")
    ]
    assert wrong(validator, observation(component=[_mass(theirs)])) == [
        ("slice-missing", "Observation.component[0].code.coding")
    ]


def _mass(*codings: dict[str, Any]) -> dict[str, Any]:
    return {"code": {"coding": [*codings]}, "valueInteger": 1}


def test_a_slice_with_a_profile_on_a_text(profiled: Profiled) -> None:
    """A type profile on a primitive is held against the value itself."""
    short = profile("string", {"id": "string", "maxLength": 3}, url="https://e.org/short")
    validator = profiled(
        profile(
            "Patient",
            {"id": "Patient.name.text", "type": [
                {"code": "string", "profile": ["https://e.org/short"]}]},
        ),
        short,
    )  # fmt: skip
    assert wrong(validator, patient(name=[{"text": "abc"}])) == []
    assert wrong(validator, patient(name=[{"text": "abcd"}])) == [
        ("value-too-long", "Patient.name[0].text")
    ]
