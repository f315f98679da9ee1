"""One value of a search, read: what its type and modifier make of the text, or what is wrong.

https://hl7.org/fhir/R4/search.html#ptypes · https://hl7.org/fhir/R4/search.html#escaping
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from gateway.model import Issue
from gateway.search import measures, moments
from gateway.search.folding import fold
from gateway.search.parameters import Param
from gateway.search.values import Value
from gateway.wording import told

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")

_PIECE = re.compile(r"(?:\\.|[^,])+", re.DOTALL)
_PART = re.compile(r"(?:\\.|[^|])*", re.DOTALL)
_SIDE = re.compile(r"(?:\\.|[^$])*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\,$|])")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_NAMED = re.compile(r"([A-Z][A-Za-z]{1,60})/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]+)?")
_PREFIXED = re.compile(rf"({'|'.join(PREFIXES)})?(.*)", re.DOTALL)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TRIPLE = 3
_NEAR = (2, 4)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Unfit(Exception):  # noqa: N818 - an answer, not an error
    """A value that cannot be meant; says why."""

    def __init__(self, key: str, *facts: object, code: str = "value") -> None:
        super().__init__(key)
        self.issue: Issue = told(key, *facts, code=code)


@dataclass(frozen=True, slots=True)
class Around:
    """What values are read by, beside their parameter."""

    bases: tuple[str, ...]
    """Addresses under which this server's own resources stand, without / at the end."""
    types: frozenset[str]
    now: datetime


def pieces(text: str) -> list[str]:
    """The alternatives of a value, still escaped; empty ones are none."""
    return _PIECE.findall(text)


def _split(shape: re.Pattern[str], text: str) -> list[str]:
    """What stands between separators that are not escaped."""
    found, at = [], 0
    while True:
        match = shape.match(text, at)
        end = match.end() if match else at
        found.append(text[at:end])
        if end >= len(text):
            return found
        at = end + 1


