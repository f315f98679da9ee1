"""Bodies of plain requests, as they come in over a connection: taken in where they arrive.

What `api.posted` takes is answered without the way through the application; all else goes it.
https://www.rfc-editor.org/rfc/rfc9112#name-message-body
"""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl

from gateway.api.heads import Ask, Head, Letters
from gateway.api.posted import Posting
from gateway.api.quick import Quick
from gateway.api.straight import Answer

_OK = b"HTTP/1.1 200 OK\r\n"
_PLACE = b"/fhir"
"""Where transactions are sent."""
_LENGTH = b"content-length: "
_FIRST = re.compile(
    rb"POST /fhir HTTP/1\.1\r\n((?:[^\r\n]+\r\n)*?)(?i:content-length: )(\d{1,6})\r\n"
    rb"((?:[^\r\n]+\r\n)*)\r\n"
)
"""The head of what is sent there: before its length, that, and behind it."""


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


class Coming(Brief):
    """A request whose body is on its way."""

    def __init__(self, head: Head[None]) -> None:
        super().__init__()
        self.head = head
        self.parts: list[bytes] = []
        self.whole = False


class Whole(NamedTuple):
    """A request that has come whole, as it must go the long way if it must."""

    cycle: Brief
    scope: Any
    url: bytes
    method: str = "GET"
    body: bytes = b""


