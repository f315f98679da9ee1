"""The door answers every frame once and in order, and lets go of the slow, silent and greedy.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import pytest
import uvloop

from gateway.mllp import Door, Handle, Limits, serve
from gateway.mllp.connection import Connection
from gateway.model import Issue

WAIT = 5.0


async def echo(body: bytes) -> bytes:
    await asyncio.sleep(0)
    return b"AA " + body


def refuse(head: bytes, issue: Issue) -> bytes:
    return b"AE " + issue.rule.encode() + b":" + head[:3]


class Peer:
    """A sender: writes raw bytes, reads framed answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.writer.write(data)

    async def answer(self) -> bytes:
        """Content of the next answer; b"" where the door let go."""
        async with asyncio.timeout(WAIT):
            try:
                framed = await self.reader.readuntil(b"\x1c\r")
            except (asyncio.IncompleteReadError, ConnectionError):
                return b""
        assert framed.startswith(b"\x0b")
        return framed[1:-2]

    async def leave(self) -> None:
        """Close, and wait until it is."""
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            return


Story = Callable[[Door, Callable[[], Awaitable[Peer]]], Coroutine[None, None, None]]


def play(
    story: Story, handle: Handle = echo, limits: Limits | None = None, *, uv: bool = False
) -> list[str]:
    """Open a door, let the story use it, close it; returns what was noted."""
    notes: list[str] = []
    peers: list[Peer] = []

    async def run() -> None:
        door = await serve(handle, limits=limits, refuse=refuse, note=notes.append)

        async def call() -> Peer:
            peers.append(Peer(*await asyncio.open_connection("127.0.0.1", door.port)))
            return peers[-1]

        try:
            await story(door, call)
        finally:
            await door.close(grace=1)
            for peer in peers:
                await peer.leave()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uv else None) as runner:
        runner.run(run())
    return notes


@pytest.mark.parametrize("uv", [False, True])
def test_frames_are_answered_in_order_also_when_sent_at_once(uv: bool) -> None:  # noqa: FBT001 - half of the examples
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r\x0btwo\x1c\r junk \x0b\x1c\r\x0bthr")
        peer.send(b"ee\x1c\r")

        answers = [await peer.answer() for _ in range(4)]

        assert answers == [b"AA one", b"AA two", b"AE frame-empty:", b"AA three"]

    assert play(story, uv=uv) == []


def test_a_frame_that_is_too_large_is_answered_once_and_the_next_is_taken() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0b" + b"x" * 1_000_000 + b"\x1c\r\x0bone\x1c\r")

        assert [await peer.answer(), await peer.answer()] == [b"AE frame-too-large:xxx", b"AA one"]

    play(story, limits=Limits(message=1000))


def test_a_frame_that_lacks_its_last_return_is_answered_after_a_moment() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c")

        assert await peer.answer() == b"AA one"

    play(story, limits=Limits(quiet=0.02))


def test_a_peer_that_sends_a_byte_at_a_time_is_let_go_at_its_deadline() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0b")
        answer = asyncio.ensure_future(peer.answer())
        while not answer.done():
            peer.send(b"x")
            await asyncio.sleep(0.02)

        assert await answer == b"AE frame-unfinished:xxx"
        assert await peer.answer() == b""

    assert play(story, limits=Limits(frame=0.1))[0] == "frame-deadline"


def test_a_silent_peer_is_let_go() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r")

        assert await peer.answer() == b"AA one"
        assert await peer.answer() == b""

    assert play(story, limits=Limits(idle=0.05)) == ["connection-idle"]


def test_a_slow_answer_is_no_silence() -> None:
    async def slow(body: bytes) -> bytes:
        await asyncio.sleep(0.15)
        return body

    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r")

        assert await peer.answer() == b"one"

    assert play(story, slow, Limits(idle=0.05, frame=0.05)) == []


def test_who_has_said_all_still_hears_the_answers() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r\x0btwo")
        peer.writer.write_eof()

        answers = [await peer.answer() for _ in range(3)]

        assert answers == [b"AA one", b"AE frame-unfinished:two", b""]

    play(story)


def test_reading_pauses_while_frames_wait() -> None:
    gate = asyncio.Event()
    begun: list[bytes] = []

    async def stuck(body: bytes) -> bytes:
        begun.append(body)
        await gate.wait()
        return body

    async def story(door: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        for number in range(100):
            peer.send(b"\x0b%d" % number + b"x" * 20_000 + b"\x1c\r")
            await asyncio.sleep(0.001)
        (connection,) = door.connections
        assert isinstance(connection, Connection)

        assert len(begun) == 1
        assert len(connection._pending) < 40

        gate.set()
        answers = [await peer.answer() for _ in range(100)]
        assert [int(answer.rstrip(b"x")) for answer in answers] == list(range(100))

    play(story, stuck, Limits(ahead=4))


def test_no_more_peers_than_allowed() -> None:
    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        first = await call()
        first.send(b"\x0bone\x1c\r")
        assert await first.answer() == b"AA one"

        second = await call()
        assert await second.answer() == b""

        first.send(b"\x0btwo\x1c\r")
        assert await first.answer() == b"AA two"

    assert play(story, limits=Limits(connections=1)) == ["connection-refused"]


def test_where_handling_fails_nothing_is_promised() -> None:
    async def broken(_: bytes) -> bytes:
        await asyncio.sleep(0)
        raise RuntimeError("CANARY")

    async def story(_: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r\x0btwo\x1c\r")

        assert await peer.answer() == b""

    assert play(story, broken)[0] == "handling-failed"


def test_an_answer_for_a_peer_that_left_is_dropped_quietly() -> None:
    gate = asyncio.Event()

    async def slow(body: bytes) -> bytes:
        await gate.wait()
        return body

    async def story(door: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r")
        await asyncio.sleep(0.02)
        (connection,) = door.connections
        assert isinstance(connection, Connection)
        task = connection.task
        connection.abort()
        await asyncio.sleep(0.01)
        gate.set()
        assert task is not None
        await task

    assert play(story, slow) == ["answer-late"]


def test_closing_answers_what_is_in_hand_and_takes_no_more() -> None:
    started = asyncio.Event()

    async def slow(body: bytes) -> bytes:
        started.set()
        await asyncio.sleep(0.05)
        return body

    async def story(door: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r\x0btwo\x1c\r\x0bthr")
        await started.wait()
        port = door.port

        await door.close()

        assert [await peer.answer() for _ in range(3)] == [b"one", b"two", b""]
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", port)

    play(story, slow)


def test_closing_does_not_wait_for_ever() -> None:
    async def never(body: bytes) -> bytes:
        await asyncio.sleep(2)
        return body

    async def story(door: Door, call: Callable[[], Awaitable[Peer]]) -> None:
        peer = await call()
        peer.send(b"\x0bone\x1c\r")
        await asyncio.sleep(0.02)

        async with asyncio.timeout(1):
            await door.close(grace=0.05)

        assert await peer.answer() == b""

    play(story, never)


def test_a_door_that_is_not_open_has_no_port() -> None:
    with pytest.raises(ValueError, match="not open"):
        _ = Door(echo, refuse, Limits(), lambda _: None).port
