"""GET /fhir/{type}?...: the search-type interaction, strict: an unknown parameter is refused.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.criteria import Search, understood
from gateway.api.desk import asked, desk
from gateway.api.forms import answer, expected
from gateway.api.served import kept_type, searched
from gateway.disclosure import Shown
from gateway.fhirjson import encode


async def search_type(request: Request) -> Response:
    """A searchset Bundle with `self` and `next` links; 400 says which parameter is not taken."""
    at = desk(request)
    by = asked(request)
    expected(request)
    type_ = kept_type(request)
    known = at.parameters(type_)
    base = f"{request.base_url}fhir"
    search = understood(
        type_,
        request.query_params,
        [stated.code for stated in known],
        tuple(searched(known)),
        base,
    )
    shown = await disclosure.search(by, at.journal, at.record, search.query)
    at.telemetry.read("search-type", "found" if shown.page.resources else "none")
    return answer(request, _bundle(f"{base}/{type_}", search, shown))


def _bundle(url: str, search: Search, shown: Shown) -> bytes:
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": shown.page.total,
        "link": list(_links(url, search, shown.page.after)),
    }
    entries = [orjson.Fragment(entry) for entry in _entries(url, shown)]
    return encode({**bundle, "entry": entries} if entries else bundle)


def _entries(url: str, shown: Shown) -> Iterator[bytes]:
    for id_, body in zip(shown.ids, shown.page.resources, strict=True):
        full = encode(f"{url}/{id_}")
        yield b'{"fullUrl":' + full + b',"resource":' + body + b',"search":{"mode":"match"}}'


def _links(url: str, search: Search, after: tuple[int, ...]) -> Iterator[dict[str, str]]:
    said = [*search.said, ("_count", str(search.query.count))]
    here = [("_page", str(*search.query.after))] if search.query.after else []
    yield {"relation": "self", "url": f"{url}?{urlencode([*said, *here])}"}
    if after:
        yield {"relation": "next", "url": f"{url}?{urlencode([*said, ('_page', str(*after))])}"}
