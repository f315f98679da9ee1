"""A Timing in the making: what several sets of times say together, its numbers and their units.

https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_sets import UNITS
from gateway.model import Node

EXACT = "http://hl7.org/fhir/StructureDefinition/timing-exact"
"""Tells that times are exact, or left to whoever gives the medicine."""


class Timing:
    """A Timing in the making: what several sets of times say together."""

    def __init__(self) -> None:
        self.repeat: dict[str, Any] = {}
        self.events: list[Any] = []
        self.code: dict[str, Any] | None = None
        self.exact: bool | None = None
        self.days: list[tuple[str, str]] = []
        """Days of the week that are named, each with its hour ("" where it has none)."""
        self.offsets: list[tuple[Node | None, int]] = []
        """Of each time of the day's round: the element that tells it, and how many minutes."""

    def made(self) -> dict[str, Any] | None:
        """The Timing, or None where nothing was said."""
        made: dict[str, Any] = {}
        if self.events:
            made["event"] = self.events
        if self.repeat and self.exact is not None:
            self.repeat["extension"] = [{"url": EXACT, "valueBoolean": self.exact}]
        if self.repeat:
            made["repeat"] = self.repeat
        if self.code:
            made["code"] = self.code
        return made or None


def value_of(reading: Reading, node: Node) -> Any:
    """The number that an element tells, without reading it: to decide by."""
    text = reading.peek(node, "value")
    return convert.scaled_decimal(text) if text else None


def length(reading: Reading, node: Node, repeat: dict[str, Any], name: str) -> str:
    """A number and its unit, as `period` and `periodUnit`; gives the unit."""
    unit = UNITS.get(reading.peek(node, "unit"), "")
    value = value_of(reading, node)
    if isinstance(value, Decimal) and value < 0:
        return ""
    if unit and number(reading, node, repeat, name):
        reading.read(node, "unit", f"repeat.{name}Unit")
        repeat[f"{name}Unit"] = unit
        return unit
    return ""


def number(reading: Reading, node: Node, repeat: dict[str, Any], name: str) -> bool:
    """A number under that name; was there one?"""
    text = reading.peek(node, "value")
    made = (
        reading.convert(node, "value", text, convert.scaled_decimal, f"repeat.{name}")
        if text
        else None
    )
    if made is not None:
        repeat[name] = made
    return made is not None
