"""Numbers of KMEHR and their units as FHIR's Quantity.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (quantityType, unitType) ·
https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

from decimal import Decimal

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, above, first, inside, system, words
from gateway.mapping.tree.types_kmehr_tables import CORE, DOSES, MEASURES, TIME_UNITS, UCUM
from gateway.model import Node

_NUMBER = (("decimal",), ("unit", "cd"))
_VALUES = ("decimal", "unsignedInt", "boolean", "date", "yearmonth", "year")
"""Elements that are a value of an item: the first of these that it has is its own."""


def quantity(reading: Reading, node: Node) -> Value | None:
    """A number and its unit."""
    found = (first(node, name) for name in ("decimal", "unsignedInt"))
    number = next((one for one in found if one is not None), None)
    return measured(reading, number, first(node, "unit", "cd"))


def least(reading: Reading, node: Node) -> Value | None:
    """The lower end of a reference, in the unit of what it is the reference of."""
    return measured(reading, first(node, "minref", "decimal"), _unit_of(reading, node, "minref"))


def most(reading: Reading, node: Node) -> Value | None:
    """The upper end of it."""
    return measured(reading, first(node, "maxref", "decimal"), _unit_of(reading, node, "maxref"))


def _unit_of(reading: Reading, node: Node, bound: str) -> Node | None:
    """The unit of a bound: its own, else that of the result."""
    own, content = first(node, bound, "unit", "cd"), above(reading, node, "content")
    return own if own is not None or content is None else first(content, "unit", "cd")


def whom(reading: Reading, node: Node) -> str | None:
    """For whom a reference is, and its bounds where they are words."""
    told = words(reading, inside(node, "context"), "")
    bounds = (words(reading, inside(node, name, "text"), "") for name in ("minref", "maxref"))
    return "; ".join(filter(None, (told, *bounds))) or None


def further(reading: Reading, item: Node) -> Value | None:
    """What an item holds beside its one value, in words."""
    held = [*inside(item, "content")]
    kind = next(
        (kind for kind in _VALUES if any(first(one, kind) is not None for one in held)), ""
    )
    value = next((one for one in held if kind and first(one, kind) is not None), None)
    paths = [*((kind,) for kind in _VALUES), ("unit", "cd")]
    told = (
        " ".join(filter(None, (words(reading, inside(one, *path), "text") for path in paths)))
        for one in held
        if one is not value and any(first(one, kind) is not None for kind in _VALUES)
    )
    found = "; ".join(filter(None, told))
    return {"text": f"Further: {found}"} if found else None


def lasts(reading: Reading, node: Node) -> Value | None:
    """For how long a prescription may be renewed, in words."""
    told = [words(reading, inside(node, *path), "text") for path in _NUMBER]
    found = " ".join(filter(None, told))
    return {"text": f"Renewal: {found}"} if found else None


def measured(reading: Reading, number: Node | None, unit: Node | None) -> Value | None:
    """A Quantity of these two elements."""
    value = number_of(reading, number, "value")
    if value is None:
        return None
    return {"value": value, **(unit_of(reading, unit) if unit is not None else {})}


def holter(reading: Reading, node: Node) -> str | None:
    """What a recorder of the heart counted, each by its name: `FCMAX 141 (12:30:00)`."""
    found: list[str] = []
    for one in node.children():
        told = words(reading, [one], "")
        at = reading.read(one, "TIME")
        if told:
            found.append(f"{one.name} {told}{f' ({at})' if at else ''}")
    return "; ".join(found) or None


def number_of(reading: Reading, node: Node | None, to: str) -> Decimal | None:
    """The number that an element holds, for the element `to`."""
    if node is None or not reading.has(node, TEXT):
        return None
    text = reading.peek(node, TEXT).replace(",", ".")
    made: Decimal | None = reading.convert(node, TEXT, text, convert.decimal, to)
    return made


def unit_of(reading: Reading, node: Node) -> Value:
    """A unit as UCUM or SNOMED CT says it, else as KMEHR does."""
    scheme, code = reading.read(node, "S", "system"), reading.read(node, TEXT, "code")
    if not code:
        return {}
    if scheme.startswith("CD-ADMINISTRATION"):
        words, where, coded = DOSES.get(
            code, (code, f"{CORE}/CodeSystem/cd-administrationunit", code)
        )
        return {"unit": words, "system": where, "code": coded}
    if scheme == "UCUM":
        return {"unit": code, "system": UCUM, "code": code}
    known = MEASURES.get(code.lower()) if scheme == "CD-UNIT" else None
    if scheme == "CD-TIMEUNIT" and code in TIME_UNITS and TIME_UNITS[code][1] == 1:
        known = TIME_UNITS[code][0]
    if known:
        return {"unit": code, "system": UCUM, "code": known}
    return {"unit": code, "system": system(reading, node), "code": code}
