"""PATCH /fhir/{type}/{id} and PATCH /fhir/{type}?...: JSON Patch and FHIRPath Patch.

https://hl7.org/fhir/R4/http.html#patch · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import condition, names_only
from gateway.api.desk import body, who
from gateway.api.forms import SHAPED, expected
from gateway.api.patches import patch_sent
from gateway.api.served import kept_type, logical_id
from gateway.api.wishing import changed, preconditions
from gateway.intake.rest import Verb, Wish


async def patch(request: Request) -> Response:
    """200 with what stands now; 412 where another version stands, 422 where it does not apply."""
    who(request)
    expected(request)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, SHAPED)
    content = await body(request)
    change = patch_sent(request, content)
    wish = Wish(Verb.PATCH, type_, id_, patch=change, **preconditions(request))
    return await changed(request, wish, None, content)


async def patch_conditional(request: Request) -> Response:
    """The one resource that the search finds is patched; 404 where it finds none."""
    who(request)
    expected(request)
    type_ = kept_type(request)
    query = await condition(request, type_, request.url.query)
    content = await body(request)
    change = patch_sent(request, content)
    wish = Wish(Verb.PATCH, type_, patch=change, query=query, **preconditions(request))
    return await changed(request, wish, None, content)
