"""A number that is only bounded, as laboratories write it: `<0,5`. Its sign, and the rest.

https://hl7.org/fhir/R4/valueset-quantity-comparator.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from gateway.model import Layout

Take: TypeAlias = Callable[[Sequence[str]], tuple[str, ...]]
_SIGNED = re.compile(r"(<=|>=|=<|=>|<|>|\u2264|\u2265)\s*(.*)", re.DOTALL)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"=<": "<=", "=>": ">=", "\u2264": "<=", "\u2265": ">="}
)


def parted(take: Take, layout: Layout) -> Take:
    """What gives the cells of a layout, of which some columns hold a part of a cell only."""
    parts = [(at, PARTS[one.part]) for at, one in enumerate(layout.columns) if one.part]
    if not parts:
        return take

    def taken(cells: Sequence[str]) -> tuple[str, ...]:
        found = [*take(cells)]
        for at, part in parts:
            found[at] = part(found[at])
        return tuple(found)

    return taken


def _comparator(cell: str) -> str:
    found = _SIGNED.fullmatch(cell)
    return _SIGNS.get(found[1], found[1]) if found else ""


def _number(cell: str) -> str:
    found = _SIGNED.fullmatch(cell)
    return found[2] if found else cell


PARTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"comparator": _comparator, "number": _number}
)
"""Part -> what it is of a cell."""
