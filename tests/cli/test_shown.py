"""With --show-values a reader sees the value that an issue is about, and not more than a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.cli.shown import LONGEST, shown
from gateway.model import Issue

RESOURCE: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "finl",
    "valueQuantity": {"value": Decimal("7.20"), "unit": "mmol/L"},
    "note": [{"text": "line\nline\tend"}, {"text": "x" * 200}],
    "entry": [{"resource": {"resourceType": "Patient", "active": 1}}],
}


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("Observation.status", "finl"),
        ("Observation.note[0].text", "line line end"),
        ("Observation.valueQuantity.value", "7.20"),
        ("Observation.value.value", "7.20"),
        ("Observation.value.ofType(Quantity).unit", "mmol/L"),
        ("Observation.valueQuantity", '{"value":7.20,"unit":"mmol/L"}'),
        ("Observation.entry[0].resource.active", "1"),
        ("Observation.note[5].text", ""),
        ("Observation.subject", ""),
        ("Observation.status.code", ""),
        ("", ""),
    ],
)
def test_a_value_is_found_by_its_place(target: str, text: str) -> None:
    assert shown(RESOURCE, Issue("some-rule", target=target)) == text


def test_a_long_value_is_cut() -> None:
    said = shown(RESOURCE, Issue("some-rule", target="Observation.note[1].text"))

    assert len(said) == LONGEST
    assert said == "x" * (LONGEST - 1) + "…"
