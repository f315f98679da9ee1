"""For each search parameter a resource made from its path, what finds it, and what does not.

Made from the words of the expression and the definitions of the elements, not by what the gateway
compiles of them. https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.definitions.parameters import SearchParameter
from gateway.fhirpath import schema
from gateway.model import Resource
from tests.search.search_house import definitions

DAY = "2020-01-02"
URL = "http://x.example/hit"
SYSTEM = "http://s.example"
MG = {"value": 7, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
LEAVES: Mapping[str, Mapping[str, tuple[Any, str, str]]] = {
    "token": {
        "CodeableConcept": ({"coding": [{"system": SYSTEM, "code": "hit"}]}, f"{SYSTEM}|hit", "x"),
        "Coding": ({"system": SYSTEM, "code": "hit"}, f"{SYSTEM}|hit", f"{SYSTEM}|x"),
        "Identifier": ({"system": SYSTEM, "value": "hit"}, f"{SYSTEM}|hit", "http://t|hit"),
        "ContactPoint": ({"system": "phone", "value": "hit"}, "hit", "x"),
        "code": ("hit", "hit", "hi"),
        "boolean": (True, "true", "false"),
        "string": ("hit", "hit", "x"),
        "id": ("hit", "hit", "x"),
        "uri": ("hit", "hit", "x"),
        "canonical": ("hit", "hit", "x"),
        "integer": (7, "7", "8"),
    },
    "string": {
        "HumanName": ({"family": "Hit"}, "hi", "hot"),
        "Address": ({"city": "Hit"}, "hit", "hot"),
        "string": ("Hit", "hit", "hot"),
        "markdown": ("Hit", "hit", "hot"),
        "CodeableConcept": ({"text": "Hit"}, "hit", "hot"),
        "Annotation": ({"text": "Hit"}, "hit", "hot"),
    },
    "date": {
        "date": (DAY, DAY, "2021"),
        "dateTime": (DAY, f"ge{DAY}", f"gt{DAY}"),
        "instant": (f"{DAY}T03:04:05Z", DAY, f"sa{DAY}"),
        "Period": ({"start": DAY, "end": DAY}, DAY, "2021"),
        "Timing": ({"event": [DAY]}, DAY, "2021"),
    },
    "number": {
        "decimal": (7, "7", "8"),
        "integer": (7, "7", "8"),
        "positiveInt": (7, "7", "gt7"),
        "unsignedInt": (7, "7", "8"),
    },
    "quantity": {
        "Quantity": (MG, "7|http://unitsofmeasure.org|mg", "8|http://unitsofmeasure.org|mg"),
        "Age": (MG, "0.007|http://unitsofmeasure.org|g", "7|http://unitsofmeasure.org|g"),
        "Duration": (MG, "7||mg", "8||mg"),
        "Money": ({"value": 7, "currency": "EUR"}, "7|urn:iso:std:iso:4217|EUR", "7||USD"),
        "Range": ({"low": MG, "high": MG}, "7||mg", "8||mg"),
        "SimpleQuantity": (MG, "7", "8"),
    },
    "reference": {
        "Reference": ({"reference": "{target}/hit"}, "{target}/hit", "{target}/miss"),
        "canonical": (f"{URL}|1", URL, f"{URL}/x"),
        "uri": (URL, URL, f"{URL}/x"),
        "Resource": ({"resourceType": "{target}", "id": "hit"}, "{target}/hit", "{target}/miss"),
    },
    "uri": {
        "uri": (URL, URL, f"{URL}/x"),
        "url": (URL, URL, f"{URL}/x"),
        "canonical": (URL, URL, f"{URL}/x"),
        "oid": ("urn:oid:1.2", "urn:oid:1.2", "urn:oid:1"),
    },
}
"""Type of a parameter -> type of an element -> (a value, what finds it, what does not)."""
EXTENDED = {"token": "CodeableConcept", "string": "string", "reference": "Reference"}
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>A <b>big</b> hit</p></div>'
BY_HAND: Mapping[str, tuple[Resource, str, str]] = {
    "_id": ({}, "{id}", "nobody"),
    "_lastUpdated": ({"meta": {"lastUpdated": f"{DAY}T03:04:05Z"}}, "ge2019", "lt2019"),
    "_text": ({"text": {"status": "generated", "div": DIV}}, "hit big", "div"),
    "_content": ({"text": {"status": "generated", "div": DIV}}, "HIT", "hot"),
    "deceased": ({"deceasedDateTime": DAY}, "true", "false"),
    "near": ({"position": {"latitude": 49.6, "longitude": 6.1}}, "49.6|6.2|10|km", "49|6.1|10"),
}
"""What has no path, or whose value is worked out."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A resource, and the values of the parameter that find it and that do not."""

    body: Resource
    hit: str
    miss: str


