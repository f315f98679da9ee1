"""GET /fhir/{type}/{id}: the read interaction.

https://hl7.org/fhir/R4/http.html#read · https://hl7.org/fhir/R4/http.html#cread
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk
from gateway.api.negotiation import FHIR_JSON, form
from gateway.api.outcome import fhir
from gateway.api.served import kept_type, logical_id
from gateway.disclosure.history import gone


async def read(request: Request) -> Response:
    """The current version, with ETag and Last-Modified; 304 where the caller has it already."""
    at = desk(request)
    by = asked(request)
    form(request, FHIR_JSON)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, ("_format",))
    found = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("read", "found" if found else "not-found")
    if found is None:
        raise await _lost(request, type_, id_)
    tag = f'W/"{found.version}"'
    headers = {"ETag": tag, "Last-Modified": _http_date(found.modified)}
    if holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return fhir(found.body, headers=headers)


async def _lost(request: Request, type_: str, id_: str) -> Refused:
    """Why there is nothing: it was deleted, or never was."""
    past = await gone(asked(request), desk(request).record, type_, id_)
    return Refused(410, "deleted") if past else Refused(404, "not-found", "resource")


def holds(none_match: str, tag: str) -> bool:
    """Does an If-None-Match header name this entity tag, or any?"""
    plain = tag.removeprefix("W/")
    return any(
        shown.strip() == "*" or shown.strip().removeprefix("W/") == plain
        for shown in none_match.split(",")
    )


def _http_date(instant: str) -> str:
    return format_datetime(datetime.fromisoformat(instant).astimezone(UTC), usegmt=True)
