"""Every invented CDA document beside what must come of it: `<fact>.xml`, `<fact>.expected.json`.

The pairs stand below `tests/messages/cda/<KIND>/`, as those of HL7 v2 and KMEHR do.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import UNRECORDED, fhirjson
from gateway.intake.convert import convert
from gateway.model import Inbound, Severity, Status
from tests.intake.house import rules
from tests.test_message_pairs import KEPT, complaint, told

MESSAGES = Path(__file__).parent / "messages" / "cda"
PAIRS = sorted(MESSAGES.glob("*/*.xml"))
SENDER = "hopital-du-nord"


def outcome(body: bytes, sender: str) -> dict[str, Any]:
    """All that becomes of a document before anything stands: what an expected file holds."""
    found = rules()
    document = found.adapters["cda"].parse(body, found.senders[sender])
    mapper = found.mappers("cda", sender)
    mapped = mapper.apply(document)
    left = [
        f"{trace.source} {trace.fate}"
        for trace in mapper.traces(document, mapped.tape)
        if trace.fate not in KEPT
    ]
    return {
        "sender": sender,
        "changes": [told(change) for change in mapped.changes],
        "issues": [complaint(issue) for issue in mapped.issues],
        "left": left,
    }


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_what_is_expected(place: Path) -> None:
    """The document becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())

    assert outcome(place.read_bytes(), expected["sender"]) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_is_valid_and_becomes_the_same_twice(place: Path) -> None:
    """All of it is valid, nothing is left out, and the same bytes come of it again."""
    inbound = Inbound(SENDER, "cda", place.read_bytes(), UNRECORDED)
    first, second = (convert(inbound, rules()) for _ in range(2))

    assert first.status is Status.ACCEPTED
    assert not [one for one in first.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)
