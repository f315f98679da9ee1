"""How a place in an HL7 v2 message is written: `PID-5[2].1`, `PID-3[?5=MR]`, `OBX-5[2..]`, `CX.4`.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5, message construction)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gateway.model import Select

_FIELD = re.compile(
    r"([A-Z][A-Z0-9]{2})-([1-9]\d{0,2})(?:\[(\d{0,3})(\.\.)?(?:\?(\d{1,2})=([^\]]*))?\])?"
    r"(?:\.([1-9]\d?))?(?:\.([1-9]\d?))?"
)
_PART = re.compile(r"([A-Z][A-Z0-9_]{1,30})(?:\.([1-9]\d?))?(?:\.([1-9]\d?))?")


@dataclass(frozen=True, slots=True)
class Steps:
    """A place, in numbers; 0 stands for "not said"."""

    field: int
    """0: a place inside a datatype."""
    first: int
    """First repetition that is meant."""
    many: bool
    component: int
    subcomponent: int
    match: tuple[int, str] | None = None
    """(component, text) that the repetition must have."""


def select(text: str) -> Select:
    """Read a path.

    `PID-5` and `PID-5[2]` mean one repetition, `PID-5[]` all, `OBX-5[2..]` all from the second,
    `PID-3[?5=MR]` the first whose component 5 is `MR`; `.1` a component, `.1.2` a subcomponent.
    `CX.4` is a place inside a datatype, `CX` all of it. Raises ValueError with a plain sentence.
    """
    found = _FIELD.fullmatch(text)
    if found:
        return _field(text, found)
    part = _PART.fullmatch(text)
    if not part:
        raise ValueError(f"`{text}` is no place: write `PID-5`, `PID-5[].2` or `CX.4`")
    steps = Steps(0, 1, many=False, component=int(part[2] or 0), subcomponent=int(part[3] or 0))
    return Select(text, part[1], (steps,))


def _field(text: str, found: re.Match[str]) -> Select:
    name, field, first, on, component, word = found.group(1, 2, 3, 4, 5, 6)
    many = (first == "" and component is None) or on is not None
    if on is not None and not first:
        raise ValueError(f"`{text}`: say from which repetition, `[2..]`")
    if first == "0" or (component is not None and (first or on)):
        raise ValueError(f"`{text}`: repetitions are written `[]`, `[2]`, `[2..]` or `[?5=MR]`")
    steps = Steps(
        field=int(field),
        first=int(first or 1),
        many=many,
        component=int(found[7] or 0),
        subcomponent=int(found[8] or 0),
        match=(int(component), word) if component is not None else None,
    )
    return Select(text, name, (steps,), many)


@lru_cache(maxsize=4096)
def place(name: str, ordinal: int) -> str:
    """A segment in the message: `PID`, `OBX[3]`."""
    return f"{name}[{ordinal}]" if ordinal > 1 else name


def located(segment: str, address: tuple[int, ...]) -> str:
    """A place, `OBX[3]-5[2].4`, of its address (field, repetition, component, subcomponent)."""
    if not address:
        return segment
    field, repetition, *inner = address if len(address) > 1 else (*address, 1)
    text = f"{segment}-{field}[{repetition}]" if repetition > 1 else f"{segment}-{field}"
    return ".".join([text, *map(str, inner)])
