"""An open listener for HL7 v2 over TCP: what its peers may take, and who answers them.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

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
class Line:
    """How one sender is spoken with."""

    handle: Handle
    refuse: Refuse


Welcome: TypeAlias = Callable[[frozenset[str]], Line | None]
"""The names in a peer's certificate -> how it is spoken with; None: it is let go unheard."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one peer may take."""

    message: int = 16_000_000
    """Bytes of one frame."""
    frame: float = 30.0
    """Seconds from the begin of a frame to its end, and for an answer to be taken."""
    handshake: float = 10.0
    """Seconds for the handshake of TLS."""
    idle: float = 3600.0
    """Seconds between frames."""
    quiet: float = 0.2
    """Seconds of silence after which a frame without its last RETURN is whole."""
    ahead: int = 8
    """Frames that wait behind the one being handled, before reading pauses."""
    held: int = 1_000_000
    """Bytes of frames that wait, before reading pauses."""
    connections: int = 256
    """Peers of one door at a time."""
    address: int = 64
    """Of these, from one address."""


def ignore(_: str) -> None:
    """Note nothing."""


class Peer(Protocol):
    """A connection, as its door knows it."""

    address: str
    """Where it comes from."""

    def finish(self) -> None:
        """Read no more; close once all that is whole is answered."""

    def abort(self) -> None:
        """Let go at once."""


class Door:
    """An open listener: `port`, and `close`."""

    def __init__(
        self,
        handle: Handle,
        refuse: Refuse,
        limits: Limits,
        note: Note,
        welcome: Welcome | None = None,
    ) -> None:
        self.line = Line(handle, refuse)
        self.welcome = welcome
        self.limits = limits
        self.note = note
        self.connections: set[Peer] = set()
        self.empty = asyncio.Event()
        self.server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port that it listens on; raises ValueError before it is open."""
        if self.server is None or not self.server.sockets:
            raise ValueError("the door is not open")
        return cast("int", self.server.sockets[0].getsockname()[1])

    def crowded(self, address: str) -> bool:
        """Are there as many peers as may be, at all or from this address?"""
        if len(self.connections) >= self.limits.connections:
            return True
        near = sum(peer.address == address for peer in self.connections)
        return near >= self.limits.address

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
