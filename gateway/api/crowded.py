"""What a caller is answered for whom the HTTP door has no place: come again, in a second.

https://www.rfc-editor.org/rfc/rfc9110#name-503-service-unavailable
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.api.negotiation import FHIR_JSON
from gateway.fhirjson import encode
from gateway.wording import told
from gateway.wording.outcome import outcome


def crowded(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The whole answer, after which the connection ends; `headers`: those of every answer."""
    body = encode(outcome([told("http-503.crowded", code="throttled")]))
    own = (
        (b"content-type", FHIR_JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", b"1"),
        (b"connection", b"close"),
    )
    lines = [b"%b: %b\r\n" % pair for pair in (*headers, *own)]
    return b"".join([b"HTTP/1.1 503 Service Unavailable\r\n", *lines, b"\r\n", body])
