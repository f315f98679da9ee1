"""GET /fhir/{type}/{id}: the read interaction, conditional where the caller has a version already.

https://hl7.org/fhir/R4/http.html#read · https://hl7.org/fhir/R4/http.html#cread
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.served import kept_type, logical_id
from gateway.api.shapes import NAMES, shape
from gateway.api.unchanged import since, unchanged
from gateway.model import Version


async def read(request: Request) -> Response:
    """The current version, with ETag and Last-Modified; 304 where the caller has it already."""
    expected(request)
    wanted = shape(request, kept_type(request))
    found = await standing(request)
    headers = since(found)
    if unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    return answer(request, desk(request).shaping.text(found.body, wanted), headers=headers)


async def standing(request: Request) -> Version:
    """What stands at the address, its reading written down; raises Refused 404, 410."""
    at, by = desk(request), asked(request)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, (*SHAPED, *NAMES))
    found = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("read", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "resource")
    return found
