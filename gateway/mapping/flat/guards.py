"""The condition of a row of a description as Python source, and the columns that it asks of."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.codegen import Writer
from gateway.mapping.rows import Guard


def columns(when: Guard | None) -> Sequence[int]:
    """The columns that a guard asks of."""
    if when is None:
        return ()
    if when[0] in ("not", "and", "or"):
        return [at for inner in when[1:] for at in columns(inner)]
    return (when[1].steps[0],)


def guard(w: Writer, when: Guard) -> str:
    """A guard as an expression."""
    kind, *rest = when
    if kind == "not":
        return f"not ({guard(w, rest[0])})"
    if kind in ("and", "or"):
        return f"({guard(w, rest[0])} {kind} {guard(w, rest[1])})"
    cell = f"c{rest[0].steps[0]}"
    if kind == "exists":
        return f"{cell} != ''"
    if kind == "in":
        return f"{cell} in {w.constant(frozenset(rest[1]))}"
    sign = {"=": "=="}.get(rest[1], rest[1])
    size = f"len({cell})" if kind == "length" else f"(1 if {cell} else 0)"
    return f"{size} {sign} {int(rest[2])}"
