"""Numbers, quantities, ranges and ratios of CDA (PQ, IVL_PQ, INT, REAL, MO, RTO) in FHIR.

A number keeps every digit it came with. https://hl7.org/fhir/R4/datatypes.html#Quantity · https://ucum.org/ucum
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first, several
from gateway.mapping.tree.types_cda_units import CONCEPT, SNOMED, UNITS
from gateway.model import Node
from gateway.terminology.units import unit as known_unit

UCUM = "http://unitsofmeasure.org"
_CURRENCY = "urn:iso:std:iso:4217"
_ONE = "1"
"""The unit of UCUM for what is counted: of what, a translation says."""
TRANSLATED = "http://hl7.org/fhir/StructureDefinition/iso21090-PQ-translation"
_BEYOND: Mapping[tuple[str, bool], str] = MappingProxyType(
    {("low", True): ">=", ("low", False): ">", ("high", True): "<=", ("high", False): "<"}
)
"""(bound, whether it belongs to it) -> comparator of an interval with that bound alone."""


def quantity(reading: Reading, node: Node) -> dict[str, Any] | None:
    """One number with its unit; an interval with one bound has a comparator."""
    if reading.has(node, "value") or first(node, "translation") is not None:
        return _measured(reading, node)
    center = first(node, "center")
    if center is not None and reading.has(center, "value"):
        return _centred(reading, node, center)
    low, high = bounds(reading, node)
    if low is not None and high is not None:
        same = amount_said(reading, low) == amount_said(reading, high)
        return _both(reading, low, high) if same else None
    bound = low if low is not None else high
    return _one_sided(reading, bound) if bound is not None else None


def simple(reading: Reading, node: Node) -> dict[str, Any] | None:
    """As `quantity`, without comparator: an interval with one bound has none."""
    mark = reading.mark()
    made = quantity(reading, node)
    if made is None or "comparator" not in made:
        return made
    reading.undo(mark)
    return None


def ratio(reading: Reading, node: Node) -> dict[str, Any] | None:
    """RTO as Ratio: both parts, or nothing."""
    mark = reading.mark()
    made = {}
    for name in ("numerator", "denominator"):
        part = first(node, name)
        value = reading.as_("PQ", "Quantity", part, name) if part is not None else None
        if value:
            made[name] = value
    if len(made) == len(("numerator", "denominator")):
        return made
    reading.undo(mark)
    return None


def money(reading: Reading, node: Node) -> dict[str, Any] | None:
    """MO as Money."""
    value = number(reading, node, "value")
    if value is None:
        return None
    currency = reading.read(node, "currency", "currency")
    return {"value": value, "currency": currency} if currency else {"value": value}


def number(reading: Reading, node: Node, to: str = "") -> Any:
    """The element's number, exactly."""
    text = reading.peek(node, "value")
    return reading.convert(node, "value", text, convert.scaled_decimal, to) if text else None


def whole(reading: Reading, node: Node) -> Any:
    """INT as integer."""
    text = reading.peek(node, "value")
    return reading.convert(node, "value", text, convert.integer) if text else None


def positive(reading: Reading, node: Node) -> Any:
    """INT as positiveInt; none where it is smaller."""
    text = reading.peek(node, "value")
    return reading.convert(node, "value", text, convert.positive) if text else None


def unsigned(reading: Reading, node: Node) -> Any:
    """INT as unsignedInt; none where it is smaller."""
    text = reading.peek(node, "value")
    return reading.convert(node, "value", text, convert.unsigned) if text else None


def written(reading: Reading, node: Node) -> str | None:
    """A quantity, range or ratio as text: `5 mg`, `5 mg - 9 mg`, `>= 5 mg, < 9 mg`, `1:128`."""
    low, high = bounds(reading, node)
    over, under = first(node, "numerator"), first(node, "denominator")
    if over is not None and under is not None:
        return f"{_read(reading, over)}:{_read(reading, under)}"
    if low is not None and high is not None:
        if not (_belongs(reading, low) and _belongs(reading, high)):
            return f"{_beyond(reading, low)}, {_beyond(reading, high)}"
        return f"{_read(reading, low)} - {_read(reading, high)}"
    bound = low if low is not None else high
    if bound is not None:
        return _beyond(reading, bound)
    return _read(reading, node) or reading.read(node, TEXT) or None


def _beyond(reading: Reading, bound: Node) -> str:
    """A bound with its comparator: `< 16 g/dL` where 16 does not belong to it any more."""
    comparator = _BEYOND[bound.name, _belongs(reading, bound)]
    reading.read(bound, "inclusive")
    return f"{comparator} {_read(reading, bound)}"


def _read(reading: Reading, node: Node) -> str:
    parts = (reading.read(node, "value"), reading.read(node, "unit"))
    return " ".join(part for part in parts if part)


def amount_said(reading: Reading, node: Node) -> tuple[str, str]:
    """The number and the unit of an element, without reading them: to decide by."""
    return reading.peek(node, "value"), reading.peek(node, "unit")


