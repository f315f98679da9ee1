"""Transactions that only make something, over a real line: in pieces, in a row, cut off.

https://hl7.org/fhir/R4/http.html#transaction · https://www.rfc-editor.org/rfc/rfc9112#name-pipelining
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from gateway.bootstrap.http_peers import HttpPeer
from gateway.model import Entry, Receipt, Unavailable
from tests.api.http_house import House, told
from tests.api.posted_cases import LONG, PLAIN, kept, still
from tests.api.real_socket import served


def post(body: bytes, more: str = "") -> bytes:
    """It, as it goes over a line."""
    head = f"POST /fhir HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{more}"
    return f"{head}Content-Type: application/fhir+json\r\n\r\n".encode() + body


def over(folder: Path, asks: Sequence[bytes], change: Callable[[House], House] = still) -> bytes:
    """All that is answered to these pieces, which end with one that closes the line."""
    heard: list[bytes] = []

    async def whole(house: House) -> None:
        async def story(port: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for piece in asks:
                writer.write(piece)
                await asyncio.sleep(0.002)
            heard.append(await reader.read())
            writer.close()

        await served(change(house).desk, story)

    told(folder, whole)
    return heard[0]


LAST = b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def test_it_may_come_in_pieces_and_before_others(tmp_path: Path) -> None:
    one, two = post(PLAIN["two"]), post(LONG["a batch"])
    text = over(tmp_path, [one[:40], one[40:300], one[300:], one + two + one, LAST])
    assert text.count(b"HTTP/1.1 200 OK") == 5
    kinds = ["transaction", "transaction", "batch", "transaction"]
    at = 0
    for kind in kinds:
        at = text.index(f'"type":"{kind}-response"'.encode(), at) + 1
    assert b"server-timing: total" in text[at:]


class Counting(HttpPeer):
    """A connection that notes what its parser reads."""

    read: ClassVar[list[bytes]] = []

    def parse(self, data: bytes, piece: bytes = b"") -> None:
        """Note it."""
        self.read.append(data)
        super().parse(data, piece)


def test_a_head_is_known_by_its_letters_whatever_the_body(tmp_path: Path) -> None:
    wide, two, nobody = (post(PLAIN[name]) for name in ("written wide", "two", "nobody"))
    batch, wrong = post(LONG["a batch"]), post(LONG["what is wrong"])
    other = post(PLAIN["two"], "Accept: application/fhir+json\r\n")
    asks = [wide, two, nobody, batch, two, wrong, two[:60], two[60:], other]
    asks += [two + two[:9], two[9:]]
    heard: list[bytes] = []

    async def whole(house: House) -> None:
        async def story(port: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for ask in asks:
                writer.write(ask)
                if ask == two[:60]:
                    await asyncio.sleep(0.005)
                    continue
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                heard.append(head.partition(b"\r\n")[0] + await reader.readexactly(length))
            writer.close()

        await served(house.desk, story, Counting)

    told(tmp_path, whole)
    said = [one[9:12] for one in heard]
    assert said == [b"200"] * 5 + [b"422"] + [b"200"] * 4
    assert all(b"transaction-response" in heard[at] for at in (0, 1, 2, 4, 6, 7, 8, 9))
    assert [*map(Counting.read.count, (wide, nobody, batch, wrong, other))] == [1, 0, 1, 1, 1]
    with sqlite3.connect(tmp_path / "gateway.sqlite") as store:
        accepted = "SELECT count(*) FROM journal WHERE status = 'accepted'"
        assert store.execute(accepted).fetchone() == (9,)
    store.close()


def test_a_caller_who_wants_the_line_closed_goes_the_long_way(tmp_path: Path) -> None:
    text = over(tmp_path, [post(PLAIN["two"], "Connection: close\r\n")])
    assert text.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in text


class Full:
    """A store that cannot take the first entry that is brought without a wait."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit_then(self, entry: Entry, told: Callable[[Receipt | Exception], None]) -> None:
        """Say so, later."""
        assert entry.resources
        asyncio.get_running_loop().call_soon(told, Unavailable("the disk is full"))


def test_what_could_not_be_kept_is_begun_anew(tmp_path: Path) -> None:
    def failing(house: House) -> House:
        from gateway.bootstrap.http_desk import beginning  # noqa: PLC0415 - of this test alone
        from gateway.intake.receive import nothing  # noqa: PLC0415 - the same

        at = house.desk
        begin = beginning(at.rules, Full(at.journal), at.telemetry, nothing)
        return replace(house, desk=replace(at, begin=begin))

    text = over(tmp_path, [post(PLAIN["two"]), LAST], failing)
    assert text.count(b"HTTP/1.1 200 OK") == 2
    with sqlite3.connect(tmp_path / "gateway.sqlite") as store:
        assert store.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    store.close()


def test_who_goes_in_the_middle_of_a_body_leaves_nothing(tmp_path: Path) -> None:
    async def whole(house: House) -> None:
        async def story(port: int) -> None:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(post(PLAIN["two"])[:-5])
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.close()
            await asyncio.sleep(0.01)

        before = kept(tmp_path)
        await served(house.desk, story)
        assert kept(tmp_path) == before

    told(tmp_path, whole)
