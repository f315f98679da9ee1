"""One peer of the MLLP door: reads ahead a little, handles one frame at a time, answers in order.

https://docs.python.org/3/library/asyncio-protocol.html
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import cast

from gateway.mllp.certificates import names
from gateway.mllp.door import Answer, Door, Line
from gateway.mllp.framing import BEGIN, END, RETURN, Broken, Event, Framing

_PROBES = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
"""After so many seconds of silence the kernel asks, so often, whether the peer is still there."""


def _kept_alive(line: socket.socket) -> None:
    """A peer that vanished without a word is let go after two minutes, not after an hour."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES:
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class Connection(asyncio.Protocol):
    """One peer: reads ahead a little, handles one frame at a time, answers in order."""

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._door = door
        self._limits = door.limits
        self._loop = loop
        self._framing = Framing(door.limits.message)
        self._pending: deque[Event] = deque()
        self._writable = asyncio.Event()
        self.address = ""
        self._timer: asyncio.TimerHandle | None = None
        self._seen = 0
        self._since = 0.0
        self._paused = False
        self._finishing = False
        self._secured = False
        self._line = door.line
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer has come: it is let in, or let go at once."""
        self._transport = cast("asyncio.Transport", transport)
        self.address = str((transport.get_extra_info("peername") or ("",))[0])
        if self._door.crowded(self.address):
            self._door.note("connection-refused")
            self._transport.abort()
            return
        line = self._known(transport)
        if line is None:
            self._door.note("certificate-unknown")
            self._transport.abort()
            return
        self._line = line
        self._door.connections.add(self)
        self._writable.set()
        _kept_alive(transport.get_extra_info("socket"))
        self._watch()

    def _known(self, transport: asyncio.BaseTransport) -> Line | None:
        secured = transport.get_extra_info("ssl_object")
        self._secured = secured is not None
        if self._door.welcome is None:
            return self._door.line
        return self._door.welcome(names(secured)) if secured else None

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone: nothing more is read or answered."""
        self._door.connections.discard(self)
        if not self._door.connections:
            self._door.empty.set()
        if exc or self._framing.open:
            self._door.note("connection-lost")
        self._pending.clear()
        self._writable.set()
        self._watch()

    def pause_writing(self) -> None:
        """It takes its answers too slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It takes them again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if not self._finishing:
            self._take(self._framing.feed(data))

    def eof_received(self) -> bool:
        """It has said all that it had to say, and may still hear."""
        self._finishing = True
        self._take(self._framing.cut())
        return not self._secured

    def finish(self) -> None:
        """Read no more; close once all that is whole is answered."""
        self._finishing = True
        self._take([])

    def abort(self) -> None:
        """Let go at once."""
        self._transport.abort()

    def _take(self, events: list[Event]) -> None:
        self._pending.extend(events)
        if self._transport.is_closing():
            self._pending.clear()
        elif self._full() and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        if self._pending and self.task is None:
            self.task = self._loop.create_task(self._work())
        elif self._finishing and self.task is None:
            self._transport.close()
        self._watch()

    def _full(self) -> bool:
        if len(self._pending) > self._limits.ahead:
            return True
        waiting = sum(len(event) for event in self._pending if isinstance(event, bytes))
        return waiting > self._limits.held

    async def _work(self) -> None:
        try:
            while self._pending and not self._transport.is_closing():
                await self._answer(self._pending.popleft())
                self._resume()
        except Exception:  # noqa: BLE001 - whatever it was, nothing was promised: the peer sends again
            self._door.note("handling-failed")
            self._transport.abort()
        self.task = None
        self._take([])

    async def _answer(self, event: Event) -> None:
        answer: Answer
        if isinstance(event, Broken):
            answer = self._line.refuse(event.head, event.issue)
        else:
            answer = await self._line.handle(event)
        if self._transport.is_closing():
            self._door.note("answer-late")
            return
        for content in (answer,) if isinstance(answer, bytes) else answer:
            self._transport.write(b"".join((BEGIN, content, END, RETURN)))
        if not self._writable.is_set():
            async with asyncio.timeout(self._limits.frame):
                await self._writable.wait()

    def _resume(self) -> None:
        if self._paused and not self._full():
            self._paused = False
            self._since = self._loop.time()
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def _watch(self) -> None:
        """Set the alarm for what must happen next, if anything must."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._transport.is_closing() or self._paused or self._finishing:
            return
        if self._framing.begun != self._seen or not self._framing.open:
            self._seen, self._since = self._framing.begun, self._loop.time()
        if self._framing.open or self.task is None:
            self._timer = self._loop.call_at(self._since + self._patience(), self._expire)

    def _patience(self) -> float:
        if self._framing.ending:
            return self._limits.quiet + self._loop.time() - self._since
        return self._limits.frame if self._framing.open else self._limits.idle

    def _expire(self) -> None:
        if self._framing.ending:
            self._take(self._framing.quiet())
            return
        self._door.note("frame-deadline" if self._framing.open else "connection-idle")
        self._finishing = True
        self._take(self._framing.cut())
