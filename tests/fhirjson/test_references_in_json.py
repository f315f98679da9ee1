"""References of a resource are found in its JSON as they are found by a walk through it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.fhirjson.references import references


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"subject": {"reference": "Patient/1"}, "x": [{"reference": "#a"}]}, ["Patient/1", "#a"]),
        ([None, {"reference": {"reference": "Group/2"}}], ["Group/2"]),
        ({"text": '"reference":"Patient/1"', "value": Decimal("1.50")}, []),
        ({"reference": 'Group/"1"', "b": {"reference": "Group/2"}}, ['Group/"1"', "Group/2"]),
        ({"a": {"reference": "Patiént/é"}}, ["Patiént/é"]),
        ({"a": {"reference": "Patient/\ud800"}}, ["Patient/\ud800"]),
        ({"a": {"reference": ""}, "b": {"reference": 1}}, [""]),
    ],
)
def test_references_are_found(value: Any, found: list[str]) -> None:
    """Those in texts are none; those with an escape, or beyond JSON, are found all the same."""
    assert references(value) == found
