"""python-hl7: parse a report and read 305 of its values. https://python-hl7.readthedocs.io/"""

from __future__ import annotations

import hl7

PID = ((3, 0), (5, 0), (5, 1), (7, None), (8, None))
OBX = (
    (1, None),
    (2, None),
    (3, 0),
    (3, 1),
    (3, 2),
    (5, None),
    (6, 0),
    (7, None),
    (8, None),
    (11, None),
)


def work(message: bytes) -> list[str]:
    """The values of PID, then of each OBX."""
    tree = hl7.parse(message.decode())
    found = [_value(tree.segment("PID"), field, part) for field, part in PID]
    for segment in tree.segments("OBX"):
        found += [_value(segment, field, part) for field, part in OBX]
    return found


def told(answer: list[str]) -> list[str]:
    """What is compared: every value."""
    return answer


def _value(segment: hl7.Segment, field: int, part: int | None) -> str:
    return str(segment[field] if part is None else segment[field][0][part])
