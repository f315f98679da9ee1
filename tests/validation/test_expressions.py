"""Invariants that ask the validator: value sets, profiles, the clock, and those nobody can read.

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.definitions import Definitions
from gateway.validation import load

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason="`make setup` has not built the definitions"
)
PROFILE = "https://example.org/StructureDefinition/asked"
BASE = "http://hl7.org/fhir/StructureDefinition/"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def _asked(folder: Path, expression: str, resource: dict[str, Any]) -> set[str]:
    """The rules that a resource breaks whose profile asks this of it."""
    profile = {
        "resourceType": "StructureDefinition",
        "url": PROFILE,
        "name": "Asked",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": resource["resourceType"],
        "baseDefinition": f"{BASE}{resource['resourceType']}",
        "derivation": "constraint",
        "differential": {
            "element": [
                {
                    "id": resource["resourceType"],
                    "path": resource["resourceType"],
                    "constraint": [
                        {
                            "key": "own-1",
                            "severity": "error",
                            "human": "It must be so.",
                            "expression": expression,
                            "source": PROFILE,
                        }
                    ],
                }
            ]
        },
    }
    (folder / "package.json").write_text(
        json.dumps({"name": "own.asked", "version": "1.0.0", "fhirVersions": ["4.0.1"]})
    )
    (folder / "asked.json").write_text(json.dumps(profile))
    validator = load(Definitions.open(ARCHIVE, [folder]))
    return {issue.rule for issue in validator.check(resource, [PROFILE], now=NOW)}


PATIENT = {"resourceType": "Patient", "gender": "female", "birthDate": "2001-02-03"}


@pytest.mark.parametrize(
    ("expression", "rules"),
    [
        ("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", set()),
        ("gender.memberOf('http://hl7.org/fhir/ValueSet/name-use')", {"own-1"}),
        ("gender.memberOf('https://example.org/ValueSet/unknown')", {"invariant-unevaluated"}),
        (
            "gender.memberOf('https://example.org/ValueSet/unknown') or true",
            {"invariant-unevaluated"},
        ),
        ("birthDate <= today()", set()),
        ("birthDate > today()", {"own-1"}),
        (f"conformsTo('{PROFILE}')", set()),
        (f"conformsTo('{PROFILE}') and conformsTo('{PROFILE}') and false", {"own-1"}),
        ("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", set()),
        ("conformsTo('http://hl7.org/fhir/StructureDefinition/DomainResource')", set()),
        ("conformsTo('http://hl7.org/fhir/StructureDefinition/Group')", {"own-1"}),
        ("gender = 'male'", {"own-1"}),
        ("maritalStatus.text = 'x'", {"own-1"}),
        ("nobody-knows((", {"invariant-unevaluated"}),
        ("repeat($this & 'x').exists()", {"invariant-unevaluated"}),
    ],
)
def test_what_an_invariant_asks(tmp_path: Path, expression: str, rules: set[str]) -> None:
    """Each is answered, or it is said that it was not; what says nothing is not met."""
    assert _asked(tmp_path, expression, PATIENT) - {"dom-6"} == rules


def test_what_is_wrongly_formed_is_not_what_its_type_asks(tmp_path: Path) -> None:
    """A type as profile asks for its structure, of a resource as of a part of one."""
    expression = f"conformsTo('{BASE}Patient')"
    wrong = PATIENT | {"gender": "unheard of"}
    assert _asked(tmp_path, expression, wrong) == {"code-not-in-value-set", "own-1"}
    part = f"contact.name.conformsTo('{BASE}HumanName') = false"
    named = PATIENT | {"contact": [{"name": {"family": "A", "use": "unheard of"}}]}
    assert _asked(tmp_path, part, named) == {"code-not-in-value-set"}
