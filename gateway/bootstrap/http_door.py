"""The HTTP server of the house: it says when it answers, and ends at a signal without haste.

https://www.uvicorn.org/server-behavior/ · https://man7.org/linux/man-pages/man7/signal.7.html
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn

from gateway.bootstrap.http_crowd import Crowd
from gateway.bootstrap.http_peers import HttpPeer
from gateway.bootstrap.lines import Closed

ENDING = (signal.SIGTERM, signal.SIGINT)
BACKLOG = 2048
"""Connections that wait to be let in."""
GRACE = 10
"""Seconds for requests that are under way."""


class HttpDoor(uvicorn.Server):
    """uvicorn, on open sockets."""

    def __init__(self, app: object, ready: Callable[[], None], crowd: Crowd | None = None) -> None:
        """`ready` is called once it answers; `crowd`: who may be connected at a time."""
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # any ASGI application
                log_config=None,
                access_log=False,
                server_header=False,
                http=partial(HttpPeer, crowd=crowd),  # type: ignore[arg-type]  # as it is called
                lifespan="off",
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._ready = ready
        self.beside: list[Callable[[], Awaitable[None]]] = []
        """What closes the other doors: all close at the same time, each with its own patience."""

    def ended_by_signal(self) -> None:
        """SIGTERM and SIGINT end it; what then is left to close is not cut short by another one.

        A second SIGINT (Ctrl-C) waits for no request any more.
        """
        loop = asyncio.get_running_loop()
        for number in ENDING:
            with suppress(NotImplementedError, AttributeError):  # no such signal on this system
                loop.add_signal_handler(number, self.handle_exit, number, None)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: uvicorn would raise them again at its end, and kill what is to close."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the operator, once the sockets are open; raises Closed where one cannot be.

        Until now nobody could connect: whoever can is answered. Two may be bound to a port as
        long as none of them listens, and the loop does not say that it cannot.
        """
        for each in sockets or ():
            _listening(each)
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more at any door; answer what is under way."""
        await asyncio.gather(super().shutdown(sockets), *(close() for close in self.beside))


def _listening(opened: socket.socket) -> None:
    try:
        opened.listen(BACKLOG)
    except OSError as error:
        host, port = opened.getsockname()[:2]
        raise Closed(_shut(host, port, error)) from None


def _shut(host: str, port: int, error: OSError) -> str:
    return f"{host}:{port} cannot be opened: {error.strerror}"


def door(host: str, port: int) -> socket.socket:
    """The HTTP door's socket, at which nobody is let in yet; raises Closed where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise Closed(_shut(host, port, error)) from None
    return opened
