"""GET /fhir/Patient/{id}/$summary: the International Patient Summary of one patient.

https://hl7.org/fhir/uv/ips/OperationDefinition-summary.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateway import disclosure
from gateway.api.desk import Refused, asked, desk
from gateway.api.outcome import fhir
from gateway.summary import text


async def summary(request: Request) -> Response:
    """A document Bundle; as readable text where `Accept: text/plain` asks for it."""
    at = desk(request)
    id_ = request.path_params["id"]
    found = await disclosure.summary(asked(request), at.journal, at.record, id_)
    at.telemetry.read("summary", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "there is no such patient")
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(text(found))
    return fhir(found)
