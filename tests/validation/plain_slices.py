"""The plain twin, for slices: which slice an item belongs to, told by walking to what it fixes.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from typing import Any, TypeAlias

from gateway.definitions import Element, Structure
from tests.validation import plain_profiles
from tests.validation.plain_around import Around, choice, forms, ordinary, slices, stem
from tests.validation.plain_marks import Spot, Steps, Test, along, demands, leading, read
from tests.validation.plain_values import codings

Items: TypeAlias = list[tuple[str, Any]]


def sort(
    structure: Structure, whole: Element, parts: list[Element], items: Items, around: Around
) -> tuple[list[tuple[Element, Items | None]], list[str], list[str]]:
    """The items of each slice (None: nobody can tell), the places of strays, and of disorder."""
    tests = [_test(structure, whole, part, around) for part in parts]
    found: list[Items | None] = [None if test is None else [] for test in tests]
    strays, disorder, last = [], [], -1
    rules = whole.slicing
    for at, one in items:
        number = next((n for n, test in enumerate(tests) if test and test(one)), None)
        if number is None:
            if None not in tests:
                strays.append(at)
                last = len(parts)
            continue
        mine = found[number]
        if mine is not None:
            mine.append((at, one))
        if _rest(parts[number]) or not rules:
            continue
        if (rules.ordered and last > number) or (
            rules.rules == "openAtEnd" and last == len(parts)
        ):
            disorder.append(at)
        elif rules.ordered:
            last = number
    return list(zip(parts, found, strict=True)), strays, disorder


def _rest(part: Element) -> bool:
    return part.id.endswith(":@default")


def _test(structure: Structure, whole: Element, part: Element, around: Around) -> Test | None:
    """Whether an item is of a slice, by all discriminators; None where nobody can tell."""
    if _rest(part):
        return lambda _value: True
    marks = whole.slicing.discriminators if whole.slicing else ()
    found: list[list[Test] | None] = [
        _KINDS[kind]((structure, whole), (structure, part), steps, around)
        if kind in _KINDS and (steps := read(path)) is not None
        else None
        for kind, path in marks
    ]
    known = [one for one in found if one]
    asked = [one for one, (kind, _) in zip(found, marks, strict=True) if kind != "profile"]
    if not known or any(one is None for one in asked):
        return None
    return lambda value: all(test(value) for tests in known for test in tests)


def _value(whole: Spot, part: Spot, steps: Steps, around: Around) -> list[Test] | None:
    followed = [number for number, (kind, _) in enumerate(steps) if kind == "resolve"]
    if followed:
        return _referred(part, steps, followed[0], around)
    wanted = demands(part, steps, around)
    if wanted:
        return [leading(steps, test, around) for test in wanted]
    return _bound(whole, part, steps, around)


def _referred(part: Spot, steps: Steps, at: int, around: Around) -> list[Test] | None:
    """What the profiles of a reference's targets fix, where the path leads."""
    owner = _node(part, steps[:at], around)
    found = []
    for url in [url for one in owner[1].types for url in one.target_profiles] if owner else ():
        structure = around.facts.structure(url)
        if structure is not None:
            tests = demands((structure, structure.elements[0]), steps[at + 1 :], around)
            found += [[leading(steps, test, around) for test in tests]] if tests else []
    return (
        [lambda value: any(all(test(value) for test in tests) for tests in found)]
        if found
        else None
    )


def _bound(whole: Spot, part: Spot, steps: Steps, around: Around) -> list[Test] | None:
    node, usual = _node(part, steps, around), _node(whole, steps, around)
    if node is None or node[1].binding is None:
        return None
    if usual is not None and usual[1].binding == node[1].binding:
        return []
    codes = around.definitions.codes(node[1].binding.valueset)
    if codes is None:
        return None

    def test(value: Any) -> bool:
        if isinstance(value, str):
            return value in codes.codes
        return isinstance(value, dict) and any(pair in codes.pairs for pair in codings(value))

    return [leading(steps, test, around)]


def _exists(_whole: Spot, part: Spot, steps: Steps, around: Around) -> list[Test] | None:
    node = _node(part, steps, around)
    if node is None or not (node[1].max == 0 or node[1].min):
        return None
    wanted = node[1].max != 0
    return [lambda value: bool(along([value], steps, around)) is wanted]


def _type(_whole: Spot, part: Spot, steps: Steps, around: Around) -> list[Test] | None:
    resolved = bool(steps) and steps[-1][0] == "resolve"
    node = _node(part, steps[:-1] if resolved else steps, around)
    if node is None:
        return None
    element = node[1]
    codes = {one.code for one in element.types}
    if resolved:
        targets = {url for one in element.types for url in one.target_profiles}
        codes = {one.type for url in targets if (one := around.facts.structure(url))}
        if not codes:
            return None
    if choice(element):
        return [leading(steps[:-1], lambda one: bool(forms(element).keys() & one.keys()), around)]
    return [leading(steps, lambda one: "Resource" in codes or _kind(one) in codes, around)]


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        kind = value.get("resourceType")
        return kind if isinstance(kind, str) else None
    return {str: "string", bool: "boolean", int: "integer"}.get(type(value))


def _profile(_whole: Spot, part: Spot, steps: Steps, around: Around) -> list[Test] | None:
    resolved = bool(steps) and steps[-1][0] == "resolve"
    node = _node(part, steps[:-1] if resolved else steps, around)
    if node is None:
        return None
    types = node[1].types
    urls = [
        url
        for one in types
        for url in (one.target_profiles if one.code == "Reference" else one.profiles)
    ]
    if not urls:
        return None
    if not resolved and all(one.code == "Reference" for one in types):
        steps = (*steps, ("resolve", ""))

    def test(value: Any) -> bool:
        if isinstance(value, dict) and value.keys() == {"resourceType"}:
            found = [around.facts.structure(url) for url in urls]
            kinds = {value["resourceType"], "Resource", "DomainResource"}
            return any(one is not None and one.type in kinds for one in found)
        return any(plain_profiles.meets(url, value, "slice", around) for url in urls)

    return [leading(steps, test, around)]


def _node(spot: Spot, steps: Steps, around: Around) -> Spot | None:
    """The element that a path leads to, through the types of elements if need be."""
    for kind, name in steps:
        structure, element = spot
        if kind in {"ofType", "resolve"}:
            continue
        if not structure.children(element.id) and len(element.types) == 1:
            one = element.types[0]
            found = around.facts.structure((*one.profiles, one.code)[0])
            if found is None:
                return None
            structure, element = found, found.elements[0]
        inner = [
            each
            for child in ordinary(structure, element.id)
            for each in (slices(structure, child) if kind else [child])
            if (
                kind and stem(child) == "extension" and any(name in t.profiles for t in each.types)
            )
            or (not kind and stem(each) == name)
        ]
        if not inner:
            return None
        spot = (structure, inner[0])
    return spot


_KINDS = {
    "value": _value,
    "pattern": _value,
    "exists": _exists,
    "type": _type,
    "profile": _profile,
}
