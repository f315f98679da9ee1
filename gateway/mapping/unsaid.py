"""Which field would have said what a resource lacks? The first that a row reads for it.

The catalogue suffices: a sender who hears that `Observation.code` is missing looks for `OBX-3`.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.5, ERR-2: segment, field, component)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gateway.mapping.rows import Map, leaves
from gateway.mapping.tape import Entry

NUMBERS = re.compile(r"\[[^\]]*\]")
"""The numbers in a place or an element."""
_FORMS = re.compile(
    r"(Age|Attachment|Boolean|CodeableConcept|Date|DateTime|Duration|Identifier|Instant|Integer|Money|"
    r"Period|Quantity|Range|Ratio|Reference|SampledData|String|Time|Timing|Uri)"
)
"""What follows the name of a choice of types in the name of one of its forms."""


def field(rows: Iterable[Entry], root: str, target: str) -> str:
    """The field of that segment which would say that element; empty where no row names one.

    Takes the rows of a catalogue in their order, the name of a segment (`OBX`) and an element
    (`Observation.code`), both without numbers; gives `OBX-3`. What the segment's own maps read
    comes before what others (a comment below it) add, and a field of its own before one of
    another segment.
    """
    type, _, path = target.partition(".")
    found = list(_reading(rows, root, type, tuple(path.split("."))))
    if not found:
        return ""
    _, src = min(found)
    return src if src.startswith(root) else ""


def known_by(one: Map) -> str:
    """The field in which a map finds who or what something is, behind its segment's name: `-3`.

    Of identifiers it is the one that may hold several, else the first; of a key the first of
    its own places. Empty where a name is made of other things only.
    """
    if one.identifiers:
        rows = [row for row in leaves(one.rows) if row.to and row.to.top == one.identifiers]
        places = [row.src for row in rows if row.src and row.src.root == one.root]
        found = next((at for at in places if at.many), next(iter(places), None))
    else:
        parts = [part.select for part in one.key[0]] if one.key else []
        found = next((at for at in parts if at is not None and at.root == one.root), None)
    return NUMBERS.sub("", found.text).removeprefix(one.root) if found else ""


def _reading(
    rows: Iterable[Entry], root: str, type: str, path: tuple[str, ...]
) -> Iterator[tuple[int, str]]:
    """(order, place) of each row of these maps that writes the element, or what it is in."""
    inside = False
    for order, row in enumerate(rows):
        if row.kind != "row":
            inside = row.kind == "map" and (row.root, row.src) == (root, type)
        elif inside and row.src and row.to and not row.foreign and _writes(row, path):
            yield order, NUMBERS.sub("", row.src)


def _writes(row: Entry, path: tuple[str, ...]) -> bool:
    steps = tuple(name for name, _, _ in row.to)
    return all(_same(one, other) for one, other in zip(steps, path, strict=False))


def _same(step: str, name: str) -> bool:
    """Is a step the element? Of a choice any form is."""
    return step == name or (
        step.startswith(name) and _FORMS.fullmatch(step, len(name)) is not None
    )
