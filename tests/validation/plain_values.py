"""What the facts of an element ask of one value, asked one by one, in the words of the facts.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.definitions import Binding, Constraint, Element
from gateway.fhirpath import FhirPathError, parse
from gateway.validation.facets import ERRATA
from gateway.validation.hand import BDL_3, BDL_4, PER_1
from gateway.validation.invariants import expression
from gateway.validation.limits import beyond_value, unlike
from tests.fhirpath.fhirpath_interpreter import interpret
from tests.validation.plain_primitives import RULES as PRIMITIVE
from tests.validation.plain_primitives import fits

if TYPE_CHECKING:
    from tests.validation.plain_around import Around

BY_HAND: Mapping[str, str] = MappingProxyType(
    {
        PER_1: "start.empty() or end.empty() or iif(start > end, false, true)",
        BDL_3: f"type.empty() or {BDL_3}",
        BDL_4: f"type.empty() or {BDL_4}",
    }
)
"""Published expression -> what the code that stands in for it means on purpose.

Times of unlike precision are let be; of a Bundle without a type, that alone is said.
"""
_BINDS = frozenset({"required", "maximum"})
_PARTS = frozenset({"BackboneElement", "Element"})
_MEDIA = "http://hl7.org/fhir/ValueSet/mimetypes"
_FORMATS = ("json", "xml", "ttl")
_CODED = frozenset(
    {"Coding", "Quantity", "CodeableConcept", "Age", "Count", "Distance", "Duration"}
)


def same(value: Any, other: Any) -> bool:
    """Whether two JSON values are equal, and a number no truth."""
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(same(value[key], other[key]) for key in value)
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(same, value, other))
    numbers = (int, Decimal)
    kin = type(value) is type(other) or (type(value) in numbers and type(other) in numbers)
    return kin and bool(value == other)


def holds(value: Any, pattern: Any) -> bool:
    """Whether a value has at least what a pattern has."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            holds(value.get(key), inner) for key, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(holds(one, inner) for one in value) for inner in pattern
        )
    return same(value, pattern)


def faults(
    element: Element,
    value: Any,
    code: str,
    around: Around,
    *,
    marked: bool = False,
) -> Iterator[str]:
    """The rules that a value breaks by what is said of its element.

    `marked`: its pattern is what its slice is known by.
    """
    if element.fixed is not None and not same(value, element.fixed[1]):
        yield "fixed-value"
    if element.pattern is not None and not marked and not holds(value, element.pattern[1]):
        yield "pattern-value"
    if isinstance(value, str) and code in PRIMITIVE:
        yield from _text(element, value)
    for limit, sign, rule in (
        (element.min_value, -1, "value-too-small"),
        (element.max_value, 1, "value-too-large"),
    ):
        if limit is None:
            continue
        if beyond_value(value, limit[1], sign) or unlike(value, limit[1]):
            yield rule
    yield from _sizes(element, value)
    if element.binding is not None:
        yield from _codes(element.binding, value, code, around)
    for constraint in element.constraints:
        if constraint.severity == "error" and broken(
            constraint, value, _place(element, code), around
        ):
            yield constraint.key


def _text(element: Element, value: str) -> Iterator[str]:
    if element.max_length is not None and len(value) > element.max_length:
        yield "value-too-long"
    if element.min_length is not None and len(value) < element.min_length:
        yield "value-too-short"
    if element.regex and fits(element.regex, value) is False:
        yield "value-form"


def _sizes(element: Element, value: Any) -> Iterator[str]:
    if element.max_places is not None and _places(value) > element.max_places:
        yield "value-too-precise"
    if element.max_size is not None and _bytes(value) > element.max_size:
        yield "data-too-large"


def _places(value: Any) -> int:
    """The decimal places of a number, as it is written."""
    number = value.get("value") if isinstance(value, dict) else value
    return len(f"{number:f}".partition(".")[2]) if isinstance(number, Decimal) else 0


def _bytes(value: Any) -> int:
    """The bytes of an attachment, or of base64."""
    data = value.get("data") if isinstance(value, dict) else value
    if isinstance(data, str):
        return len(b64decode(data))
    return int(value.get("size", 0)) if isinstance(value, dict) else 0


def _place(element: Element, code: str) -> str:
    """What the focus of an invariant is: its type, and of a part that has none, its path."""
    return element.path if code in _PARTS or "." not in element.path else code


def broken(constraint: Constraint, value: Any, place: str, around: Around) -> bool:
    """Whether an invariant surely does not hold of a value."""
    asked = expression(constraint)
    if not asked:
        return False
    asked = BY_HAND.get(asked, asked)
    try:
        return interpret(_read(asked), value, place, around.env()) != [True]
    except (FhirPathError, RecursionError, AttributeError, TypeError, LookupError):
        return False


_read = cache(parse)
"""An expression is asked of every mutant: its tree is made once."""


def _codes(binding: Binding, value: Any, code: str, around: Around) -> Iterator[str]:
    strength = ERRATA.get(binding.valueset, binding.strength)
    known = [(strength, binding.valueset), ("required", binding.max_valueset)]
    known += [
        (one.purpose, one.valueset)
        for one in binding.additional
        if not one.limited and not one.any
    ]
    for strength, url in known:
        if strength in _BINDS and url:
            yield from _member(url, value, code, around)


def _member(url: str, value: Any, code: str, around: Around) -> Iterator[str]:
    """A code of no system at hand is no error: nobody knows it to be outside."""
    said: list[tuple[str | None, str]] | None
    if code in PRIMITIVE:
        said = [(None, value)] if isinstance(value, str) else None
    else:
        said = list(codings(value)) if code in _CODED and isinstance(value, dict) else None
    if said is None:
        return
    if not said:
        yield "code-missing"
        return
    if url.startswith(_MEDIA) and value in _FORMATS:
        return
    answers = {around.terminology.member(url, system, code).known for system, code in said}
    if answers == {False}:
        yield "code-not-in-value-set"


def codings(value: Any) -> Iterator[tuple[str | None, str]]:
    """(system, code) of a Coding or Quantity, or of each coding of a concept."""
    if "code" in value or "system" in value:
        found = [value]
    else:
        found = value.get("coding") if isinstance(value.get("coding"), list) else []
    for one in found:
        if isinstance(one, dict) and isinstance(one.get("code"), str):
            yield str(one.get("system", "")), one["code"]
