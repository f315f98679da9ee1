"""The HTTP door lets nobody in before it answers, and says where it cannot be opened.

https://man7.org/linux/man-pages/man2/listen.2.html
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvloop

from gateway.bootstrap.http_door import HttpDoor, door
from gateway.bootstrap.lines import Closed


@pytest.fixture
def bound() -> Iterator[socket.socket]:
    with closing(door("127.0.0.1", 0)) as opened:
        yield opened


def nothing(*_: object) -> None:
    """Stands for an application that nobody asks, and for who wants to hear that it answers."""


def test_who_comes_before_it_answers_is_turned_away(bound: socket.socket) -> None:
    """Whoever starts it looks whether it is there by connecting: it must not wait for minutes."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(bound.getsockname(), timeout=5)

    async def story() -> None:
        loop = asyncio.get_running_loop()

        def ready() -> None:
            socket.create_connection(bound.getsockname(), timeout=5).close()
            loop.call_soon(served.handle_exit, signal.SIGTERM, None)

        served = HttpDoor(nothing, ready)
        await served.serve(sockets=[bound])

    uvloop.run(story())


def test_a_port_that_another_took_meanwhile_is_told(bound: socket.socket) -> None:
    """Both have bound it, as two may who start together; the loop would say nothing."""
    with closing(door(*bound.getsockname())) as other:
        other.listen()

        with pytest.raises(Closed, match=r"cannot be opened: Address already in use"):
            uvloop.run(HttpDoor(nothing, nothing).serve(sockets=[bound]))
