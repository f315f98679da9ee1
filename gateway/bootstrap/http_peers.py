"""One connection of the HTTP door: plain requests are answered where they come in, slow ones end.

What `api.quick` takes is answered without the way through the application; all else goes it.
From its first byte a request has a while to come whole; each kilobyte buys it another second.
Nobody is let go while it is we who do not read, or while an answer is on its way.
https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any, cast

from gateway.api.crowded import crowded
from gateway.api.heads import Ask, Head
from gateway.api.unreadable import LONGEST_HEAD, unreadable
from gateway.bootstrap.http_crowd import Crowd
from gateway.bootstrap.http_sent import Brief, Sending, Whole
from gateway.disclosure.near import Nearby

PATIENCE = 30.0
"""Seconds that a request may take, headers and body, beyond what its bytes buy."""
SLOWEST = 1000
"""Bytes in a second that are fast enough."""


_FIRST = re.compile(rb"GET (/fhir/[!-\"$-~]+) HTTP/1\.1\r\n")
"""The first line of a request that may be plain."""
_END = b"\r\n\r\n"


class HttpPeer(Sending):
    """One connection of the HTTP door.

    A head that the parser has read as a plain one is known by its letters from then on: what comes
    in one piece and differs from it in nothing but its address needs no parser.
    """

    patience = PATIENCE

    def __init__(self, *args: Any, crowd: Crowd | None = None, **said: Any) -> None:
        """As the server makes it; what answers at once stands on its application.

        `crowd`: those that are connected; None: nobody is one too many.
        """
        super().__init__(*args, **said)
        self._crowd, self._inside = crowd, False
        self._between = True
        """The parser has nothing of a request."""
        self._heading, self._headed = False, 0
        """Has the parser a part of a head, and how many bytes came since it has?"""
        self._letters, self._head = b"", cast("Head[Nearby] | None", None)
        """The last head that was known by its letters."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller has come, and owes us a request; or it is told that there is no place."""
        super().connection_made(transport)
        self._owes = True
        self._due = self.loop.time() + self.patience
        self._alarm = self.loop.call_later(self.patience, self._look)
        self._inside = self._crowd is None or self._crowd.enter(self._address())
        if not self._inside:
            transport.write(crowded(self.server_state.default_headers))
            transport.close()

    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._alarm.cancel()
        if self._inside and self._crowd:
            self._crowd.leave(self._address())
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._between = False
        self._heading, self._headed = True, 0
        self._owes = True
        self._due = self.loop.time() + self.patience

    def on_headers_complete(self) -> None:
        """Its head is here: it is answered at once, or goes the long way."""
        self._heading = False
        if not self._taken():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here."""
        super().on_message_complete()
        self._between = True
        self._owes = False

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as the server calls it
        """What cannot be read as a request is told why; nothing more is heard of this caller."""
        self._refused()

    def _refused(self, headed: int = 0) -> None:
        known = self.server_state.default_headers
        self.transport.write(unreadable(self.url or self._piece, known, headed))
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Bytes buy time; a request that is known by its letters goes past the parser."""
        if not self._inside:
            return
        if self._past:
            self._more.append(data)
            self.flow.pause_reading()
            return
        free = self._between and (self.cycle is None or self.cycle.response_complete)
        if free and (self._known(data) or self.sent_known(data)):
            self._owes = False
            return
        self.parse(data, data if free else b"")

    def parse(self, data: bytes, piece: bytes = b"") -> None:
        """Hand it to the parser; `piece`: it, where it begins with a request."""
        longest = self.loop.time() + self.patience
        self._due = min(self._due + len(data) / SLOWEST, longest)
        super().parse(data, piece)
        if self._heading and not self.transport.is_closing():
            self._headed += len(data)
            if self._headed > LONGEST_HEAD:
                self._refused(headed=self._headed)

    def _known(self, data: bytes) -> bool:
        """Is it a request with a head that is known by its letters, and answered at once?"""
        found = _FIRST.match(data)
        quick = self._quick
        if found is None or quick is None or self.client is None or self.flow.write_paused:
            return False
        letters, head = data[found.end() :], self._head
        if head is None or letters != self._letters or not quick.heads.stands(head):
            head = quick.heads.known((letters, self.scheme, self.client[0]))
            if head is None:
                return False
            self._letters, self._head = letters, head
        return quick.asked(head, found[1], self._answered) and self.went_past(data)

    def _taken(self) -> bool:
        """Is it answered at once? Only what nobody waits before, on a line that stays open."""
        free = self.cycle is None or self.cycle.response_complete
        if self._quick is None or not free or self.flow.write_paused:
            return False
        parser = self.parser
        plain = parser.get_method() == b"GET" and parser.get_http_version() == "1.1"
        if not (plain and parser.should_keep_alive()) or self.client is None:
            return False
        ask = Ask(self.url, self.headers, self.scheme or "http", self.client[0])
        head = self._quick.heads.of(ask)
        if head is None:
            return False
        self._note(head)
        cycle = Brief()
        heard = partial(self.parsed, Whole(cycle, self.scope, self.url))
        if not self._quick.asked(head, self.url, heard):
            return False
        self.cycle = cycle  # type: ignore[assignment]  # as much of one as is asked of it
        return True

    def _note(self, head: Head[Nearby]) -> None:
        """Know it by its letters, where they came in one piece, with nothing behind them."""
        first = _FIRST.match(self._piece)
        if first and self._quick and self.client and not head.number:
            letters = self._piece[first.end() :]
            if letters.find(_END) == len(letters) - len(_END):
                self._quick.heads.note((letters, self.scheme, self.client[0]), head)

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
