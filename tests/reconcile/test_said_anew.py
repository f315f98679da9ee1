"""A source that says all that stands anew leaves nothing to be worked out."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.intake.late import told
from gateway.model import Change, Empty, Mode, Resource
from gateway.reconcile import State, anew, say

AT, STOOD = "20261122", "20261121"
STANDS: Resource = {
    "resourceType": "Observation",
    "status": "preliminary",
    "code": {"text": "Potassium"},
    "valueQuantity": {"value": 4},
}
FULL: dict[str, Any] = {
    "status": "final",
    "code": {"text": "Potassium"},
    "valueQuantity": {"value": 5},
}


def change(said: dict[str, Any], **more: Any) -> Change:
    kind = more.pop("type", "Observation")
    return Change(kind, "o", more.pop("mode", Mode.DELTA), {"resourceType": kind, **said}, **more)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(FULL, id="the-same-elements"),
        pytest.param({**FULL, "note": [{"text": "again"}]}, id="one-element-more"),
        pytest.param(STANDS, id="word-for-word"),
    ],
)
def test_what_is_said_stands(said: dict[str, Any]) -> None:
    """As it does where it is worked out; and no element keeps a time of its own."""
    one = change(said)
    found = anew(one, STANDS)

    assert found == say(one, State(STANDS)).body
    assert told(one, AT, State(STANDS), Empty, STOOD) == (State(found), {})


URL = "https://fhir.gateway.example/lu/StructureDefinition/x"
EXTENDED: Resource = {**STANDS, "extension": [{"url": URL, "valueString": "a"}]}


def test_an_extension_that_is_said_again_replaces_its_own() -> None:
    one = change({**FULL, "extension": [{"url": URL, "valueString": "b"}]})
    found = anew(one, EXTENDED)

    assert found == say(one, State(EXTENDED)).body
    assert told(one, AT, State(EXTENDED), Empty, STOOD) == (State(found), {})


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        pytest.param(change({"status": "final"}), STANDS, id="an-element-is-not-said"),
        pytest.param(change(FULL, removed=("note",)), STANDS, id="something-is-emptied"),
        pytest.param(change(FULL, mode=Mode.SNAPSHOT), STANDS, id="a-snapshot"),
        pytest.param(change(FULL, mode=Mode.CANCEL), STANDS, id="a-cancel"),
        pytest.param(
            change({**FULL, "extension": [{"url": f"{URL}y", "valueString": "b"}]}),
            EXTENDED,
            id="another-extension-stands",
        ),
        pytest.param(
            change({**FULL, "meta": {"security": [{"code": "R"}]}}),
            {**STANDS, "meta": {"security": [{"code": "V"}]}},
            id="labels-are-never-lost",
        ),
        pytest.param(
            change({**FULL, "hasMember": [{"reference": "Observation/b"}]}),
            {**STANDS, "hasMember": [{"reference": "Observation/a"}]},
            id="a-list-that-grows",
        ),
        pytest.param(
            change({"period": {"end": "2026"}}, type="Encounter"),
            {"resourceType": "Encounter", "period": {"start": "2025"}},
            id="an-element-said-in-parts",
        ),
        pytest.param(
            change({"identifier": [{"value": "1"}]}, parts={"identifier": ("OBX-21",)}),
            {"resourceType": "Observation", "identifier": [{"value": "0"}]},
            id="a-list-of-several-fields",
        ),
        pytest.param(
            change({"series": [{"uid": "1"}]}, type="ImagingStudy"),
            {"resourceType": "ImagingStudy", "series": [{"uid": "2"}]},
            id="a-study-told-an-image-at-a-time",
        ),
    ],
)
def test_whatever_may_leave_something_is_worked_out(said: Change, stands: Resource) -> None:
    assert anew(said, stands) is None
