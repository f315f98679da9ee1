"""Does a resource meet a condition? Asked of resources one by one, where index rows do not say.

https://hl7.org/fhir/R4/search.html#modifiers · https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from gateway.model import Resource
from gateway.search import values
from gateway.search.folding import fold
from gateway.search.parameters import Param
from gateway.search.readers import MISSHAPEN
from gateway.search.values import Value
from gateway.search.wanted import Wanted

_EARTH = 6371.0
"""Kilometres from its middle."""


def fits(wanted: Wanted, body: Resource) -> bool:
    """Does it hold of this resource? Of one that is not shaped as it should be, nothing does."""
    try:
        return meets(wanted, body, body)
    except MISSHAPEN:
        return False


def asking(wanted: Wanted) -> Callable[[Resource], bool]:
    """What tells of each resource whether it holds; of references to many, those are at hand."""
    if wanted.param.kind != "reference" or wanted.modifier or wanted.test is not None:
        return partial(fits, wanted)
    named = frozenset([text for (text,) in wanted.values])
    values = wanted.param.values

    def leads(body: Resource) -> bool:
        return any(_named(one) in named for one in values(body, body))

    return leads


def meets(wanted: Wanted, focus: Any, body: Resource) -> bool:
    """Does it hold of a resource, or of one of its elements?"""
    param = wanted.param
    if wanted.modifier == "missing":
        return (not param.held(focus, body),) in wanted.values
    if wanted.modifier == "not":
        return not _any(wanted, focus, body)
    return _any(wanted, focus, body)


def _any(wanted: Wanted, focus: Any, body: Resource) -> bool:
    param = wanted.param
    if wanted.test is not None:
        return any(wanted.test(system, code) for system, code in param.values(focus, body))
    if param.kind == "composite":
        return _composite(param, wanted.values, body)
    if param.name in SPECIAL:
        return SPECIAL[param.name](param, wanted.values, body)
    modifier = "" if wanted.modifier == "not" else wanted.modifier
    read, same = RULES[param.kind, modifier]
    found = read(param, focus, body)
    for one in found:
        for sought in wanted.values:
            if same(sought, one):
                return True
    return False


def _indexed(param: Param, focus: Any, body: Resource) -> Iterable[Value]:
    return param.values(focus, body)


def _raw(read: Callable[[Any], Iterable[Any]]) -> Callable[..., Iterable[Any]]:
    def of(param: Param, focus: Any, body: Resource) -> Iterator[Any]:
        for value in param.raw(focus, body):
            yield from read(value)

    return of


def _token(sought: Value, one: Value) -> bool:
    system, code = sought
    return system in (None, one[0]) and code in (None, one[1])


def _begins(sought: Value, one: Value) -> bool:
    return bool(one[0].startswith(sought[0]))


def _contains(sought: Value, one: Value) -> bool:
    return sought[0] in one[0]


def _exact(sought: Value, one: str) -> bool:
    return bool(sought[0] == one)


def _text(sought: Value, one: str) -> bool:
    return fold(one).startswith(sought[0])


def _same(sought: Value, one: Value) -> bool:
    return sought == one


def _reference(sought: Value, one: Value) -> bool:
    return bool(sought[0] == _named(one))


def _named(one: Value) -> str:
    """A reference as a search says it."""
    return f"{one[0]}/{one[1]}" if one[0] else str(one[1])


def _stretch(sought: Value, one: Value) -> bool:
    return COMPARED[sought[0]](sought[1], sought[2], one[0], one[1])


def _quantity(sought: Value, one: Value) -> bool:
    return sought[1] == one[0] and COMPARED[sought[0]](sought[2], sought[3], one[1], one[2])


def _above(sought: Value, one: Value) -> bool:
    return bool(sought[0].startswith(one[0]))


def _identified(value: Any) -> Iterator[Value]:
    if isinstance(value, dict) and isinstance(value.get("identifier"), dict):
        yield from values.tokens(value["identifier"])


def _version(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value


def _older(sought: Value, one: str) -> bool:
    """Is it the canonical that is sought, in its version or one above: `|1` is above `|1.2`?"""
    url, _, version = sought[0].partition("|")
    its, _, number = one.partition("|")
    return bool(url == its and (version == number or version.startswith(f"{number}.")))


def _newer(sought: Value, one: str) -> bool:
    url, _, version = sought[0].partition("|")
    its, _, number = one.partition("|")
    within = not version or version == number or number.startswith(f"{version}.")
    return bool(url == its and within)


COMPARED: Mapping[str, Callable[[Any, Any, Any, Any], bool]] = MappingProxyType(
    {
        "eq": lambda low, high, its_low, its_high: low <= its_low and its_high <= high,
        "ne": lambda low, high, its_low, its_high: not (low <= its_low and its_high <= high),
        "gt": lambda _, high, __, its_high: its_high > high,
        "lt": lambda low, _, its_low, __: its_low < low,
        "ge": lambda low, high, its_low, its_high: its_high > high or its_low >= low,
        "le": lambda low, high, its_low, its_high: its_low < low or its_high <= high,
        "sa": lambda _, high, its_low, __: its_low > high,
        "eb": lambda low, _, __, its_high: its_high < low,
        "ap": lambda low, high, its_low, its_high: its_low <= high and its_high >= low,
    }
)
"""Prefix -> how (low, high) of the search meets (low, high) of a value."""

RULES: Mapping[tuple[str, str], tuple[Callable[..., Any], Callable[[Any, Any], bool]]] = (
    MappingProxyType(
        {
            ("token", ""): (_indexed, _token),
            ("token", "text"): (_raw(values.texts), _text),
            ("token", "of-type"): (_raw(values.kinds), _same),
            ("string", ""): (_indexed, _begins),
            ("string", "contains"): (_indexed, _contains),
            ("string", "exact"): (_raw(values.strings), _exact),
            ("date", ""): (_indexed, _stretch),
            ("number", ""): (_indexed, _stretch),
            ("quantity", ""): (_indexed, _quantity),
            ("reference", ""): (_indexed, _reference),
            ("reference", "text"): (_raw(values.texts), _text),
            ("reference", "identifier"): (_raw(_identified), _token),
            ("reference", "above"): (_raw(_version), _older),
            ("reference", "below"): (_raw(_version), _newer),
            ("uri", ""): (_indexed, _same),
            ("uri", "below"): (_indexed, _begins),
            ("uri", "above"): (_indexed, _above),
        }
    )
)
"""(type, modifier) -> what is read of a resource, and when it is what was sought."""


def _id(param: Param, sought: Iterable[Value], body: Resource) -> bool:  # noqa: ARG001 - a row's shape
    return (body.get("id"),) in sought


def _narrative(param: Param, sought: Iterable[Value], body: Resource) -> bool:  # noqa: ARG001 - a row's shape
    text = body.get("text", {}).get("div", "")
    return _words(sought, fold(_tagless(text)))


def _content(param: Param, sought: Iterable[Value], body: Resource) -> bool:  # noqa: ARG001 - a row's shape
    return _words(sought, fold(" ".join(_all(body))))


def _words(sought: Iterable[Value], text: str) -> bool:
    """Does the text have every word of one of these?"""
    return any(all(word in text for word in folded.split()) for (folded,) in sought)


def _tagless(text: str) -> str:
    return "".join(part.partition(">")[2] or " " for part in f">{text}".split("<"))


def _all(node: Any) -> Iterator[str]:
    """Every text of a resource, without its tags."""
    rest = [node]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            yield _tagless(one) if one.startswith("<") else one
        elif isinstance(one, dict):
            rest += one.values()
        elif isinstance(one, list):
            rest += one


def _near(param: Param, sought: Iterable[Value], body: Resource) -> bool:
    places = [
        (float(one["latitude"]), float(one["longitude"]))
        for one in param.raw(body, body)
        if "latitude" in one and "longitude" in one
    ]
    return any(
        _distance(latitude, longitude, *place) <= most
        for latitude, longitude, most in sought
        for place in places
    )


def _distance(latitude: float, longitude: float, its: float, other: float) -> float:
    """Kilometres between two places, by the haversine of their angle."""
    first, second = math.radians(latitude), math.radians(its)
    turn = math.sin((second - first) / 2) ** 2
    turn += (
        math.cos(first) * math.cos(second) * (math.sin(math.radians(other - longitude) / 2) ** 2)
    )
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(max(0.0, turn))))


def _composite(param: Param, sought: Iterable[Value], body: Resource) -> bool:
    """Does one element meet all parts?"""
    return any(
        all(
            meets(Wanted(part, side), element, body)
            for part, side in zip(param.parts, sides, strict=True)
        )
        for element in param.raw(body, body)
        for sides in sought
    )


SPECIAL: Mapping[str, Callable[[Param, Iterable[Value], Resource], bool]] = MappingProxyType(
    {"_id": _id, "_text": _narrative, "_content": _content, "near": _near}
)
"""Parameters that are no expression's value."""
