"""What comes to the HTTP door and cannot be read as a request is told why, in FHIR like all else.

https://www.rfc-editor.org/rfc/rfc9110#name-400-bad-request · #name-414-uri-too-long
https://www.rfc-editor.org/rfc/rfc6585#section-5 (431)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from types import MappingProxyType

from gateway.api.negotiation import FHIR_JSON
from gateway.fhirjson import encode
from gateway.wording import told
from gateway.wording.outcome import outcome

LONGEST = 65_535
"""Bytes of an address that the parser tells the parts of."""
LONGEST_HEAD = 131_072
"""Bytes of an address and its headers beyond which nobody waits for their end."""
_LINE = re.compile(rb"[A-Z]{3,7} /[!-~]*[\x80-\xff]")
"""The first line of a request, up to a letter that an address cannot hold."""


def unreadable(address: bytes, headers: Iterable[tuple[bytes, bytes]], headed: int = 0) -> bytes:
    """The whole answer, after which the connection ends.

    `address`: the request's, or what came in its place; `headers`: those of every answer;
    `headed`: how many bytes have come of a head that has not ended.
    """
    status, key = _reason(address, headed)
    facts = (_MOST[status],) if status in _MOST else ()
    body = encode(outcome([told(key, *facts, code="structure")]))
    own = (
        (b"content-type", FHIR_JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    )
    first = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
    lines = [b"%b: %b\r\n" % pair for pair in (*headers, *own)]
    return b"".join([first, *lines, b"\r\n", body])


_MOST = MappingProxyType(
    {
        HTTPStatus.REQUEST_URI_TOO_LONG: LONGEST,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: LONGEST_HEAD,
    }
)
"""Status -> how many bytes there may be."""


def _reason(address: bytes, headed: int) -> tuple[HTTPStatus, str]:
    if len(address) > LONGEST:
        return HTTPStatus.REQUEST_URI_TOO_LONG, "http-414"
    if headed > LONGEST_HEAD:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "http-431"
    if _LINE.match(address):
        return HTTPStatus.BAD_REQUEST, "http-400.letters"
    return HTTPStatus.BAD_REQUEST, "http-400.request"