def unescaped(text: str) -> str:
    r"""The text of a value, its `\,`, `\|`, `\$` and `\\` undone."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def read(param: Param, modifier: str, piece: str, around: Around) -> list[Value]:
    """What one alternative stands for, in the words of an index; raises Unfit."""
    if modifier == "missing":
        if piece not in ("true", "false"):
            raise Unfit("search-value.missing", param.name)
        return [(piece == "true",)]
    reader = MODIFIED.get((param.kind, modifier)) or READERS[param.kind]
    return reader(param, piece, around)


def _token(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    if param.name == "_id":
        return [(unescaped(piece),)]
    parts = [unescaped(part) for part in _split(_PART, piece)]
    if len(parts) == 1:
        return [(None, parts[0])]
    if len(parts) > 2 or not any(parts):  # noqa: PLR2004 - system and code
        raise Unfit("search-value.token", param.name)
    return [(parts[0], parts[1] or None)]


def _kind(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    parts = [unescaped(part) for part in _split(_PART, piece)]
    if len(parts) != _TRIPLE or not all(parts[1:]):
        raise Unfit("search-value.of-type", param.name)
    return [tuple(parts)]


def _folded(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    folded = fold(unescaped(piece))
    if not folded:
        raise Unfit("search-value.none", param.name)
    return [(folded,)]


def _plain(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    return [(unescaped(piece),)]


def _date(param: Param, piece: str, around: Around) -> list[Value]:
    prefix, text = _prefixed(unescaped(piece).strip())
    found = moments.span(text.replace(" ", "+"))
    if found is None:
        raise Unfit("search-value.date", param.name)
    low, high = found
    if prefix == "ap":
        now = int((around.now - _EPOCH).total_seconds()) * 1_000_000
        gap = abs(now - low) // 10
        low, high = low - gap, high + gap
    return [(prefix, low, high)]


def _number(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    prefix, value = _measured(param, unescaped(piece))
    return [(prefix, *measures.sought(prefix, value))]


def _quantity(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    parts = [unescaped(part) for part in _split(_PART, piece)]
    if len(parts) not in (1, _TRIPLE) or (len(parts) == _TRIPLE and not parts[2]):
        raise Unfit("search-value.quantity", param.name)
    prefix, value = _measured(param, parts[0], "quantity")
    if len(parts) == 1:
        return [(prefix, "", *measures.sought(prefix, value))]
    system, code = parts[1:]
    unit = code if system == measures.UCUM else ""
    return [(prefix, measures.key(system, code), *measures.sought(prefix, value, unit))]


def _measured(param: Param, text: str, kind: str = "number") -> tuple[str, Decimal]:
    prefix, rest = _prefixed(text.strip())
    value = measures.number(rest)
    if value is None:
        raise Unfit(f"search-value.{kind}", param.name)
    return prefix, value


def _prefixed(text: str) -> tuple[str, str]:
    found = _PREFIXED.fullmatch(text)
    return (found[1] or "eq", found[2]) if found else ("eq", text)


def _reference(param: Param, piece: str, around: Around) -> list[Value]:
    text = unescaped(piece)
    for base in around.bases:
        text = text.removeprefix(f"{base}/")
    found = _NAMED.fullmatch(text)
    targets = param.stated.target
    if found and found[1] in around.types and (not targets or found[1] in targets):
        return [(f"{found[1]}/{found[2]}",)]
    if _ID.fullmatch(text):
        return [(f"{target}/{text}",) for target in targets if target in around.types]
    if _ADDRESS.fullmatch(text):
        return [(text,)]
    raise Unfit("search-value.reference", param.name, ", ".join(targets[:5]) or "Type")


def _related(param: Param, piece: str, around: Around) -> list[Value]:
    """A canonical with its version, or a resource within which others lie."""
    text = unescaped(piece)
    return [(text,)] if "|" in text else _reference(param, piece, around)


def _composite(param: Param, piece: str, around: Around) -> list[Value]:
    sides = _split(_SIDE, piece)
    if len(sides) != len(param.parts) or not all(sides):
        names = "$".join(part.name for part in param.parts)
        raise Unfit("search-value.composite", param.name, names)
    read_ = [
        tuple(READERS[part.kind](part, side, around))
        for part, side in zip(param.parts, sides, strict=True)
    ]
    return [tuple(read_)]


def _special(param: Param, piece: str, around: Around) -> list[Value]:  # noqa: ARG001 - a row's shape
    """`near`: latitude|longitude|distance|unit, the distance in kilometres."""
    parts = [unescaped(part) for part in _split(_PART, piece)]
    if not _NEAR[0] <= len(parts) <= _NEAR[1]:
        raise Unfit("search-value.near", param.name)
    numbers = [measures.number(part) for part in parts[:3] if part]
    known = [float(one) for one in numbers if one is not None]
    per = _KILOMETRES.get(parts[3] if len(parts) > _TRIPLE else "km")
    if len(known) < len(numbers) or len(known) < 2 or per is None:  # noqa: PLR2004 - a place's
        raise Unfit("search-value.near", param.name)
    return [(*known[:2], (known[2] if len(known) > 2 else _USUAL) * per)]  # noqa: PLR2004


_KILOMETRES: Mapping[str, float] = MappingProxyType(
    {"km": 1.0, "": 1.0, "m": 0.001, "mi_us": 1.609344, "[mi_us]": 1.609347, "[mi_i]": 1.609344}
)
_USUAL = 50.0
"""Kilometres within which something is near, where none are said."""

Reader = Callable[[Param, str, Around], list[Value]]
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "token": _token,
        "string": _folded,
        "date": _date,
        "number": _number,
        "quantity": _quantity,
        "reference": _reference,
        "uri": _plain,
        "composite": _composite,
        "special": _special,
    }
)
"""Type of a parameter -> how its values are read."""

MODIFIED: Mapping[tuple[str, str], Reader] = MappingProxyType(
    {
        ("string", "exact"): _plain,
        ("token", "text"): _folded,
        ("token", "of-type"): _kind,
        ("reference", "text"): _folded,
        ("reference", "identifier"): _token,
        ("reference", "above"): _related,
        ("reference", "below"): _related,
    }
)
"""(type, modifier) -> how they are read then, where it is another way."""

MODIFIERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "token": ("missing", "not", "text", "in", "not-in", "above", "below", "of-type"),
        "string": ("missing", "exact", "contains"),
        "date": ("missing",),
        "number": ("missing",),
        "quantity": ("missing",),
        "reference": ("missing", "identifier", "text", "above", "below"),
        "uri": ("missing", "above", "below"),
        "composite": (),
        "special": (),
    }
)
"""Type of a parameter -> the modifiers that it takes, beside the type of what is referred to."""
