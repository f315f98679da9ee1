"""What a profile asks of a narrative: sections by language or none, and its sources told.

https://hl7.org/fhir/extensions/StructureDefinition-narrative-language-control.html
https://hl7.org/fhir/extensions/StructureDefinition-narrative-source-control.html
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.model import Resource, Validator
from tests.validation.profile_samples import CANONICAL, patient, profile, wrong

Profiled = Callable[..., Validator]
FRENCH = '<div lang="fr" xml:lang="fr"><p>Anne</p></div>'
SWISS = '<div xml:lang="de-CH"><p>Anna</p></div>'
SOURCED = '<div class="generated"><p>Anna</p></div><p class="boilerplate note">Printed</p>'


def told(inside: str) -> Resource:
    """A patient with this narrative."""
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'
    return patient(text={"status": "additional", "div": div})


def asking(control: str, code: str) -> dict[str, object]:
    """A line of a profile that asks this of the narrative."""
    url = f"{CANONICAL}narrative-{control}-control"
    return {"path": "Patient.text", "extension": [{"url": url, "valueCode": code}]}


@pytest.mark.parametrize(
    ("control", "code", "inside", "rule"),
    [
        ("language", "_yes", FRENCH, ""),
        ("language", "_yes", "<p>Anna</p>", "narrative-languages-none"),
        ("language", "_yes", f"<div>{FRENCH}</div>", "narrative-languages-none"),
        ("language", "_no", "<p>Anna</p>", ""),
        ("language", "_no", '<p lang="fr">Anne</p>', ""),
        ("language", "_no", FRENCH, "narrative-languages-several"),
        ("language", "de", FRENCH + SWISS, ""),
        ("language", "de", FRENCH, "narrative-language-missing"),
        ("source", "error", SOURCED, ""),
        ("source", "error", f"{SOURCED} Anna", "narrative-source"),
        ("source", "error", '<p class="generatedx">Anna</p>', "narrative-source"),
    ],
)
def test_what_a_profile_asks_of_a_narrative(
    control: str, code: str, inside: str, rule: str, profiled: Profiled
) -> None:
    validator = profiled(profile("Patient", asking(control, code)))
    found = wrong(validator, told(inside))
    assert found == ([(rule, "Patient.text")] if rule else [])


def test_a_narrative_that_cannot_be_read_is_told_once(profiled: Profiled) -> None:
    validator = profiled(profile("Patient", asking("source", "error")))
    assert wrong(validator, told("<p>Anna")) == [("narrative-syntax", "Patient.text.div")]


def test_a_resource_without_narrative_has_nothing_to_answer_for(profiled: Profiled) -> None:
    validator = profiled(profile("Patient", asking("language", "_yes")))
    assert wrong(validator, patient()) == []