class Sending(HttpToolsProtocol):
    """One connection, as far as what is sent on it is concerned."""

    def __init__(self, *args: Any, **said: Any) -> None:
        """As the server makes it; what takes in at once stands on its application."""
        super().__init__(*args, **said)
        self._quick: Quick | None = getattr(self.config.app, "quick", None)
        self._posting: Posting | None = getattr(self.config.app, "posting", None)
        self._piece = b""
        """What came, where it began with a request and nothing else was under way."""
        self._past = b""
        """A request that went past the parser and is under way."""
        self._more: list[bytes] = []
        """What came behind it."""
        self._told = 0.0
        """When the last request that went past the parser was answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller has come: all that uvicorn notes, but our own address, which few ask for."""
        self.connections.add(self)
        self.transport = transport
        self.flow = FlowControl(transport)
        self.client = get_remote_addr(transport)
        self.scheme = "https" if is_ssl(transport) else "http"

    def on_message_begin(self) -> None:
        """The first byte of a request that the parser reads."""
        if self.server is None:
            self.server = get_local_addr(self.transport)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is here: its body is waited for here, or on the long way."""
        if not self._waited():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        if isinstance(self.cycle, Coming):
            self.cycle.parts.append(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request is here."""
        if isinstance(self.cycle, Coming):
            self._taken_in(self.cycle)
        elif not isinstance(self.cycle, Brief):
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has gone, perhaps in the middle of a body."""
        if isinstance(self.cycle, Coming) and not self.cycle.whole and self._posting:
            self._posting.gone()
        super().connection_lost(exc)

    def _waited(self) -> bool:
        """Is it a request whose body may be taken in here? On a line where nobody waits before."""
        free = self.cycle is None or self.cycle.response_complete
        if self._posting is None or self.url != _PLACE or not free or self.flow.write_paused:
            return False
        parser = self.parser
        plain = parser.get_method() == b"POST" and parser.get_http_version() == "1.1"
        if not (plain and parser.should_keep_alive()) or self.client is None:
            return False
        head = self._posting.head(Ask(_PLACE, self.headers, self.scheme or "http", self.client[0]))
        if head is not None:
            self._posted(head)
            self.cycle = Coming(head)  # type: ignore[assignment]  # as much of one as is asked of it
        return head is not None

    def _posted(self, head: Head[None]) -> None:
        """Know its head by its letters, whatever length it says."""
        found = _FIRST.match(self._piece)
        if found and self._posting and not head.number:
            self._posting.heads.note(self._known_by(found), head)

    def _known_by(self, found: re.Match[bytes]) -> Letters:
        return found[1] + _LENGTH + found[3], self.scheme, self.client[0] if self.client else ""

    def sent_known(self, data: bytes) -> bool:
        """Is it a whole request with a head that is known by its letters, and taken in?

        What is known but not taken in goes the long way at once.
        """
        found, posting = _FIRST.match(data), self._posting
        if found is None or posting is None or self.client is None or self.flow.write_paused:
            return False
        head, size = posting.heads.known(self._known_by(found)), int(found[2])
        if head is None or len(data) - found.end() != size or size > posting.most:
            return False
        if posting.taken(head, data[found.end() :], self._answered):
            return self.went_past(data)
        self._through(data)
        return True

    def went_past(self, data: bytes) -> bool:
        """It went past the parser."""
        self._past = data
        self.cycle = Brief()  # type: ignore[assignment]  # as much of one as is asked of it
        return True

    def parse(self, data: bytes, piece: bytes = b"") -> None:
        """Hand it to the parser; `piece`: it, where it begins with a request."""
        self._piece = piece
        super().data_received(data)

    def _through(self, data: bytes) -> None:
        """It goes the long way, whatever it is."""
        quick, posting = self._quick, self._posting
        self._quick = self._posting = None
        self.parse(data)
        self._quick, self._posting = quick, posting

    def _answered(self, found: Answer | None) -> None:
        """A request that went past the parser is answered, or must go the long way after all."""
        cycle, data, more = cast("Brief", self.cycle), self._past, b"".join(self._more)
        self._past = b""
        if self._more:
            self._more.clear()
            self.flow.resume_reading()
        if cycle.disconnected or self.transport.is_closing():
            return
        if found is None:
            cycle.response_complete = True
            self._through(data)
        else:
            self.write(cycle, found)
            self.server_state.total_requests += 1
            self._told = self.loop.time()
            if self.timeout_keep_alive_task is None:
                self._wait(self.timeout_keep_alive)
        if more and not self.transport.is_closing():
            self.data_received(more)

    def _wait(self, seconds: float) -> None:
        ring = self.timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(seconds, ring)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for a while: but what went past the parser stopped no clock."""
        left = self._told + self.timeout_keep_alive - self.loop.time()
        if self._past or left > 0:
            self._wait(self.timeout_keep_alive if self._past else left)
        else:
            super().timeout_keep_alive_handler()

    def _taken_in(self, cycle: Coming) -> None:
        cycle.whole = True
        body = b"".join(cycle.parts)
        whole = Whole(cycle, self.scope, self.url, "POST", body)
        posting = self._posting
        if posting is None or not posting.taken(cycle.head, body, partial(self.parsed, whole)):
            self._long(whole)

    def parsed(self, whole: Whole, found: Answer | None) -> None:
        """A request that the parser has read is answered, or must go the long way after all."""
        cycle = whole.cycle
        if cycle.disconnected or self.transport.is_closing():
            return
        if found is None:
            self._long(whole)
            return
        self.write(cycle, found)
        self.on_response_complete()

    def write(self, cycle: Brief, found: Answer) -> None:
        """Send an answer."""
        close = b"" if cycle.keep_alive else b"connection: close\r\n"
        dated = _lines(tuple(self.server_state.default_headers))
        self.transport.write(b"".join((_OK, dated, found[0], close, b"\r\n", found[1])))
        cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()

    def _long(self, whole: Whole) -> None:
        """What was taken must go the long way after all."""
        brief, scope, url, method, body = whole
        parsed = httptools.parse_url(url)
        path = parsed.path.decode("ascii")
        scope |= {"method": method, "path": unquote(path), "raw_path": parsed.path}
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
        cycle.body += body
        cycle.more_body = False
        if self.cycle is brief:  # type: ignore[comparison-overlap]  # see above
            self.cycle = cycle
        self._start_asgi_task(cycle, self.app)


@lru_cache(maxsize=4)
def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Headers of every answer: the date, which is another one each second."""
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])
