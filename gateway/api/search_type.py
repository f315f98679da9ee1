"""GET /fhir/{type}?...: the search-type interaction, strict: an unknown parameter is refused.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.desk import Refused, asked, desk, resource_type
from gateway.api.outcome import fhir
from gateway.fhirjson import encode
from gateway.model import Page, Query
from gateway.search import PARAMETERS

MAX_COUNT = 500
PAGE = 50
CRITERIA = ("_id", *PARAMETERS)
"""Parameters by which this server searches; `_count` and `_page` shape the answer."""


async def search_type(request: Request) -> Response:
    """A searchset Bundle with `self` and `next` links; 400 names a parameter that is not known."""
    at = desk(request)
    query = understood(resource_type(request), request.query_params)
    page = await disclosure.search(asked(request), at.journal, at.record, query)
    at.telemetry.read("search-type", "found" if page.resources else "none")
    return fhir(_bundle(request, query, page))


def understood(type_: str, parameters: QueryParams) -> Query:
    """The search that these parameters ask for; raises Refused 400 that says what is wrong."""
    unknown = sorted({name for name in parameters if name not in (*CRITERIA, "_count", "_page")})
    if unknown:
        taken = ", ".join(CRITERIA)
        raise Refused(400, "not-supported", f"a parameter is not known here; these are: {taken}")
    criteria = tuple(
        (name, tuple(value.split(",")))
        for name, value in parameters.multi_items()
        if name in CRITERIA and value
    )
    count = min(_number(parameters, "_count", PAGE), MAX_COUNT)
    return Query(type_, criteria, count, _number(parameters, "_page", 0))


def _number(parameters: QueryParams, name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 16):  # noqa: PLR2004 - a row number
        raise Refused(400, "value", f"{name} is a whole number")
    return int(text)


def _bundle(request: Request, query: Query, page: Page) -> bytes:
    base = str(request.base_url).rstrip("/") + "/fhir"
    said = [(name, ",".join(values)) for name, values in query.criteria]
    entries = [orjson.Fragment(entry) for entry in _entries(base, query.type, page)]
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": page.total,
        "link": list(_links(f"{base}/{query.type}", said, query, page)),
    }
    return encode({**bundle, "entry": entries} if entries else bundle)


def _entries(base: str, type_: str, page: Page) -> Iterator[bytes]:
    for body in page.resources:
        id_ = orjson.loads(body)["id"]
        full = encode(f"{base}/{type_}/{id_}")
        yield b'{"fullUrl":' + full + b',"resource":' + body + b',"search":{"mode":"match"}}'


def _links(
    url: str, said: list[tuple[str, str]], query: Query, page: Page
) -> Iterator[dict[str, str]]:
    here = [("_page", str(query.after))] if query.after else []
    count = ("_count", str(query.count))
    yield {"relation": "self", "url": f"{url}?{urlencode([*said, count, *here])}"}
    if page.after:
        after = ("_page", str(page.after))
        yield {"relation": "next", "url": f"{url}?{urlencode([*said, count, after])}"}
