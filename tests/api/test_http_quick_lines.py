"""Plain reads and searches over a real line: in order, in pieces, and on a disk that is full.

https://hl7.org/fhir/R4/http.html · https://www.rfc-editor.org/rfc/rfc9112#name-pipelining
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from gateway.model import Near, Unavailable
from tests.api.filled_house import filled
from tests.api.http_house import House, told
from tests.api.real_socket import served


class Full:
    """What stands near, on a disk that takes nothing any more."""

    def __init__(self, near: Near) -> None:
        self._near = near

    def __getattr__(self, name: str) -> Any:
        return getattr(self._near, name)

    def audit_then(self, lines: Sequence[bytes], told: Callable[[Exception | None], None]) -> None:
        """Say so, later."""
        assert lines
        asyncio.get_running_loop().call_soon(told, Unavailable("the disk is full"))


def test_on_one_line_answers_come_in_the_order_of_the_requests(tmp_path: Path) -> None:
    async def whole(house: House) -> None:
        id_ = await filled(house)

        async def story(port: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            paths = [f"/fhir/Patient/{id_}", "/live", "/fhir/Patient?identifier=P100045"] * 2
            asks = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n" for path in paths]
            asks[-1] += "Connection: close\r\n"
            writer.write("".join(f"{ask}\r\n" for ask in asks).encode())
            text = await reader.read()
            writer.close()
            assert text.count(b"HTTP/1.1 200 OK") == len(paths)
            kinds = [b'"resourceType":"Patient"', b"server-timing: total", b'"searchset"']
            at = 0
            for kind in kinds * 2:
                at = text.index(kind, at) + 1

        await served(house.desk, story)

    told(tmp_path, whole)


def test_a_head_is_known_by_its_letters_however_it_comes(tmp_path: Path) -> None:
    async def whole(house: House) -> None:
        id_ = await filled(house)

        async def story(port: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            one, two = f"GET /fhir/Patient/{id_}".encode() + head, b"GET /live" + head
            search = b"GET /fhir/Patient?family=weber" + head
            kinds = {one: b'"resourceType":"Patient"', search: b'"searchset"', two: b"total;dur"}
            for asks in (
                [one],
                [one, search, one],
                [search[:30], search[30:]],
                [one + two],
                [two],
            ):
                sent = b"".join(asks)
                for piece in asks:
                    writer.write(piece)
                    await asyncio.sleep(0.001 * len(asks))
                text = b""
                told = [ask for ask in sent.split(head) if ask]
                while text.count(b"HTTP/1.1 200 OK") < len(told) or not ended(text):
                    text += await reader.read(65_536)
                at = 0
                for ask in told:
                    at = text.index(kinds[ask + head], at) + 1
            writer.close()

        await served(house.desk, story)

    told(tmp_path, whole)


def ended(text: bytes) -> bool:
    """Is the last answer whole?"""
    head, _, body = text[text.rindex(b"HTTP/1.1") :].partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return length.isdigit() and len(body) == int(length)


def test_what_could_not_be_written_down_is_asked_again(tmp_path: Path) -> None:
    async def whole(house: House) -> None:
        id_ = await filled(house)
        near = house.desk.near
        assert near is not None
        failing = Full(near)

        async def story(port: int) -> None:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                for _ in range(3):  # from the second on its head is known by its letters
                    answer = await client.get(f"/fhir/Patient/{id_}")
                    assert answer.status_code == 200
                    assert answer.json()["id"] == id_

        await served(replace(house.desk, near=failing), story)

    told(tmp_path, whole)
