"""One connection of the HTTP door: plain requests are answered where they come in, slow ones end.

What `api.quick` takes is answered without the way through the application; all else goes it.
From its first byte a request has a while to come whole; each kilobyte buys it another second.
Nobody is let go while it is we who do not read, or while an answer is on its way.
https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from gateway.api.quick import Answer, Ask, Quick

PATIENCE = 30.0
"""Seconds that a request may take, headers and body, beyond what its bytes buy."""
SLOWEST = 1000
"""Bytes in a second that are fast enough."""


_OK = b"HTTP/1.1 200 OK\r\n"


class Brief:
    """A request that is answered at once: as much of uvicorn's cycle as its protocol asks for."""

    def __init__(self) -> None:
        self.response_complete = False
        self.disconnected = False
        self.keep_alive = True
        self.message_event = self
        """Nobody waits for what else it may send."""

    def set(self) -> None:
        """More has come, or the caller has gone."""


class HttpPeer(HttpToolsProtocol):
    """One connection of the HTTP door."""

    patience = PATIENCE

    def __init__(self, *args: Any, **said: Any) -> None:
        """As the server makes it; what answers at once stands on its application."""
        super().__init__(*args, **said)
        self._quick: Quick | None = getattr(self.config.app, "quick", None)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller has come, and owes us a request."""
        super().connection_made(transport)
        self._owes = True
        self._due = self.loop.time() + self.patience
        self._alarm = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._alarm.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._owes = True
        self._due = self.loop.time() + self.patience

    def on_headers_complete(self) -> None:
        """Its head is here: it is answered at once, or goes the long way."""
        if not self._taken():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here."""
        if not isinstance(self.cycle, Brief):
            super().on_message_complete()
        self._owes = False

    def _taken(self) -> bool:
        """Is it answered at once? Only what nobody waits before, on a line that stays open."""
        free = self.cycle is None or self.cycle.response_complete
        if self._quick is None or not free or self.flow.write_paused:
            return False
        parser = self.parser
        plain = parser.get_method() == b"GET" and parser.get_http_version() == "1.1"
        if not (plain and parser.should_keep_alive()) or self.client is None:
            return False
        cycle = Brief()
        ask = Ask(self.url, self.headers, self.scheme or "http", self.client[0])
        if not self._quick.taken(ask, partial(self._answered, cycle, self.scope, self.url)):
            return False
        self.cycle = cycle  # type: ignore[assignment]  # as much of one as is asked of it
        return True

    def _answered(self, cycle: Brief, scope: Any, url: bytes, found: Answer | None) -> None:
        if cycle.disconnected or self.transport.is_closing():
            return
        if found is None:
            self._long(cycle, scope, url)
            return
        head, body = found
        dated = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        close = b"" if cycle.keep_alive else b"connection: close\r\n"
        self.transport.write(b"".join((_OK, dated, head, close, b"\r\n", body)))
        cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _long(self, brief: Brief, scope: Any, url: bytes) -> None:
        """What was taken must go the long way after all."""
        parsed = httptools.parse_url(url)
        path = parsed.path.decode("ascii")
        scope |= {"method": "GET", "path": unquote(path), "raw_path": parsed.path}
        scope["query_string"] = parsed.query or b""
        event = asyncio.Event()
        event.set()
        cycle = RequestResponseCycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=event,
            expect_100_continue=False,
            keep_alive=brief.keep_alive,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        if self.cycle is brief:  # type: ignore[comparison-overlap]  # see above
            self.cycle = cycle
        self._start_asgi_task(cycle, self.app)

    def data_received(self, data: bytes) -> None:
        """Bytes buy time."""
        longest = self.loop.time() + self.patience
        self._due = min(self._due + len(data) / SLOWEST, longest)
        super().data_received(data)

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        now = self.loop.time()
        if not self._owes or self._unread():
            self._due = now + self.patience
        elif now >= self._due:
            self.transport.abort()
            return
        self._alarm = self.loop.call_at(max(self._due, now + 0.05), self._look)

    def _unread(self) -> bool:
        """Is it we who do not read?"""
        flow: Any = self.flow
        return bool(flow.read_paused)
