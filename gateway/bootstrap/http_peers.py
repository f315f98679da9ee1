"""HTTP callers that send too slowly, or begin and never end, are let go.

From its first byte a request has a while to come whole; each kilobyte buys it another second.
Nobody is let go while it is we who do not read, or while an answer is on its way.
https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE = 30.0
"""Seconds that a request may take, headers and body, beyond what its bytes buy."""
SLOWEST = 1000
"""Bytes in a second that are fast enough."""


class HttpPeer(HttpToolsProtocol):
    """One connection of the HTTP door."""

    patience = PATIENCE

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

    def on_message_complete(self) -> None:
        """All of it is here."""
        super().on_message_complete()
        self._owes = False

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
