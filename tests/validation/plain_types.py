"""The plain twin of the validator: walks a resource beside the facts of its type, and says it all.

It knows nothing of what the validator compiles, remembers or leaves out, and is as slow as that.
https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.definitions import Element, Structure, TypeRef
from gateway.validation.bundled import Bundled
from tests.validation import plain_profiles
from tests.validation.plain_around import Around, Facts, Json, choice, forms, ordinary, stem
from tests.validation.plain_left_out import left_out
from tests.validation.plain_primitives import fault
from tests.validation.plain_values import faults


def walk(facts: Facts, resource: Json, profiles: Sequence[str] = ()) -> set[tuple[str, str]]:
    """(rule, place) of each error in a resource, by its type, what it claims, and these."""
    bundle = Bundled(resource) if resource.get("resourceType") == "Bundle" else None
    around = Around(facts, resource, resource, bundle)
    structure = facts.resource(resource.get("resourceType"))
    if structure is None:
        return {("resource-type-unknown", "resourceType")}
    _whole(resource, structure.type, structure, around, profiles)
    return {one for one in around.wrong if not left_out(one[0])}


def _whole(
    value: Json, place: str, structure: Structure, around: Around, profiles: Sequence[str] = ()
) -> None:
    """A resource: by its type, and by its profiles."""
    root = structure.elements[0]
    _object(value, place, structure, root, around)
    meta = value.get("meta")
    said = meta.get("profile") if isinstance(meta, dict) else None
    claimed = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    urls = dict.fromkeys([*map(around.definitions.canonical, claimed), *profiles])
    for url in urls:
        plain_profiles.judge(url, value, place, around)


def _nested(value: Json, place: str, around: Around) -> None:
    """A resource inside another one."""
    structure = around.facts.resource(value.get("resourceType"))
    if structure is None:
        around.wrong.add(("resource-type-unknown", place))
        return
    contained = place.rpartition(".")[2].startswith("contained")
    _whole(value, place, structure, around.within(value, contained=contained))
    if contained:
        mark = f"#{value.get('id')}"
        if mark in around.ids:
            around.wrong.add(("contained-id-twice", place))
        around.ids.add(mark)


def _object(
    owner: Json, place: str, structure: Structure, element: Element, around: Around
) -> None:
    """An object: its keys one by one, then what must be there, then what is said of it whole."""
    if not owner or owner.keys() == {"id"}:
        around.wrong.add(("empty-value", place))
    children = ordinary(structure, element.id)
    known = {key: child for child in children for key in forms(child)}
    found: dict[str, str] = {}
    for key, value in owner.items():
        if key == "resourceType" and structure.kind == "resource" and "." not in element.id:
            continue
        bare = key.removeprefix("_")
        child = known.get(bare)
        if child is None or not _fits(key, child, around):
            around.wrong.add(("element-unknown", f"{place}.{key}"))
            continue
        if key == bare or bare not in owner:
            if choice(child) and stem(child) in found:
                around.wrong.add(("choice-several", f"{place}.{key}"))
            found[stem(child)] = key
        if key == bare:
            _element(value, owner, f"{place}.{key}", key, structure, child, around)
        else:
            _beside(value, owner, f"{place}.{key}", bare, child, around)
    for child in children:
        if child.min and stem(child) not in found:
            around.wrong.add(("element-required", f"{place}.{stem(child)}"))
    _said(element, owner, "BackboneElement", place, around)


def _said(element: Element, value: Any, code: str, place: str, around: Around) -> None:
    for rule in faults(element, value, code, around):
        around.wrong.add((rule, place))


def _fits(key: str, child: Element, around: Around) -> bool:
    """Only a primitive may have a `_key` beside it, and the narrative has none."""
    if not key.startswith("_"):
        return True
    code = forms(child)[key[1:]]
    return code != "xhtml" and around.facts.primitive(code)


def _element(  # noqa: PLR0913, PLR0917 - a value, where it stands, and what is said of it
    value: Any, owner: Json, place: str, key: str, structure: Structure, child: Element,
    around: Around,
) -> None:  # fmt: skip
    code = forms(child)[key]
    if child.base_max == 1:
        _one(value, place, code, structure, child, around)
        return
    if value is None or value == []:
        around.wrong.add(("empty-value", place))
    elif not isinstance(value, list):
        around.wrong.add(("list-expected", place))
    else:
        beside = owner.get("_" + key)
        for index, item in enumerate(value):
            told = isinstance(beside, list) and index < len(beside) and beside[index]
            if not (item is None and told and around.facts.primitive(code)):
                _one(item, f"{place}[{index}]", code, structure, child, around)
        if child.max is not None and len(value) > child.max:
            around.wrong.add(("element-too-many", place))


def _one(  # noqa: PLR0913, PLR0917 - a value, where it stands, and what is said of it
    value: Any, place: str, code: str, structure: Structure, child: Element, around: Around
) -> None:
    if around.facts.primitive(code):
        rule = fault(value, code)
        if rule:
            around.wrong.add((rule, place))
        if stem(child) == "id" and isinstance(value, str):
            _identified(value, place, structure, child, around)
        _said(child, value, code, place, around)
        return
    if not isinstance(value, dict):
        empty = value is None or value in ("", [])
        rule = "list-unexpected" if isinstance(value, list) else "type-wrong"
        around.wrong.add(("empty-value" if empty else rule, place))
        return
    _typed(value, place, code, structure, child, around)
    _said(child, value, code, place, around)
    for one in child.types:
        if one.code == code:
            plain_profiles.typed(one, value, place, around)


def _typed(  # noqa: PLR0913, PLR0917 - a value, where it stands, and what is said of it
    value: Json, place: str, code: str, structure: Structure, child: Element, around: Around
) -> None:
    """An object, by the elements that lie below its own, or by its type."""
    if code in {"Resource", "DomainResource"}:
        _nested(value, place, around)
        return
    if child.content_reference:
        meant = structure.element(child.content_reference.rpartition("#")[2])
        if meant is not None:
            _object(value, place, structure, meant, around)
        return
    if structure.children(child.id):
        _object(value, place, structure, child, around)
        return
    kind = around.facts.structure(code)
    if kind is not None:
        _object(value, place, kind, kind.elements[0], around)
        if code == "Extension":
            _extension(value, place, around)


def _extension(value: Json, place: str, around: Around) -> None:
    """An extension, by the definition that its url names."""
    url = value.get("url")
    if not isinstance(url, str) or not url:
        return
    steps = place.split(".")
    inside = len(steps) > 1 and steps[-2].rstrip("]0123456789[") in {
        "extension",
        "modifierExtension",
    }
    if ":" not in url:
        if not inside:
            around.wrong.add(("extension-url", place))
        return
    url = url.partition("|")[0]
    known = around.facts.structure(url)
    if known is not None and known.type == "Extension":
        plain_profiles.judge(url, value, place, around)
    elif steps[-1].startswith("modifierExtension"):
        around.wrong.add(("modifier-extension-unknown", place))


def _identified(
    value: str, place: str, structure: Structure, child: Element, around: Around
) -> None:
    """The id of an element, which no other one in the resource may have."""
    whole = structure.kind == "resource" and child.path.count(".") == 1
    if whole or structure.type == "ElementDefinition":
        return
    if value in around.ids:
        around.wrong.add(("element-id-twice", place))
    around.ids.add(value)


def _beside(  # noqa: PLR0913, PLR0917 - a value, where it stands, and what is said of it
    value: Any, owner: Json, place: str, key: str, child: Element, around: Around
) -> None:
    """What stands beside a primitive: an Element, or one for each of a list."""
    if child.base_max == 1:
        _aside(value, place, around, beside=owner.get(key) is not None)
        if key in owner and owner[key] is None:
            around.wrong.add(("empty-value", place.replace("_" + key, key)))
        return
    if value is None or value == []:
        around.wrong.add(("empty-value", place))
    elif not isinstance(value, list):
        around.wrong.add(("list-expected", place))
    else:
        values = owner.get(key)
        for index, item in enumerate(value):
            met = index < len(values) if isinstance(values, list) else False
            if item is not None:
                beside = isinstance(values, list) and met and values[index] is not None
                _aside(item, f"{place}[{index}]", around, beside=beside)
            elif not met:
                around.wrong.add(("empty-value", f"{place}[{index}]"))


def _aside(value: Any, place: str, around: Around, *, beside: bool) -> None:
    kind = around.facts.structure("Element")
    if kind is None:
        return
    anything = Element("", "", types=(TypeRef("Element"),))
    _one(value, place, "Element", kind, anything, around)
    if beside and isinstance(value, dict) and value.keys() == {"id"}:
        around.wrong.discard(("empty-value", place))
