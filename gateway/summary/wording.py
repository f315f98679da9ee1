"""How a FHIR value is said to a person: one line of text for any value, with its digits as stored.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from gateway.model import Resource

_NAME_USES = ("official", "usual", None)


def concept(value: Any) -> str:
    """A CodeableConcept: its text, else the display or code of its first coding that has one."""
    if not value:
        return ""
    codings = value.get("coding", ())
    said = [value.get("text"), *(coding.get("display") for coding in codings)]
    return next((text for text in said if text), next((_code(coding) for coding in codings), ""))


def thing(resource: Resource) -> str:
    """A Medication or a Device by its name: of a device the one people know it by comes first."""
    names = resource.get("deviceName", ())
    known = [one["name"] for one in names if one.get("type") == "user-friendly-name"]
    named = next(iter((*known, *(one["name"] for one in names if "name" in one))), "")
    return named or concept(resource.get("code")) or concept(resource.get("type"))


def quantity(value: Any) -> str:
    """A Quantity: comparator, number and unit, the number with the digits it came with."""
    if not value:
        return ""
    number = f"{value.get('comparator', '')}{value.get('value', '')}"
    return _spaced([number, value.get("unit") or value.get("code")])


def number(value: Any) -> str:
    """A number without the zeros that end it: 1.0 is 1."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(value: Any) -> str:
    """A Range: low to high, or the one end that is known."""
    low, high = quantity(value.get("low")), quantity(value.get("high"))
    if low and high:
        same = value["low"].get("unit") == value["high"].get("unit")
        return f"{value['low'].get('value', '') if same else low} to {high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def period(value: Any) -> str:
    """A Period: from start to end, or the one that is known."""
    start, end = moment(value.get("start")), moment(value.get("end"))
    return f"{start} to {end}" if start and end else f"since {start}" if start else end


def moment(value: Any) -> str:
    """A date or time as it was said, easier on the eye: `2026-11-21 08:15+01:00`."""
    text = str(value or "")
    day, _, hour = text.partition("T")
    short = hour.replace(":00+", "+").replace(":00-", "-").replace(":00Z", "Z")
    return f"{day} {short}".strip()


def value(resource: Resource) -> str:
    """What an Observation or component found: its value, its components, or why there is none."""
    for key, say in _VALUES.items():
        if key in resource:
            return say(resource[key])
    parts = [
        _component(part, concept(resource.get("code"))) for part in resource.get("component", ())
    ]
    return "; ".join(parts) or concept(resource.get("dataAbsentReason"))


def _component(part: Resource, whole: str) -> str:
    """What a part found, under its name where that is not the name of the whole."""
    of = concept(part.get("code"))
    return value(part) if of == whole else f"{of}: {value(part)}"


def reference_ranges(observation: Resource) -> str:
    """The ranges that a result is read against: `3.5 to 5.1 mmol/L`."""
    ranges = observation.get("referenceRange", ())
    return "; ".join(filter(None, (item.get("text") or span(item) for item in ranges)))


def interpretation(observation: Resource) -> str:
    """The flags of a result: `High`."""
    return ", ".join(filter(None, map(concept, observation.get("interpretation", ()))))


def name(patient: Resource) -> str:
    """How a person is called: the official name, else the usual one, else any."""
    names = patient.get("name") or [{}]
    best = next((item for use in _NAME_USES for item in names if item.get("use") == use), names[0])
    return str(best.get("text") or _spaced([*best.get("given", ()), best.get("family")]))


def ratio(value: Any) -> str:
    """A Ratio: `4 g in 1 d`, where both have units; `1 : 320` where they are numbers."""
    if not value:
        return ""
    above, below = value.get("numerator", {}), value.get("denominator", {})
    sign = " in " if above.get("unit") and below.get("unit") else " : "
    return f"{quantity(above)}{sign}{quantity(below)}"


def _code(coding: Mapping[str, Any]) -> str:
    return str(coding.get("code", ""))


def _spaced(parts: Iterable[str | None]) -> str:
    return " ".join(part for part in parts if part)


def _truth(said: Any) -> str:
    return "yes" if said else "no"


_VALUES: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "valueQuantity": quantity,
        "valueCodeableConcept": concept,
        "valueString": str,
        "valueInteger": str,
        "valueBoolean": _truth,
        "valueRange": span,
        "valueRatio": ratio,
        "valueDateTime": moment,
        "valueTime": str,
        "valuePeriod": period,
    }
)
