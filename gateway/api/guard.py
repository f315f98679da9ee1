"""Stands before every route: numbers the request, refuses what is garbled, lets no fault out.

Pure ASGI, so that it costs an answer next to nothing. https://asgi.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from itertools import count
from time import perf_counter
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.desk import Desk, Refused
from gateway.api.outcome import faulted, refused
from gateway.api.timing import told

ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
"""Headers of every answer, unless its route says something else under the same name."""

NUMBERED = b"x-request-id"
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_GARBLED = Refused(400, "structure", "address")


class Guard:
    """Wraps the application; see the file's first line."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens further in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.endswith("/") and len(path) > 1:
            scope = {**scope, "path": path.rstrip("/") or "/"}
        number = numbered(scope, self._desk)
        answer = _Answer(send, number, scope)
        try:
            if legible((scope.get("raw_path") or b"") + b"?" + scope["query_string"]):
                await self._app(scope, receive, answer)
            else:
                await refused(Request(scope), _GARBLED)(scope, receive, answer)
        except ClientDisconnect:
            self._desk.telemetry.event("caller-gone")
        except Exception as error:  # noqa: BLE001 - what it says may be of a patient: its kind only
            said = faulted(self._desk, Request(scope), error)
            if not answer.begun:
                await said(scope, receive, answer)


class _Answer:
    """Sends an answer on, with the headers that every answer has."""

    def __init__(self, send: Send, number: str, scope: Scope) -> None:
        self._send = send
        self._number = number
        self._stages: Mapping[str, float] = scope["state"].setdefault("stages", {})
        self._bodiless = scope["method"] == "HEAD"
        self._since = perf_counter()
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            took = told(self._stages, perf_counter() - self._since)
            own = [(b"x-request-id", self._number.encode()), (b"server-timing", took)]
            headers = [*message["headers"], *own]
            said = {name for name, _ in headers}
            headers += [pair for pair in _ALWAYS if pair[0] not in said]
            message = {**message, "headers": headers}
        elif self._bodiless:
            message = {**message, "body": b""}
        await self._send(message)


_ALWAYS = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS.items())


def numbered(scope: Scope, desk: Desk) -> str:
    """The number of a request: its X-Request-Id where that is a plain one, else one of ours.

    It stands in `request.state.number` from here on.
    """
    shown = next((value for name, value in scope["headers"] if name == NUMBERED), b"")
    number = plain_number(shown) or desk.number()
    scope.setdefault("state", {})["number"] = number
    return number


def numbers() -> Callable[[], str]:
    """Numbers of requests: drawn once for this process, then counted.

    Drawing each would ask the system for every request, and let go of all else meanwhile.
    """
    drawn, counted = secrets.token_hex(12), count(1)
    return lambda: f"{drawn}{next(counted):08x}"


def plain_number(shown: bytes) -> str:
    """What an X-Request-Id says, where that is a plain number; else nothing."""
    text = shown.decode("latin-1")
    return text if _NUMBER.fullmatch(text) else ""


def legible(raw: bytes) -> bool:
    """Is an address percent-encoded UTF-8 throughout?"""
    if b"%" not in raw:
        return raw.isascii()
    if _BROKEN.search(raw):
        return False
    try:
        unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True
