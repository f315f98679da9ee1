"""GET /fhir/{type}/{id}: the read interaction.

https://hl7.org/fhir/R4/http.html#read
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.desk import Refused, asked, desk, resource_type
from gateway.api.outcome import fhir
from gateway.fhirjson import decode


async def read(request: Request) -> Response:
    """The current version, with its ETag; 404 as an OperationOutcome."""
    at = desk(request)
    type_, id_ = resource_type(request), request.path_params["id"]
    found = await disclosure.read(asked(request), at.journal, at.record, type_, id_)
    at.telemetry.read("read", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "there is no such resource")
    tag = f'W/"{decode(found)["meta"]["versionId"]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return fhir(found, headers={"ETag": tag})
