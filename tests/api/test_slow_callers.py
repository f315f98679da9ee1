"""HTTP callers that trickle their headers or body are let go; slow answers and others are not.

https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx

from gateway.api.desk import Receiving
from gateway.bootstrap.http_peers import HttpPeer
from gateway.model import Inbound, Receipt
from tests.api.http_house import MESSAGE, House, admission, told
from tests.api.real_socket import served

HEAD = b"POST /messages/hl7v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"


class Quick(HttpPeer):
    """The same, in a hurry."""

    patience = 0.4


def played(
    folder: Path,
    story: Callable[[int], Awaitable[None]],
    receive: Receiving | None = None,
) -> None:
    """Open the door on a real socket, and play."""

    async def whole(opened: House) -> None:
        desk = replace(opened.desk, receive=receive or opened.desk.receive)
        await served(desk, story, Quick)

    told(folder, whole)


async def trickled(port: int, data: bytes, pause: float, first: bytes = b"") -> float:
    """Seconds until the door lets go of who sends a byte at a time; raises TimeoutError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.perf_counter()
    writer.write(first)

    async def send() -> None:
        for byte in data:
            writer.write(bytes((byte,)))
            await asyncio.sleep(pause)

    sending = asyncio.ensure_future(send())
    try:
        async with asyncio.timeout(5):
            await reader.read()
    except ConnectionError:
        pass
    finally:
        sending.cancel()
        writer.close()
    return time.perf_counter() - began


def test_who_trickles_headers_or_body_or_says_nothing_is_let_go(tmp_path: Path) -> None:
    async def story(port: int) -> None:
        spent = await asyncio.gather(
            trickled(port, HEAD, 0.05),
            trickled(port, b"x" * 1000, 0.05, HEAD % 1000),
            trickled(port, b"", 0),
        )
        assert all(0.3 < one < 3 for one in spent)

    played(tmp_path, story)


def test_others_go_on_meanwhile(tmp_path: Path) -> None:
    async def story(port: int) -> None:
        slow = [asyncio.ensure_future(trickled(port, HEAD, 0.05)) for _ in range(100)]
        await asyncio.sleep(0.1)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            answers = [await client.post(MESSAGE, content=admission(f"{n}")) for n in range(5)]
        assert [one.status_code for one in answers] == [201] * 5
        await asyncio.gather(*slow)

    played(tmp_path, story)


def test_a_slow_answer_is_not_the_callers_fault(tmp_path: Path) -> None:
    async def receive(inbound: Inbound, door: str, *_: object) -> Receipt:
        await asyncio.sleep(1)
        raise RuntimeError(door + inbound.sender)

    async def story(port: int) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            answer = await client.post(MESSAGE, content=admission())
        assert answer.status_code == 500

    played(tmp_path, story, receive)
