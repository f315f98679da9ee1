"""Which rows may write the same element: the first one that writes wins, later ones must look."""

from __future__ import annotations

from typing import Any, TypeAlias

from gateway.mapping.rows import Map, Row, Target, changed
from gateway.mapping.typed import choice

Rivals: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]
"""(depth, names): nothing is written where the container at that depth holds one of the names."""


def rivalled(definitions: Any, head: Map, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each knowing which earlier rows may have written its place."""
    ordered = [row for row in rows if not row.late] + [row for row in rows if row.late]
    made: dict[int, Row] = {}
    earlier: list[Row] = []
    for row in ordered:
        made[row.number], written = _guarded(definitions, head, row, earlier)
        earlier += written
    return tuple(made[row.number] for row in rows)


def _guarded(definitions: Any, head: Map, row: Row, earlier: list[Row]) -> tuple[Row, list[Row]]:
    """(the row with its rivals, rows that may have written when it is done)"""
    if row.cases:
        return _cases(definitions, head, row, earlier)
    if row.to is None or row.ignore:
        return row, []
    found = _rivals(definitions, head, row, row.to, earlier)
    made = changed(row, rivals=found) if found else row
    return made, [made]


def _cases(definitions: Any, head: Map, row: Row, earlier: list[Row]) -> tuple[Row, list[Row]]:
    """Cases shut one another out: what one writes is no rival of another."""
    cases: list[tuple[frozenset[str], tuple[Row, ...]]] = []
    every: list[Row] = []
    for words, inner in row.cases:
        rows: list[Row] = []
        within: list[Row] = []
        for one in inner:
            made, written = _guarded(definitions, head, one, [*earlier, *within])
            rows.append(made)
            within += written
        cases.append((words, tuple(rows)))
        every += within
    return changed(row, cases=tuple(cases)), every


def _rivals(definitions: Any, head: Map, row: Row, target: Target, earlier: list[Row]) -> Rivals:
    if not target.steps or target.steps[-1].kind == "append":
        return ()
    last = len(target.steps) - 1
    others = [one.to for one in earlier if one.to is not None and one.to.steps]
    again = bool(head.owner) or (row.src is not None and row.src.many and row.join is None)
    found: list[tuple[int, tuple[str, ...]]] = []
    if again or any(_meet(other.text, target.text) for other in others):
        found.append((last, (target.steps[last].name,)))
    for depth, step in enumerate(target.steps):
        stem = _stem(definitions, head.type, target, depth)
        names = {
            other.steps[depth].name
            for other in others
            if stem
            and other.steps[:depth] == target.steps[:depth]
            and _stem(definitions, head.type, other, depth) == stem
        }
        if names - {step.name}:
            found.append((depth, tuple(sorted(names - {step.name}))))
    return tuple(found)


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _stem(definitions: Any, root: str, target: Target, depth: int) -> str:
    """Name of the choice element at a depth of a target, or ""."""
    if not target.type or len(target.steps) <= depth or target.steps[depth].url:
        return ""
    return choice(definitions, root, target.steps, depth)
