"""Which places does a row read: all of them, those whose texts count, those it wants absent?

See `docs/mapping-language.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.mapping import paths
from gateway.mapping.recurring import seen, sources
from gateway.mapping.rows import Map, Row, leaves
from gateway.model import Select


def taken(row: Row) -> Iterator[Select]:
    """Every place from which a row takes anything."""
    for one in leaves((row,)):
        yield from sources(one)


def texts_of(row: Row) -> Iterator[Select]:
    """Every place that a row reads for more than whether it holds anything."""
    for one in leaves((row,)):
        asked = {place.text for place in paths.existing(one.when)}
        yield from (place for place in paths.places(one.when) if place.text not in asked)
        yield from paths.texts(one.when)
    yield from taken(row)


def absent(guard: Any) -> Iterator[Select]:
    """The places that a guard wants absent, whatever else it wants."""
    if guard is not None and guard[0] == "and":
        yield from absent(guard[1])
        yield from absent(guard[2])
    elif guard is not None and guard[0] == "not" and guard[1][0] == "exists":
        yield guard[1][1]


def alone(row: Row) -> bool:
    """Does a row write a whole element right below its resource?"""
    return row.to is not None and len(row.to.steps) == 1 and row.to.steps[0].kind == "one"


def read(one: Map) -> Iterator[Select]:
    """Every place that the rows of a map and its guard read."""
    yield from paths.places(one.when)
    for row in one.rows:
        if not row.ignore or row.when is not None:
            yield from seen(row)


def files(one: Map) -> Iterator[Select]:
    """Every place of which a map or a row of it asks whether it holds a file in letters."""
    for guard in (one.when, *(row.when for row in leaves(one.rows))):
        yield from paths.files(guard)


def around(one: Map) -> tuple[str, ...]:
    """The segments of which a map or a row of it asks whether the message holds one."""
    guards = (one.when, *(row.when for row in leaves(one.rows)))
    return tuple(dict.fromkeys(name for guard in guards for name in paths.segments(guard)))
