"""Profiles on what references lead to: in the Bundle, contained, in circles, and in expressions.

https://hl7.org/fhir/R4/profiling.html#reftype · https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator

BASE = "http://hl7.org/fhir/StructureDefinition/"
OURS = "https://profiles.example/StructureDefinition/"
SERVER = "https://hospital.example/fhir/"


def _profile(name: str, kind: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "url": OURS + name,
        "name": name,
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": kind,
        "baseDefinition": BASE + kind,
        "derivation": "constraint",
        "differential": {"element": [{"id": kind, "path": kind}, *elements]},
    }


def _refers(path: str, target: str) -> dict[str, Any]:
    types = [{"code": "Reference", "targetProfile": [OURS + target]}]
    return {"id": path, "path": path, "type": types}


NAMED = _profile("named", "Patient", {"id": "Patient.name", "path": "Patient.name", "min": 1})
MEASURED = _profile("measured", "Observation", _refers("Observation.subject", "named"))
GROUPED = _profile("grouped", "Observation", _refers("Observation.hasMember", "grouped"))
SIGNED = _profile("signed", "Bundle")
SIGNED["differential"]["element"][0]["constraint"] = [
    {
        "key": "same-house",
        "severity": "error",
        "human": "The report and the letter come from one house.",
        "expression": (
            "entry.resource.ofType(DiagnosticReport).performer.resolve().ofType(Organization).name"
            " = entry.resource.ofType(Composition).author.resolve().ofType(Organization).name"
        ),
    }
]


def _observation(subject: str, **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Pulse"},
        "subject": {"reference": subject},
        "meta": {"profile": [OURS + "measured"]},
        **more,
    }


def _bundle(*entries: tuple[str, Resource]) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }


def _errors(validator: Validator, resource: Resource) -> list[tuple[str, str]]:
    return [
        (one.rule, one.target)
        for one in validator.check(resource)
        if one.severity is Severity.ERROR
    ]


@pytest.fixture
def knowing(profiled: Callable[..., Validator]) -> Validator:
    """A validator that knows the profiles of this file."""
    return profiled(NAMED, MEASURED, GROUPED, SIGNED)


NAMELESS: Resource = {"resourceType": "Patient", "id": "p"}
ROTH: Resource = {**NAMELESS, "name": [{"family": "Roth"}]}


@pytest.mark.parametrize(("patient", "met"), [(ROTH, True), (NAMELESS, False)])
@pytest.mark.parametrize("reference", [SERVER + "Patient/p", "Patient/p"])
def test_the_entry_that_is_referred_to_meets_the_profile(
    knowing: Validator, patient: Resource, reference: str, *, met: bool
) -> None:
    """Found by its whole address, and by one relative to the entry's own server."""
    bundle = _bundle(
        (SERVER + "Patient/p", patient),
        (SERVER + "Observation/o", _observation(reference, id="o")),
    )
    broken = [] if met else [("profile-failed", "Bundle.entry[1].resource.subject")]
    assert _errors(knowing, bundle) == broken


@pytest.mark.parametrize(("patient", "met"), [(ROTH, True), (NAMELESS, False)])
def test_what_is_contained_meets_the_profile(
    knowing: Validator, patient: Resource, *, met: bool
) -> None:
    resource = _observation("#p", contained=[patient])
    assert _errors(knowing, resource) == (
        [] if met else [("profile-failed", "Observation.subject")]
    )


def test_it_is_said_why_what_is_referred_to_does_not_meet_the_profile(knowing: Validator) -> None:
    """By the rule and the place in it, since nobody can validate what is contained alone."""
    found = knowing.check(_observation("#p", contained=[NAMELESS]))
    said = [one.text for one in found if one.rule == "profile-failed"]

    assert len(said) == 1
    assert said[0].endswith(" [element-required name].")


def test_what_is_not_at_hand_is_not_judged(knowing: Validator) -> None:
    assert _errors(knowing, _observation("Patient/p")) == []


def test_profiles_that_lead_in_a_circle_come_to_an_end(knowing: Validator) -> None:
    """Each observation groups the next, and the last groups the first."""
    count = 3000
    entries = []
    for number in range(count):
        one = _observation(SERVER + "Patient/p", id=str(number))
        one["meta"] = {"profile": [OURS + "grouped"]}
        one["hasMember"] = [{"reference": f"{SERVER}Observation/{(number + 1) % count}"}]
        entries.append((f"{SERVER}Observation/{number}", one))
    assert _errors(knowing, _bundle(*entries)) == []


@pytest.mark.parametrize(("house", "met"), [("Wiltz", True), ("Vianden", False)])
def test_an_expression_over_the_bundle_follows_each_reference_from_where_it_stands(
    knowing: Validator, house: str, *, met: bool
) -> None:
    """One is contained, the other is an entry of the same server."""
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": {"text": "Blood"},
        "contained": [{"resourceType": "Organization", "id": "a", "name": "Wiltz"}],
        "performer": [{"reference": "#a"}],
    }
    letter = {
        "resourceType": "Composition",
        "id": "c",
        "status": "final",
        "type": {"text": "Letter"},
        "date": "2026-11-20",
        "title": "Letter",
        "author": [{"reference": "Organization/a"}],
    }
    bundle = _bundle(
        (
            "https://elsewhere.example/fhir/Organization/a",
            {"resourceType": "Organization", "id": "a", "name": "Clervaux"},
        ),
        (SERVER + "Organization/a", {"resourceType": "Organization", "id": "a", "name": house}),
        (SERVER + "DiagnosticReport/r", report),
        (SERVER + "Composition/c", letter),
    )
    bundle["meta"] = {"profile": [OURS + "signed"]}
    assert _errors(knowing, bundle) == ([] if met else [("same-house", "Bundle")])
