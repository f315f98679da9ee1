"""Quantities, posologies and regimens of KMEHR as FHIR's Quantity, Dosage and Timing.

A regimen is a flat row of takes: `daynumber? daytime? quantity`, again and again; each quantity is
a Dosage of what stands before it. What the item says besides (frequency, duration, route) holds
for each. https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType) ·
https://hl7.org/fhir/R4/dosage.html · https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import (
    Value,
    above,
    cd,
    first,
    inside,
    lines,
    said,
    words,
)
from gateway.mapping.tree.types_kmehr_quantities import quantity
from gateway.mapping.tree.types_kmehr_routes import route
from gateway.mapping.tree.types_kmehr_tables import DAYS, WHEN
from gateway.mapping.tree.types_kmehr_times import date, time_of_day
from gateway.mapping.tree.types_kmehr_timing import lasting, often
from gateway.model import Node

_ONCE = "oneshot"
_IF_NEEDED = "ifnecessary"
_LINES = ("medicationschemeelement", "treatmentsuspension")


def take(reading: Reading, node: Node) -> Value | None:
    """One take of a regimen: its quantity, and what stands before that."""
    regimen = reading.parent(node)
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
        made["additionalInstruction"] = [*made.get("additionalInstruction", ()), *which]
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


def _placed(reading: Reading, before: _Before) -> tuple[Value, list[str], list[Value]]:
    """(parts of Timing.repeat, dates, instructions that Timing has no element for)"""
    repeat: Value = {}
    event: list[str] = []
    which: list[Value] = []
    if (node := before.get("daytime")) is not None:
        repeat |= _daytime(reading, node)
        which += _unplaced(reading, inside(node, "dayperiod", "cd"))
        which += [] if "timeOfDay" in repeat else _unread(reading, inside(node, "time"))
    if (node := before.get("weekday")) is not None:
        repeat |= _weekday(reading, node)
        which += [] if "dayOfWeek" in repeat else _unread(reading, inside(node, "cd"))
        if week := said(node, "weeknumber"):
            which.append({"text": f"Week {week} of treatment cycle"})
            for one in inside(node, "weeknumber"):
                reading.read(one, TEXT, "additionalInstruction[0].text")
    if (node := before.get("daynumber")) is not None:
        day = reading.read(node, TEXT, "additionalInstruction[0].text")
        which.append({"text": f"Day {day} of treatment cycle"})
    if (node := before.get("date")) is not None:
        with reading.within("timing.event[0]"):
            on = date(reading, _holding(node))
        event += [on] if on else []
    return repeat, event, which


def _holding(node: Node) -> Node:
    """An element that holds this one alone, as a moment does."""
    return Node("moment", node.space, {}, content=[node])


def _daytime(reading: Reading, node: Node) -> Value:
    with reading.within("timing.repeat"):
        if (clock := first(node, "time")) is not None:
            found = time_of_day(reading, clock)
            return {"timeOfDay": [found]} if found else {}
        found_ = [_when(reading, period) for period in inside(node, "dayperiod", "cd")]
    when = [one for one in dict.fromkeys(found_) if one]
    return {"when": when} if when else {}


def _when(reading: Reading, node: Node) -> str:
    """The event of the day; read only where FHIR has a word for it."""
    when = WHEN.get(reading.peek(node, TEXT), "")
    if when:
        reading.read(node, TEXT, "when[0]")
        reading.read(node, "S", "when[0]")
    return when


def _unplaced(reading: Reading, nodes: Iterable[Node]) -> list[Value]:
    """Times of the day that FHIR has no word for, as they were sent."""
    made: list[Value] = []
    for node in nodes:
        if reading.has(node, TEXT) and reading.peek(node, TEXT) not in WHEN:
            with reading.within(f"additionalInstruction[{len(made)}]"):
                made += [one for one in [cd(reading, node)] if one]
    return made


def _unread(reading: Reading, nodes: Iterable[Node]) -> list[Value]:
    """A day or a time that nobody can place, in the words that were sent: a dose keeps it."""
    with reading.within("additionalInstruction[0]"):
        told = words(reading, nodes, "text")
    return [{"text": told}] if told else []


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
        known = often(reading, item)
        often_ = {} if event else known.repeat
        repeat = {**repeat, **often_, **lasting(reading, item)}
    once = said(item, "temporality", "cd") == _ONCE
    lone = once or (not known.given and _scheme(reading, item))
    if dated and lone and not event:
        event = _begun(reading, item)
    if (once and known.repeat) or said(item, "temporality", "cd") == _IF_NEEDED or known.on_demand:
        made["asNeededBoolean"] = True
        for node in inside(item, "temporality", "cd"):
            reading.read(node, TEXT, "asNeededBoolean")
    timing: Value = {"event": event, "repeat": repeat, "code": known.code}
    made["timing"] = {key: value for key, value in timing.items() if value}
    made |= _route(reading, item)
    made["patientInstruction"] = _instruction(reading, item)
    made["additionalInstruction"] = _unplaced(reading, inside(item, "dayperiod", "cd"))
    return {key: value for key, value in made.items() if value}


def _scheme(reading: Reading, item: Node) -> bool:
    """Is it a line of a medication scheme? There, what is not repeated is on one day."""
    transaction = above(reading, item, "transaction")
    return transaction is not None and said(transaction, "cd") in _LINES


def _begun(reading: Reading, item: Node) -> list[str]:
    begin = first(item, "beginmoment")
    day = date(reading, begin) if begin is not None else None
    return [day] if day else []


def _route(reading: Reading, item: Node) -> Value:
    made: Value = {}
    for name in ("route", "site"):
        paths = ((name, "cd"), ("content", "medication", name, "cd"))
        if (node := next(filter(None, (first(item, *path) for path in paths)), None)) is not None:
            with reading.within(name):
                made[name] = route(reading, node)
    with reading.within("site"):
        if where := words(reading, _sites(item), "text"):
            made["site"] = {**(made.get("site") or {}), "text": where}
    return {key: value for key, value in made.items() if value}


def _sites(item: Node) -> list[Node]:
    """Where it is applied: in words, and by the codes after the first."""
    return [*inside(item, "site", "text"), *[*inside(item, "site", "cd")][1:]]


def _instruction(reading: Reading, item: Node) -> str:
    found = [*inside(item, "instructionforpatient")]
    found += inside(item, "content", "medication", "instructionforpatient")
    return "\n".join(lines(reading.read(one, TEXT, "patientInstruction")) for one in found)


def periods(reading: Reading, item: Node) -> Value:
    """The events of the day that an item names for all its takes, as parts of Timing.repeat."""
    with reading.within("timing.repeat"):
        found = [_when(reading, node) for node in inside(item, "dayperiod", "cd")]
    when = [one for one in dict.fromkeys(found) if one]
    return {"when": when} if when else {}


def intake(reading: Reading, item: Node) -> Value | None:
    """What an item without posology or regimen says of how it is taken."""
    return shared(reading, item, periods(reading, item), [], dated=False) or None
