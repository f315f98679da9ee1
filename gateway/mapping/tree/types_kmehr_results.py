"""Results of KMEHR that are a bound (`< 0.5`), a number in a text, or words with a unit.

The standard's numbers are plain: what a laboratory found below its limit stands in a text beside
the unit, or, against the standard, in the number.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (contentType) ·
https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, first, inside, lines
from gateway.mapping.tree.types_kmehr_quantities import unit_of
from gateway.model import Node

_BOUND = re.compile(r"(<=|>=|=<|=>|[<>\u2264\u2265])?\s*([+-]?\d+(?:[.,]\d+)?)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""In a text this may be so many thousands: then it is no number."""
_COMPARATORS: Mapping[str, str] = MappingProxyType(
    {"=<": "<=", "\u2264": "<=", "=>": ">=", "\u2265": ">="}
)
"""Other spellings of FHIR's comparators."""
_NUMBERS = ("decimal", "unsignedInt", "text")


def result(reading: Reading, content: Node) -> Value | None:
    """A number with its unit, or how far below or above it what was found is."""
    found = next((one for name in _NUMBERS for one in inside(content, name)), None)
    unit = first(content, "unit", "cd")
    if found is None or (found.name == "text" and unit is None):
        return None
    said = _BOUND.fullmatch(reading.peek(found, TEXT))
    if said is None or (found.name == "text" and _THOUSANDS.fullmatch(said[2])):
        return None
    number = said[2].replace(",", ".").lstrip("+")
    value = reading.convert(found, TEXT, number, convert.decimal, "value")
    if value is None:
        return None
    comparator = _COMPARATORS.get(said[1], said[1])
    bound = {"comparator": comparator} if comparator else {}
    return {"value": value, **bound, **(unit_of(reading, unit) if unit is not None else {})}


def worded(reading: Reading, content: Node) -> str | None:
    """What is no number, with the unit that it is told in: `positive mg/l`."""
    told = [
        lines(reading.read(one, TEXT))
        for path in (("decimal",), ("unsignedInt",), ("text",), ("unit", "cd"))
        for one in inside(content, *path)
    ]
    return " ".join(filter(None, told)) or None
