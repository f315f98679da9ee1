"""What a reference means by its text: its type, its address, the resource inside its container.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

import re
from typing import Any

from gateway.model import Resource

LITERAL = re.compile(
    r"(?P<base>https?://.*/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})"
    r"(/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?(#.*)?",
)
"""`Type/id`, perhaps below the address of a server, perhaps of one version."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SPACE = re.compile(r"\s")
_SEARCH = re.compile(r"[A-Z][A-Za-z]+\?")
_CONDITION = re.compile(r"[A-Z][A-Za-z]+\?[^=&?#\s]+=[^&#\s]+(&[^=&?#\s]+=[^&#\s]+)*")


def absolute(text: str) -> bool:
    """Whether it is a whole address or name: it begins with a scheme."""
    return _SCHEME.match(text) is not None


def conditional(reference: str) -> bool:
    """Whether it asks for a search: `Patient?identifier=…`."""
    return _CONDITION.fullmatch(reference) is not None


def misformed(reference: Any) -> bool:
    """Whether the text of a Reference has a space in it, or a search that is none."""
    if "?" not in reference:
        return _SPACE.search(reference) is not None
    search = _SEARCH.match(reference) is not None and not conditional(reference)
    return search or _SPACE.search(reference) is not None


def literal(reference: Any) -> str | None:
    """The type that the text of a reference names, where it ends in `Type/id`."""
    match = LITERAL.fullmatch(reference) if reference.__class__ is str else None
    return match["type"] if match else None


def named(value: dict[str, Any]) -> str | None:
    """The type that a Reference says it refers to: in its `type`, else in its text."""
    kind = value.get("type")
    if kind.__class__ is str:
        return str(kind).rpartition("/")[2]
    return literal(value.get("reference"))


def mistyped(value: dict[str, Any]) -> bool:
    """Whether a Reference names one type in its `type`, and another one in its text."""
    said = literal(value.get("reference"))
    return said is not None and value.get("type").__class__ is str and named(value) != said


def refers(value: dict[str, Any], types: frozenset[str]) -> bool:
    """Whether it surely refers to one of the types: quick, for the usual `Type/id`."""
    reference = value.get("reference")
    return (
        reference.__class__ is str
        and str(reference).partition("/")[0] in types
        and ("type" not in value or named(value) in types)
    )


def allowed(value: dict[str, Any], types: frozenset[str]) -> bool:
    """Whether what it refers to may be of one of the types, as far as its own words tell."""
    kind = named(value)
    return kind is None or kind in types


def indexed(root: Resource) -> dict[str, Resource]:
    """The contained resources by id, the first of each."""
    inside = root.get("contained")
    found: dict[str, Resource] = {}
    for resource in inside if inside.__class__ is list else ():
        if resource.__class__ is dict and resource.get("id").__class__ is str:
            found.setdefault(resource["id"], resource)
    return found


def identifies(root: Resource, ident: str) -> bool:
    """Whether the resource, or anything in it, has this id."""
    rest: list[Any] = [root]
    while rest:
        one = rest.pop()
        if one.__class__ is dict:
            if one.get("id") == ident:
                return True
            rest.extend(one.values())
        elif one.__class__ is list:
            rest.extend(one)
    return False


def contained(root: Resource, reference: str) -> Resource | None:
    """The resource that `#id` means: the container itself for `#`."""
    if reference == "#":
        return root
    inside = root.get("contained")
    if inside.__class__ is not list:
        return None
    for resource in inside:
        if resource.__class__ is dict and resource.get("id") == reference[1:]:
            found: Resource = resource
            return found
    return None
