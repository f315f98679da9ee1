"""The table of routes: every address of the HTTP door, and the file that answers it.

The contract is openapi/gateway.yaml. https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api.binary import binary, binary_version
from gateway.api.bundle import bundle
from gateway.api.call import Call
from gateway.api.compression import Compression
from gateway.api.convert import convert
from gateway.api.create import create
from gateway.api.delete import delete, delete_conditional
from gateway.api.desk import Desk, Refused, desk
from gateway.api.documentation import contract, documentation
from gateway.api.guard import Guard
from gateway.api.health import live, metrics, ready
from gateway.api.history import history_instance, history_system, history_type, vread
from gateway.api.later import later
from gateway.api.lineage import lineage, lineage_of_message
from gateway.api.messages import messages
from gateway.api.metadata import metadata
from gateway.api.outcome import HANDLERS, refused
from gateway.api.patch import patch, patch_conditional
from gateway.api.posted import Posting
from gateway.api.quick import Quick
from gateway.api.read import read
from gateway.api.receipts import receipts
from gateway.api.requests import request_forgotten, request_status
from gateway.api.routes import Routes
from gateway.api.search_system import search_system, search_system_posted
from gateway.api.search_type import search_posted, search_type
from gateway.api.summary import summary
from gateway.api.update import update, update_conditional
from gateway.api.validate import validate, validate_kept

ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/fhir/Binary/{id}", binary),
    ("GET", "/fhir/{type}/_history", later(history_type)),
    ("GET", "/fhir/{type}/{id}", read),
    ("GET", "/fhir/metadata", metadata),
    ("GET", "/fhir/_history", later(history_system)),
    ("GET", "/fhir/{type}", later(search_type)),
    ("GET", "/fhir", later(search_system)),
    ("POST", "/fhir", later(bundle)),
    ("POST", "/fhir/_search", later(search_system_posted)),
    ("POST", "/messages/hl7v2", messages),
    ("POST", "/messages/{format}", messages),
    ("GET", "/receipts/{sender}/{control_id:path}/$lineage", lineage_of_message),
    ("GET", "/receipts/{sender}/{control_id:path}", receipts),
    ("POST", "/fhir/$convert", convert),
    ("POST", "/fhir/$validate", validate),
    ("POST", "/fhir/{type}/$validate", validate),
    ("GET", "/fhir/Patient/{id}/$summary", summary),
    ("GET", "/fhir/{type}/{id}/$lineage", lineage),
    ("GET", "/fhir/{type}/{id}/$validate", validate_kept),
    ("POST", "/fhir/{type}/_search", later(search_posted)),
    ("GET", "/fhir/{type}/{id}/_history", later(history_instance)),
    ("GET", "/fhir/Binary/{id}/_history/{version}", binary_version),
    ("GET", "/fhir/{type}/{id}/_history/{version}", vread),
    ("PUT", "/fhir/{type}/{id}", later(update)),
    ("PATCH", "/fhir/{type}/{id}", later(patch)),
    ("DELETE", "/fhir/{type}/{id}", later(delete)),
    ("POST", "/fhir/{type}", later(create)),
    ("PUT", "/fhir/{type}", later(update_conditional)),
    ("PATCH", "/fhir/{type}", later(patch_conditional)),
    ("DELETE", "/fhir/{type}", later(delete_conditional)),
    ("GET", "/requests/{id}", request_status),
    ("DELETE", "/requests/{id}", request_forgotten),
    ("GET", "/live", live),
    ("GET", "/ready", ready),
    ("GET", "/metrics", metrics),
    ("GET", "/openapi.yaml", contract),
    ("GET", "/", documentation),
)
"""Method, address, handler: in the order in which they are tried, what is asked most at first.

What is `later` may be answered later, where the caller prefers that.
"""


class Application:
    """The HTTP door: pure ASGI, its guard outermost, its handlers innermost."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.quick = Quick(desk, desk.near) if desk.near else None
        """What answers the plainest requests without all this; None: nothing does."""
        self.posting = Posting(desk)
        """The same of what is sent."""
        self._answer: ASGIApp = Guard(Compression(_handled), desk=desk)
        self.inside: ASGIApp = Guard(_handled, desk=desk)
        """Answers what came before, and was kept for later."""
        if desk.origins:
            self._answer = CORSMiddleware(self._answer, **_CORS, allow_origins=desk.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            scope["app"] = self
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await _living(receive, send)


def build(desk: Desk) -> Application:
    """The application; everything that it reaches stands on the desk."""
    return Application(desk)


async def _living(receive: Receive, send: Send) -> None:
    """The server asks whether we are ready to begin, and to end: always."""
    while True:
        asked = (await receive())["type"]
        await send({"type": f"{asked}.complete"})
        if asked == "lifespan.shutdown":
            return


async def _handled(scope: Scope, receive: Receive, send: Send) -> None:
    """Find the handler of an address, and send what it answers; a refusal is an answer too."""
    found = _ROUTES.found(scope["method"], scope["path"])
    request = Call(scope, receive)
    if found is None:
        response = _astray(request)
    else:
        handler, scope["path_params"] = found
        try:
            response = await handler(request)
        except tuple(HANDLERS) as error:
            response = HANDLERS[type(error)](request, error)
    await response(scope, receive, send)


_CORS: Mapping[str, Any] = MappingProxyType(
    {
        "allow_methods": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        "allow_headers": (
            *("Accept", "Authorization", "Content-Type", "Prefer", "Range", "If-Range"),
            *("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"),
            *("If-None-Exist", "Idempotency-Key", "Content-Encoding"),
            *("X-Request-Id", "X-Security-Context"),
        ),
        "expose_headers": (
            *("ETag", "Location", "Content-Location", "Last-Modified", "Retry-After"),
            *("X-Request-Id", "Content-Range", "Accept-Ranges"),
            *("X-Progress", "Expires", "Preference-Applied"),
        ),
    }
)
"""What a page of another origin may send and read; which origins, the operator says."""

_ROUTES = Routes(ROUTES)
_OPERATIONS = ", ".join(sorted({path[path.index("$") :] for _, path, _ in ROUTES if "/$" in path}))


def _astray(request: Request) -> Response:
    """An address or a method that the table does not hold."""
    methods = _ROUTES.methods(request.scope["path"])
    if not methods:
        return refused(request, _nothing(request.scope["path"], desk(request).types))
    allowed = {"Allow": ", ".join([*methods, "OPTIONS"])}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allowed)
    answer = refused(request, Refused(405, "not-supported"))
    answer.headers.update(allowed)
    return answer


def _nothing(path: str, types: frozenset[str]) -> Refused:
    """Why there is nothing at this address, and where what is meant may be found."""
    parts = path.split("/")[2:]
    if parts[-1:] == ["$everything"]:
        return Refused(404, "not-supported", "everything")
    if "/$" in path:
        return Refused(404, "not-supported", "operation", _OPERATIONS)
    within = len(parts) == 3 and parts[0] in types and parts[2] in {"*", *types}  # noqa: PLR2004 - Type/id/Type
    if within:
        return Refused(404, "not-supported", "compartment")
    return Refused(404, "not-found", "address")
