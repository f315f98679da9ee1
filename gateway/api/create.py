"""POST /fhir/{type}: the create interaction, conditional or not.

https://hl7.org/fhir/R4/http.html#create · https://hl7.org/fhir/R4/http.html#ccreate
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import condition, criteria_of, names_only
from gateway.api.desk import body, who
from gateway.api.forms import SHAPED, expected
from gateway.api.served import kept_type
from gateway.api.wishing import changed, resource_sent
from gateway.intake.rest import Verb, Wish


async def create(request: Request) -> Response:
    """201 with the new resource; with If-None-Exist 200 where what is asked for stands already."""
    who(request)
    expected(request)
    type_ = kept_type(request)
    names_only(request.query_params, SHAPED)
    content = await body(request)
    sent = resource_sent(request, content, type_)
    said = request.headers.get("if-none-exist")
    query = None
    if said is not None:
        query = await condition(request, type_, criteria_of(type_, said))
    wish = Wish(Verb.CREATE, type_, body=sent.resource, query=query)
    return await changed(request, wish, sent, content)
