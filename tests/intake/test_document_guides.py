"""A document that says which guide it follows is held to it; each resource claims what it meets.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway import UNRECORDED, validation
from gateway.definitions import Definitions
from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound, Ruleset, Severity, Status
from gateway.settings import Settings
from tests.intake.house import rules
from tests.test_document_pairs import MESSAGES

LU = "https://fhir.gateway.example/lu/StructureDefinition"
SUMMARY = (MESSAGES / "SUMMARY" / "an-international-summary-says-that-it-is-one.xml").read_bytes()
ROWS = f"""
- {{type: Condition, profile: "{LU}/lu-condition", guide: ips}}
- {{type: Patient, profile: "{LU}/lu-patient", guide: ips}}
- {{type: Bundle, profile: "{LU}/lu-bundle-summary", guide: ips}}
- {{type: Bundle, profile: "{LU}/lu-bundle-laboratory", guide: ips}}
- {{type: Medication, profile: "{LU}/lu-medication", guide: another}}
"""


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """Rules of which nothing binds, and a guide asks what the national profiles ask."""
    file = tmp_path_factory.mktemp("rows") / "profiles.yaml"
    file.write_text(ROWS, encoding="utf-8")
    shipped = Settings()
    definitions = Definitions.open(shipped.definitions, shipped.profiles)
    return replace(rules(), validator=validation.load(definitions, file))


def said(guided: Ruleset, *pairs: tuple[str, str]) -> Conversion:
    """What the summary becomes, with other words."""
    text = SUMMARY.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return convert(Inbound("hopital-du-nord", "cda", text.encode(), UNRECORDED), guided)


def claims(found: Conversion) -> dict[str, list[str]]:
    """Type -> the last words of the profiles that its resource claims."""
    bodies: list[dict[str, Any]] = [entry["resource"] for entry in found.bundle["entry"]]
    named = (
        (one["resourceType"], one["meta"].get("profile", ())) for one in (found.bundle, *bodies)
    )
    return {type: [url.rpartition("/")[2] for url in urls] for type, urls in named if urls}


def test_what_meets_the_guide_claims_it(guided: Ruleset) -> None:
    """The rows of another guide bind nothing here."""
    found = claims(said(guided))

    assert (found["Patient"], found["Condition"]) == (["lu-patient"], ["lu-condition"])
    assert "Medication" not in found


def test_what_does_not_meet_it_warns_and_claims_nothing(guided: Ruleset) -> None:
    """The document is accepted, and what is missing is told by its rule."""
    found = said(guided)

    assert found.status is Status.ACCEPTED
    assert claims(found)["Bundle"] == ["lu-bundle-summary"]
    told = [(one.rule, one.severity) for one in found.issues if "Bundle/" in one.resource]
    assert told == [("lu-lab-type", Severity.WARNING)]


def test_a_document_that_names_no_guide_is_held_to_none(guided: Ruleset) -> None:
    """The same document without its templateId."""
    found = said(guided, ('<templateId root="2.16.840.1.113883.10.22.1.1"/>', ""))

    assert claims(found) == {}


def test_a_row_of_a_guide_binds_nothing(guided: Ruleset) -> None:
    """It is asked for by the name of its guide only."""
    patient = {"resourceType": "Patient"}

    assert list(guided.validator.bound(patient)) == []
    assert list(guided.validator.claims(patient, "ips")) == [f"{LU}/lu-patient"]
    assert list(guided.validator.claims(patient, "none")) == []
