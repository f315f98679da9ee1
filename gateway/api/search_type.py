"""GET /fhir/{type}?... and POST /fhir/{type}/_search: the search-type interaction.

Strict, unless the caller prefers otherwise: a parameter that is not known is refused.
https://hl7.org/fhir/R4/search.html · https://hl7.org/fhir/R4/http.html#search
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from msgspec import Struct, structs
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import placed, position, understood
from gateway.api.desk import Refused, asked, body, desk, too_long
from gateway.api.forms import answer, expected
from gateway.api.negotiation import language
from gateway.api.served import kept_type
from gateway.api.shapes import said
from gateway.api.timing import stage
from gateway.disclosure import Asked
from gateway.disclosure.following import Place
from gateway.disclosure.searching import Shown
from gateway.disclosure.searching import search as searched
from gateway.fhirjson import encode
from gateway.model import Page
from gateway.search import Search
from gateway.shaping import Shape, Shaping
from gateway.wording.outcome import outcome

TYPED = "_type"
"""What names the types of a search of several."""
LONGEST = 200_000
"""Bytes of a form."""
_FORM = "application/x-www-form-urlencoded"


async def search_type(request: Request) -> Response:
    """A searchset Bundle with its links; 400 says what is wrong with the search."""
    return await _answered(request, request.query_params.multi_items(), asked(request))


async def search_posted(request: Request) -> Response:
    """The same, its parameters in a form, so that no log of addresses holds them."""
    by = asked(request)
    every, words = await posted(request)
    return await _answered(request, every, replace(by, words=words))


async def posted(request: Request) -> tuple[list[tuple[str, str]], str]:
    """The parameters of the address and of the form, and how an audit event tells them.

    Raises Refused 415, 413, 400 where the body is no form.
    """
    name = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if name != _FORM:
        raise Refused(415, "not-supported", "", _FORM)
    content = await body(request)
    if len(content) > LONGEST:
        raise too_long(LONGEST)
    try:
        sent = QueryParams(content.decode())
    except UnicodeDecodeError:
        raise Refused(400, "value", "address") from None
    every = [*request.query_params.multi_items(), *sent.multi_items()]
    return every, f"POST {request.scope['path']}?{urlencode(every)}"


async def _answered(request: Request, sent: Sequence[tuple[str, str]], by: Asked) -> Response:
    at = desk(request)
    expected(request)
    type_ = kept_type(request)
    search = understood(request, type_, sent)
    place = position(at.secret, search)
    shape = said(request, of("_summary", sent), of("_elements", sent), type_, counts=True)
    with stage(request, "read"):
        shown = await searched(by, at.journal, at.record, at.library, search, place)
    at.telemetry.read("search-type", "found" if shown.page.resources else "none")
    with stage(request, "encode"):
        return answer(request, searchset(request, search, cut(at.shaping, shown, shape)))


def of(name: str, sent: Sequence[tuple[str, str]]) -> list[str]:
    """Every value of a parameter."""
    return [value for key, value in sent if key == name]


def cut(shaping: Shaping, shown: Shown, shape: Shape) -> Shown:
    """As much of each resource as is wanted: elements are asked for of the found alone."""
    if shape.whole:
        return shown
    page = structs.replace(
        shown.page, resources=tuple(shaping.text(one, shape) for one in shown.page.resources)
    )
    beside = shown.beside
    if not shape.elements:
        beside = tuple((type_, id_, shaping.text(one, shape)) for type_, id_, one in beside)
    return replace(shown, page=page, beside=beside)


def searchset(request: Request, search: Search, shown: Shown) -> bytes:
    """The searchset, with its links, and with what was left aside."""
    ignored = [_ignored(request, search)] if search.ignored else []
    return bundled(f"{request.base_url}fhir", desk(request).secret, search, shown, ignored)


def bundled(
    base: str, secret: bytes, search: Search, shown: Shown, ignored: Sequence[bytes] = ()
) -> bytes:
    """The same, of a server at this address; `ignored` are its last entries."""
    url = _address(base, search)
    links = encode(list(_links(secret, url, search, shown)))
    return _bundle(shown.page.total, links, [*_entries(base, shown), *ignored])


class Said(Struct, frozen=True):
    """A search as it was sent."""

    type: str
    words: str
    """Its query."""
    sent: Sequence[tuple[str, str]]
    """The same, read."""
    count: int


def together(base: str, said: Said, page: Page, places: Sequence[bytes]) -> bytes:
    """The searchset of a page that is all there is; `places` are `Type/id` of the found."""
    words = said.words
    if _QUERY(words) is None:
        words = "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in said.sent])
    if not any([name == "_count" for name, _ in said.sent]):  # noqa: C419 - they are few
        words = f"{words}&_count={said.count}"
    inside = _inside(base)
    link = b'[{"relation":"self","url":"%b/%b?%b"}]'
    links = link % (inside, said.type.encode(), words.encode())
    full = b'{"fullUrl":"' + inside + b"/"
    pairs = zip(places, page.resources, strict=True)
    entries = [b'%b%b","resource":%b,"search":{"mode":"match"}}' % (full, *one) for one in pairs]
    return _bundle(page.total, links, entries)


_QUERY = re.compile(r"[\w.~-]+=[\w.~-]*(?:&[\w.~-]+=[\w.~-]*)*", re.ASCII).fullmatch
"""A query of which nothing would be written otherwise."""


def _quoted(text: str) -> str:
    """`quote_plus`, at a fraction of the cost for what is ASCII."""
    return text.translate(_CODES) if text.isascii() else quote_plus(text)


_CODES = str.maketrans({chr(number): quote_plus(chr(number)) for number in range(128)})


@lru_cache(maxsize=256)
def _inside(text: str) -> bytes:
    """As it stands inside of a JSON text."""
    return encode(text)[1:-1]


def _bundle(total: int | None, links: bytes, entries: Sequence[bytes]) -> bytes:
    head = b"" if total is None else b'"total":%d,' % total
    text = b'{"resourceType":"Bundle","type":"searchset",' + head + b'"link":' + links
    return text + b',"entry":[' + b",".join(entries) + b"]}" if entries else text + b"}"


def _stated(said: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """What a page was asked by, with how many it may hold."""
    if any(name == "_count" for name, _ in said):
        return [*said]
    return [*said, ("_count", str(count))]


def _address(base: str, search: Search) -> str:
    several = "," in search.type or any(name == TYPED for name, _ in search.said)
    return base if several else f"{base}/{search.type}"


def _entries(base: str, shown: Shown) -> Iterator[bytes]:
    full = b'{"fullUrl":"' + encode(base)[1:-1] + b"/"
    for (type_, id_), found in zip(shown.ids, shown.page.resources, strict=True):
        place = f'{type_}/{id_}","resource":'.encode()
        yield b"".join((full, place, found, b',"search":{"mode":"match"}}'))
    for other, id_, found in shown.beside:
        full = encode(f"{base}/{other}/{id_}")
        yield b'{"fullUrl":' + full + b',"resource":' + found + b',"search":{"mode":"include"}}'


def _ignored(request: Request, search: Search) -> bytes:
    """What was left aside, as the caller allowed."""
    told = outcome(search.ignored, language(request))
    return encode({"resource": told, "search": {"mode": "outcome"}})


def _links(secret: bytes, url: str, search: Search, shown: Shown) -> Iterator[dict[str, str]]:
    stated = _stated(search.said, search.count)
    here = [("_page", search.page)] if search.page else []
    yield {"relation": "self", "url": f"{url}?{urlencode([*stated, *here])}"}
    if here:
        yield {"relation": "first", "url": f"{url}?{urlencode(stated)}"}
    places = {"previous": Place(shown.page.before, back=True), "next": Place(shown.page.after)}
    for relation, place in places.items():
        if place.at:
            page = placed(secret, search, place)
            yield {"relation": relation, "url": f"{url}?{urlencode([*stated, ('_page', page)])}"}
