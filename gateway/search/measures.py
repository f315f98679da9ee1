"""Numbers and quantities as stretches: what a value may be, in units that can be compared.

https://hl7.org/fhir/R4/search.html#number · https://hl7.org/fhir/R4/search.html#quantity ·
https://ucum.org/ucum
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from gateway.fhirpath.units import measure

Stretch: TypeAlias = tuple[float, float]
"""The least and the greatest value."""

LEAST, GREATEST = -1.7976931348623157e308, 1.7976931348623157e308
"""What has no lower, or no upper, end."""
UCUM = "http://unitsofmeasure.org"
CURRENCY = "urn:iso:std:iso:4217"

_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_ABOUT = Decimal("0.1")


def number(text: str) -> Decimal | None:
    """A number as it stands in a search; None where it is none, or none that can be meant."""
    found = Decimal(text) if _NUMBER.fullmatch(text) else None
    return None if found is None or abs(found) > Decimal(GREATEST) else found


def sought(prefix: str, value: Decimal, unit: str = "") -> Stretch:
    """What a number in a search stands for: its precision counts where it is to be equal."""
    if prefix in ("eq", "ne"):
        half = _half(value)
        low, high = scaled(value - half, unit), scaled(value + half, unit)
        return low, math.nextafter(high, -math.inf)
    if prefix == "ap":
        about = abs(value) * _ABOUT
        return scaled(value - about, unit), scaled(value + about, unit)
    exact = scaled(value, unit)
    return exact, exact


def _half(value: Decimal) -> Decimal:
    """Half of its last digit: 100 is from 99.5 to 100.5, and 1e2 (as published) from 95 to 105."""
    exponent = int(value.as_tuple().exponent)
    return Decimal(5).scaleb(exponent - 1 if exponent <= 0 else exponent - 2)


def scaled(value: Decimal, unit: str = "") -> float:
    """A value in base units, where its unit is one of UCUM that is known here."""
    known = measure(unit) if unit else None
    return max(LEAST, min(GREATEST, float(value if known is None else value * known.factor)))


@lru_cache(maxsize=2048)
def key(system: str, code: str) -> str:
    """By what two quantities can be compared: what a unit measures, or else its own name."""
    if system == UCUM:
        known = measure(code)
        if known is not None:
            return f"{UCUM}|" + ".".join(f"{base}{power}" for base, power in known.dimension)
    return f"{system}|{code}"


def plain(value: Any) -> Decimal | None:
    """A JSON number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def stretch(value: Any) -> Stretch | None:
    """The stretch of a number, or of a Range without regard to its unit."""
    exact = plain(value)
    if exact is not None:
        return scaled(exact), scaled(exact)
    if isinstance(value, dict) and ("low" in value or "high" in value):
        low, high = plain(_of(value, "low")), plain(_of(value, "high"))
        return (LEAST if low is None else scaled(low), GREATEST if high is None else scaled(high))
    return None


def _of(value: Mapping[str, Any], end: str) -> Any:
    found = value.get(end)
    return found.get("value") if isinstance(found, dict) else found


def measures(value: Any) -> Iterator[tuple[str, float, float]]:
    """(key, low, high) by which a Quantity, Range or Money is found.

    Once without a unit, once by each name that its unit has, and once in base units.
    """
    if not isinstance(value, dict):
        return
    if "low" in value or "high" in value:
        yield from _range(value)
        return
    exact = plain(value.get("value"))
    if exact is None:
        return
    names = {"", *(f"|{value[name]}" for name in ("unit", "code") if value.get(name))}
    if "currency" in value:
        names |= {f"|{value['currency']}", key(CURRENCY, value["currency"])}
    low, high = _compared(value.get("comparator", ""), scaled(exact))
    for name in sorted(names):
        yield name, low, high
    system, code = value.get("system", ""), value.get("code", "")
    if system and code:
        unit = code if system == UCUM else ""
        yield key(system, code), *_compared(value.get("comparator", ""), scaled(exact, unit))


def _compared(comparator: str, value: float) -> Stretch:
    if comparator == "<":
        return LEAST, math.nextafter(value, -math.inf)
    if comparator == ">":
        return math.nextafter(value, math.inf), GREATEST
    return LEAST if comparator == "<=" else value, GREATEST if comparator == ">=" else value


def _range(value: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    low, high = _ends(value, "low"), _ends(value, "high")
    for name in sorted({*low, *high}):
        if (not value.get("low") or name in low) and (not value.get("high") or name in high):
            yield name, low.get(name, (LEAST, LEAST))[0], high.get(name, (0, GREATEST))[1]


def _ends(value: Mapping[str, Any], end: str) -> dict[str, Stretch]:
    return {name: (low, high) for name, low, high in measures(value.get(end))}
