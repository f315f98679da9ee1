"""POST /fhir: a Bundle of type batch or transaction.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.addresses import served_at
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, body, who
from gateway.api.entries import Asking, apart, asking, content_of, kept, names_of, wish_of
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.links import linked
from gateway.api.making import plainly_made
from gateway.api.misspelt import BUNDLE, misspelt
from gateway.api.outcome import said
from gateway.api.preferences import OUTCOME, REPRESENTATION, preferred_return
from gateway.api.timing import stage
from gateway.api.together import gathered, together
from gateway.api.wishing import (
    STATUSES,
    location,
    refusal,
    resource_sent,
    told_again,
    written,
)
from gateway.api.within import Heard, within
from gateway.disclosure import head
from gateway.fhirjson import encode
from gateway.fhirjson.references import references
from gateway.intake.rest import Result, Verb, What
from gateway.model import Issue, Resource
from gateway.validation.sent import Sent

MOST = 5_000
"""Entries of one Bundle."""


async def bundle(request: Request) -> Response:
    """Each entry by itself (batch), or all of them or none (transaction)."""
    who(request)
    expected(request)
    if request.scope["query_string"]:
        names_only(request.query_params, SHAPED)
    content = await body(request)
    sent = resource_sent(request, content)
    kind = str(sent.resource.get("type"))
    if sent.resource["resourceType"] != "Bundle" or kind not in KINDS:
        raise Refused(400, "invalid", "bundle")
    if misspelt(sent.resource, BUNDLE):
        raise Refused(400, "structure", "bundle-element", ", ".join(sorted(BUNDLE)))
    stated = sent.resource.get("entry", [])
    entries = stated if isinstance(stated, list) else [stated]
    if len(entries) > MOST:
        raise Refused(422, "too-costly", "too-many", MOST)
    told: Response = await KINDS[kind](request, sent, entries, content)
    return told


async def _batch(
    request: Request,
    sent: Sent,  # noqa: ARG001 - a row's shape
    entries: Sequence[Any],
    content: bytes,  # noqa: ARG001 - the same
) -> Response:
    names = frozenset(names_of(entries))
    told = await together(entries, partial(_alone, request, names))
    return answer(request, responses("batch-response", told))


async def _alone(request: Request, names: frozenset[str], number: int, entry: Any) -> bytes:
    """One entry, asked by itself; what is wrong with it is its own answer.

    `names` are good inside a transaction only: here what they name is made by another request.
    """
    try:
        one = asking(_base(request), entry, number)
        text, form = content_of(one)
    except Refused as no:
        return _refused(request, no)
    if names and not names.isdisjoint(references(one.resource)):
        return _refused(request, Refused(422, "not-found", "batch-reference", place=one.place))
    said = {**one.headers, **form}
    heard = await within(request, number, one.method, one.address, said, text)
    hints = one.verb is not None and preferred_return(request) == OUTCOME
    return heard_as(heard, one.method, hints=hints)


async def _transaction(
    request: Request, sent: Sent, entries: Sequence[Any], content: bytes
) -> Response:
    base = _base(request)
    every = [asking(base, entry, number) for number, entry in enumerate(entries)]
    apart(every)
    changes = [one for one in every if one.verb is not None]
    changes.sort(key=lambda one: _ORDER[one.verb or Verb.PATCH])
    results: Mapping[int, Result] = {}
    issues: Sequence[Issue] = ()
    if changes:
        types = kept(request)
        wishes = [plainly_made(one, types) or await wish_of(request, one) for one in changes]
        bodies = [one.resource for one in changes]
        done = await written(
            request, content, wishes, "transaction", await linked(request, bodies, content)
        )
        if not done.results:
            return refusal(request, done, sent)
        numbers = [one.number for one in changes]
        results = dict(zip(numbers, done.results, strict=False))
        issues = done.receipt.issues
    reads = [one for one in every if one.verb is None]
    heard = iter(await gathered(reads, partial(_read, request)))
    told = [
        next(heard)
        if one.verb is None
        else await _changed(request, base, one, results[one.number], issues)
        for one in every
    ]
    with stage(request, "encode"):
        return answer(request, responses("transaction-response", told))


async def _read(request: Request, one: Asking) -> bytes:
    heard = await within(request, one.number, one.method, one.address, one.headers)
    return heard_as(heard, one.method)


async def _changed(
    request: Request, base: str, one: Asking, result: Result, issues: Sequence[Issue]
) -> bytes:
    """What became of one change, with what the caller likes to be told of it."""
    wanted = preferred_return(request)
    shown = await _shown(request, result) if wanted == REPRESENTATION else None
    if wanted != OUTCOME:
        return told_of(base, result, shown)
    own = [issue for issue in issues if issue.target.startswith(f"{one.place}.")]
    return told_of(base, result, shown, said(request, own))


async def _shown(request: Request, result: Result) -> Any:
    """The resource that was written, also where that was before; None where it is gone."""
    if result.body or _SAID[result.what] == _NOTHING:
        return result.body or None
    before = await told_again(request, result)
    return orjson.Fragment(before) if before else None


def told_of(base: str, result: Result, shown: Any, hints: Resource | None = None) -> bytes:
    """What became of one change; with the resource, where that is to be shown, or with hints.

    `base` ends in /.
    """
    response: Resource = {"status": _SAID[result.what]}
    if response["status"] != _NOTHING:
        response["location"] = location(base[:-1], result)
    if result.version:
        response["etag"] = f'W/"{result.version}"'
    if result.at:
        response["lastModified"] = result.at
    if hints:
        response["outcome"] = hints
    entry: Resource = {"response": response}
    if shown:
        entry = {"fullUrl": f"{base}{result.type}/{result.id}", "resource": shown, **entry}
    return encode(entry)


def _base(request: Request) -> str:
    """Under which address the caller knows this server, with / at the end."""
    return f"{served_at(request)}/"


def heard_as(heard: Heard, method: str, *, hints: bool = False) -> bytes:
    """The answer to an entry that was asked by itself; `hints`: it tells those of a change."""
    response: Resource = {"status": _status(heard.status)}
    response |= {
        name: heard.headers[name] for name in ("location", "etag") if name in heard.headers
    }
    if "last-modified" in heard.headers:
        response["lastModified"] = _modified(heard)
    entry: Resource = {"response": response}
    if heard.body and method != "HEAD":
        found = orjson.Fragment(bytes(heard.body))
        if heard.status < HTTPStatus.MULTIPLE_CHOICES and not hints:
            entry = {"resource": found, **entry}
        else:
            response["outcome"] = found
    return encode(entry)


def _modified(heard: Heard) -> str:
    """Since when it stands so: as its resource says it, else to the second."""
    meta = head(bytes(heard.body)).get("meta", {}) if heard.body else {}
    at = parsedate_to_datetime(heard.headers["last-modified"])
    return str(meta.get("lastUpdated") or at.isoformat())


def _refused(request: Request, no: Refused) -> bytes:
    response = {"status": _status(no.status), "outcome": said(request, [no.issue])}
    return encode({"response": response})


def responses(kind: str, entries: Sequence[bytes]) -> bytes:
    """A Bundle of that type with these entries."""
    bundle = {"resourceType": "Bundle", "type": kind}
    parts = [orjson.Fragment(entry) for entry in entries]
    return encode({**bundle, "entry": parts} if parts else bundle)


def _status(number: int) -> str:
    status = HTTPStatus(number)
    return f"{status.value} {status.phrase}"


_SAID: Mapping[What, str] = MappingProxyType({key: _status(one) for key, one in STATUSES.items()})
"""What became of a change, as an entry of an answer says it."""
_NOTHING = _status(HTTPStatus.NO_CONTENT)
_ORDER: Mapping[Verb, int] = MappingProxyType({verb: place for place, verb in enumerate(Verb)})
KINDS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"batch": _batch, "transaction": _transaction}
)
"""Type of Bundle -> how it is dealt with."""
