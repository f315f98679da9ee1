"""What comes to the HTTP door and cannot be read as a request is told why, in FHIR like all else.

https://www.rfc-editor.org/rfc/rfc9110#name-400-bad-request · #name-414-uri-too-long
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from gateway.api.negotiation import FHIR_JSON
from gateway.fhirjson import encode
from gateway.wording import told
from gateway.wording.outcome import outcome

LONGEST = 65_535
"""Bytes of an address that the parser tells the parts of."""
_LINE = re.compile(rb"[A-Z]{3,7} /[!-~]*[\x80-\xff]")
"""The first line of a request, up to a letter that an address cannot hold."""


def unreadable(address: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The whole answer, after which the connection ends.

    `address`: the request's, or what came in its place; `headers`: those of every answer.
    """
    status, key = _reason(address)
    facts = (LONGEST,) if status is HTTPStatus.REQUEST_URI_TOO_LONG else ()
    body = encode(outcome([told(key, *facts, code="structure")]))
    own = (
        (b"content-type", FHIR_JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    )
    first = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
    lines = [b"%b: %b\r\n" % pair for pair in (*headers, *own)]
    return b"".join([first, *lines, b"\r\n", body])


def _reason(address: bytes) -> tuple[HTTPStatus, str]:
    if len(address) > LONGEST:
        return HTTPStatus.REQUEST_URI_TOO_LONG, "http-414"
    if _LINE.match(address):
        return HTTPStatus.BAD_REQUEST, "http-400.letters"
    return HTTPStatus.BAD_REQUEST, "http-400.request"
