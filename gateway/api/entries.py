"""What one entry of a batch or transaction asks for: its method, address, headers and resource.

https://hl7.org/fhir/R4/bundle.html#transaction · https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from starlette.requests import Request

from gateway.api.criteria import condition
from gateway.api.desk import Refused, desk
from gateway.api.patches import fhirpath_patch, json_patch
from gateway.api.served import is_id
from gateway.api.wishing import versions
from gateway.intake.rest import Verb, Wish
from gateway.model import Empty, Query, Resource

_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "ifMatch": "if-match",
        "ifNoneMatch": "if-none-match",
        "ifModifiedSince": "if-modified-since",
        "ifNoneExist": "if-none-exist",
    }
)
"""Element of `request` -> the header that it stands for."""
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?\S+")
_PLAIN = re.compile(r"[\x21-\x7e]+").fullmatch
_TYPE = re.compile(r"[/?]").split
_LEAST = 2
"""Elements of a `request` that says no more than what is done, and where."""


class Asking(Struct, frozen=True):
    """One entry, understood as far as its request goes."""

    number: int
    method: str
    address: str
    """Relative to the base: `Patient/1`."""
    headers: Mapping[str, str] = Empty
    resource: Resource | None = None
    full_url: str = ""
    verb: Verb | None = None
    """What it changes; None: it reads."""

    @property
    def place(self) -> str:
        """Where it stands in the Bundle."""
        return f"Bundle.entry[{self.number}]"


def asking(base: str, entry: Any, number: int) -> Asking:
    """Understand one entry of a server at this address; raises Refused 400 with its place."""
    asked = _part(entry, "request")
    method, url = asked.get("method"), asked.get("url")
    if not isinstance(method, str) or method not in _VERBS or not isinstance(url, str):
        raise _wrong(number, "entry")
    address = url.removeprefix(base).removeprefix("/")
    if not _PLAIN(address) or (address.startswith(("$", "_")) and method != "GET"):
        raise _wrong(number, "entry")
    resource = entry.get("resource")
    fits = isinstance(resource, dict) and _fits(resource, address, method)
    if method in _BRINGING and not fits:
        raise _wrong(number, "entry-resource")
    headers: Mapping[str, str] = Empty
    if len(asked) > _LEAST:
        headers = {header: str(asked[name]) for name, header in _HEADERS.items() if name in asked}
    full_url = entry.get("fullUrl")
    return Asking(
        number,
        method,
        address,
        headers,
        resource if method in _BRINGING else None,
        full_url if isinstance(full_url, str) else "",
        _VERBS[method] if "$" not in address else None,
    )


def _part(entry: Any, name: str) -> Resource:
    part = entry.get(name) if isinstance(entry, dict) else None
    return part if isinstance(part, dict) else {}


def _fits(resource: Resource, address: str, method: str) -> bool:
    """Is it of the type that the address names? A patch is a Binary, or Parameters."""
    kind = resource.get("resourceType")
    if method == "PATCH" or "$" in address:
        return isinstance(kind, str)
    return kind == address or kind == _TYPE(address, 1)[0]


async def wish_of(request: Request, one: Asking) -> Wish:
    """The change that an entry of a transaction asks for; raises Refused, Rejected."""
    name, _, search = one.address.partition("?")
    parts = name.split("/")
    type_ = parts[0]
    if type_ not in kept(request) or len(parts) > 2:  # noqa: PLR2004 - Type/id
        raise _wrong(one.number, "entry")
    id_ = parts[1] if len(parts) > 1 else ""
    if id_ and not is_id(id_):
        raise _wrong(one.number, "entry")
    said = one.headers.get("if-none-exist", "") if one.verb is Verb.CREATE else search
    query = await condition(request, type_, said) if said else None
    return _WISHES[one.verb or Verb.PATCH](request, one, type_, id_, query)


def kept(request: Request) -> frozenset[str]:
    """The types of which an entry may change resources."""
    return keepable(desk(request).types)


@lru_cache(maxsize=2)
def keepable(types: frozenset[str]) -> frozenset[str]:
    """Those of the types of R4 of which resources can be kept."""
    return types - {"Parameters"}


def _create(request: Request, one: Asking, type_: str, id_: str, query: Query | None) -> Wish:  # noqa: ARG001 - a row's shape
    if id_ or "?" in one.address:
        raise _wrong(one.number, "entry")
    return Wish(
        Verb.CREATE,
        type_,
        body=one.resource or {},
        query=query,
        full_url=one.full_url,
        place=f"{one.place}.resource",
    )


def _update(request: Request, one: Asking, type_: str, id_: str, query: Query | None) -> Wish:  # noqa: ARG001 - a row's shape
    body = one.resource or {}
    own = body.get("id")
    if not id_ and query is None:
        raise _wrong(one.number, "entry")
    if id_ and own is None:
        body = {**body, "id": id_}
    elif id_ and own != id_:
        raise _wrong(one.number, "id-other")
    return Wish(
        Verb.UPDATE,
        type_,
        id_,
        body,
        match=versions(one.headers.get("if-match", "")),
        absent=one.headers.get("if-none-match", "") == "*",
        query=query,
        full_url=one.full_url,
        place=f"{one.place}.resource",
    )


def _patch(request: Request, one: Asking, type_: str, id_: str, query: Query | None) -> Wish:
    if not id_ and query is None:
        raise _wrong(one.number, "entry")
    return Wish(
        Verb.PATCH,
        type_,
        id_,
        patch=_patching(request, one),
        match=versions(one.headers.get("if-match", "")),
        query=query,
        place=one.place,
    )


def _patching(request: Request, one: Asking) -> Callable[[Resource], Resource]:
    """The patch in an entry: Parameters, or a Binary that holds a JSON Patch."""
    sent = one.resource or {}
    if sent.get("resourceType") == "Parameters":
        return fhirpath_patch(request, sent)
    data = sent.get("data")
    if sent.get("resourceType") != "Binary" or not isinstance(data, str):
        raise _wrong(one.number, "entry-resource")
    try:
        return json_patch(b64decode(data, validate=True))
    except Error:
        raise _wrong(one.number, "entry-resource") from None


def _delete(request: Request, one: Asking, type_: str, id_: str, query: Query | None) -> Wish:  # noqa: ARG001 - a row's shape
    if not id_ and query is None:
        raise _wrong(one.number, "entry")
    return Wish(
        Verb.DELETE,
        type_,
        id_,
        match=versions(one.headers.get("if-match", "")),
        query=query,
        place=one.place,
    )


def apart(every: Sequence[Asking]) -> None:
    """Raise Refused 400 where two entries have one fullUrl: who names it would mean either."""
    seen: set[str] = set()
    for one in every:
        if one.full_url in seen:
            raise _wrong(one.number, "full-url")
        seen |= {one.full_url} if one.full_url else set()


async def linked(
    request: Request, changes: Sequence[Asking], content: bytes
) -> Mapping[str, Query]:
    """Conditional reference -> its search, of all resources that are sent in this content."""
    found: dict[str, Query] = {}
    for text, type_ in conditional([one.resource for one in changes], content):
        if type_ in desk(request).types and text not in found:
            found[text] = await condition(request, type_, text)
    return found


def conditional(resources: Sequence[Resource | None], content: bytes) -> Iterator[tuple[str, str]]:
    """Each reference of what is sent in this content that may be a search; the type searched."""
    # Without any of these nothing that is sent holds a question mark, plain or escaped.
    if b"?" in content or b"\\u" in content or b"&#" in content:
        for one in resources:
            for text in _references(one):
                if named := _CONDITIONAL.fullmatch(text):
                    yield text, named[1]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        said = value.get("reference")
        if isinstance(said, str):
            yield said
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _wrong(number: int, way: str) -> Refused:
    return Refused(400, "invalid", way, place=f"Bundle.entry[{number}]")


_VERBS: Mapping[str, Verb | None] = MappingProxyType(
    {
        "GET": None,
        "HEAD": None,
        "POST": Verb.CREATE,
        "PUT": Verb.UPDATE,
        "PATCH": Verb.PATCH,
        "DELETE": Verb.DELETE,
    }
)
"""Method -> what it changes."""
_BRINGING = frozenset({"POST", "PUT", "PATCH"})
_WISHES: Mapping[Verb, Callable[[Request, Asking, str, str, Query | None], Wish]] = (
    MappingProxyType(
        {
            Verb.CREATE: _create,
            Verb.UPDATE: _update,
            Verb.PATCH: _patch,
            Verb.DELETE: _delete,
        }
    )
)
"""Change -> the wish that an entry makes of it."""
