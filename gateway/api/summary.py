"""GET /fhir/Patient/{id}/$summary: the International Patient Summary of one patient.

https://hl7.org/fhir/uv/ips/OperationDefinition-summary.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateway import disclosure
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk
from gateway.api.forms import FHIR, SHAPED, answer
from gateway.api.negotiation import TEXT, form
from gateway.api.served import logical_id
from gateway.summary import text


async def summary(request: Request) -> Response:
    """A document Bundle; as readable text where `Accept: text/plain` asks for it."""
    at = desk(request)
    by = asked(request)
    wanted = form(request, *FHIR, TEXT)
    id_ = logical_id(request)
    names_only(request.query_params, SHAPED)
    found = await disclosure.summary(by, at.journal, at.record, id_)
    at.telemetry.read("summary", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "patient")
    return PlainTextResponse(text(found)) if wanted == TEXT else answer(request, found)
