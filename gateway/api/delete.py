"""DELETE /fhir/{type}/{id} and DELETE /fhir/{type}?...: a tombstone, and the history stays.

https://hl7.org/fhir/R4/http.html#delete · https://hl7.org/fhir/R4/http.html#cdelete
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import condition, names_only
from gateway.api.desk import who
from gateway.api.forms import SHAPED
from gateway.api.served import kept_type, logical_id
from gateway.api.wishing import changed, preconditions
from gateway.intake.rest import Verb, Wish


async def delete(request: Request) -> Response:
    """204, also where it is gone already, or never was; 412 where another version stands."""
    who(request)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, SHAPED)
    wish = Wish(Verb.DELETE, type_, id_, **preconditions(request))
    return await changed(request, wish, None, b"")


async def delete_conditional(request: Request) -> Response:
    """204 where the search finds one or none; 412 where it finds several."""
    who(request)
    type_ = kept_type(request)
    query = await condition(request, type_, request.url.query)
    wish = Wish(Verb.DELETE, type_, query=query, **preconditions(request))
    return await changed(request, wish, None, b"")
