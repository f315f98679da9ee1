"""Series of numbers in CDA (SLIST_PQ), as of a curve, in FHIR, and how far apart they are.

https://hl7.org/fhir/R4/datatypes.html#SampledData
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first
from gateway.mapping.tree.types_cda_quantities import number
from gateway.model import Node

_MILLISECONDS: Mapping[str, Decimal] = MappingProxyType(
    {"us": Decimal("0.001"), "ms": Decimal(1), "s": Decimal(1000), "min": Decimal(60000)}
)


def sampled(reading: Reading, node: Node) -> dict[str, Any] | None:
    """A series as SampledData; None unless it is whole. Its `period` is told beside it."""
    origin, digits = first(node, "origin"), first(node, "digits")
    if origin is None or digits is None or not _numbers(reading.peek(digits, TEXT)):
        return None
    mark = reading.mark()
    start = reading.as_("PQ", "SimpleQuantity", origin, "origin")
    scale = first(node, "scale")
    factor = _factor(reading, scale, origin) if scale is not None else None
    if not start or (scale is not None and factor is None):
        reading.undo(mark)
        return None
    made: dict[str, Any] = {"origin": start}
    if factor is not None:
        made["factor"] = factor
    data = " ".join(reading.read(digits, TEXT, "data").split())
    return {**made, "dimensions": 1, "data": data}


def _numbers(text: str) -> bool:
    """Are all of them numbers, and is there one?"""
    parts = text.split()
    return bool(parts) and not any(
        isinstance(convert.scaled_decimal(one), Flawed) for one in parts
    )


def _factor(reading: Reading, scale: Node, origin: Node) -> Any:
    """What each number is multiplied by, where that is in the unit of the origin."""
    if reading.peek(scale, "unit") != reading.peek(origin, "unit"):
        return None
    reading.read(scale, "unit", "origin.unit")
    return number(reading, scale, "factor")


def milliseconds(reading: Reading, node: Node) -> Decimal | None:
    """How long, in milliseconds."""
    text, unit = reading.peek(node, "value"), _MILLISECONDS.get(reading.peek(node, "unit"))
    value = convert.scaled_decimal(text) if text and unit else None
    if not isinstance(value, Decimal) or unit is None or value <= 0:
        return None
    for leaf in ("value", "unit"):
        reading.read(node, leaf)
    return Decimal(f"{(value * unit).normalize():f}")
