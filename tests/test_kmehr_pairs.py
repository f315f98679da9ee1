"""Every invented KMEHR message beside what must come of it: `<fact>.xml`, `<fact>.expected.json`.

The pairs stand below `tests/messages/kmehr/<TRANSACTION>/`, as those of HL7 v2 do.
https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.model import Severity, Status
from tests.kmehr import converted, rules
from tests.pairs import by_rules

MESSAGES = Path(__file__).parent / "messages" / "kmehr"
PAIRS = sorted(MESSAGES.glob("*/*.xml"))


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_what_is_expected(place: Path) -> None:
    """The message becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())

    assert by_rules(rules(), "kmehr", place.read_bytes(), expected["sender"]) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_is_valid_and_becomes_the_same_twice(place: Path) -> None:
    """All of it is valid, nothing is left out, and the same bytes come of it again."""
    first, second = (converted(place.read_bytes()) for _ in range(2))

    assert first.status is Status.ACCEPTED
    assert not [one for one in first.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())["changes"]
    entries = {one["resource"]["id"] for one in first.bundle["entry"]}
    assert not {one["id"] for one in expected} - entries
    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)
