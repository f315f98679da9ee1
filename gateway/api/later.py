"""Who prefers an answer later (`Prefer: respond-async`) gets an address for it; nothing is lost.

The request is kept whole before it is answered, without the token that it showed.
https://www.rfc-editor.org/rfc/rfc7240#section-4.1 · https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.access import shown
from gateway.api.desk import Credential, Refused, body, desk, who
from gateway.api.forms import INSIDE, expected
from gateway.api.outcome import spoken
from gateway.api.preferences import ASYNC, respond_async, without_async
from gateway.api.requests import packed
from gateway.api.routes import Handler
from gateway.api.within import Heard, sending
from gateway.model import Later, Room
from gateway.wording import told

OWN, EVERY = 100, 1_000
"""Requests that may wait or run: of one caller, so that none keeps the others out, and of all."""
SOON = "30"
"""Seconds after which there may be room again."""
TRIES = 3
"""How often a request is begun."""
_KEPT = frozenset(
    {
        *("host", "accept-language", "content-type", "prefer", "x-security-context"),
        *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"),
        *("if-none-exist", "idempotency-key"),
    }
)
"""Headers by which a request is what it is."""
_BULK = "_outputFormat"
"""What asks for files in place of a Bundle. https://hl7.org/fhir/R5/async-bulk.html"""


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of a request but its body."""

    method: str
    path: str
    raw_path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    scheme: str
    client: str
    token: str
    """Hashed."""
    number: str
    form: str
    """In which form the answer is wanted."""
    root_path: str = ""


def later(handler: Handler) -> Handler:
    """The same, but who prefers an answer later is told where it will be."""

    async def answered(request: Request) -> Response:
        if request.method != "HEAD" and respond_async(request):
            return await _keep(request)
        return await handler(request)

    return answered


async def _keep(request: Request) -> Response:
    """202 with the address of the answer, once the request is durable; 429 and 503: no room."""
    at, caller = desk(request), who(request)
    form = expected(request)
    if _BULK in request.query_params:
        raise Refused(400, "not-supported", "bulk")
    id_ = secrets.token_hex(16)
    kept = _packed(_told(request, id_, form), await body(request))
    room = await at.postponed.postpone(Later(id_, caller.name, at.clock(), kept), OWN, EVERY)
    if room is not Room.FREE:
        return spoken(request, [_ROOM[room][1]], _ROOM[room][0], {"Retry-After": SOON})
    at.wake()
    headers = {
        "Content-Location": f"{request.base_url}requests/{id_}",
        "Preference-Applied": ASYNC,
    }
    return spoken(request, [told("request-kept", code="informational")], 202, headers)


_ROOM: Mapping[Room, Any] = MappingProxyType(
    {
        Room.OWN_FULL: (429, told("http-429", OWN, code="throttled")),
        Room.FULL: (503, told("http-503.waiting", EVERY, code="throttled")),
    }
)
"""Why there is none -> status and issue."""


def _told(request: Request, id_: str, form: str) -> Kept:
    scope = request.scope
    return Kept(
        scope["method"],
        scope["path"],
        (scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        tuple(_headers(request, id_).items()),
        scope.get("scheme", "http"),
        request.client.host if request.client else "",
        shown(request.headers.get("authorization", "")),
        request.state.number,
        form,
        scope.get("root_path", ""),
    )


def _headers(request: Request, id_: str) -> dict[str, str]:
    """What is said again; the key makes it the same request, however often it is begun."""
    said = {name: ", ".join(request.headers.getlist(name)) for name in sorted(_KEPT)}
    said["prefer"] = without_async(said["prefer"])
    said["idempotency-key"] = said["idempotency-key"].strip() or f"async-{_digest(id_)}"
    return {name: value for name, value in said.items() if value}


def _digest(id_: str) -> str:
    """Known to who reads receipts, who is not to know the address of the answer."""
    return sha256(id_.encode()).hexdigest()[:32]


def _packed(kept: Kept, content: bytes) -> bytes:
    """A line of JSON, then the body."""
    return msgspec.json.encode(kept) + b"\n" + content


def unpacked(later: Later) -> tuple[Kept, bytes]:
    """The request again, and its body."""
    head, _, content = later.request.partition(b"\n")
    return _decode(head), content


_decode = msgspec.json.Decoder(Kept).decode


def scope_of(kept: Kept, sender: str, content: bytes, app: Any) -> dict[str, Any]:
    """The request as it is asked of the application again, by whoever asked it then."""
    own = {
        "accept": "application/fhir+json",
        "content-length": str(len(content)),
        "x-request-id": kept.number,
    }
    headers = [*kept.headers, *own.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": kept.method,
        "scheme": kept.scheme,
        "path": kept.path,
        "raw_path": kept.raw_path.encode("latin-1"),
        "root_path": kept.root_path,
        "query_string": kept.query.encode("latin-1"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": (kept.client, 0) if kept.client else None,
        "app": app,
        "kept": Credential(sender, kept.token),
        "state": {},
        INSIDE: True,
    }


async def done(inside: ASGIApp, app: Any, later: Later) -> bytes | None:
    """Do it: its answer as it is kept; None: not now, the store was out of reach.

    Takes what answers requests of this application behind its door. What ended the process
    whenever it was begun is begun no more.
    """
    kept, content = unpacked(later)
    scope, heard = scope_of(kept, later.sender, content, app), Heard()
    if later.tries > TRIES:
        given_up = spoken(Request(scope), [told("internal-fault.tries", code="exception")], 500)
        await given_up(scope, sending(b""), heard.send)
    else:
        await inside(scope, sending(content), heard.send)
    again = heard.status == HTTPStatus.SERVICE_UNAVAILABLE and later.tries < TRIES
    return None if again else packed(heard, kept.form)
