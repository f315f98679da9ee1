"""PUT /fhir/{type}/{id} and PUT /fhir/{type}?...: the update interaction, conditional or not.

https://hl7.org/fhir/R4/http.html#update · https://hl7.org/fhir/R4/http.html#cond-update
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import condition, names_only
from gateway.api.desk import Refused, body, who
from gateway.api.forms import SHAPED, expected
from gateway.api.served import is_id, kept_type
from gateway.api.wishing import changed, preconditions, resource_sent
from gateway.intake.rest import Verb, Wish
from gateway.model import Resource


async def update(request: Request) -> Response:
    """200 with what stands now, 201 where it is new; 412 where another version stands."""
    who(request)
    expected(request)
    type_, id_ = kept_type(request), _new_id(request)
    names_only(request.query_params, SHAPED)
    content = await body(request)
    sent = resource_sent(request, content, type_)
    named(sent.resource, id_)
    wish = Wish(Verb.UPDATE, type_, id_, sent.resource, **preconditions(request))
    return await changed(request, wish, sent, content)


async def update_conditional(request: Request) -> Response:
    """The one resource that the search finds is updated; where it finds none, one is made."""
    who(request)
    expected(request)
    type_ = kept_type(request)
    query = await condition(request, type_, request.url.query)
    content = await body(request)
    sent = resource_sent(request, content, type_)
    own = sent.resource.get("id")
    if own is not None and not (isinstance(own, str) and is_id(own)):
        raise Refused(400, "value", "id-other")
    wish = Wish(Verb.UPDATE, type_, body=sent.resource, query=query, **preconditions(request))
    return await changed(request, wish, sent, content)


def _new_id(request: Request) -> str:
    """The id in the address, which need not stand yet; raises Refused 400 where none could."""
    id_: str = request.path_params["id"]
    if not is_id(id_):
        raise Refused(400, "value", "id-form")
    return id_


def named(resource: Resource, id_: str) -> None:
    """Raise Refused 400 where a resource does not carry the id of its address."""
    own = resource.get("id")
    if own is None:
        raise Refused(400, "required", "id-missing")
    if own != id_:
        raise Refused(400, "invalid", "id-other")
