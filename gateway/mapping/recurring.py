"""Which rows of a map say what comes again and again, whoever it is about: codes, doctors, units.

What such rows make of the same texts is the same; the compiler keeps it and uses it again. They
run first, in the interpreter too, so that the tapes are alike. Where a resource is one of many,
rows whose fields and elements nothing else touches (who did it, with what) run last: what they say
goes with any of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from gateway.mapping import paths
from gateway.mapping.rows import GIVES_WAY, Map, Row, leaves
from gateway.model import Select

PERSONAL = frozenset({"Identifier", "HumanName", "Address", "ContactPoint"})
"""FHIR types whose values say who a person is: they hardly come again, and are not kept."""

VARIOUS = frozenset({"NM", "SI", "TX", "FT", "DT", "TM", "DTM", "TS", "SNM"})
"""Source types whose values differ from message to message."""

_PLAIN = frozenset({"one", "append"})
"""Kinds of steps to what nobody else looks for."""


def arranged(maps: Sequence[Map], field: Callable[[Select], str]) -> Iterator[Map]:
    """The maps, the recurring rows of each before its others, those that stand apart last."""
    for one in maps:
        last = _apart(one, _writers(one, (one,)), field) if one.repeats else ()
        first = set(_recurring(one, maps)) if one.makes and one.mode not in GIVES_WAY else set()
        first.difference_update(last)
        early = tuple(row for row in one.rows if row.number in first)
        others = tuple(row for row in one.rows if row.number not in {*first, *last})
        behind = tuple(row for number in last for row in one.rows if row.number == number)
        yield replace(one, rows=early + others + behind, recurring=len(first), apart=last)


def seen(row: Row) -> Iterator[Select]:
    """Every place that a row, its guard and its cases read."""
    for one in leaves((row,)):
        yield from paths.places(one.when)
        yield from sources(one)


def sources(one: Row) -> Iterator[Select]:
    """Every place from which one row takes anything, its cases left aside."""
    places = [one.src, one.switch, *(place for _, place in one.with_)]
    yield from (place for place in places if isinstance(place, Select))


def _writers(one: Map, maps: Sequence[Map]) -> Mapping[str, list[Row]]:
    """Element -> the rows of all maps that write in it."""
    found: dict[str, list[Row]] = {}
    for other in maps:
        for row in leaves(other.rows) if other.type == one.type else ():
            if row.to is not None and row.to.steps:
                found.setdefault(row.to.steps[0].name, []).append(row)
    return found


def _apart(
    one: Map, writers: Mapping[str, list[Row]], field: Callable[[Select], str]
) -> tuple[int, ...]:
    """Numbers of the rows whose elements and fields no other row touches, by element."""
    readers: dict[str, set[str]] = {}
    for row in one.rows:
        if not row.ignore or row.when is not None:
            for place in seen(row):
                readers.setdefault(field(place), set()).add(_top(row))
    for part in (part for alternative in one.key for part in alternative):
        if part.select is not None:
            readers.setdefault(field(part.select), set()).add("")
    found: list[int] = []
    looked_at = {name for row in leaves(one.rows) for name in _others(row)}
    for top, rows in writers.items():
        if top in looked_at:
            continue  # another form of the same choice asks whether this one is there
        own = all(row in one.rows and _stands_apart(row, one, field) for row in rows)
        if own and all(readers[field(place)] == {top} for row in rows for place in seen(row)):
            found += [row.number for row in rows]
    return tuple(found)


def _top(row: Row) -> str:
    return row.to.steps[0].name if row.to is not None and row.to.steps else ""


def _stands_apart(row: Row, one: Map, field: Callable[[Select], str]) -> bool:
    plain = row.kind in {"read", "call"} and row.join is None
    if not plain or row.to is None or row.as_ in VARIOUS or _others(row) or _around(row):
        return False
    if row.when is not None and len({field(place) for place in seen(row)}) > 1:
        return False  # a guard on its own field goes with it, one on another hangs on the rest
    first, *more = row.to.steps
    # An extension inside the element is the element's own: no other row looks for it.
    shaped = first.kind in _PLAIN and all(step.kind in {*_PLAIN, "found"} for step in more)
    return shaped and all(place.root == one.root for place in seen(row))


def _recurring(one: Map, maps: Sequence[Map]) -> Iterator[int]:
    """Numbers of rows whose element no other kind of row writes."""
    own = {row.number for row in one.rows}
    for rows in _writers(one, maps).values():
        if all(row.number in own and _recurs(row) for row in rows):
            yield from (row.number for row in rows)


def _recurs(row: Row) -> bool:
    if row.kind not in {"read", "call"} or row.to is None or row.join is not None or row.origin:
        return False
    if _around(row):
        return False
    return not _others(row) and row.as_ not in VARIOUS and row.to.type not in PERSONAL


def _around(row: Row) -> bool:
    """Does it hang on what else the message holds?"""
    return bool(paths.segments(row.when))


def _others(row: Row) -> set[str]:
    """The other elements at which a row looks before it writes its own: forms of one choice."""
    names = {name for depth, names in row.rivals if not depth for name in names}
    return names - {_top(row)}