def sample(type_: str, one: SearchParameter, id_: str, parts: Mapping[str, Any]) -> Sample | None:
    """What exercises a parameter; None where its path is none that is understood here."""
    head = {"resourceType": type_, "id": id_}
    if one.code in BY_HAND:
        given, hit, miss = BY_HAND[one.code]
        return Sample({**head, **given}, hit.format(id=id_), miss)
    for branch in _own(type_, one.expression):
        steps = _steps(branch)
        if one.type == "composite":
            made = _composite(type_, one, steps, parts)
        else:
            made = _grown(type_, steps, one.type, _target(one))
        if made is not None:
            value, hit, miss = made
            return Sample({**value, **head}, hit, miss)
    return None


def _own(type_: str, expression: str) -> Iterator[str]:
    for branch in re.split(r"\|(?![^(]*\))", expression):
        text = branch.strip()
        root = re.match(r"[(\s]*([A-Za-z]+)", text)
        if root and root[1] in (type_, "Resource", "DomainResource"):
            yield text
        elif root and root[1].islower():
            yield f"{type_}.{text}"


def _steps(branch: str) -> list[str]:
    """`(Observation.value as Quantity)` -> Observation, value~Quantity."""
    text = re.sub(r"\.(?:as|ofType)\((\w+)\)", r"~\1", branch)
    text = re.sub(r" as (\w+)", r"~\1", text).replace("DateTime", "dateTime")
    if text.startswith("("):
        text = text[1:].replace(")", "", 1)
    return re.split(r"\.(?![^(]*\))", text.replace("[0]", ""))


def _target(one: SearchParameter) -> str:
    return "Patient" if one.code == "patient" or not one.target else min(one.target)


def _composite(
    type_: str, one: SearchParameter, steps: Sequence[str], parts: Mapping[str, Any]
) -> tuple[Any, str, str] | None:
    """One element that has all parts."""
    hits, misses, value = [], [], dict[str, Any]()
    place = schema(definitions()).place(".".join(step.partition("~")[0] for step in steps))
    beside: dict[str, Any] = {}
    for url, expression in one.component:
        branch = expression.split("|")[0].strip()
        kind = parts[url].type
        if branch in ("code", "target") and kind != "token" and place.endswith("relatesTo"):
            kind = "token"
        elif branch == "target":
            kind = "reference"
        if branch.startswith("%resource."):
            grown = _grown(type_, [type_, *_steps(branch)[1:]], kind, "Patient")
        else:
            grown = _grown(place, [place, *_steps(branch)], kind, _target(parts[url]))
        if grown is None:
            return None
        (beside if branch.startswith("%") else value).update(grown[0])
        hits.append(grown[1])
        misses.append(grown[2])
    wrapped = _wrapped(type_, steps[1:], value)
    return {**wrapped, **beside}, "$".join(hits), "$".join([*hits[:-1], misses[-1]])


def _wrapped(place: str, steps: Sequence[str], value: Any) -> Any:
    if not steps:
        return value
    name = steps[0].partition("~")[0]
    member = schema(definitions()).members(place)[name]
    inner = _wrapped(member.keys[0][1], steps[1:], value)
    return {member.keys[0][0]: [inner] if member.many else inner}


def _grown(
    place: str, steps: Sequence[str], kind: str, target: str
) -> tuple[Any, str, str] | None:
    """The JSON of a path, with a value of this kind at its end."""
    _, *rest = steps
    return _branch(place, rest, kind, target)


def _branch(
    place: str, steps: Sequence[str], kind: str, target: str
) -> tuple[Any, str, str] | None:
    if not steps:
        return _leaf(place, kind, target)
    name, _, wanted = steps[0].partition("~")
    if name.startswith("extension("):
        (url,) = re.findall(r"'([^']*)'", name)
        type_ = EXTENDED[kind]
        value, hit, miss = _leaf(type_, kind, target) or ("", "", "")
        return (
            {"extension": [{"url": url, f"value{type_[0].upper()}{type_[1:]}": value}]},
            hit,
            miss,
        )
    member = schema(definitions()).members(place).get(name)
    if member is None:
        return None
    rest, beside = list(steps[1:]), dict[str, Any]()
    while rest and rest[0].startswith("where("):
        condition = rest.pop(0)
        named = re.fullmatch(r"where\(resolve\(\) is (\w+)\)", condition)
        target = named[1] if named else target
        equal = re.fullmatch(r"where\((\w+)='([^']*)'\)", condition)
        beside |= {equal[1]: equal[2]} if equal else {}
        extended = re.search(r"hasExtension\('([^']*)'\)", condition)
        beside |= {"extension": [{"url": extended[1], "valueBoolean": True}]} if extended else {}
    for key, where in member.keys:
        if wanted and where != wanted:
            continue
        grown = _branch(where, rest, kind, target)
        if grown is not None:
            value = {**grown[0], **beside} if beside else grown[0]
            return {key: [value] if member.many else value}, grown[1], grown[2]
    return None


def _leaf(place: str, kind: str, target: str) -> tuple[Any, str, str] | None:
    found = LEAVES.get(kind, {}).get(place)
    if found is None:
        return None
    value, hit, miss = found
    if isinstance(value, dict):
        value = {
            key: each.format(target=target)
            if isinstance(each, str) and kind == "reference"
            else each
            for key, each in value.items()
        }
    return value, hit.format(target=target), miss.format(target=target)
