"""Sends an answer gzipped, where the caller takes that and it pays.

Only texts are packed, whole ones of more than a packet; a part of a content (206) never is. Pure
ASGI. https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1_400
"""Bytes that go out in one packet in any case."""
_LEVEL = 5
_LARGE = 200_000
"""Bytes beyond which packing takes some milliseconds, and is done in a thread."""
_TEXTS = (b"application/fhir+", b"application/json", b"application/x-ndjson", b"text/")


class Compression:
    """Wraps the application; see the file's first line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        packs = scope["type"] == "http" and _takes(scope)
        await self._app(scope, receive, _Answer(send) if packs else send)


class _Answer:
    """Holds the head of an answer back until its first bytes tell whether packing pays."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Message | None = None
        self._packer: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        """Send one message on, packed or as it is."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._head is not None:
            head, self._head = self._head, None
            await self._first(head, message)
        elif self._packer is not None:
            await self._send({**message, "body": self._packed(message)})
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        said = dict(message["headers"])
        if not _packable(message["status"], said):
            await self._send(message)
            return
        if int(said.get(b"content-length", LEAST)) >= LEAST:
            self._head = message
        else:
            await self._send(message)

    async def _first(self, head: Message, message: Message) -> None:
        body: bytes = message.get("body", b"")
        whole = not message.get("more_body", False)
        if not whole:
            self._packer = zlib.compressobj(_LEVEL, wbits=31)
            await self._send(_encoded(head, None))
            await self._send({**message, "body": self._packed(message)})
            return
        packed = await _gzip(body) if len(body) >= LEAST else body
        if len(packed) < len(body):
            head, message = _encoded(head, len(packed)), {**message, "body": packed}
        await self._send(head)
        await self._send(message)

    def _packed(self, message: Message) -> bytes:
        packer = self._packer
        if packer is None:
            return b""
        found = packer.compress(message.get("body", b""))
        return found if message.get("more_body", False) else found + packer.flush()


def _takes(scope: Scope) -> bool:
    """Does the caller want a body, and take it packed?"""
    said = [value for name, value in scope["headers"] if name == b"accept-encoding"]
    wanted = bool(said) and scope["method"] != "HEAD"
    return wanted and accepts(b",".join(said).decode("latin-1"))


def accepts(said: str) -> bool:
    """Does an Accept-Encoding header take gzip?"""
    liked = {}
    for part in said.lower().split(","):
        name, *rest = (piece.strip() for piece in part.split(";"))
        liked[name] = not any(piece.replace(" ", "") in _NOT for piece in rest)
    return liked.get("gzip", liked.get("*", False))


_NOT = frozenset({"q=0", "q=0.0", "q=0.00", "q=0.000"})


def _packable(status: int, headers: Mapping[bytes, bytes]) -> bool:
    fine = headers.get(b"content-type", b"").startswith(_TEXTS)
    whole = status not in {204, 206, 304} and b"accept-ranges" not in headers
    return fine and whole and b"content-encoding" not in headers


async def _gzip(body: bytes) -> bytes:
    if len(body) < _LARGE:
        return gzipped(body)
    return await asyncio.get_running_loop().run_in_executor(None, gzipped, body)


def gzipped(body: bytes) -> bytes:
    """The same, packed."""
    packer = zlib.compressobj(_LEVEL, wbits=31)
    return packer.compress(body) + packer.flush()


def _encoded(head: Message, length: int | None) -> Message:
    headers = MutableHeaders(raw=list(head["headers"]))
    headers["Content-Encoding"] = "gzip"
    if length is None:
        del headers["Content-Length"]
    else:
        headers["Content-Length"] = str(length)
    return {**head, "headers": headers.raw}
