"""The table of routes: every address of the HTTP door, and the file that answers it.

The contract is openapi/gateway.yaml. https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from gateway.api.binary import binary
from gateway.api.bundle import bundle
from gateway.api.compression import Compression
from gateway.api.convert import convert
from gateway.api.create import create
from gateway.api.delete import delete, delete_conditional
from gateway.api.desk import Desk, Refused
from gateway.api.documentation import contract, documentation
from gateway.api.guard import Guard
from gateway.api.health import live, metrics, ready
from gateway.api.history import history_instance, history_system, history_type, vread
from gateway.api.lineage import lineage, lineage_of_message
from gateway.api.messages import messages
from gateway.api.metadata import metadata
from gateway.api.outcome import HANDLERS, refused
from gateway.api.patch import patch, patch_conditional
from gateway.api.read import read
from gateway.api.receipts import receipts
from gateway.api.search_system import search_system, search_system_posted
from gateway.api.search_type import search_posted, search_type
from gateway.api.summary import summary
from gateway.api.update import update, update_conditional
from gateway.api.validate import validate

ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/fhir/Binary/{id}", binary),
    ("GET", "/fhir/{type}/_history", history_type),
    ("GET", "/fhir/{type}/{id}", read),
    ("GET", "/fhir/metadata", metadata),
    ("GET", "/fhir/_history", history_system),
    ("GET", "/fhir/{type}", search_type),
    ("GET", "/fhir", search_system),
    ("POST", "/fhir", bundle),
    ("POST", "/fhir/_search", search_system_posted),
    ("POST", "/messages/hl7v2", messages),
    ("POST", "/messages/{format}", messages),
    ("GET", "/receipts/{sender}/{control_id:path}/$lineage", lineage_of_message),
    ("GET", "/receipts/{sender}/{control_id:path}", receipts),
    ("POST", "/fhir/$convert", convert),
    ("POST", "/fhir/$validate", validate),
    ("POST", "/fhir/{type}/$validate", validate),
    ("GET", "/fhir/Patient/{id}/$summary", summary),
    ("GET", "/fhir/{type}/{id}/$lineage", lineage),
    ("POST", "/fhir/{type}/_search", search_posted),
    ("GET", "/fhir/{type}/{id}/_history", history_instance),
    ("GET", "/fhir/{type}/{id}/_history/{version}", vread),
    ("PUT", "/fhir/{type}/{id}", update),
    ("PATCH", "/fhir/{type}/{id}", patch),
    ("DELETE", "/fhir/{type}/{id}", delete),
    ("POST", "/fhir/{type}", create),
    ("PUT", "/fhir/{type}", update_conditional),
    ("PATCH", "/fhir/{type}", patch_conditional),
    ("DELETE", "/fhir/{type}", delete_conditional),
    ("GET", "/live", live),
    ("GET", "/ready", ready),
    ("GET", "/metrics", metrics),
    ("GET", "/openapi.yaml", contract),
    ("GET", "/", documentation),
)
"""Method, address, handler: in the order in which they are tried, what is asked most at first."""


def build(desk: Desk) -> Starlette:
    """The application; everything that it reaches stands on the desk."""
    app = Starlette(
        routes=[Route(path, handler, methods=[method]) for method, path, handler in ROUTES],
        exception_handlers={**HANDLERS, HTTPException: _astray},
    )
    app.router.redirect_slashes = False
    app.state.desk = desk
    app.add_middleware(Compression)
    app.add_middleware(Guard, desk=desk)
    if desk.origins:
        app.add_middleware(CORSMiddleware, **_CORS, allow_origins=desk.origins)
    return app


_CORS: Mapping[str, Any] = MappingProxyType(
    {
        "allow_methods": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        "allow_headers": (
            *("Accept", "Authorization", "Content-Type", "Prefer", "Range", "If-Range"),
            *("If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist"),
            *("Idempotency-Key", "X-Request-Id", "X-Security-Context"),
        ),
        "expose_headers": (
            *("ETag", "Location", "Content-Location", "Last-Modified", "Retry-After"),
            *("X-Request-Id", "Content-Range", "Accept-Ranges"),
        ),
    }
)
"""What a page of another origin may send and read; which origins, the operator says."""

_ASTRAY = MappingProxyType(
    {
        404: ("not-found", "address"),
        405: ("not-supported",),
    }
)


def _astray(request: Request, error: Exception) -> Response:
    """An address or a method that the table does not hold."""
    if not isinstance(error, HTTPException) or error.status_code not in _ASTRAY:
        raise error
    answer = refused(request, Refused(error.status_code, *_ASTRAY[error.status_code]))
    if error.status_code == 405:  # noqa: PLR2004 - HTTP
        answer.headers["Allow"] = ", ".join(_methods(request))
    return answer


def _methods(request: Request) -> list[str]:
    """All that can be done at an address, whichever rows of the table say so."""
    fitting = (
        route.methods or ()
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    )
    return sorted({method for methods in fitting for method in methods})
