"""Every invented FHIR or DICOM message beside what must come of it: `.json`, `.expected.json`.

The pairs stand below `tests/messages/fhir/<KIND>/` and `tests/messages/dicom/<MODALITY>/` (there
metadata as STOW-RS writes it). https://hl7.org/fhir/R4/ · https://www.dicomstandard.org/current
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.intake.house import NOON, rules
from tests.test_message_pairs import KEPT, complaint, told

MESSAGES = Path(__file__).parent / "messages"
PAIRS = sorted(
    path
    for format in ("fhir", "dicom")
    for path in (MESSAGES / format).glob("*/*.*")
    if not path.name.endswith(".expected.json")
)


def format_of(place: Path) -> str:
    """The format of a pair, by its folder."""
    return place.resolve().parent.parent.name


def outcome(place: Path, sender: str) -> dict[str, Any]:
    """All that becomes of a message before anything stands: what an expected file holds."""
    found, format = rules(), format_of(place)
    document = found.adapters[format].parse(place.read_bytes(), found.senders[sender])
    mapper = found.mappers(format, sender)
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
    """The message becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())

    assert outcome(place, expected["sender"]) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_is_valid_and_becomes_the_same_twice(place: Path) -> None:
    """All of it is valid, and the same bytes come of it again."""
    sender = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())["sender"]
    inbound = Inbound(sender, format_of(place), place.read_bytes(), NOON)

    first, second = (convert(inbound, rules()) for _ in range(2))

    assert first.status is Status.ACCEPTED
    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)
