"""Places in what was sent, of every format: is one inside another, and which are counted as one?

`PID-5[1].2` of HL7 v2 · `/ClinicalDocument/recordTarget/patientRole/id[2]/@root` of a document ·
`R12:birth_date` of a row · `Patient.name[0].given[0]` of FHIR. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBERS = re.compile(r"\[\d+\]")
_SEGMENT = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[\d+\])?(?:-(\d+))?(?=[.\[-]|$)")
_CELL = re.compile(r"R\d+:(.+)", re.DOTALL)
_FURTHER = frozenset(".[-/:")
"""What may follow a place in one that is inside it."""
ROWS = "rows"


def inside(place: str, other: str) -> bool:
    """Is a place the other one, or inside it? Everything is inside the empty place."""
    if not place.startswith(other):
        return False
    return not other or len(place) == len(other) or place[len(other)] in _FURTHER


def around(place: str) -> Iterator[str]:
    """The place itself and all that it is inside of, but for the empty place."""
    yield place
    yield from (place[:at] for at, letter in enumerate(place) if at and letter in _FURTHER)


def grouped(place: str) -> tuple[str, str]:
    """(part, field) as which a place is counted: `PID`, `PID-5`; numbers are left out.

    The part of a document's place is the root and the element in it, that of a cell is `rows`.
    """
    if cell := _CELL.match(place):
        return ROWS, cell[1]
    bare = _NUMBERS.sub("", place)
    if _SEGMENT.match(bare):  # a document inside a message is counted as one by itself
        bare = f"/{bare.partition('/')[2]}" if "/" in bare else bare
    if bare.startswith("/"):
        return "/".join(bare.split("/")[:3]), bare
    if segment := _SEGMENT.match(place):
        return segment[1], f"{segment[1]}-{segment[2]}" if segment[2] else segment[1]
    return re.split(r"[./]", bare, maxsplit=1)[0] or "?", bare or "?"
