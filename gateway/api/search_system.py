"""GET /fhir?... and POST /fhir/_search: one search of several types, or of all.

The types stand in `_type`; every parameter must be one that each of them has.
https://hl7.org/fhir/R4/http.html#search · https://hl7.org/fhir/R4/search.html#all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import position, understood
from gateway.api.desk import Refused, asked, desk
from gateway.api.forms import answer, expected
from gateway.api.search_type import TYPED, cut, of, posted, searchset
from gateway.api.served import TYPES
from gateway.api.shapes import said
from gateway.api.timing import stage
from gateway.disclosure import Asked
from gateway.disclosure.searching import search_several
from gateway.model import Rejected
from gateway.search import Search

_INCLUDING = ("_include", "_revinclude")


async def search_system(request: Request) -> Response:
    """A searchset Bundle of several types, one after the other, with its links."""
    return await _answered(request, request.query_params.multi_items(), asked(request))


async def search_system_posted(request: Request) -> Response:
    """The same, its parameters in a form."""
    by = asked(request)
    every, words = await posted(request)
    return await _answered(request, every, replace(by, words=words))


async def _answered(request: Request, sent: Sequence[tuple[str, str]], by: Asked) -> Response:
    at = desk(request)
    expected(request)
    types = _types(of(TYPED, sent))
    rest = [pair for pair in sent if pair[0] != TYPED]
    if len(types) > 1 and any(name == "_sort" for name, _ in rest):
        raise Refused(400, "not-supported", "sort-several")
    searches = _searches(request, types, rest)
    whole = _joined(types, searches[0], sent)
    shape = said(request, of("_summary", sent), of("_elements", sent), counts=True)
    place = position(at.secret, whole)
    with stage(request, "read"):
        shown = await search_several(by, at.journal, at.record, at.library, searches, place)
    at.telemetry.read("search-system", "found" if shown.page.resources else "none")
    with stage(request, "encode"):
        return answer(request, searchset(request, whole, cut(at.shaping, shown, shape)))


def _searches(
    request: Request, types: Sequence[str], sent: Sequence[tuple[str, str]]
) -> list[Search]:
    """One search for each type; raises Refused with the types that alone have a parameter."""
    try:
        return [understood(request, type_, _of_type(type_, types, sent)) for type_ in types]
    except Rejected:
        for name, _ in sent:
            code = name.partition(":")[0].partition(".")[0]
            having = [type_ for type_ in types if code in desk(request).library.parameters(type_)]
            if 0 < len(having) < len(types):
                told = code, ", ".join(having)
                raise Refused(400, "not-supported", "type-parameter", *told) from None
        raise


def _types(said_: Sequence[str]) -> tuple[str, ...]:
    """The types that are searched; raises Refused 400 for one that is not kept here."""
    names = [name.strip() for text in said_ for name in text.split(",")]
    if any(name not in TYPES for name in names):
        raise Refused(400, "value", "type-several")
    return tuple(dict.fromkeys(names)) or TYPES


def _of_type(
    type_: str, types: Sequence[str], sent: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What of it this type is asked: what is included with another one, only that one."""
    return [
        (name, value)
        for name, value in sent
        if name not in _INCLUDING[:1] or value.partition(":")[0] not in {*types} - {type_}
    ]


def _joined(types: Sequence[str], first: Search, sent: Sequence[tuple[str, str]]) -> Search:
    """The search as its links say it: one with all its types."""
    stated = tuple(pair for pair in sent if pair[0] != "_page")
    return replace(first, type=",".join(types), said=stated)
