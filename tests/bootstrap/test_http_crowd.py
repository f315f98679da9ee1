"""The HTTP door has so many places: whoever is one too many is told so, and others are answered.

https://www.rfc-editor.org/rfc/rfc9110#name-503-service-unavailable
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing

import uvloop

from gateway.bootstrap.http_crowd import Crowd
from gateway.bootstrap.http_door import HttpDoor, door

Story = Callable[[int], Awaitable[None]]


async def nothing(_scope: object, _receive: object, _send: object) -> None:
    """Stands for an application that nobody asks."""


def played(crowd: Crowd, story: Story) -> None:
    """Open the door on a real socket, play with its port, and close it."""

    async def whole(bound: socket.socket) -> None:
        ready = asyncio.Event()
        server = HttpDoor(nothing, ready.set, crowd)
        running = asyncio.ensure_future(server.serve(sockets=[bound]))
        await ready.wait()
        try:
            async with asyncio.timeout(10):
                await story(bound.getsockname()[1])
        finally:
            server.handle_exit(signal.SIGTERM, None)
            await running

    with closing(door("127.0.0.1", 0)) as bound:
        uvloop.run(whole(bound))


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


def test_who_is_one_too_many_is_told_to_come_again() -> None:
    told: list[tuple[str, int]] = []

    async def story(port: int) -> None:
        held = [await connected(port) for _ in range(2)]
        reader, writer = await connected(port)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        for _, one in held:
            one.close()

        assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert b"retry-after: 1\r\n" in head
        assert json.loads(body)["issue"][0]["code"] == "throttled"

    played(Crowd(9, 2, lambda *said: told.append(said)), story)
    assert told == [("address", 1)]


def test_a_place_that_was_left_is_taken_again() -> None:
    told: list[tuple[str, int]] = []

    async def story(port: int) -> None:
        for _ in range(5):
            _, writer = await connected(port)
            await asyncio.sleep(0.05)
            writer.close()
            await asyncio.sleep(0.05)

    played(Crowd(1, 1, lambda *said: told.append(said)), story)
    assert told == []


def test_the_places_of_all_are_counted_beside_those_of_one_address() -> None:
    told: list[tuple[str, int]] = []
    crowd = Crowd(3, 2, lambda *said: told.append(said))

    came = [crowd.enter(address) for address in ("a", "a", "a", "b", "c")]

    assert came == [True, True, False, True, False]
    assert told == [("address", 1), ("door", 1)]


def test_the_log_is_told_once_a_minute_how_many_were_let_go() -> None:
    """Who is refused a thousand times fills no disk."""
    told: list[int] = []
    now = [0.0]
    crowd = Crowd(0, 0, lambda _, number: told.append(number), lambda: now[0])

    for second in (0, 1, 59, 60, 61):
        now[0] = second
        crowd.enter("a")

    assert told == [1, 0, 0, 3, 0]
