"""The functions that FHIR adds, those that walk the tree, and those that tell the time.

https://hl7.org/fhir/R4/fhirpath.html#functions · https://hl7.org/fhirpath/N1/#tree-navigation
"""

from __future__ import annotations

from typing import Any

from gateway.fhirpath import xhtml
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Item, Items, enter, raw, siblings, single, text, truth
from gateway.fhirpath.items import children as below
from gateway.fhirpath.items import descendants as all_below
from gateway.fhirpath.items import has_value as valued
from gateway.fhirpath.kinds import type_name
from gateway.fhirpath.values import Moment, of

_STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"


def extension(items: Items, url: Items, env: Environment) -> Items:
    """The extensions with this url."""
    wanted = text(url)
    out: Items = []
    for holder in siblings(items):
        found = holder.get("extension") or ()
        env.spend(len(found) + 1)
        out += [Item(each, "Extension") for each in found if each.get("url") == wanted]
    return out


def has_extension(items: Items, url: Items, env: Environment) -> Items:
    """Is there an extension with this url? (One search parameter of R4 asks so.)"""
    return [bool(extension(items, url, env))]


def has_value(items: Items) -> Items:
    """Is there one item, and has it a primitive value?"""
    return [len(items) == 1 and valued(items[0])]


def get_value(items: Items) -> Items:
    """The primitive value of the one item."""
    return [raw(items[0])] if len(items) == 1 and valued(items[0]) else []


def children(items: Items, env: Environment) -> Items:
    """Everything right below."""
    return below(items, env)


def descendants(items: Items, env: Environment) -> Items:
    """Everything below, at any depth."""
    return all_below(items, env)


def type_of(items: Items) -> Items:
    """The type of each item."""
    return [type_name(item) for item in items]


def resolve(items: Items, env: Environment) -> Items:
    """The resources that references (or their texts) mean; those not at hand are left out."""
    out: Items = []
    for item in items:
        env.spend(10)
        value = raw(item)
        target = value.get("reference") if isinstance(value, dict) else value
        found = env.placed(value, target) if env.placed and isinstance(target, str) else None
        if found is None and isinstance(target, str):
            found = _resolved(target, env)
        out += enter(found, "Resource")
    return out


def _resolved(target: str, env: Environment) -> dict[str, Any] | None:
    if target.startswith("#"):
        root = env.root_resource or env.resource or {}
        if target == "#":
            return root
        held = root.get("contained") or ()
        env.spend(len(held))
        return next((each for each in held if each.get("id") == target[1:]), None)
    return None if env.resolve is None else env.resolve(target)


def conforms_to(items: Items, profile: Items, env: Environment) -> Items:
    """Does the item meet the profile? Base types are told by name; others by the environment.

    Raises FhirPathError where the environment does not know the profile.
    """
    item, url = single(items), text(profile)
    if item is None or url is None:
        return []
    verdict = env.conforms(raw(item), url) if env.conforms else None
    if verdict is None and url.startswith(_STRUCTURES):
        verdict = type_name(item).name == url.removeprefix(_STRUCTURES)
    if verdict is None:
        raise FhirPathError("the profile of conformsTo is not known")
    return [verdict]


def member_of(items: Items, valueset: Items, env: Environment) -> Items:
    """Is the code in the value set? Empty where the environment cannot tell."""
    item, url = single(items), text(valueset)
    if item is None or url is None or env.member_of is None:
        return []
    return truth(env.member_of(raw(item), url))


def subsumes(items: Items, other: Items, env: Environment) -> Items:
    """Does the code include the other? Empty where the environment cannot tell."""
    return _subsumes(single(items), single(other), env)


def subsumed_by(items: Items, other: Items, env: Environment) -> Items:
    """Does the other code include this one? Empty where the environment cannot tell."""
    return _subsumes(single(other), single(items), env)


def _subsumes(wide: Any, narrow: Any, env: Environment) -> Items:
    if wide is None or narrow is None:
        return []
    one, other = raw(wide), raw(narrow)
    if one == other:
        return [True]
    return truth(env.subsumes(one, other)) if env.subsumes else []


def slice_(items: Items, profile: Items, name: Items, env: Environment) -> Items:
    """The items of that slice; raises FhirPathError where the environment cannot tell."""
    url, wanted = text(profile), text(name)
    verdicts = [
        env.slices(raw(item), url, wanted) if env.slices and url and wanted else None
        for item in items
    ]
    if None in verdicts:
        raise FhirPathError("the profile of slice is not known")
    return [item for item, within in zip(items, verdicts, strict=True) if within]


def element_definition(items: Items, env: Environment) -> Items:
    """What the definitions say of each item; raises FhirPathError where they are not at hand."""
    if env.element is None:
        raise FhirPathError("the definitions of elements are not at hand")
    return [
        found for item in items for found in enter(env.element(raw(item)), "ElementDefinition")
    ]


def html_checks(items: Items, env: Environment) -> Items:
    """Is the narrative plain, safe XHTML?"""
    value = raw(single(items))
    if not isinstance(value, str):
        return [True]
    env.spend(1 + len(value) // 50)
    return [(env.html or xhtml.safe)(value)]


def check_modifiers(items: Items, *known: Items) -> Items:
    """The items, if their modifier extensions are among the known; else raises FhirPathError."""
    urls = {text(url) for url in known}
    for holder in siblings(items):
        for each in holder.get("modifierExtension") or ():
            if each.get("url") not in urls:
                raise FhirPathError("there is a modifier extension that is not known")
    return items


def _now(env: Environment) -> Moment:
    if env.now is None:
        raise FhirPathError("the environment does not tell the time")
    return of(env.now)


def now(_items: Items, env: Environment) -> Items:
    """The moment of asking."""
    return [_now(env)]


def today(_items: Items, env: Environment) -> Items:
    """The day of asking."""
    return [Moment("Date", _now(env).fields[:3])]


def time_of_day(_items: Items, env: Environment) -> Items:
    """The time of asking."""
    at = _now(env)
    return [Moment("Time", at.fields[3:], at.fraction)]
