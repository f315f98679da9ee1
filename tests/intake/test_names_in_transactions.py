"""What is renamed at a glance is what is renamed by walking through all of it.

https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.intake.rest.named import about, at_a_glance, nowhere, renamed
from gateway.model import Resource

ANNA, RESULT = "urn:uuid:6f1f6c0e-8a51-4b7e-9d0e-3b7d5a2c9e10", "urn:oid:2.16.840.1.7"
STRANGER = "urn:uuid:00000000-0000-4000-8000-000000000000"
NAMES = {ANNA: "Patient/a", RESULT: "Observation/r"}
TEXTS = st.sampled_from(
    [
        *(ANNA, RESULT, STRANGER, f"{ANNA}#part", f"{ANNA}x", f"see {ANNA}", f'"{ANNA}"', "b\\c"),
        *(f'"reference":"{ANNA}"', f"<a href='{RESULT}'>it</a>", "Patient/a", "2026"),
    ]
)
KEYS = st.sampled_from(
    ["reference", "subject", "div", "url", "item", "resourceType", ANNA, 'a"reference']
)
NODES = st.recursive(
    TEXTS | st.booleans() | st.integers(-9, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # trees are slow to draw
@given(st.lists(st.dictionaries(KEYS, NODES, max_size=5), max_size=4))
def test_a_glance_gives_what_a_walk_gives_or_nothing(bodies: list[Resource]) -> None:
    found = at_a_glance(bodies, NAMES)
    lost = any([*nowhere(body, "", NAMES)] for body in bodies)
    if found is None:
        return
    assert not lost
    assert found == [renamed(body, NAMES) for body in bodies]


def test_a_glance_is_enough_for_most() -> None:
    """What it does not change is what was sent, not a copy."""
    bodies: list[Resource] = [
        {"resourceType": "Patient", "identifier": [{"system": "urn:oid:1.2", "value": "1"}]},
        {"resourceType": "Observation", "subject": {"reference": ANNA, "display": "Anna"}},
    ]
    found = at_a_glance(bodies, NAMES)
    assert found
    assert found[0] is bodies[0]
    assert found[1]["subject"] == {"reference": "Patient/a", "display": "Anna"}
    assert bodies[1]["subject"]["reference"] == ANNA


@pytest.mark.parametrize("name", ["https://other.example/fhir/Patient/1", "Patient?identifier=1"])
def test_other_names_are_walked_for(name: str) -> None:
    assert at_a_glance([{"subject": {"reference": name}}], {name: "Patient/a"}) is None


@pytest.mark.parametrize(
    ("body", "patient"),
    [
        ({"subject": {"reference": "Patient/a"}}, "a"),
        ({"subject": {"reference": "Patient/a/_history/2"}}, "a"),
        ({"subject": {"reference": "Group/a"}}, ""),
        ({"subject": {"reference": ["Patient/a"]}}, ""),
        ({"subject": {"display": "Anna"}, "patient": {"reference": "Patient/b"}}, "b"),
        ({"subject": [{"reference": "Patient/a"}]}, "a"),
        ({"beneficiary": {"reference": "Patient/c"}}, "c"),
        ({}, ""),
    ],
)
def test_whom_a_resource_is_about(body: dict[str, Any], patient: str) -> None:
    assert about(body) == patient
