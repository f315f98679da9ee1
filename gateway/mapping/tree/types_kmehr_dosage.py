"""Quantities, posologies and regimens of KMEHR as FHIR's Quantity, Dosage and Timing.

A regimen is a flat row of takes: `daynumber? daytime? quantity`, again and again; each quantity is a
Dosage of what stands before it. What the item says besides (frequency, duration, route) holds for
each. https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType) ·
https://hl7.org/fhir/R4/dosage.html · https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import (
    Value,
    above,
    cd,
    first,
    inside,
    lines,
    parent,
    said,
    system,
)
from gateway.mapping.tree.types_kmehr_tables import (
    CORE,
    DAYS,
    DOSES,
    MEASURES,
    ON_DEMAND,
    PERIODS,
    TIME_UNITS,
    UCUM,
    WHEN,
)
from gateway.mapping.tree.types_kmehr_times import date, time_of_day
from gateway.model import Node

_ONCE = "oneshot"
_IF_NEEDED = "ifnecessary"


def quantity(reading: Reading, node: Node) -> Value | None:
    """A number and its unit."""
    return measured(reading, first(node, "decimal"), first(node, "unit", "cd"))


def least(reading: Reading, node: Node) -> Value | None:
    """The lower end of a reference, in the unit of what it is the reference of."""
    return measured(reading, first(node, "minref", "decimal"), first(node, "unit", "cd"))


def most(reading: Reading, node: Node) -> Value | None:
    """The upper end of it."""
    return measured(reading, first(node, "maxref", "decimal"), first(node, "unit", "cd"))


def measured(reading: Reading, number: Node | None, unit: Node | None) -> Value | None:
    """A Quantity of these two elements."""
    value = _number(reading, number, "value")
    if value is None:
        return None
    return {"value": value, **(_unit(reading, unit) if unit is not None else {})}


def _number(reading: Reading, node: Node | None, to: str) -> Decimal | None:
    if node is None or not reading.has(node, TEXT):
        return None
    text = reading.peek(node, TEXT).replace(",", ".")
    made: Decimal | None = reading.convert(node, TEXT, text, convert.decimal, to)
    return made


def _unit(reading: Reading, node: Node) -> Value:
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


def take(reading: Reading, node: Node) -> Value | None:
    """One take of a regimen: its quantity, and what stands before that."""
    regimen = parent(reading, node)
    item = above(reading, node, "item")
    if regimen is None or item is None:
        return None
    before = _before(regimen, node)
    dose = measured_at(reading, node)
    repeat, event, which = _placed(reading, before)
    made = shared(reading, item, repeat, event, dated=not before - {"daytime"})
    if dose:
        made["doseAndRate"] = [{"doseQuantity": dose}]
    if which:
        made.setdefault("additionalInstruction", []).append({"text": which})
    return made or None


def measured_at(reading: Reading, node: Node) -> Value | None:
    """The dose of a take."""
    with reading.within("doseAndRate[0].doseQuantity"):
        return quantity(reading, node)


class _Before(dict[str, Node]):
    """What stands before a quantity, by its name."""

    def __sub__(self, names: set[str]) -> set[str]:
        return set(self) - names


def _before(regimen: Node, quantity_: Node) -> _Before:
    found = _Before()
    for child in regimen.children():
        if child is quantity_:
            return found
        if child.name == "quantity":
            found.clear()
        else:
            found[child.name] = child
    return found


def _placed(reading: Reading, before: _Before) -> tuple[Value, list[str], str]:
    """(parts of Timing.repeat, dates, words for a day of the cycle)"""
    repeat: Value = {}
    event: list[str] = []
    which = ""
    if (node := before.get("daytime")) is not None:
        repeat |= _daytime(reading, node)
    if (node := before.get("weekday")) is not None:
        repeat |= _weekday(reading, node)
        if week := said(node, "weeknumber"):
            which = f"Week {week} of treatment cycle"
            for one in inside(node, "weeknumber"):
                reading.read(one, TEXT, "additionalInstruction[0].text")
    if (node := before.get("daynumber")) is not None:
        which = (
            f"Day {reading.read(node, TEXT, 'additionalInstruction[0].text')} of treatment cycle"
        )
    if (node := before.get("date")) is not None:
        with reading.within("timing.event[0]"):
            day = date(reading, _holding(node))
        event += [day] if day else []
    return repeat, event, which


def _holding(node: Node) -> Node:
    """An element that holds this one alone, as a moment does."""
    return Node("moment", node.space, {}, content=[node])


def _daytime(reading: Reading, node: Node) -> Value:
    with reading.within("timing.repeat"):
        if (clock := first(node, "time")) is not None:
            found = time_of_day(reading, clock)
            return {"timeOfDay": [found]} if found else {}
        period = first(node, "dayperiod", "cd")
        when = _when(reading, period) if period is not None else ""
    return {"when": [when]} if when else {}


def _when(reading: Reading, node: Node) -> str:
    """The event of the day; read only where FHIR has a word for it."""
    when = WHEN.get(reading.peek(node, TEXT), "")
    if when:
        reading.read(node, TEXT, "when[0]")
        reading.read(node, "S", "when[0]")
    return when


def _weekday(reading: Reading, node: Node) -> Value:
    code = first(node, "cd")
    if code is None:
        return {}
    day = DAYS.get(reading.peek(code, TEXT))
    if not day:
        return {}
    reading.read(code, TEXT, "timing.repeat.dayOfWeek[0]")
    reading.read(code, "S", "timing.repeat.dayOfWeek[0]")
    return {"dayOfWeek": [day]}


def shared(reading: Reading, item: Node, repeat: Value, event: list[str], *, dated: bool) -> Value:
    """What an item says of each of its takes.

    `dated`: nothing says on which day; then one that is not repeated is on the day it begins.
    """
    made: Value = {}
    with reading.within("timing.repeat"):
        often = _often(reading, item)
        repeat = {**repeat, **often.repeat, **_lasting(reading, item)}
    once = said(item, "temporality", "cd") == _ONCE
    if dated and (once or not often.given) and not event:
        event = _begun(reading, item)
    if (once and often.repeat) or said(item, "temporality", "cd") == _IF_NEEDED or often.on_demand:
        made["asNeededBoolean"] = True
        for node in inside(item, "temporality", "cd"):
            reading.read(node, TEXT, "asNeededBoolean")
    timing: Value = {"event": event, "repeat": repeat, "code": often.code}
    made["timing"] = {key: value for key, value in timing.items() if value}
    made |= _route(reading, item)
    made["patientInstruction"] = _instruction(reading, item)
    return {key: value for key, value in made.items() if value}


class _Often:
    """How often an item is taken."""

    def __init__(self) -> None:
        self.given = False
        self.on_demand = False
        self.repeat: Value = {}
        self.code: Value = {}


def _often(reading: Reading, item: Node) -> _Often:
    made = _Often()
    for frequency in inside(item, "frequency"):
        made.given = True
        for node in inside(frequency, "periodicity", "cd"):
            _periodic(reading, node, made)
        if text := first(frequency, "text"):
            made.code = {"text": lines(reading.read(text, TEXT, "code.text"))}
        made.repeat |= _ratio(reading, frequency) or _rate(reading, frequency)
    return made


def _periodic(reading: Reading, node: Node, made: _Often) -> None:
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
    count, period = _whole(reading, first(times, "decimal")), _span(reading, per)
    return {"frequency": count, "period": period[0], "periodUnit": period[1]} if period else {}


def _rate(reading: Reading, frequency: Node) -> Value:
    """So many per unit of time."""
    known = TIME_UNITS.get(said(frequency, "unit", "cd"))
    if known is None or known[1] != 1 or first(frequency, "decimal") is None:
        return {}
    for node in inside(frequency, "unit", "cd"):
        reading.read(node, TEXT, "periodUnit")
    count = _whole(reading, first(frequency, "decimal"))
    return {"frequency": count, "period": Decimal(1), "periodUnit": known[0]}


def _whole(reading: Reading, node: Node | None) -> int:
    number = _number(reading, node, "frequency")
    return int(number) if number is not None and number == int(number) and number > 0 else 1


def _span(reading: Reading, node: Node) -> tuple[Decimal, str] | None:
    """A length of time in a unit that FHIR has."""
    unit = first(node, "unit", "cd")
    known = TIME_UNITS.get(reading.peek(unit, TEXT)) if unit is not None else TIME_UNITS["d"]
    if known is None:
        return None
    number = _number(reading, first(node, "decimal"), "")
    if number is None:
        return None
    if unit is not None:
        reading.read(unit, TEXT)
        reading.read(unit, "S")
    return number * known[1], known[0]


def _lasting(reading: Reading, item: Node) -> Value:
    found = first(item, "duration")
    span = _span(reading, found) if found is not None else None
    return {"duration": span[0], "durationUnit": span[1]} if span else {}


def _begun(reading: Reading, item: Node) -> list[str]:
    begin = first(item, "beginmoment")
    day = date(reading, begin) if begin is not None else None
    return [day] if day else []


def _route(reading: Reading, item: Node) -> Value:
    made: Value = {}
    for name in ("route", "site"):
        if (node := first(item, name, "cd")) is not None:
            with reading.within(name):
                made[name] = cd(reading, node)
    return {key: value for key, value in made.items() if value}


def _instruction(reading: Reading, item: Node) -> str:
    found = [*inside(item, "instructionforpatient")]
    found += inside(item, "content", "medication", "instructionforpatient")
    return "\n".join(lines(reading.read(one, TEXT, "patientInstruction")) for one in found)


def posology(reading: Reading, node: Node) -> Value | None:
    """A posology: words, or a dose with its number of takes a day."""
    item = above(reading, node, "item")
    if item is None:
        return None
    structured = first(item, "regimen") is not None
    repeat = {} if structured else _periods(reading, item)
    made = {} if structured else shared(reading, item, repeat, [], dated=True)
    texts = [lines(reading.read(text, TEXT, "text")) for text in inside(node, "text")]
    dose = _dosed(reading, node)
    takes = _takes(reading, node)
    if takes:
        timing = made.setdefault("timing", {})
        timing["repeat"] = {
            "period": Decimal(1),
            "periodUnit": "d",
            **timing.get("repeat", {}),
            **takes,
        }
    return {**made, **({"text": "\n".join(texts)} if texts else {}), **dose} or None


def _periods(reading: Reading, item: Node) -> Value:
    with reading.within("timing.repeat"):
        found = [_when(reading, node) for node in inside(item, "dayperiod", "cd")]
    when = [one for one in dict.fromkeys(found) if one]
    return {"when": when} if when else {}


def _dosed(reading: Reading, node: Node) -> Value:
    unit = first(node, "unit", "cd")
    low, high = first(node, "low"), first(node, "high")
    with reading.within("doseAndRate[0]"):
        most_ = measured(reading, high, unit)
        least_ = measured(reading, low, unit)
    if most_ is None:
        return {}
    dose: Any = (
        {"doseRange": {"low": least_, "high": most_}} if least_ else {"doseQuantity": most_}
    )
    return {"doseAndRate": [dose]}


def _takes(reading: Reading, node: Node) -> Value:
    """How many takes in the period that the frequency says, mostly a day."""
    most_ = _number(reading, first(node, "takes", "high"), "timing.repeat.frequencyMax")
    if most_ is None or most_ <= 0:
        return {}
    if most_ != int(most_):
        period = 1 / most_
        return {"frequency": 1, "period": period} if period == int(period) else {}
    least_ = _number(reading, first(node, "takes", "low"), "timing.repeat.frequency")
    if least_ is None or least_ != int(least_) or not 0 < least_ < most_:
        return {"frequency": int(most_)}
    return {"frequency": int(least_), "frequencyMax": int(most_)}


def intake(reading: Reading, item: Node) -> Value | None:
    """What an item without posology or regimen says of how it is taken."""
    return shared(reading, item, _periods(reading, item), [], dated=False) or None
