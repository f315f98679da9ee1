"""The door for HL7 v2 over TCP: frames in, acknowledgements out, in the same order (MLLP).

It knows nothing of what is inside a frame. Memory per connection is bounded, a slow or silent peer
is let go, and nothing is answered that was not handled.
https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, cast

from gateway.mllp.framing import BEGIN, END, RETURN, Broken, Event, Framing
from gateway.model import Issue

Answer: TypeAlias = bytes | tuple[bytes, ...]
"""Content of the one frame that is answered, or of several, or of none."""
Handle: TypeAlias = Callable[[bytes], Awaitable[Answer]]
"""Content of a frame -> its answer. If it raises, nothing is answered."""
Refuse: TypeAlias = Callable[[bytes, Issue], Answer]
"""First bytes of a broken frame, and why it is broken -> its answer."""
Note: TypeAlias = Callable[[str], None]
"""Told, by a fixed word, what happens to connections: for counting, never with content."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one peer may take."""

    message: int = 16_000_000
    """Bytes of one frame."""
    frame: float = 30.0
    """Seconds from the begin of a frame to its end, and for an answer to be taken."""
    idle: float = 3600.0
    """Seconds between frames."""
    quiet: float = 0.2
    """Seconds of silence after which a frame without its last RETURN is whole."""
    ahead: int = 8
    """Frames that wait behind the one being handled, before reading pauses."""
    held: int = 1_000_000
    """Bytes of frames that wait, before reading pauses."""
    connections: int = 256


def _ignore(_: str) -> None:
    return


class Door:
    """An open listener: `port`, and `close`."""

    def __init__(self, handle: Handle, refuse: Refuse, limits: Limits, note: Note) -> None:
        self.handle = handle
        self.refuse = refuse
        self.limits = limits
        self.note = note
        self.connections: set[_Connection] = set()
        self.empty = asyncio.Event()
        self.server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        if self.server is None or not self.server.sockets:
            raise ValueError("the door is not open")
        return cast("int", self.server.sockets[0].getsockname()[1])

    async def close(self, grace: float = 10.0) -> None:
        """Take no more; answer what is in hand, for at most `grace` seconds; let go."""
        if self.server:
            self.server.close()
        for connection in tuple(self.connections):
            connection.finish()
        if self.connections:
            self.empty.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.empty.wait(), grace)
        for connection in tuple(self.connections):
            connection.abort()


async def serve(  # noqa: PLR0913 - a door is its address, its limits and its two answers
    handle: Handle,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
    *,
    refuse: Refuse,
    note: Note = _ignore,
) -> Door:
    """Open the door; port 0 is any free one. Raises OSError where the address cannot be had."""
    door = Door(handle, refuse, limits or Limits(), note)
    loop = asyncio.get_running_loop()
    door.server = await loop.create_server(lambda: _Connection(door, loop), host, port)
    return door


class _Connection(asyncio.Protocol):
    """One peer: reads ahead a little, handles one frame at a time, answers in order."""

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._door = door
        self._limits = door.limits
        self._loop = loop
        self._framing = Framing(door.limits.message)
        self._pending: deque[Event] = deque()
        self._writable = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._seen = 0
        self._since = 0.0
        self._paused = False
        self._finishing = False
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if len(self._door.connections) >= self._limits.connections:
            self._door.note("connection-refused")
            self._transport.abort()
            return
        self._door.connections.add(self)
        self._writable.set()
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.connections.discard(self)
        if not self._door.connections:
            self._door.empty.set()
        if exc or self._framing.open:
            self._door.note("connection-lost")
        self._pending.clear()
        self._writable.set()
        self._watch()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        if not self._finishing:
            self._take(self._framing.feed(data))

    def eof_received(self) -> bool:
        self._finishing = True
        self._take(self._framing.cut())
        return True

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
            answer = self._door.refuse(event.head, event.issue)
        else:
            answer = await self._door.handle(event)
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
