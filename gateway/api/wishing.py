"""From a request to what it wants changed, and from what became of it to the answer.

https://hl7.org/fhir/R4/http.html#concurrency · https://hl7.org/fhir/R4/http.html#ops
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Refused, asked, desk, who
from gateway.api.forms import answer
from gateway.api.links import at_home, linked
from gateway.api.negotiation import FHIR_JSON, FHIR_XML, sent_as
from gateway.api.outcome import spoken
from gateway.api.preferences import MINIMAL, OUTCOME, returned
from gateway.api.timing import stage, steps
from gateway.api.unchanged import http_date, instant
from gateway.disclosure.history import version
from gateway.fhirjson import encode, strict
from gateway.intake.rest import ANY, Result, What, Wish, Written, asked_for
from gateway.model import (
    Empty,
    Inbound,
    Issue,
    Query,
    Rejected,
    Resource,
    Severity,
    Status,
    TooCostly,
)
from gateway.validation.sent import Form, Sent, read

STATUSES: Mapping[What, int] = MappingProxyType(
    {
        What.CREATED: 201,
        What.UPDATED: 200,
        What.SAME: 200,
        What.DELETED: 204,
        What.ABSENT: 204,
    }
)
"""What each change is in HTTP."""

_FORMS: Mapping[str, Form] = MappingProxyType({FHIR_JSON: Form.JSON, FHIR_XML: Form.XML})
_TAG = re.compile(r'\s*(?:W/)?"([^"]*)"\s*')
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_RULE = re.compile(r"http-(\d{3})")


def resource_sent(request: Request, content: bytes, type_: str | None = None) -> Sent:
    """The resource in a body; raises Refused 400 or 415, Rejected where it cannot be read."""
    if type_ == "Binary" and not _in_fhir(request):
        content = encode(_binary(request, content))
        return read(content, desk(request).xml, Form.JSON)
    said = sent_as(request, FHIR_JSON, FHIR_XML)
    with stage(request, "parse"):
        sent = read(content, desk(request).xml, _FORMS.get(said))
    if type_ is not None and sent.resource["resourceType"] != type_:
        raise Refused(400, "invalid", "type-other")
    return sent


def _in_fhir(request: Request) -> bool:
    """Is the body a resource in FHIR's own forms, as far as its media type says?"""
    try:
        sent_as(request, FHIR_JSON, FHIR_XML)
    except Refused:
        return False
    return True


def _binary(request: Request, content: bytes) -> Resource:
    """Bytes of any other media type, as the Binary that holds them.

    https://hl7.org/fhir/R4/binary.html#rest
    """
    binary: Resource = {
        "resourceType": "Binary",
        "contentType": request.headers["content-type"],
        "data": b64encode(content).decode(),
    }
    if "id" in request.path_params:
        binary["id"] = request.path_params["id"]
    if context := request.headers.get("x-security-context"):
        binary["securityContext"] = {"reference": context}
    return binary


def preconditions(request: Request) -> dict[str, Any]:
    """What must stand, or must not, for a change of what may stand, as its headers say it.

    Raises Refused 400 where one names no version, or is of no use but to a create.
    """
    if "if-none-exist" in request.headers:
        raise Refused(400, "not-supported", "none-exist")
    match, unless = (_listed(request, name) for name in ("if-match", "if-none-match"))
    return {"match": versions(match), "since": since(request), "unless": versions(unless)}


def _listed(request: Request, name: str) -> str | None:
    """A header that may be said in several lines; None where it is in none."""
    lines = request.headers.getlist(name)
    return ",".join(lines) if lines else None


def versions(said: str | None) -> tuple[str, ...]:
    """The versions that such a header names, or ANY; none where it is not said.

    Raises Refused 400 where it is said and names none: its sender believes that it counts.
    """
    if said is None:
        return ()
    if said.strip() == ANY:
        return (ANY,)
    found = [_TAG.fullmatch(part) for part in said.split(",")]
    if not all(found):
        raise Refused(400, "value", "etag")
    return tuple(one[1] for one in found if one)


def since(request: Request) -> datetime | None:
    """The time after which nothing may have changed (If-Unmodified-Since), if it is said.

    As HTTP has it, it counts for nothing beside If-Match, and where it is no date.
    """
    if "if-match" in request.headers:
        return None
    return instant(request.headers.get("if-unmodified-since", ""))


