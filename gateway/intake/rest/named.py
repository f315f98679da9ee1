"""References inside a transaction: what names another of its entries names it by its id. Pure.

https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from gateway.fhirjson import encode
from gateway.model import Resource
from gateway.search import OTHERS, SUBJECTS

_URN = ("urn:uuid:", "urn:oid:")
_MENTION = re.compile(r"urn:(?:uuid|oid):[0-9A-Za-z.-]+")
_MENTIONED = re.compile(_MENTION.pattern.encode()).findall
"""The same in JSON as it is written here, or without an escape, which hides none of them."""
_RESTFUL = re.compile(r"(https?://\S+/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})")
"""The whole address of a resource: its base, and its type and id."""
_LEADING = re.compile(rb'"reference"\s*:\s*"(urn:(?:uuid|oid):[^"]*)"').findall
_FORM = (
    r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?(?:#[^\"]*)?"
    r"|#[^\"]*|[A-Za-z][A-Za-z0-9+.-]*:[^\"]*"
)
"""`Type/id`, perhaps of one version; what is contained; or a whole address."""
_FORMED = re.compile(_FORM, re.DOTALL).fullmatch
_FORMLESS = re.compile(rf'"reference"\s*:\s*"(?!(?:{_FORM})")'.encode()).search


def about(body: Resource) -> str:
    """The Patient id that a resource names as the one it is about, whatever else is wrong with it.

    Empty where it names none; a Patient is about itself.
    """
    alone = body.get("subject")
    if alone.__class__ is dict and OTHERS.isdisjoint(body):
        said = alone.get("reference")
        if said.__class__ is not str or not said.startswith("Patient/"):
            return ""
        return said[8:] if said.find("/", 8) < 0 else said[8:].partition("/")[0]
    for key in SUBJECTS:
        value = body.get(key)
        named = value[0] if isinstance(value, list) and value else value
        reference = named.get("reference") if isinstance(named, dict) else None
        if isinstance(reference, str) and reference.startswith("Patient/"):
            return reference.removeprefix("Patient/").partition("/")[0]
    return ""


Near: TypeAlias = Mapping[str, Mapping[str, str]]
"""Base of whole addresses -> what stands under it, by `Type/id`."""


def near(names: Mapping[str, str]) -> Near:
    """What of these is named by the whole address of a resource."""
    found: dict[str, dict[str, str]] = {}
    for url, to in names.items():
        if whole := _RESTFUL.fullmatch(url):
            found.setdefault(whole[1], {})[whole[2]] = to
    return found


def nearby(full_url: str, names: Mapping[str, str], known: Near) -> Mapping[str, str]:
    """The same names, and those of entries at the same base as this one, by `Type/id` too.

    What an entry refers to so is first sought beside it, under the base of its own address.
    https://hl7.org/fhir/R4/bundle.html#references
    """
    own = _RESTFUL.fullmatch(full_url) if known else None
    return ChainMap({}, known[own[1]], names) if own else names  # type: ignore[arg-type]  # none is written to


def renamed(body: Resource, names: Mapping[str, str]) -> Resource:
    """The same resource; every reference, URN and link in its text that `names` has is replaced.

    `names`: fullUrl, or conditional reference -> `Type/id`. What has no name stays as it is.
    """
    if not names:
        return body
    found: Resource = _within(body, names)
    return found


def naming(sent: bytes) -> bool:
    """May a reference in this text be a URN, plain or escaped?"""
    return b"urn:" in sent or b"\\u" in sent or b"&#" in sent


def at_a_glance(
    bodies: Sequence[Resource], names: Mapping[str, str], sent: bytes = b""
) -> list[Resource] | None:
    """The same resources, renamed, where it is sure that no reference leads to what has no name.

    `sent`: the text that they came in, if it is at hand, where each is named once as well.
    None where that is not sure. Most resources name others in elements of their own and nowhere
    else: their text tells how often they name any, so that what lies deeper is walked through
    only where something is left.
    """
    if not all(map(_MENTION.fullmatch, names)):
        return None
    plain = sent[:1] == b"{" and b"\\" not in sent
    try:
        text = sent if plain else encode(bodies)
    except TypeError:
        return None
    known = {name.encode() for name in names}
    if not known.issuperset(_LEADING(text)):
        return None
    left = sum(map(known.__contains__, _MENTIONED(text))) - len(known) * plain
    if not left:
        return [*bodies]
    made: list[Resource] = []
    for body in bodies:
        new = body
        for key, value in body.items():
            if value.__class__ is dict and "reference" in value:
                pointed = _pointed(value, names)
                if pointed is not None:
                    new = {**body} if new is body else new
                    new[key] = pointed
                    left -= 1
        made.append(new)
    return [renamed(one, names) for one in made] if left else made


def _pointed(node: Resource, names: Mapping[str, str]) -> Resource | None:
    """The same Reference to what has a name, by that; None of anything else."""
    said = node["reference"]
    name = names.get(said) if said.__class__ is str else None
    return None if name is None else {**node, "reference": name}


def _within(node: Any, names: Mapping[str, str]) -> Any:
    """The node itself where nothing in it is replaced: most of a Bundle need not be made again."""
    made: Any = None
    for key, inner in node.items() if node.__class__ is dict else enumerate(node):
        kind = inner.__class__
        if kind is str:
            new = _text(inner, names, key)
        elif kind is dict or kind is list:
            new = _within(inner, names)
        else:
            continue
        if new is not inner:
            made = made if made is not None else node.copy()
            made[key] = new
    return node if made is None else made


def leading(node: Any, path: str, where: Collection[str]) -> Iterator[str]:
    """At which places references say one of these."""
    if node.__class__ is dict:
        said = node.get("reference")
        if said.__class__ is str and said in where:
            yield path
        for key, inner in node.items():
            if inner.__class__ is dict or inner.__class__ is list:
                yield from leading(inner, f"{path}.{key}", where)
    elif node.__class__ is list:
        for at, inner in enumerate(node):
            yield from leading(inner, f"{path}[{at}]", where)


def nowhere(node: Any, path: str, names: Mapping[str, str]) -> Iterator[str]:
    """Where a reference means an entry, by a URN, that the transaction does not hold.

    Not in a Bundle, whose own entries it may mean.
    """
    if node.__class__ is dict:
        if node.get("resourceType") == "Bundle":
            return
        said = node.get("reference")
        if said.__class__ is str and said.startswith(_URN) and said not in names:
            yield path
        for key, inner in node.items():
            if inner.__class__ is dict or inner.__class__ is list:
                yield from nowhere(inner, f"{path}.{key}", names)
    elif node.__class__ is list:
        for at, inner in enumerate(node):
            yield from nowhere(inner, f"{path}[{at}]", names)


def formless(sent: bytes) -> bool:
    """May a reference in this text be of no form that leads anywhere? Of JSON told at a glance."""
    return sent[:1] != b"{" or _FORMLESS(sent) is not None


def misled(node: Any, path: str) -> Iterator[str]:
    """Where a reference is of no form that leads anywhere; a Bundle has its own."""
    if node.__class__ is dict:
        if node.get("resourceType") == "Bundle":
            return
        said = node.get("reference")
        if said.__class__ is str and not _FORMED(said):
            yield path
        for key, inner in node.items():
            if inner.__class__ is dict or inner.__class__ is list:
                yield from misled(inner, f"{path}.{key}")
    elif node.__class__ is list:
        for at, inner in enumerate(node):
            yield from misled(inner, f"{path}[{at}]")


def _text(value: str, names: Mapping[str, str], key: Any) -> str:
    if key == "reference":
        whole, hash_, part = value.partition("#")
        return names[whole] + hash_ + part if whole in names else value
    if key == "div":
        return _MENTION.sub(lambda found: names.get(found[0], found[0]), value)
    return names.get(value, value) if value.startswith(_URN) else value
