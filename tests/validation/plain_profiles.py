"""The plain twin, for profiles: the whole snapshot of each is held against the value.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.definitions import Element, Structure, TypeRef
from tests.validation import plain_slices
from tests.validation.plain_around import (
    Around,
    Json,
    choice,
    forms,
    ordinary,
    said_type,
    slices,
    stem,
)
from tests.validation.plain_values import faults

_ABOVE = ("Resource", "DomainResource")
_BASE = "http://hl7.org/fhir/StructureDefinition/"
_DEEPEST = 8


def judge(url: str, value: Any, place: str, around: Around) -> None:
    """Note all that is wrong with a value by a profile, its parents, and what those impose."""
    structure = around.facts.structure(url)
    if structure is None:
        return
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if kind is not None and structure.type not in (kind, *_ABOVE):
        around.wrong.add(("profile-type-wrong", place))
        return
    for one in _line(structure, around):
        root = one.elements[0]
        note(root, value, one.type, place, around)
        if isinstance(value, dict):
            _below(one, root, value, place, around)


def _line(
    structure: Structure, around: Around, trail: tuple[str, ...] = ()
) -> Iterator[Structure]:
    """The profile's parents, itself, and what is imposed with it; not its type."""
    if structure.derivation != "constraint" or structure.url in trail:
        return
    trail = (*trail, structure.url)
    parent = around.facts.structure(structure.base)
    if parent is not None:
        yield from _line(parent, around, trail)
    yield structure
    for url in around.facts.imposed(structure.url):
        other = around.facts.structure(url)
        if other is not None:
            yield from _line(other, around, trail)


def meets(url: str, value: Any, place: str, around: Around) -> bool:
    """Whether a value meets a profile; asked of a resource once, and never in circles."""
    apart = around.apart(value)
    if apart.resource is not value:
        judge(url, value, place, apart)
        return not apart.wrong
    key = (id(value), url)
    if key not in around.judged and around.depth < _DEEPEST:
        around.judged[key] = True
        apart.depth += 1
        judge(url, value, place, apart)
        around.judged[key] = not apart.wrong
    return around.judged.get(key, True)


def note(  # noqa: PLR0913 - what is said, of what, and where
    element: Element,
    value: Any,
    code: str,
    place: str,
    around: Around,
    *,
    marked: bool = False,
) -> None:
    """Note what a value breaks of what is said of its element."""
    for rule in faults(element, value, code, around, marked=marked):
        around.wrong.add((rule, place))


def _below(
    structure: Structure, element: Element, owner: Json, place: str, around: Around
) -> None:
    """Note what is wrong below an element, as far as the snapshot unfolds it."""
    for child in ordinary(structure, element.id):
        if choice(child):
            _choice(structure, child, owner, place, around)
        else:
            _element(structure, child, owner, place, around)


def _element(
    structure: Structure, child: Element, owner: Json, place: str, around: Around
) -> None:
    key, code = next(iter(forms(child).items()))
    where = f"{place}.{key}"
    value = owner.get(key)
    many = child.base_max != 1
    values = value if isinstance(value, list) else []
    pairs = list(enumerate(values)) if many else [(0, value)] * (value is not None)
    count = len(pairs)
    if around.facts.primitive(code) and "_" + key in owner:
        beside = owner["_" + key]
        count = max(count, len(beside) if many and isinstance(beside, list) else int(not many))
        _alternatives(child, value, beside, where, around)
    if count < child.min:
        around.wrong.add(("element-required", where))
    if child.max is not None and count > child.max:
        around.wrong.add(("element-too-many", where))
    items = [(f"{where}[{index}]" if many else where, one) for index, one in pairs]
    for at, one in items:
        inside(structure, child, code, one, at, around)
    parts = slices(structure, child)
    if parts or (child.slicing and child.slicing.rules != "open"):
        plain = around.facts.primitive(code)
        fit = [(at, one) for at, one in items if (one is not None if plain else type(one) is dict)]
        _sliced(structure, child, parts, fit, where, around)


def _alternatives(child: Element, value: Any, beside: Any, where: str, around: Around) -> None:
    """What stands for a missing value: one of the extensions that may."""
    if not child.alternatives or value is not None or child.base_max != 1:
        return
    found = beside.get("extension") if isinstance(beside, dict) else None
    urls = {one.get("url") for one in found or () if isinstance(one, dict)}
    if not urls & set(child.alternatives):
        around.wrong.add(("value-alternative-missing", where))


def inside(  # noqa: PLR0913, PLR0917 - a value, where it stands, and what is said of it
    structure: Structure,
    element: Element,
    code: str,
    value: Any,
    place: str,
    around: Around,
    *,
    marked: bool = False,
) -> None:
    """Note all that is wrong with one value of an element."""
    plain = around.facts.primitive(code)
    if not plain and not isinstance(value, dict):
        return
    note(element, value, code, place, around, marked=marked)
    for one in _types(element, code, value, place, around):
        typed(one, value, place, around)
    if not plain and structure.children(element.id):
        kind = around.facts.structure(code)
        if kind is not None and kind.kind == "resource":
            contained = place.rpartition(".")[2].startswith("contained")
            around = around.within(value, contained=contained)
        _below(structure, element, value, place, around)


