"""Can what stands in a column become what a row makes of it? What never can is a fault at once.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gateway.mapping.convert import STRICT
from gateway.mapping.flat.rows import Line, Typed
from gateway.mapping.rows import Target

_WHOLE = ("integer", "positiveInt", "unsignedInt")
_BECOMES: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "date": ("date", "dateTime"),
        "datetime": ("date", "dateTime", "instant"),
        "time": ("time",),
        "decimal": ("decimal", *_WHOLE),
        "integer": ("decimal", *_WHOLE, "date", "dateTime"),  # a year is a date
        "boolean": ("boolean",),
    }
)
"""Type of a column -> the strict types of FHIR that its cells may become."""


def never(line: Line, columns: Sequence[Typed], target: Target) -> str:
    """Why no cell of the row's column becomes a value of the target; "" where one may."""
    other = line.code is not None or line.lookup is not None or line.join is not None
    if other or not line.src or target.type not in STRICT:
        return ""
    type = line.as_ or columns[line.src[0]].type
    right = _BECOMES.get(type)
    return "" if right is None or target.type in right else f"a {type} is no {target.type}"


def idle(codes: Collection[str], column: Typed) -> list[str]:
    """Codes of a row that no cell of the column can be, by what the column declares."""
    words = column.allowed
    if column.type == "boolean":
        words = column.true | column.false
    return [code for code in codes if words and code not in words]


def alike(columns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """(place, what is wrong) of columns that contradict another one, or themselves."""
    headers: dict[str, set[str]] = {}
    for at, one in enumerate(columns):
        said = one.get("header", one["name"])
        names = [said] if isinstance(said, str) else said
        for name in names:
            parts = headers.setdefault(name, set())
            if parts and (one.get("part", "") in parts | {""} or "" in parts):
                yield at, f"two columns are called `{name}` in the header"
            parts.add(one.get("part", ""))
        if one.get("part") == "comparator" and one.get("required", False):
            yield at, "most numbers have no comparator: it cannot be required"
        if both := set(one.get("true", ())) & set(one.get("false", ())):
            yield at, f"`{min(both)}` cannot mean both true and false"
        if one.get("thousands", "") == one.get("point", "."):
            yield at, "the sign between thousands is that before decimals"
