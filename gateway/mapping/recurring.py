"""Which rows of a map say what comes again and again, whoever it is about: codes, doctors, units.

What such rows make of the same texts is the same; the compiler keeps it and uses it again. They
run first, in the interpreter too, so that the tapes are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.mapping.rows import Map, Row, leaves

PERSONAL = frozenset({"Identifier", "HumanName", "Address", "ContactPoint"})
"""FHIR types whose values say who a person is: they hardly come again, and are not kept."""

VARIOUS = frozenset({"NM", "SI", "TX", "FT", "DT", "TM", "DTM", "TS", "SNM"})
"""Source types whose values differ from message to message."""


def arranged(maps: Sequence[Map]) -> Iterator[Map]:
    """The maps, the recurring rows of each before its others."""
    for one in maps:
        first = set(_recurring(one, maps)) if one.makes and one.mode != "merge" else set()
        early = tuple(row for row in one.rows if row.number in first)
        others = tuple(row for row in one.rows if row.number not in first)
        yield replace(one, rows=early + others, recurring=len(first))


def _recurring(one: Map, maps: Sequence[Map]) -> Iterator[int]:
    """Numbers of rows whose element no other kind of row writes."""
    writers: dict[str, list[Row]] = {}
    for other in maps:
        for row in leaves(other.rows) if other.type == one.type else ():
            if row.to is not None and row.to.steps:
                writers.setdefault(row.to.steps[0].name, []).append(row)
    own = {row.number for row in one.rows}
    for rows in writers.values():
        if all(row.number in own and _recurs(row) for row in rows):
            yield from (row.number for row in rows)


def _recurs(row: Row) -> bool:
    if row.kind not in {"read", "call"} or row.to is None or row.join is not None or row.origin:
        return False
    top = row.to.steps[0].name
    alone = all(set(names) <= {top} for depth, names in row.rivals if not depth)
    return alone and row.as_ not in VARIOUS and row.to.type not in PERSONAL
