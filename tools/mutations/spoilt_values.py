"""Ways of spoiling a value: its code, what it is fixed to, how long it is, what it refers to.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from random import Random
from typing import Any

from gateway.definitions import Definitions
from tools.mutations.edits import NOWHERE, Edit, item, sliced, told
from tools.mutations.malformed import NUMBERS
from tools.mutations.places import Place, holds
from tools.mutations.samples import UNENUMERATED

# -- codes, fixed values, patterns ---------------------------------------------------------------


def _bound(place: Place, definitions: Definitions) -> bool:
    binding = place.element.binding
    if not told(place) or binding is None or place.marking:
        return False
    url = binding.max_valueset or (binding.valueset if binding.strength == "required" else "")
    known = definitions.codes(url) if url else None
    return url.partition("|")[0] in UNENUMERATED or bool(known and known.pairs)


def wrong_code(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A code that a required value set has not."""
    return _coded(place, {"code": NOWHERE}) if _bound(place, definitions) else None


def wrong_system(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A code of another system than the required one."""
    if not _bound(place, definitions) or place.primitive:
        return None
    return _coded(place, {"system": "http://things.example/codes"})


def text_for_code(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """Words alone where a code is required."""
    if not _bound(place, definitions) or place.code != "CodeableConcept":
        return None
    return item(place, {"text": "words"})


def _coded(place: Place, other: dict[str, str]) -> Edit | None:
    value = place.value[0] if isinstance(place.value, list) else place.value
    if place.primitive:
        return item(place, other["code"])
    if place.code == "CodeableConcept":
        codings = value.get("coding") or [{"system": "http://things.example/codes", "code": "x"}]
        return item(place, {"coding": [{**one, **other} for one in codings]})
    known = place.code in {"Coding", "Quantity", "Age", "Duration"} and "code" in value
    return item(place, {**value, **other}) if known else None


def fixed_changed(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Another value than the fixed one."""
    fixed = place.element.fixed
    if fixed is None or not told(place) or place.marking or sliced(place):
        return None
    return item(place, _other(fixed[1]))


def pattern_broken(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A value without what the pattern asks for."""
    pattern = place.element.pattern
    if pattern is None or not told(place) or place.marking or sliced(place):
        return None
    other = _other(pattern[1])
    return None if holds(pattern[1], other) else item(place, other)


def _other(value: Any) -> Any:
    """A value like this one, and another."""
    if isinstance(value, dict):
        name = next(iter(value))
        return {**value, name: _other(value[name])}
    if isinstance(value, list):
        return [_other(value[0]), *value[1:]]
    if isinstance(value, bool):
        return not value
    return value + "x" if isinstance(value, str) else value + 1


def too_long(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """More characters than are allowed."""
    if not told(place) or place.code not in {"string", "markdown"} or sliced(place):
        return None
    most = place.element.max_length
    if most is None and draw.random() > _SELDOM:
        return None
    return item(place, "x" * ((most or 1_048_576) + 1))


_SELDOM = 0.002


def beyond_limits(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A number below the least or above the greatest."""
    low, high = place.element.min_value, place.element.max_value
    if not told(place) or place.code not in NUMBERS:
        return None
    if high is not None:
        return item(place, high[1] + 1)
    return None if low is None else item(place, low[1] - 1)


# -- references ----------------------------------------------------------------------------------


def reference_to_other_type(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A reference to a type of resource that may not stand there."""
    if not told(place) or place.code != "Reference" or place.marking:
        return None
    urls = [
        url
        for one in place.element.types
        if one.code == "Reference"
        for url in one.target_profiles
    ]
    found = [definitions.structure(url) for url in urls]
    kinds = {one.type for one in found if one is not None}
    if None in found or not kinds or kinds & {"Resource", "DomainResource"}:
        return None
    other = next(one for one in ("Slot", "Patient", "Linkage", "Basic") if one not in kinds)
    return item(place, {"reference": f"{other}/a"})


def reference_into_nothing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A reference to a contained resource that is not there."""
    if not told(place) or place.code != "Reference" or place.marking:
        return None
    return item(place, {"reference": "#nowhere"})
