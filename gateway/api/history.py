"""GET .../_history and GET .../_history/{version}: what was kept before.

https://hl7.org/fhir/R4/http.html#history · https://hl7.org/fhir/R4/http.html#vread
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import MAX_COUNT, PAGE, names_only
from gateway.api.desk import Refused, asked, desk
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.served import kept_type, logical_id
from gateway.api.shapes import NAMES, shape
from gateway.api.unchanged import http_date
from gateway.disclosure.history import history as told_history
from gateway.disclosure.history import version
from gateway.fhirjson import encode
from gateway.model import Past, Resource, Span
from gateway.search import moments

_TAKEN = ("_count", "_since", "_at", "_page", *NAMES, *SHAPED)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POSITIONS = {
    True: re.compile(r"[0-9]{1,18}"),
    False: re.compile(r"[0-9]{1,18}\.[0-9]{1,18}"),
}
"""Of one resource its version; of many an attempt, and how many of its versions were told."""


async def vread(request: Request) -> Response:
    """That version, with its ETag; 410 where it says that the resource is gone."""
    expected(request)
    type_ = kept_type(request)
    wanted = shape(request, type_)
    found, headers = await kept_version(request, type_)
    return answer(request, desk(request).shaping.text(found, wanted), headers=headers)


async def kept_version(request: Request, type_: str) -> tuple[bytes, dict[str, str]]:
    """The version in the address, its reading written down, and which it is.

    Raises Refused 404, or 410 where it says that the resource is gone.
    """
    at, by = desk(request), asked(request)
    id_ = logical_id(request)
    names_only(request.query_params, (*SHAPED, *NAMES))
    text = request.path_params["version"]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1  # noqa: PLR2004 - fits any store
    found = await version(by, at.journal, at.record, type_, id_, number) if number > 0 else None
    at.telemetry.read("vread", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "version")
    headers = {"ETag": f'W/"{found.version}"', "Last-Modified": http_date(found.at)}
    if found.body is None:
        raise Refused(410, "deleted", "")
    return found.body, headers


async def history_instance(request: Request) -> Response:
    """Every version of one resource, the newest first; 404 where there never was any."""
    return await _history(request, kept_type(request), logical_id(request))


async def history_type(request: Request) -> Response:
    """Every version of every resource of a type, the newest first."""
    return await _history(request, kept_type(request), "")


async def history_system(request: Request) -> Response:
    """Every version of everything, the newest first."""
    return await _history(request, "", "")


async def _history(request: Request, type_: str, id_: str) -> Response:
    at, by = desk(request), asked(request)
    expected(request)
    names_only(request.query_params, _TAKEN)
    span, wanted = _span(request, type_, id_), shape(request, type_)
    found = await told_history(by, at.journal, at.record, span)
    at.telemetry.read("history", "found" if found.versions else "none")
    if (
        id_
        and not (found.versions or found.total)
        and not (span.since or span.until or span.after)
    ):
        raise Refused(404, "not-found", "resource")
    versions = [
        past if past.body is None else replace(past, body=at.shaping.text(past.body, wanted))
        for past in found.versions
    ]
    links = list(_links(request, span, found.after if span.count else ()))
    return answer(request, _bundle(f"{request.base_url}fhir", links, versions, found.total))


def _span(request: Request, type_: str, id_: str) -> Span:
    sent = request.query_params
    count = sent.get("_count", str(PAGE))
    if not (count.isascii() and count.isdecimal()) or len(count) > 9:  # noqa: PLR2004 - nobody means more
        raise Refused(400, "value", "number", "_count")
    page = sent.get("_page", "")
    if page and not _POSITIONS[bool(id_)].fullmatch(page):
        raise Refused(400, "value", "number", "_page")
    begin, end = _period(sent.get("_at", ""))
    return Span(
        type_,
        id_,
        since=_instant(sent.get("_since", ""), "_since"),
        until=end,
        current=begin,
        count=min(int(count), MAX_COUNT),
        after=tuple(map(int, page.split("."))) if page else (),
    )


def _instant(text: str, name: str) -> str:
    """An instant, of a date its beginning; raises Refused 400 where it is neither."""
    text = text.replace(" ", "+")
    try:
        datetime.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise Refused(400, "value", "date", name) from None
    if text and not _DATE.fullmatch(text):
        raise Refused(400, "value", "date", name)
    return f"{text}T00:00:00+00:00" if text and "T" not in text else text


def _period(text: str) -> tuple[str, str]:
    """First and last instant of a date or time, as precise as it is; raises Refused 400."""
    if not text:
        return "", ""
    found = moments.span(text.replace(" ", "+"))
    if found is None:
        raise Refused(400, "value", "date", "_at")
    begin, end = (_EPOCH + timedelta(microseconds=at) for at in found)
    return begin.isoformat(), end.isoformat()


def _bundle(
    base: str, links: Sequence[Resource], versions: Sequence[Past], total: int | None
) -> bytes:
    bundle = {
        "resourceType": "Bundle",
        "type": "history",
        **({} if total is None else {"total": total}),
        "link": links,
    }
    entries = [orjson.Fragment(_entry(base, past)) for past in versions]
    return encode({**bundle, "entry": entries} if entries else bundle)


def _entry(base: str, past: Past) -> bytes:
    name = f"{past.type}/{past.id}"
    gone = past.body is None
    method = "DELETE" if gone else "POST" if past.version == 1 else "PUT"
    request = {"method": method, "url": past.type if method == "POST" else name}
    status = "204 No Content" if gone else "201 Created" if past.anew else "200 OK"
    response = {"status": status, "etag": f'W/"{past.version}"', "lastModified": past.at}
    resource = b"" if past.body is None else b',"resource":' + past.body
    rest = encode({"request": request, "response": response})[1:]
    return b'{"fullUrl":' + encode(f"{base}/{name}") + resource + b"," + rest


def _links(request: Request, span: Span, after: tuple[int, ...]) -> Iterator[dict[str, str]]:
    base, sent = f"{request.base_url}fhir", request.query_params
    place = "/".join(part for part in (base, span.type, span.id, "_history") if part)
    said = [("_count", str(span.count))]
    said += [("_since", span.since)] if span.since else []
    said += [("_at", at.replace(" ", "+")) for at in sent.getlist("_at")[-1:] if at]
    said += [(name, text) for name in NAMES for text in sent.getlist(name)]
    here = [("_page", ".".join(map(str, span.after)))] if span.after else []
    yield {"relation": "self", "url": f"{place}?{urlencode([*said, *here])}"}
    if after:
        position = ".".join(map(str, after))
        yield {"relation": "next", "url": f"{place}?{urlencode([*said, ('_page', position)])}"}
