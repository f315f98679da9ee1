"""What a message says of isolates that another message tells of: by the number of their order.

OBR-29 names the order of the isolate, OBR-26 the isolate in it by code and group. What comes
before its isolate leaves a note under the number of that order; the isolate's message reads it.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.1.26, 7.4.1.29)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gateway.identity.names import resource_id
from gateway.model import Change, Mapped, Resource

Kin: TypeAlias = Sequence[tuple[str, str, str]]
_SUBID = "http://hl7.org/fhir/StructureDefinition/observation-v2-subid"
_WORDS = frozenset({"valueCodeableConcept", "valueString"})
"""How a result says which isolate it is."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A result that is about an isolate of another order."""

    result: str
    """Its id."""
    orders: tuple[str, ...]
    """The numbers of that order: `system|value`."""
    code: str
    group: str


def sought(mapped: Mapped, kin: Kin) -> Iterator[Sought]:
    """Every result of the message whose isolate is elsewhere."""
    pending = [(place, *told.split("|")) for place, kind, told in kin if kind == "isolate"]
    if not pending:
        return
    made = {(one.type, one.source): one for one in mapped.changes}
    for place, order, code, group in pending:
        result = made.get(("Observation", place))
        request = made.get(("ServiceRequest", order))
        if result is not None and request is not None:
            yield Sought(result.id, tuple(_parents(request)), code, group)


def _parents(request: Change) -> Iterator[str]:
    for one in request.body.get("basedOn", ()):
        yield from numbers([one.get("identifier", {})])


def numbers(identifiers: Sequence[Resource]) -> Iterator[str]:
    """`system|value` of each that has both."""
    for one in identifiers:
        if one.get("system") and one.get("value"):
            yield f"{one['system']}|{one['value']}"


def reports(number: str) -> tuple[str, str]:
    """The ids that the report of an order with this number may have."""
    return (
        resource_id("DiagnosticReport", (number, "1")),
        resource_id("DiagnosticReport", ("placer", number, "1")),
    )


def note(number: str) -> str:
    """Under which id results wait for the isolates of the order with this number."""
    return resource_id("Observation", ("isolate", number))


def asked(mapped: Mapped, kin: Kin) -> Iterator[tuple[str, str]]:
    """The reports that isolates elsewhere may stand in."""
    for one in sought(mapped, kin):
        for number in one.orders:
            yield from (("DiagnosticReport", id) for id in reports(number))


def awaited(mapped: Mapped, kin: Kin) -> Iterator[str]:
    """The ids under which results wait for what the message brings, or will wait."""
    for one in sought(mapped, kin):
        yield from map(note, one.orders)
    if any(one.type == "Observation" and isolate(one.body) for one in mapped.changes):
        for report in told(mapped):
            yield from map(note, numbers(report.body.get("identifier", ())))


def told(mapped: Mapped) -> Iterator[Change]:
    """The reports of the message."""
    return (one for one in mapped.changes if one.type == "DiagnosticReport")


def isolate(body: Resource) -> bool:
    """May it be an isolate? Then it is said in words or by a code."""
    return not _WORDS.isdisjoint(body)


def fits(body: Resource, code: str, group: str) -> bool:
    """Is it the result of this code, in this group (empty: whichever)?"""
    codes = [one.get("code") for one in body.get("code", {}).get("coding", ())]
    return code in codes and group in ("", _group(body))


def _group(body: Resource) -> str:
    parts = [
        part
        for one in body.get("extension", ())
        if one["url"] == _SUBID
        for part in one.get("extension", ())
    ]
    return next((part["valueString"] for part in parts if "valueString" in part), "")
