"""The plain twin of the compiled maps: what stands at a place, and whether a guard holds.

See `docs/mapping-language.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.mapping.dialect import Dialect
from gateway.mapping.frame import Frame, Writing
from gateway.mapping.naming import Naming
from gateway.mapping.rows import Guard, Program
from gateway.mapping.run import Identify, Run
from gateway.mapping.written import written
from gateway.model import Select

_SIGNS: Mapping[str, Any] = {
    "=": int.__eq__,
    "!=": int.__ne__,
    ">": int.__gt__,
    "<": int.__lt__,
    ">=": int.__ge__,
    "<=": int.__le__,
}


class Places(Writing):
    """Reads places of a message."""

    def __init__(
        self,
        program: Program,
        dialect: Dialect,
        names: Naming,
        converters: Mapping[str, Any],
        identify: Identify,
    ) -> None:
        self.program, self.dialect, self.names = program, dialect, names
        self.converters, self.identify = converters, identify
        self.numbered = {one.number: one for one in (*program.maps, *program.datatypes.values())}

    def maker(self, segment: str, kind: str) -> int:
        """Number of the map that makes the resource of a segment."""
        return next(
            one.number
            for one in self.program.maps
            if one.makes and one.root == segment and kind in ("", one.type)
        )

    def owner(self, select: Select, frame: Frame, run: Run) -> Any:
        """The node or value that a place is read from; None where there is none."""
        if select.root == frame.map.root:
            return frame.owner
        number = frame.neighbours[select.root]
        return run.nodes[number] if number >= 0 else None

    def text(self, select: Select, frame: Frame, run: Any) -> str:
        """The text of a place."""
        return self.dialect.texts_of(self.owner(select, frame, run), select, run.setting)

    def holds(  # noqa: PLR0911 - one return per kind of guard
        self, guard: Guard, frame: Frame, run: Any
    ) -> bool:
        """Does a guard hold?"""
        kind, place = guard[0], guard[1]
        if kind == "not":
            return not self.holds(place, frame, run)
        if kind in ("and", "or"):
            first = self.holds(place, frame, run)
            return self.holds(guard[2], frame, run) if first is (kind == "and") else first
        if kind == "anywhere":
            return place in run.present
        if kind == "count":
            count = self.dialect.count(self.owner(place, frame, run), place, run.setting)
            return bool(_SIGNS[guard[2]](count, guard[3]))
        if kind == "exists":
            return self.dialect.valued(self.owner(place, frame, run), place, run.setting)
        text = self.text(place, frame, run)
        if kind == "file":
            return written(text)
        if kind == "length":
            return bool(_SIGNS[guard[2]](len(text), guard[3]))
        return text in (guard[2] if kind == "in" else (self.text(guard[2], frame, run),))
