"""The plain twin, for discriminators: along a path, and what a slice fixes at its end.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from gateway.definitions import Element, Structure
from tests.validation.plain_around import (
    Around,
    choice,
    forms,
    ordinary,
    said_type,
    slices,
    stem,
)
from tests.validation.plain_values import holds

Test: TypeAlias = Callable[[Any], bool]
Steps: TypeAlias = tuple[tuple[str, str], ...]
Spot: TypeAlias = tuple[Structure, Element]
_STEP = re.compile(r"\.?(?:(extension|ofType|resolve)\('?([^')]*)'?\)|([A-Za-z0-9]+)|\$this)")
_DEEPEST = 12


def read(path: str) -> Steps | None:
    """A discriminator's path: (operation, name) of each step; None where nobody understands it."""
    found, at = [], 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            return None
        if match[1] or match[3]:
            found.append((match[1] or "", match[2] or match[3] or ""))
        at = match.end()
    return tuple(found)


def along(values: list[Any], steps: Steps, around: Around | None) -> list[Any]:
    """What lies at the end of a path, lists laid flat."""
    for kind, name in steps:
        values = [
            each
            for value in values
            if isinstance(value, dict)
            for found in _step(value, kind, name, around)
            for each in (found if isinstance(found, list) else [found])
        ]
    return values


def _step(value: dict[str, Any], kind: str, name: str, around: Around | None) -> Iterator[Any]:
    if kind == "resolve":
        yield from _resolved(value, around)
    elif kind == "ofType":
        if value.get("resourceType", name) == name:
            yield value
    elif kind == "extension":
        inside = value.get("extension")
        parts = inside if isinstance(inside, list) else []
        yield from (one for one in parts if isinstance(one, dict) and one.get("url") == name)
    else:
        keys = [name] if name in value else [one for one in value if re.match(f"{name}[A-Z]", one)]
        yield from (value[key] for key in keys)


def _resolved(value: dict[str, Any], around: Around | None) -> Iterator[Any]:
    text = value.get("reference")
    if isinstance(text, str) and around is not None:
        meant, said = around.resolve(text), said_type(value)
        if meant is not None or said:
            yield meant or {"resourceType": said}


def leading(steps: Steps, test: Test, around: Around) -> Test:
    """Whether one of the values at the end of a path passes."""
    return lambda value: any(test(one) for one in along([value], steps, around))


def demands(spot: Spot, steps: Steps, around: Around, depth: int = 0) -> list[Test]:
    """What a slice asks of the values at the end of a path, by what it fixes there."""
    structure, element = spot
    said = element.fixed or element.pattern
    if said is not None:
        return [_holder(wanted) for wanted in along([said[1]], steps, None)]
    if not steps:
        return [_suiting(spot, around, depth)] if _fixes(spot, around, depth) else []
    found = [
        test
        for child in _children(structure, element, steps[0])
        for test in demands((structure, child), steps[1:], around, depth + 1)
    ]
    typed = _typed(element, around) if not found and depth < _DEEPEST else None
    if found or typed is None:
        url = _url(element)
        own = steps == (("", "url"),) and url
        return found or ([_holder(url)] if own else [])
    below = demands(typed, steps, around, depth + 4)
    return below or ([_holder(_url(element))] if steps == (("", "url"),) else [])


def _holder(wanted: Any) -> Test:
    return lambda value: holds(value, wanted)


def _children(structure: Structure, element: Element, step: tuple[str, str]) -> Iterator[Element]:
    """The elements that a step leads to, with the slices of them that must be there."""
    kind, name = step
    for child in ordinary(structure, element.id):
        parts = [one for one in slices(structure, child) if one.min]
        if kind == "extension" and stem(child) == "extension":
            yield from (one for one in parts if any(name in each.profiles for each in one.types))
        elif not kind and name in {stem(child), *forms(child)}:
            yield child
            yield from parts


def _typed(element: Element, around: Around) -> Spot | None:
    """The profile on the type of a slice, where it has one only."""
    if len(element.types) != 1 or len(element.types[0].profiles) != 1:
        return None
    found = around.facts.structure(element.types[0].profiles[0])
    return (found, found.elements[0]) if found else None


def _url(element: Element) -> str:
    """The url of an extension, by the profile that is asked of it."""
    one = element.types[0] if len(element.types) == 1 else None
    named = one is not None and one.code == "Extension" and len(one.profiles) == 1
    return one.profiles[0].partition("|")[0] if named and one else ""


def _fixes(spot: Spot, around: Around, depth: int) -> bool:
    """Whether anything at or below an element is fixed."""
    structure, element = spot
    if element.fixed or element.pattern or _url(element):
        return True
    if depth >= _DEEPEST:
        return False
    typed = _typed(element, around)
    return any(
        _fixes((structure, one), around, depth + 1) for one in _asked(structure, element)
    ) or (typed is not None and _fixes(typed, around, depth + 4))


def _asked(structure: Structure, element: Element) -> Iterator[Element]:
    for child in ordinary(structure, element.id):
        yield child
        yield from (one for one in slices(structure, child) if one.min)


def _suiting(spot: Spot, around: Around, depth: int) -> Test:
    """Whether a value has all that an element fixes, itself and below."""
    structure, element = spot

    def suits(value: Any) -> bool:
        said = element.fixed or element.pattern
        if said is not None:
            return holds(value, said[1])
        if _url(element) and not (isinstance(value, dict) and value.get("url") == _url(element)):
            return False
        typed = _typed(element, around)
        if typed and depth < _DEEPEST and not _suiting(typed, around, depth + 4)(value):
            return False
        return all(_inside(child, value) for child in _asked(structure, element))

    def _inside(child: Element, value: Any) -> bool:
        if not _fixes((structure, child), around, depth + 1):
            return True
        test = _suiting((structure, child), around, depth + 1)
        if choice(child):
            return any(test(found) for found in along([value], ((("", stem(child))),), None))
        found = value.get(stem(child)) if isinstance(value, dict) else None
        if child.base_max == 1 or isinstance((child.fixed or child.pattern or ("", 0))[1], list):
            return test(found)
        return isinstance(found, list) and any(map(test, found))

    return suits
