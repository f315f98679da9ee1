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
from gateway.api.timing import stage
from gateway.api.unchanged import known, unchanged
from gateway.disclosure import Told
from gateway.disclosure.history import gone


async def read(request: Request) -> Response:
    """The current version, with ETag and Last-Modified; 304 where the caller has it already."""
    expected(request)
    type_, id_ = kept_type(request), logical_id(request)
    wanted = shape(request, type_)
    found = await standing(request, type_, id_)
    headers = known(found)
    if unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    return answer(request, desk(request).shaping.text(found.body, wanted), headers=headers)


async def standing(request: Request, type_: str, id_: str) -> Told:
    """What stands there, its reading written down; raises Refused 404, or 410 where it is gone."""
    at, by = desk(request), asked(request)
    if request.scope["query_string"]:
        names_only(request.query_params, (*SHAPED, *NAMES))
    with stage(request, "read"):
        found = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("read", "found" if found else "not-found")
    if found is not None:
        return found
    past = await gone(by, at.record, type_, id_)
    raise Refused(410, "deleted") if past else Refused(404, "not-found", "resource")
