"""Converts between the common units of UCUM, exactly; units it does not know compare by name.

https://ucum.org/ucum
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

Dimension: TypeAlias = tuple[tuple[str, int], ...]

_TERM = re.compile(r"([^\d.\-+/]+|\[[^\]]*\]|10[*^])([+-]?\d+)?|(\d+)")
_ANNOTATION = re.compile(r"\{[^}]*\}")

PREFIXES = MappingProxyType(
    {
        "Y": 24,
        "Z": 21,
        "E": 18,
        "P": 15,
        "T": 12,
        "G": 9,
        "M": 6,
        "k": 3,
        "h": 2,
        "da": 1,
        "d": -1,
        "c": -2,
        "m": -3,
        "u": -6,
        "n": -9,
        "p": -12,
        "f": -15,
        "a": -18,
    }
)
METRIC = MappingProxyType(
    {
        "m": ("1", "m:1"),
        "g": ("1", "g:1"),
        "s": ("1", "s:1"),
        "A": ("1", "A:1"),
        "K": ("1", "K:1"),
        "cd": ("1", "cd:1"),
        "mol": ("1", "mol:1"),
        "eq": ("1", "mol:1"),
        "osm": ("1", "mol:1"),
        "L": ("0.001", "m:3"),
        "l": ("0.001", "m:3"),
        "Hz": ("1", "s:-1"),
        "N": ("1000", "g:1 m:1 s:-2"),
        "Pa": ("1000", "g:1 m:-1 s:-2"),
        "bar": ("100000000", "g:1 m:-1 s:-2"),
        "J": ("1000", "g:1 m:2 s:-2"),
        "cal": ("4184", "g:1 m:2 s:-2"),
        "W": ("1000", "g:1 m:2 s:-3"),
        "kat": ("1", "mol:1 s:-1"),
        "U": ("0.00000001666666666666666666666666667", "mol:1 s:-1"),
        "[iU]": ("1", "[iU]:1"),
        "m[Hg]": ("133322000", "g:1 m:-1 s:-2"),
        "Bq": ("1", "s:-1"),
        "Gy": ("1", "m:2 s:-2"),
        "Sv": ("1", "m:2 s:-2"),
        "V": ("1000", "g:1 m:2 s:-3 A:-1"),
        "C": ("1", "A:1 s:1"),
    }
)
"""Code -> factor to base units and the base units; these take prefixes."""
PLAIN = MappingProxyType(
    {
        "min": ("60", "s:1"),
        "h": ("3600", "s:1"),
        "d": ("86400", "s:1"),
        "wk": ("604800", "s:1"),
        "mo": ("2629800", "s:1"),
        "a": ("31557600", "s:1"),
        "%": ("0.01", ""),
        "10*": ("10", ""),
        "10^": ("10", ""),
        "t": ("1000000", "g:1"),
        "[in_i]": ("0.0254", "m:1"),
        "[ft_i]": ("0.3048", "m:1"),
        "[lb_av]": ("453.59237", "g:1"),
        "[oz_av]": ("28.349523125", "g:1"),
    }
)
"""Code -> the same; these take none."""
CALENDAR = MappingProxyType(
    {
        "year": "a",
        "month": "mo",
        "week": "wk",
        "day": "d",
        "hour": "h",
        "minute": "min",
        "second": "s",
        "millisecond": "ms",
    }
)
"""Calendar word -> the UCUM code it is equivalent to."""
DEFINITE = frozenset({"week", "day", "hour", "minute", "second", "millisecond"})
"""Calendar words that are equal to their UCUM unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one of a unit is in base units."""

    factor: Decimal
    dimension: Dimension


@lru_cache(maxsize=2048)
def measure(unit: str) -> Measure | None:
    """What the unit is in base units; None where it is not known here."""
    factor, powers = Decimal(1), dict[str, int]()
    sign = 1
    for part in re.split(r"([./])", _ANNOTATION.sub("", unit) or "1"):
        if part in {".", "/"}:
            sign = 1 if part == "." else -1
            continue
        if not part:
            continue
        term = _term(part)
        if term is None:
            return None
        factor *= term.factor**sign
        for base, power in term.dimension:
            powers[base] = powers.get(base, 0) + sign * power
    return Measure(factor, tuple(sorted((b, p) for b, p in powers.items() if p)))


def _term(text: str) -> Measure | None:
    found = _TERM.fullmatch(text)
    if found is None:
        return None
    if found[3]:
        return Measure(Decimal(found[3]), ())
    atom, power = _atom(found[1]), int(found[2] or 1)
    if atom is None or abs(power) > 30:  # noqa: PLR2004 - no unit has such a power
        return None
    return Measure(atom.factor**power, tuple((b, p * power) for b, p in atom.dimension))


def _atom(code: str) -> Measure | None:
    row, scale = METRIC.get(code) or PLAIN.get(code), 0
    for length in (1, 2):
        if row is None and code[:length] in PREFIXES:
            row, scale = METRIC.get(code[length:]), PREFIXES[code[:length]]
    if row is None:
        return None
    bases = [base.rpartition(":") for base in row[1].split()]
    powers = tuple((base, int(power)) for base, _, power in bases)
    return Measure(Decimal(row[0]).scaleb(scale), powers)