async def written(
    request: Request,
    content: bytes,
    wishes: Sequence[Wish],
    kind: str,
    links: Mapping[str, Query] = Empty,
) -> Written:
    """Ask for these changes, and wait until they are durable or refused."""
    at = desk(request)
    caller = who(request)
    said = _key(request)
    inbound = Inbound(caller.name, "fhir", content, at.clock())
    ids = at.new_ids(len(wishes))
    key, fresh = said or at.number(), not said
    meant = at_home(request, wishes, content)
    write = asked_for(inbound, key, kind, meant, ids, links, fresh=fresh)
    try:
        return await at.write(write, steps(request))
    except TooCostly as error:
        searched = (*(one.query for one in wishes), *links.values())
        type_ = next(one.type for one in searched if one is not None)
        raise Rejected([at.library.costly(type_, error)]) from None


def _key(request: Request) -> str:
    """The client's own key, apart from the control ids of its messages; raises Refused 400."""
    said = request.headers.get("idempotency-key", "").strip()
    if said and not _KEY.fullmatch(said):
        raise Refused(400, "value", "key")
    return f"rest|{said}" if said else ""


def _kind(wish: Wish) -> str:
    """What is asked, of what: a key that comes again with another address is another request.

    A condition may hold a patient's number: only its digest is told.
    """
    named = f"/{wish.id}" if wish.id else ""
    if wish.query is not None:
        named = f"?{sha256(repr(wish.query.criteria).encode()).hexdigest()[:16]}"
    return f"{wish.verb.value} {wish.type}{named}"


async def changed(request: Request, wish: Wish, sent: Sent | None, content: bytes) -> Response:
    """Make one change, and answer what became of it."""
    links = await linked(request, [wish.body if wish.patch is None else _read(content)], content)
    done = await written(request, content, [wish], _kind(wish), links)
    if not done.results:
        return refusal(request, done, sent)
    return await _answer(request, done.results[0], done)


def _read(content: bytes) -> Any:
    """The references that a patch may write stand in it as in a resource; in XML none is seen."""
    try:
        return strict(content)
    except Rejected:
        return None


def refusal(request: Request, done: Written, sent: Sent | None) -> Response:
    """Why nothing was kept, with line and column where the body can tell them."""
    issues = done.receipt.issues
    lying = sent.located([it for it in issues if it.target]) if sent else ()
    told = [*lying, *(it for it in issues if not (sent and it.target))]
    return spoken(request, told, status_of(done.receipt.status, issues))


def status_of(verdict: Status, issues: Sequence[Issue]) -> int:
    """The HTTP status of a verdict: the rules of HTTP carry theirs in their name."""
    for issue in issues:
        if (named := _RULE.fullmatch(issue.rule)) and issue.severity is Severity.ERROR:
            return int(named[1])
    return 500 if verdict is Status.FAULTED else 422


async def _answer(request: Request, result: Result, done: Written) -> Response:
    status = STATUSES[result.what]
    if status == 204:  # noqa: PLR2004 - HTTP
        return Response(status_code=204, headers=_gone(result))
    headers = placed(f"{request.base_url}fhir", result)
    wanted = returned(request)
    if wanted == MINIMAL:
        return Response(status_code=status, headers=headers)
    if wanted == OUTCOME:
        return spoken(request, done.receipt.issues, status, headers)
    if not result.body:
        body = await told_again(request, result)
        if body is None:
            return Response(status_code=204, headers=_gone(result))
        return answer(request, body, 200, headers)
    with stage(request, "encode"):
        return answer(request, result.body, status, headers)


async def told_again(request: Request, result: Result) -> bytes | None:
    """What a request that came before had made; None: it is gone."""
    at = desk(request)
    found = await version(
        asked(request), at.journal, at.record, result.type, result.id, result.version
    )
    return found.body if found else None


def placed(base: str, result: Result) -> dict[str, str]:
    """Where what was written can be read: Location, ETag, and when it was kept."""
    headers = {
        "Location": location(base, result),
        "ETag": f'W/"{result.version}"',
    }
    return headers | ({"Last-Modified": http_date(result.at)} if result.at else {})


def location(base: str, result: Result) -> str:
    """The address of the version that was written."""
    return f"{base}/{result.type}/{result.id}/_history/{result.version}"


def _gone(result: Result) -> dict[str, str]:
    return {"ETag": f'W/"{result.version}"'} if result.version else {}
