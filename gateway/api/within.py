"""One entry of a Bundle, asked as if it had come by itself: the same routes, the same answers.

https://hl7.org/fhir/R4/http.html#transaction · https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.types import Message, Receive

from gateway.api.forms import INSIDE
from gateway.model import Empty

_OWN = frozenset({b"authorization", b"accept-language", b"host", b"prefer", b"origin"})
"""What of the outer request holds for each entry."""


@dataclass(slots=True)
class Heard:
    """The answer to one entry, as it comes in."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            pairs = message["headers"]
            self.headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in pairs}
        else:
            self.body += message.get("body", b"")


async def within(  # noqa: PLR0913, PLR0917 - each part of a request has its name
    request: Request,
    number: int,
    method: str,
    address: str,
    headers: Mapping[str, str],
    content: bytes = b"",
) -> Heard:
    """Ask one entry of this same application; `address` is relative: `Patient?name=x`."""
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {
        **request.scope,
        "method": method,
        "path": f"/fhir/{unquote(path)}",
        "raw_path": f"/fhir/{path}".encode(),
        "root_path": request.scope.get("root_path", ""),
        "query_string": query.encode(),
        "headers": _headers(request, number, headers, content),
        "state": {},
        INSIDE: True,
    }
    heard = Heard()
    await request.app(scope, sending(content), heard.send)
    return heard


def _headers(
    request: Request, number: int, headers: Mapping[str, str], content: bytes
) -> list[tuple[bytes, bytes]]:
    outer = [pair for pair in request.scope["headers"] if pair[0] in _OWN]
    own = {
        "accept": "application/fhir+json",
        "content-type": "application/fhir+json",
        "content-length": str(len(content)),
        "x-request-id": f"{request.state.number[:56]}.{number}",
        **headers,
        **_keyed(request, number),
    }
    inner = [(name.encode(), value.encode("latin-1", "replace")) for name, value in own.items()]
    return [*outer, *inner]


def _keyed(request: Request, number: int) -> Mapping[str, str]:
    """Each entry of a request that may come again is the same request then, too."""
    said = request.headers.get("idempotency-key", "").strip()
    if not said:
        return Empty
    return {"idempotency-key": f"{sha256(said.encode('latin-1')).hexdigest()}.{number}"}


def sending(content: bytes) -> Receive:
    """Tells an application this body."""

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive
