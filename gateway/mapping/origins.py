"""Which field an item of a list came from, where several fields fill the list: telephones, names.

The store needs it: a message that values one of the fields replaces that field's items only, and
`""` in one of them takes those away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from gateway.mapping.dialect import Dialect
from gateway.mapping.rows import Map, Row, changed, leaves
from gateway.mapping.typed import choice
from gateway.model import Select

_WHOLE = frozenset(
    {("MedicationRequest", "dosageInstruction"), ("MedicationDispense", "dosageInstruction")}
)
"""Lists that say one thing together: who says how a medicine is taken says all of it.

A step of a dosage that was changed is none beside the new one.
"""


def traced(maps: Sequence[Map], dialect: Dialect, definitions: Any) -> Iterator[Map]:
    """The maps, each row knowing its field where that matters, and what its emptying empties."""
    mixtures = {type_: _mixed(type_, maps, dialect) for type_ in {one.type for one in maps}}
    for one in maps:
        mixed = mixtures[one.type]
        rows = tuple(_traced(row, one, mixed, dialect, definitions) for row in one.rows)
        yield replace(one, rows=rows)


def _mixed(type_: str, maps: Sequence[Map], dialect: Dialect) -> set[str]:
    """The lists of a type that several fields fill."""
    fields: dict[str, set[str]] = {}
    for row in (row for one in maps if one.type == type_ for row in leaves(one.rows)):
        if row.to is not None and row.to.steps and row.to.steps[0].kind != "one":
            fields.setdefault(row.to.top, set()).add(_field(row, dialect))
    return {
        top
        for top, found in fields.items()
        if len(found - {""}) > 1 and top.isalpha() and (type_, top) not in _WHOLE
    }


def _traced(row: Row, one: Map, mixed: set[str], dialect: Dialect, definitions: Any) -> Row:
    cases = tuple(
        (words, tuple(_traced(inner, one, mixed, dialect, definitions) for inner in rows))
        for words, rows in row.cases
    )
    if row.to is None or not row.to.steps:
        return changed(row, cases=cases) if cases else row
    field = (_field(row, dialect) or one.root) if row.to.top in mixed else ""
    empties = _empties(row, one, field, definitions)
    return changed(row, cases=cases, origin=field, empties=empties)


def _field(row: Row, dialect: Dialect) -> str:
    """The field that a row reads first (`PID-13`); "" for none."""
    places = [row.src, *(place for _, place in row.with_)]
    return next((dialect.field(place) for place in places if isinstance(place, Select)), "")


def _empties(row: Row, one: Map, field: str, definitions: Any) -> str:
    """`birthDate`; `telecom@PID-13`, one field's items; `period.end`, one part of an element."""
    if row.to is None:
        return ""
    steps, top = row.to.steps, row.to.top
    if field:
        return f"{top}@{field}"
    part = len(steps) > 1 and steps[0].kind == "one" and not top.startswith("_")
    alone = part and row.to.type and not choice(definitions, one.type, steps, 0)
    return f"{top}.{steps[1].name}" if alone else top