def bounds(reading: Reading, node: Node) -> tuple[Node | None, Node | None]:
    """The bounds that have a value."""
    low, high = first(node, "low"), first(node, "high")
    return _valued(reading, low), _valued(reading, high)


def _valued(reading: Reading, node: Node | None) -> Node | None:
    return node if node is not None and reading.has(node, "value") else None


def _both(reading: Reading, low: Node, high: Node) -> dict[str, Any] | None:
    """An interval whose two bounds are the same is that value."""
    made = _measured(reading, low)
    for leaf in ("value", "unit"):
        reading.read(high, leaf, "value" if leaf == "value" else "unit")
    return made


def _one_sided(reading: Reading, bound: Node) -> dict[str, Any] | None:
    made = _measured(reading, bound)
    if made is None:
        return None
    comparator = _BEYOND[bound.name, _belongs(reading, bound)]
    reading.read(bound, "inclusive", "comparator")
    return {"value": made.pop("value"), "comparator": comparator, **made}


def _centred(reading: Reading, node: Node, center: Node) -> dict[str, Any] | None:
    """An interval told by its middle; the unit may stand on the interval itself."""
    made = _measured(reading, center)
    if made is not None and "unit" not in made:
        return made | _unit_of(reading, node)
    return made


def _belongs(reading: Reading, bound: Node) -> bool:
    return reading.peek(bound, "inclusive") != "false"


def _measured(reading: Reading, node: Node) -> dict[str, Any] | None:
    value = number(reading, node, "value")
    made: dict[str, Any] = {} if value is None else {"value": value}
    made |= _unit(reading, node)
    if "value" not in made:
        return _translated(reading, node)
    beside = [*_beside(reading, node)]
    return {"extension": beside, **made} if beside else made


def _beside(reading: Reading, node: Node) -> Iterator[dict[str, Any]]:
    """The same amount in other units, as a laboratory that writes g/dL and g/L does."""
    for at, one in enumerate(several(node, "translation")):
        if reading.peek(one, "value") in ("", reading.peek(node, "value")) and _plain(
            reading, node, one
        ):
            continue
        with reading.within(f"extension[{at}].valueQuantity"):
            value = number(reading, one, "value")
            if value is not None:
                other = {"value": value, **_other_unit(reading, one)}
                yield {"url": TRANSLATED, "valueQuantity": other}


def _plain(reading: Reading, node: Node, same: Node) -> bool:
    """Of a translation of the same number: does it tell no other unit than what was made tells?"""
    code, own = reading.peek(same, "code"), reading.peek(node, "unit")
    return not code or own in ("", _ONE, code)


def _other_unit(reading: Reading, node: Node) -> dict[str, Any]:
    if reading.has(node, "code"):
        reading.read(node, "unit", "unit")
        return _named(reading, node)
    return _unit_of(reading, node)


def _unit(reading: Reading, node: Node) -> dict[str, Any]:
    """The unit: a code of UCUM where it is one, or of SNOMED CT; else words."""
    if reading.has(node, "unit") and reading.has(node, "value"):
        text = reading.peek(node, "unit")
        if CONCEPT.fullmatch(text):
            reading.read(node, "unit", "code")
            return {"unit": UNITS.get(text, text), "system": SNOMED, "code": text}
        named = _counted(reading, node) if text == _ONE else None
        if named:
            reading.read(node, "unit", "unit")
        return named or _unit_of(reading, node)
    currency = reading.peek(node, "currency")
    if currency:
        reading.read(node, "currency", "code")
        return {"unit": currency, "system": _CURRENCY, "code": currency}
    return _counted(reading, node)


def _unit_of(reading: Reading, node: Node) -> dict[str, Any]:
    text = reading.read(node, "unit", "unit")
    if not text:
        return {}
    return {"unit": text, "system": UCUM, "code": text} if known_unit(text) else {"unit": text}


def _counted(reading: Reading, node: Node) -> dict[str, Any]:
    """The unit that a translation of a bare number names (`{tablet}` of another system)."""
    for one in several(node, "translation"):
        same = reading.peek(one, "value") in ("", reading.peek(node, "value"))
        if same and reading.has(one, "code"):
            return _named(reading, one)
    return {}


def _named(reading: Reading, node: Node) -> dict[str, Any]:
    reading.read(node, "value", "value")
    oid, name = reading.peek(node, "codeSystem"), reading.peek(node, "codeSystemName")
    system = reading.names.system("", oid) if oid else reading.names.system(name)
    reading.read(node, "codeSystem", "system")
    reading.read(node, "codeSystemName", "system")
    code = reading.read(node, "code", "code")
    made = {"unit": reading.read(node, "displayName", "unit") or code}
    return {**made, "system": system, "code": code} if system else made


def _translated(reading: Reading, node: Node) -> dict[str, Any] | None:
    """A quantity that is only told in a translation."""
    for one in several(node, "translation"):
        value = number(reading, one, "value")
        if value is not None:
            return {"value": value, **(_named(reading, one) if reading.has(one, "code") else {})}
    return None
