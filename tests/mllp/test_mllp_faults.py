"""Peers that vanish, that trickle, that send what is no frame: others go on, nothing is half kept.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.mllp import Door, Limits, serve
from gateway.model import Issue
from tests.api.http_house import admission
from tests.mllp.mllp_house import Gateway, Ward, told
from tests.pace import in_time

ANNA = admission("A").replace(b"|AL|NE|", b"|||")
PAUL = admission("B", "P2", "Klein").replace(b"|AL|NE|", b"|||")
TCP_REPAIR = 19
"""Linux: a socket closed in this state says nothing to its peer."""


async def echo(body: bytes) -> bytes:
    await asyncio.sleep(0)
    return body


def refuse(_: bytes, issue: Issue) -> bytes:
    return issue.rule.encode()


def vanish(line: socket.socket) -> None:
    """Go without a word, as when a cable is cut; where that is not allowed, fall silent."""
    try:
        line.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    except OSError:
        return
    line.close()


async def emptied(door: Door) -> None:
    """Wait until nobody is connected."""
    async with asyncio.timeout(20):
        while door.connections:  # noqa: ASYNC110 - the door has no bell for it
            await asyncio.sleep(0.05)


def test_a_peer_that_vanishes_inside_a_frame_is_let_go_and_its_half_is_not_kept() -> None:
    handled: list[bytes] = []
    notes: list[str] = []

    async def handle(body: bytes) -> bytes:
        handled.append(body)
        return await echo(body)

    async def story() -> None:
        limits = Limits(frame=0.2)
        door = await serve(handle, limits=limits, refuse=refuse, note=notes.append)
        line = socket.create_connection(("127.0.0.1", door.port))
        line.sendall(b"\x0b" + ANNA + b"\x1c\r\x0b" + PAUL[:100])
        await asyncio.sleep(0.05)
        vanish(line)
        await emptied(door)
        await door.close(grace=0)
        line.close()

    asyncio.run(story())

    assert handled == [ANNA]
    assert "frame-deadline" in notes


def test_the_kernel_asks_whether_a_silent_peer_is_still_there() -> None:
    async def story() -> list[int]:
        door = await serve(echo, refuse=refuse)
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        await asyncio.sleep(0.05)
        (peer,) = door.connections
        line = peer._transport.get_extra_info("socket")  # type: ignore[attr-defined]
        found = [
            line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
        ]
        writer.close()
        await door.close(grace=1)
        return found

    assert asyncio.run(story()) == [1, 60]


def test_five_hundred_peers_that_trickle_hold_up_nobody_and_are_let_go() -> None:
    notes: list[str] = []

    def trickle(port: int, stop: threading.Event) -> None:
        near = [(f"127.0.1.{1 + place // 60}", 0) for place in range(500)]
        lines = [socket.create_connection(("127.0.0.1", port), 10, one) for one in near]
        for line in lines:
            line.send(b"\x0b")
        while not stop.wait(0.3):
            for line in lines:
                with suppress(OSError):
                    line.send(b"x")
        for line in lines:
            line.close()

    async def timed(port: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        spent = []
        for _ in range(50):
            began = time.perf_counter()
            writer.write(b"\x0bone\x1c\r")
            await reader.readuntil(b"\x1c\r")
            spent.append(time.perf_counter() - began)
            await asyncio.sleep(0.01)
        writer.close()
        return spent

    async def story() -> tuple[list[float], int]:
        limits = Limits(frame=4, connections=600)
        door = await serve(echo, limits=limits, refuse=refuse, note=notes.append)
        stop = threading.Event()
        slow = asyncio.ensure_future(asyncio.to_thread(trickle, door.port, stop))
        await asyncio.sleep(2)
        held = len(door.connections)
        spent = await timed(door.port)
        await emptied(door)
        stop.set()
        await slow
        await door.close(grace=1)
        return spent, held

    spent, held = asyncio.run(story())

    assert held == 500
    assert in_time(sorted(spent)[-2], 0.5)
    assert notes.count("frame-deadline") == 500


def test_one_address_cannot_take_all_the_places() -> None:
    notes: list[str] = []

    async def story() -> tuple[int, bytes]:
        door = await serve(echo, limits=Limits(address=5), refuse=refuse, note=notes.append)
        greedy = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(9)]
        await asyncio.sleep(0.1)
        held = len(door.connections)
        near = ("127.0.0.7", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, local_addr=near)
        writer.write(b"\x0bone\x1c\r")
        answer = await reader.readuntil(b"\x1c\r")
        for _, one in [*greedy, (reader, writer)]:
            one.close()
        await door.close(grace=1)
        return held, answer

    assert asyncio.run(story()) == (5, b"\x0bone\x1c\r")
    assert notes.count("connection-refused") == 4


@pytest.mark.parametrize(
    ("bytes_", "answers"),
    [
        (b"noise\r\n" + b"\x0b" + ANNA + b"\x1c\r", ["AA|A"]),
        (b"\x0b\x1c\r", ["AE"]),
        (b"\x0b\r\x1c\r", ["AE"]),
        (b"\x0b" + ANNA[:150], ["AE|A"]),
        (b"\x0b" + ANNA + b"\r", ["AE|A"]),
        (b"\x0b" + ANNA + b"\x1c\r" + b"\x00\xff" * 50, ["AA|A"]),
        (b"\x0b" + ANNA.replace(b"Weber", b"We\x1cber") + b"\x1c\r", ["AE|A"]),
        (b"\x0b" + ANNA.replace(b"\r", b"\n") + b"\x1c\r", ["AA|A"]),
        (b"\x0b" + ANNA + ANNA.replace(b"|A|P|", b"|C|P|") + b"\x1c\r", ["AA|A", "AA|C"]),
    ],
    ids=[
        "noise before a frame",
        "nothing in it",
        "a return in it",
        "no end, and the next begins",
        "no end, and the next begins, but the message is whole",
        "noise after a frame",
        "an end inside",
        "lines end by LF",
        "two messages in one",
    ],
)
def test_after_what_is_no_frame_the_next_one_is_taken(
    tmp_path: Path, bytes_: bytes, answers: list[str]
) -> None:
    async def story(_: Gateway, ward: Ward) -> list[str]:
        ward.writer.write(bytes_)
        ward.send(PAUL)
        said: list[str] = []
        while "AA|B" not in said:
            answer = await ward.answer()
            assert answer
            said += [
                line[4:].rstrip("|") for line in answer.split("\r") if line.startswith("MSA|")
            ]
        return said

    assert told(tmp_path, story) == [*answers, "AA|B"]


def test_a_frame_of_64_megabytes_takes_less_than_ten_and_the_next_one_is_taken() -> None:
    async def story() -> tuple[list[bytes], int]:
        door = await serve(echo, limits=Limits(message=1_000_000), refuse=refuse)
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        piece = b"x" * 100_000
        tracemalloc.start()
        writer.write(b"\x0b")
        for _ in range(640):
            writer.write(piece)
            await writer.drain()
        writer.write(b"\x1c\r\x0bone\x1c\r")
        answers = [await reader.readuntil(b"\x1c\r") for _ in range(2)]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        writer.close()
        await door.close(grace=1)
        return answers, peak

    answers, peak = asyncio.run(story())

    assert answers == [b"\x0bframe-too-large\x1c\r", b"\x0bone\x1c\r"]
    assert peak < 10_000_000