def _types(
    element: Element, code: str, value: Any, place: str, around: Around
) -> Iterator[TypeRef]:
    """The types by which a value is to be judged; a resource of none of them is noted."""
    codes = [one.code for one in element.types]
    kinds = [around.facts.structure(one) for one in codes]
    whole = all(kind is not None and kind.kind == "resource" for kind in kinds)
    if not (kinds and whole):
        yield from (one for one in element.types if one.code == code)
        return
    kind = value.get("resourceType")
    if not {*codes} & {*_ABOVE} and kind not in codes:
        around.wrong.add(("resource-type-wrong", place))
    yield from (one for one in element.types if one.code in {kind, *_ABOVE})


def typed(one: TypeRef, value: Any, place: str, around: Around) -> None:
    """Hold a value against the profiles of its type, and a reference against its targets."""
    urls = [around.definitions.canonical(url) for url in one.profiles]
    if len(urls) == 1:
        kind = around.facts.structure(one.code)
        own = kind is not None and kind.kind == "resource"
        contained = place.rpartition(".")[2].startswith("contained")
        judge(urls[0], value, place, around.within(value, contained=contained) if own else around)
    elif urls and not any(meets(url, value, place, around) for url in urls):
        around.wrong.add(("profile-failed", place))
    if one.code == "Reference" and isinstance(value, dict) and one.target_profiles:
        _target(one.target_profiles, value, place, around)


def _target(urls: tuple[str, ...], value: Json, place: str, around: Around) -> None:
    """What a reference refers to: by its own words, and by itself where it is at hand."""
    found = [around.facts.structure(url) for url in urls]
    if None in found:
        return
    types = {one.type for one in found if one}
    text = value.get("reference")
    meant = around.resolve(text) if isinstance(text, str) else None
    kind = said_type(value) if meant is None else meant.get("resourceType")
    if isinstance(kind, str) and kind not in types and not types & {*_ABOVE}:
        relative = isinstance(text, str) and "/" in text and ":" not in text
        stated = ":" not in str(value.get("type", ":"))
        if relative or stated or around.facts.resource(kind):
            around.wrong.add(("reference-target-wrong", place))
    elif meant is not None and not all(url.startswith(_BASE) for url in urls if _is_type(url)):
        return
    elif meant is not None:
        _profiled(urls, meant, kind, place, around)


def _is_type(url: str) -> bool:
    return url.removeprefix(_BASE).isalpha()


def _profiled(urls: tuple[str, ...], meant: Json, kind: Any, place: str, around: Around) -> None:
    found = {url: around.facts.structure(url) for url in urls}
    wanted = [url for url, one in found.items() if one and one.type in {kind, "Resource"}]
    if wanted and not any(meets(url, meant, place, around) for url in wanted):
        around.wrong.add(("profile-failed", place))


def _choice(structure: Structure, child: Element, owner: Json, place: str, around: Around) -> None:
    """An element whose type stands in its key."""
    origin = around.facts.structure(child.base_path.partition(".")[0])
    base = origin.element(child.base_path) if origin else None
    every, parts = forms(base or child), slices(structure, child)
    allowed = forms(child) if child.max != 0 else {}
    if child.slicing and child.slicing.rules == "closed" and parts:
        allowed = {key: code for part in parts for key, code in forms(part).items()}
    for key in every.keys() & owner.keys() - allowed.keys():
        around.wrong.add(("type-not-allowed", f"{place}.{key}"))
    if child.min and not _any(every, owner):
        around.wrong.add(("element-required", f"{place}.{stem(child)}"))
    for key, code in forms(child).items():
        if owner.get(key) is not None:
            inside(structure, child, code, owner[key], f"{place}.{key}", around)
    for part in parts:
        _form(structure, part, owner, place, around)


def _any(keys: dict[str, str], owner: Json) -> bool:
    return any(key in owner or "_" + key in owner for key in keys)


def _form(structure: Structure, part: Element, owner: Json, place: str, around: Around) -> None:
    """A slice of a choice: one of its forms, or some."""
    keys = forms(part)
    single = len(keys) == 1
    if part.min and not _any(keys, owner):
        where = next(iter(keys)) if single else stem(part)
        around.wrong.add(("element-required" if single else "slice-missing", f"{place}.{where}"))
    for key, code in keys.items():
        if part.max == 0 and (key in owner or "_" + key in owner):
            around.wrong.add(("element-too-many", f"{place}.{key}"))
        if owner.get(key) is not None:
            inside(structure, part, code, owner[key], f"{place}.{key}", around)


def _sliced(  # noqa: PLR0913, PLR0917 - items, where they stand, and what is said of them
    structure: Structure,
    whole: Element,
    parts: list[Element],
    items: list[tuple[str, Any]],
    where: str,
    around: Around,
) -> None:
    """Sort items into slices, and hold each against its own."""
    rules = whole.slicing
    sorted_, strays, disorder = plain_slices.sort(structure, whole, parts, items, around)
    around.wrong.update(("slice-order", at) for at in disorder)
    if rules and rules.rules == "closed":
        around.wrong.update(("slice-unknown", at) for at in strays)
    marks = rules.discriminators if rules else ()
    marked = any(kind in {"value", "pattern"} and path == "$this" for kind, path in marks)
    for part, mine in sorted_:
        if mine is None:
            if part.min and not items:
                around.wrong.add(("slice-missing", where))
            continue
        if len(mine) < part.min:
            around.wrong.add(("slice-missing", where))
        if part.max is not None and len(mine) > part.max:
            around.wrong.add(("slice-too-many", where))
        for at, one in mine:
            code = part.types[0].code if part.types else "BackboneElement"
            inside(structure, part, code, one, at, around, marked=marked)
        inner = slices(structure, part)
        if inner or part.slicing:
            _sliced(structure, part, inner, mine, where, around)
