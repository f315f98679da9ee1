"""Where do the references in what is sent lead: to a search, to this server, to nobody?

https://hl7.org/fhir/R4/http.html#trules · https://hl7.org/fhir/R4/references.html#literal
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import structs
from starlette.requests import Request

from gateway.api.addresses import known_as
from gateway.api.criteria import condition
from gateway.api.desk import desk
from gateway.fhirjson.references import references
from gateway.intake.rest import Wish
from gateway.intake.rest.named import renamed
from gateway.model import Query, Resource

_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?\S+")
_PLACE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?")


async def linked(
    request: Request, resources: Sequence[Any], content: bytes
) -> Mapping[str, Query]:
    """Conditional reference -> its search, of all resources that are sent in this content."""
    found: dict[str, Query] = {}
    for text, type_ in conditional(resources, content):
        if type_ in desk(request).types and text not in found:
            found[text] = await condition(request, type_, text.partition("?")[2])
    return found


def conditional(resources: Sequence[Any], content: bytes) -> Iterator[tuple[str, str]]:
    """Each reference of what is sent in this content that may be a search; the type searched."""
    if asking(content):
        for resource in resources:
            for text in references(resource):
                if named := _CONDITIONAL.fullmatch(text):
                    yield text, named[1]


def asking(content: bytes) -> bool:
    """May anything that is sent hold a question mark, plain or escaped?"""
    return b"?" in content or b"\\u" in content or b"&#" in content


def at_home(request: Request, wishes: Sequence[Wish], content: bytes) -> Sequence[Wish]:
    """The same wishes; what leads to this server by its whole address leads there as `Type/id`.

    So all that leads to one resource is found by one search, whoever wrote it and however. A
    reference to an entry of the same Bundle is left to it, and a Bundle that is kept is as it was.
    """
    bases = tuple(f"{base}/" for base in known_as(request))
    host = bases[0].partition("://")[2].partition("/")[0].encode()
    if host not in content and not any(wish.patch for wish in wishes):
        return wishes
    entries = {wish.full_url for wish in wishes if wish.full_url}
    home = partial(_relative, bases=bases, but=entries)
    return [_homely(wish, home) for wish in wishes]


def _homely(wish: Wish, home: Callable[[Resource], Resource]) -> Wish:
    patch = partial(_after, wish.patch, home) if wish.patch else None
    return structs.replace(wish, body=home(wish.body), patch=patch)


def _after(
    patch: Callable[[Resource], Resource], home: Callable[[Resource], Resource], before: Resource
) -> Resource:
    return home(patch(before))


def _relative(body: Resource, bases: Sequence[str], but: Collection[str]) -> Resource:
    if body.get("resourceType") == "Bundle":
        return body
    found = {text: _from(text, bases) for text in references(body) if text not in but}
    return renamed(body, {text: near for text, near in found.items() if near})


def _from(text: str, bases: Sequence[str]) -> str:
    """What follows the address of this server, if that names a resource; else nothing."""
    for base in bases:
        if text.startswith(base) and _PLACE.fullmatch(text, len(base)):
            return text[len(base) :]
    return ""
