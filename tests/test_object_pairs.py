"""Every invented FHIR or DICOM message beside what must come of it: `.json`, `.expected.json`.

The pairs stand below `tests/messages/fhir/<KIND>/` and `tests/messages/dicom/<MODALITY>/` (there
metadata as STOW-RS writes it). https://hl7.org/fhir/R4/ · https://www.dicomstandard.org/current
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.intake.house import NOON, rules
from tests.pairs import by_rules

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


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_what_is_expected(place: Path) -> None:
    """The message becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())
    body, format = place.read_bytes(), format_of(place)

    assert by_rules(rules(), format, body, expected["sender"]) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_is_valid_and_becomes_the_same_twice(place: Path) -> None:
    """All of it is valid, and the same bytes come of it again."""
    sender = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())["sender"]
    inbound = Inbound(sender, format_of(place), place.read_bytes(), NOON)

    first, second = (convert(inbound, rules()) for _ in range(2))

    assert first.status is Status.ACCEPTED
    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)
