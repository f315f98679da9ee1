"""Every invented CDA document beside what must come of it: `<fact>.xml`, `<fact>.expected.json`.

The pairs stand below `tests/messages/cda/<KIND>/`, as those of HL7 v2 and KMEHR do.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import UNRECORDED, fhirjson
from gateway.intake.convert import convert
from gateway.model import Inbound, Severity, Status
from tests.intake.house import rules
from tests.pairs import by_rules

MESSAGES = Path(__file__).parent / "messages" / "cda"
PAIRS = sorted(MESSAGES.glob("*/*.xml"))
SENDER = "hopital-du-nord"


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_what_is_expected(place: Path) -> None:
    """The document becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())

    assert by_rules(rules(), "cda", place.read_bytes(), expected["sender"]) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_is_valid_and_becomes_the_same_twice(place: Path) -> None:
    """All of it is valid, nothing is left out, and the same bytes come of it again."""
    inbound = Inbound(SENDER, "cda", place.read_bytes(), UNRECORDED)
    first, second = (convert(inbound, rules()) for _ in range(2))

    assert first.status is Status.ACCEPTED
    assert not [one for one in first.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)
