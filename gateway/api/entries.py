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

from msgspec import Struct, structs
from starlette.requests import Request

from gateway.api.criteria import condition, criteria_of
from gateway.api.desk import Refused, desk
from gateway.api.misspelt import ENTRY, REQUEST, misspelt
from gateway.api.patches import JSON_PATCH, fhirpath_patch, json_patch
from gateway.api.served import is_id
from gateway.api.wishing import versions
from gateway.fhirjson import encode
from gateway.intake.rest import Verb, Wish
from gateway.model import Empty, Issue, Query, Rejected, Resource

_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "ifMatch": "if-match",
        "ifNoneMatch": "if-none-match",
        "ifModifiedSince": "if-modified-since",
        "ifNoneExist": "if-none-exist",
    }
)
"""Element of `request` -> the header that it stands for."""
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
    if misspelt(entry, ENTRY) or (len(asked) > _LEAST and misspelt(asked, REQUEST)):
        raise _wrong(number, "entry-element", ", ".join(sorted(ENTRY | REQUEST)))
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


def content_of(one: Asking) -> tuple[bytes, Mapping[str, str]]:
    """What an entry sends, and in which form where that is not FHIR: a JSON Patch is a Binary."""
    if one.resource is None:
        return b"", Empty
    if one.verb is Verb.PATCH and one.resource.get("resourceType") == "Binary":
        return _json_patch(one), {"content-type": JSON_PATCH}
    return encode(one.resource), Empty


async def wish_of(request: Request, one: Asking) -> Wish:
    """The change that an entry of a transaction asks for.

    Raises Refused and Rejected, with the place of the entry where nothing narrower is known.
    """
    try:
        return await _wish_of(request, one)
    except Refused as no:
        no.issue = _placed(no.issue, one)
        raise
    except Rejected as verdict:
        raise Rejected([_placed(issue, one) for issue in verdict.issues]) from None


def _placed(issue: Issue, one: Asking) -> Issue:
    return issue if issue.target else structs.replace(issue, target=f"{one.place}.request")


async def _wish_of(request: Request, one: Asking) -> Wish:
    name, _, search = one.address.partition("?")
    parts = name.split("/")
    type_ = parts[0]
    if type_ not in kept(request) or len(parts) > 2:  # noqa: PLR2004 - Type/id
        raise _wrong(one.number, "entry")
    id_ = parts[1] if len(parts) > 1 else ""
    if id_ and not is_id(id_):
        raise _wrong(one.number, "id-form")
    said: str | None = search or None
    if one.verb is Verb.CREATE and (said := one.headers.get("if-none-exist")) is not None:
        said = criteria_of(type_, said)
    query = None if said is None else await condition(request, type_, said)
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
    elif (id_ and own != id_) or (own is not None and not (isinstance(own, str) and is_id(own))):
        raise _wrong(one.number, "id-other")
    return Wish(
        Verb.UPDATE,
        type_,
        id_,
        body,
        **_preconditions(one),
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
        **_preconditions(one),
        query=query,
        place=one.place,
    )


def _preconditions(one: Asking) -> dict[str, Any]:
    """What must stand, or must not; ifNoneExist is of a create."""
    if "if-none-exist" in one.headers:
        raise Refused(400, "not-supported", "none-exist")
    names = {"match": "if-match", "unless": "if-none-match"}
    return {name: versions(one.headers.get(header)) for name, header in names.items()}


def _patching(request: Request, one: Asking) -> Callable[[Resource], Resource]:
    """The patch in an entry: Parameters, or a Binary that holds a JSON Patch."""
    sent = one.resource or {}
    if sent.get("resourceType") == "Parameters":
        return fhirpath_patch(request, sent)
    return json_patch(_json_patch(one))


def _json_patch(one: Asking) -> bytes:
    """The text of the JSON Patch in a Binary; raises Refused 400 where there is none."""
    sent = one.resource or {}
    data = sent.get("data")
    if sent.get("resourceType") != "Binary" or not isinstance(data, str):
        raise _wrong(one.number, "entry-patch")
    try:
        return b64decode(data, validate=True)
    except Error:
        raise _wrong(one.number, "entry-patch") from None


def _delete(request: Request, one: Asking, type_: str, id_: str, query: Query | None) -> Wish:  # noqa: ARG001 - a row's shape
    if not id_ and query is None:
        raise _wrong(one.number, "entry")
    return Wish(
        Verb.DELETE,
        type_,
        id_,
        **_preconditions(one),
        query=query,
        place=one.place,
    )


def names_of(entries: Sequence[Any]) -> Iterator[str]:
    """By what the entries of a Bundle are named inside it, and nowhere else."""
    for entry in entries:
        name = entry.get("fullUrl") if isinstance(entry, dict) else None
        if isinstance(name, str) and name.startswith("urn:"):
            yield name


def apart(every: Sequence[Asking]) -> None:
    """Raise Refused 400 where two entries have one fullUrl: who names it would mean either."""
    seen: set[str] = set()
    for one in every:
        if one.full_url in seen:
            raise _wrong(one.number, "full-url")
        seen |= {one.full_url} if one.full_url else set()


def _wrong(number: int, way: str, *facts: object) -> Refused:
    return Refused(400, "invalid", way, *facts, place=f"Bundle.entry[{number}]")


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
