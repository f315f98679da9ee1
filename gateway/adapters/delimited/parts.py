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
COMPARATOR = "comparator"
_SIGNED = re.compile(r"(<=|>=|=<|=>|<|>|\u2264|\u2265)\s*(.+)", re.DOTALL)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"=<": "<=", "=>": ">=", "\u2264": "<=", "\u2265": ">="}
)


_FIRST = frozenset("<>=\u2264\u2265")


def parted(take: Callable[[Sequence[int]], Take], order: Sequence[int], layout: Layout) -> Take:
    """What gives the cells of a layout, of which some columns hold a part of a cell only.

    `take` makes it of the places of columns, -1: none. Most numbers have no sign, and cost a look.
    """
    parts = {at: one.part for at, one in enumerate(layout.columns) if one.part and order[at] >= 0}
    if not parts:
        return take(order)
    whole = take(order)
    bare = take([-1 if parts.get(at) == COMPARATOR else place for at, place in enumerate(order)])
    looked = tuple(dict.fromkeys(order[at] for at in parts))

    def taken(cells: Sequence[str]) -> tuple[str, ...]:
        for place in looked:
            if cells[place][:1] in _FIRST:
                found = whole(cells)
                return tuple([PARTS[parts[at]](one) if at in parts else one
                              for at, one in enumerate(found)])  # fmt: skip
        return bare(cells)

    return taken


def _comparator(cell: str) -> str:
    found = _SIGNED.fullmatch(cell)
    return _SIGNS.get(found[1], found[1]) if found else ""


def _number(cell: str) -> str:
    found = _SIGNED.fullmatch(cell)
    return found[2] if found else cell


PARTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {COMPARATOR: _comparator, "number": _number}
)
"""Part -> what it is of a cell."""
