"""How often and how long, as KMEHR says it (frequency, periodicity, duration), in FHIR's Timing.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (frequencyType, durationType) ·
https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, cd, first, inside, lines, said
from gateway.mapping.tree.types_kmehr_quantities import number_of
from gateway.mapping.tree.types_kmehr_tables import ON_DEMAND, PERIODS, TIME_UNITS
from gateway.model import Node

_EACH_TIME = frozenset({"s", "min", "h"})
_UCUM = "http://unitsofmeasure.org"


class Often:
    """How often an item is taken."""

    def __init__(self) -> None:
        self.given = False
        self.on_demand = False
        self.repeat: Value = {}
        self.code: Value = {}


def often(reading: Reading, item: Node) -> Often:
    """What an item says of how often."""
    made = Often()
    for frequency in inside(item, "frequency"):
        made.given = True
        for node in inside(frequency, "periodicity", "cd"):
            _periodic(reading, node, made)
        if text := first(frequency, "text"):
            made.code = {"text": lines(reading.read(text, TEXT, "code.text"))}
        made.repeat |= _ratio(reading, frequency) or _rate(reading, frequency)
    return made


def _periodic(reading: Reading, node: Node, made: Often) -> None:
    code = reading.peek(node, TEXT)
    if code in ON_DEMAND:
        made.on_demand = True
        reading.read(node, TEXT)
        return
    if code in PERIODS:
        period, unit = PERIODS[code]
        reading.read(node, TEXT, "period")
        reading.read(node, "S", "period")
        made.repeat = {"frequency": 1, "period": period, "periodUnit": unit}
    else:
        made.code = cd(reading, node) or {}


def _ratio(reading: Reading, frequency: Node) -> Value:
    """So many times in so many units of time."""
    times = first(frequency, "nominator", "quantity")
    per = first(frequency, "denominator", "quantity")
    if times is None or per is None:
        return {}
    count, period = _often(reading, first(times, "decimal")), _span(reading, per)
    return _per(count, *period) if period else {}


def _rate(reading: Reading, frequency: Node) -> Value:
    """So many per unit of time."""
    known = TIME_UNITS.get(said(frequency, "unit", "cd"))
    if known is None or known[1] != 1 or first(frequency, "decimal") is None:
        return {}
    for node in inside(frequency, "unit", "cd"):
        reading.read(node, TEXT, "periodUnit")
    return _per(_often(reading, first(frequency, "decimal")), Decimal(1), known[0])


def _often(reading: Reading, node: Node | None) -> Fraction | None:
    """How many times; none where that is not told, or is no times."""
    number = number_of(reading, node, "frequency")
    return Fraction(number) if number is not None and number > 0 else None


def _per(count: Fraction | None, period: Decimal, unit: str) -> Value:
    """So many times in so long, in whole times: half a time a day is once in two days."""
    if count is None:
        return {}
    lasts = period * count.denominator
    return {"frequency": count.numerator, "period": lasts, "periodUnit": unit}


def _span(reading: Reading, node: Node) -> tuple[Decimal, str] | None:
    """A length of time in a unit that FHIR has."""
    unit = first(node, "unit", "cd")
    known = TIME_UNITS.get(reading.peek(unit, TEXT)) if unit is not None else TIME_UNITS["d"]
    if known is None:
        return None
    number = number_of(reading, first(node, "decimal"), "")
    if number is None:
        return None
    if unit is not None:
        reading.read(unit, TEXT)
        reading.read(unit, "S")
    return number * known[1], known[0]


def lasting(reading: Reading, item: Node) -> Value:
    """How long an item goes on, as parts of Timing.repeat.

    Days and more are how long it is taken in all; hours and less are how long each time lasts.
    """
    found = first(item, "duration")
    span = _span(reading, found) if found is not None else None
    if not span:
        return {}
    number, unit = span
    if unit in _EACH_TIME:
        return {"duration": number, "durationUnit": unit}
    return {"boundsDuration": {"value": number, "unit": unit, "system": _UCUM, "code": unit}}
