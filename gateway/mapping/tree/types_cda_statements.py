"""What statements of CDA hold that no datatype of CDA names: remarks, deliveries, their text.

https://hl7.org/fhir/R4/datatypes.html#Annotation · https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree.reading import Datatype, Reading
from gateway.mapping.tree.types_cda_elements import first, several, told
from gateway.model import Node

_LINK = "http://hl7.org/fhir/StructureDefinition/narrativeLink"
_DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


def remark(reading: Reading, node: Node) -> dict[str, Any] | None:
    """An act that is a comment, as Annotation: its words, who made it, when."""
    place = first(node, "text")
    words = told(reading, place, "text") if place is not None else ""
    if not words:
        return None
    author = first(node, "author")
    made = _by(reading, author) if author is not None else {}
    return {**_linked(reading, place), **made, "text": words}


def because(reading: Reading, node: Node) -> dict[str, Any] | None:
    """Words that stand for a concept, with where in the narrative they are."""
    words = told(reading, node, "text")
    return {**_linked(reading, node), "text": words} if words else None


def _linked(reading: Reading, place: Node | None) -> dict[str, Any]:
    """Where in the narrative the words stand that were told."""
    target = first(place, "reference") if place is not None else None
    if target is None or not reading.peek(target, "value").startswith("#"):
        return {}
    value = reading.read(target, "value", "extension[0].valueUrl")
    return {"extension": [{"url": _LINK, "valueUrl": value}]}


def _by(reading: Reading, author: Node) -> dict[str, Any]:
    made: dict[str, Any] = {}
    time = first(author, "time")
    if time is not None and (moment := reading.as_("TS", "dateTime", time, "time")):
        made["time"] = moment
    name = _named(author)
    if name is not None and (words := reading.as_("PN", "string", name, "authorString")):
        made["authorString"] = words
    return made


def _named(author: Node) -> Node | None:
    return _within(author, "assignedAuthor", "assignedPerson", "name") or _within(
        author, "assignedAuthor", "name"
    )


def _within(node: Node, *steps: str) -> Node | None:
    """The first element on that way; None where it ends before."""
    place: Node | None = node
    for step in steps:
        place = first(place, step) if place is not None else None
    return place


def after_first(reading: Reading, node: Node) -> int | None:
    """How many deliveries after the first: CDA counts them all."""
    number = reading.peek(node, "value")
    if not (number.isascii() and number.isdigit()) or int(number) < 1:
        return None
    reading.read(node, "value")
    return int(number) - 1


def against(reading: Reading, node: Node) -> dict[str, Any] | None:
    """What the value of an allergy says beside its agent; None if it is that one once more."""
    value = first(node, "value")
    if value is None or any(_same(reading, value, agent) for agent in _agents(reading, node)):
        return None
    made: dict[str, Any] | None = reading.as_("CD", "Coding", value, "")
    return made


def _agents(reading: Reading, node: Node) -> Iterator[Node]:
    """The codes of what takes part as consumed."""
    for part in several(node, "participant"):
        agent = _within(part, "participantRole", "playingEntity", "code")
        if agent is not None and reading.peek(part, "typeCode") == "CSM":
            yield agent


def _same(reading: Reading, one: Node, other: Node) -> bool:
    told_by = ("code", "codeSystem")
    return all(reading.peek(one, name) == reading.peek(other, name) for name in told_by)


def narrative(reading: Reading, node: Node) -> dict[str, str] | None:
    """The words of a statement, or those in the narrative that it points to, as its text."""
    words = told(reading, node, "div")
    return {"status": "additional", "div": _DIV.format(escape(words))} if words else None


STATEMENTS: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("COMMENT", "Annotation"): remark,
        ("ED", "CodeableConcept"): because,
        ("AGAINST", "Coding"): against,
        ("REPEATS", "unsignedInt"): after_first,
        ("ED", "Narrative"): narrative,
    }
)
"""(datatype, FHIR type) -> its function."""
