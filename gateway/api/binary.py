"""GET /fhir/Binary/{id}, and one version of it: the content itself, unless FHIR is asked for.

What others have sent is never shown as a page of ours: it is for saving, and may run nothing.
https://hl7.org/fhir/R4/binary.html#rest · https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import desk
from gateway.api.forms import FHIR, answer
from gateway.api.history import kept_version
from gateway.api.negotiation import form
from gateway.api.outcome import spoken
from gateway.api.read import standing
from gateway.api.served import logical_id
from gateway.api.shapes import shape
from gateway.api.unchanged import instant, known, unchanged
from gateway.fhirjson import decode
from gateway.model import Resource
from gateway.shaping import Shape
from gateway.wording import told

SAFE: Mapping[str, str] = MappingProxyType(
    {
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Vary": "Accept",
    }
)
"""Headers of every content that somebody else made."""
_UNKNOWN = "application/octet-stream"
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;\s*[\w-]+=[\w.+:/-]+)*", re.ASCII)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


async def binary(request: Request) -> Response:
    """206 with the part that Range names, 416 where there is none; as FHIR where that is asked."""
    wanted = shape(request, "Binary")
    found = await standing(request, "Binary", logical_id(request))
    return _told(request, found.body, known(found), wanted)


async def binary_version(request: Request) -> Response:
    """The same of one version: so leads the address that whoever made it was told."""
    wanted = shape(request, "Binary")
    body, headers = await kept_version(request, "Binary")
    return _told(request, body, headers, wanted)


def _told(request: Request, body: bytes, headers: Mapping[str, str], wanted: Shape) -> Response:
    resource = decode(body)
    kind = _media_type(resource)
    if form(request, kind.partition(";")[0], *FHIR) in FHIR:
        if unchanged(request, headers):
            return Response(status_code=304, headers=headers)
        return answer(request, desk(request).shaping.text(body, wanted), headers=headers)
    headers = {**headers, "ETag": headers["ETag"].removeprefix("W/"), **SAFE}
    if unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    return _content(request, _bytes(resource), kind, headers)


def _content(request: Request, content: bytes, kind: str, headers: Mapping[str, str]) -> Response:
    part = _part(request, len(content), headers)
    if part is None:
        return Response(content, headers={**headers, "Content-Type": kind})
    if part.start >= len(content):
        beside = {**headers, "Content-Range": f"bytes */{len(content)}"}
        return spoken(request, [told("http-416", code="value")], 416, beside)
    named = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    beside = {**headers, "Content-Range": named, "Content-Type": kind}
    return Response(content[part.start : part.stop], 206, beside)


def _part(request: Request, size: int, headers: Mapping[str, str]) -> range | None:
    """Which bytes are asked for; None: all of them.

    Also where the content has changed since, and where several ranges are asked for.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if request.method != "GET" or found is None or not any(found.groups()):
        return None
    if not _same(request.headers.get("if-range", ""), headers):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0) if int(last) else size, size)
    stop = min(int(last), size - 1) + 1 if last else size
    return range(int(first), stop) if not last or int(first) <= int(last) else None


def _same(if_range: str, headers: Mapping[str, str]) -> bool:
    """Is the content still the one of which the caller has a part? A weak tag cannot tell."""
    said = if_range.strip()
    if not said or said == headers["ETag"]:
        return True
    return instant(said) is not None and said == headers["Last-Modified"]


def _media_type(resource: Resource) -> str:
    stated = resource.get("contentType")
    fine = isinstance(stated, str) and _TYPE.fullmatch(stated)
    return str(stated) if fine else _UNKNOWN


def _bytes(resource: Resource) -> bytes:
    try:
        return b64decode(resource.get("data", ""))
    except (Error, ValueError, TypeError):
        return b""
