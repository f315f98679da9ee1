"""Transactions that only make something are taken in where they arrive: all is as the long way.

https://hl7.org/fhir/R4/http.html#transaction · https://www.rfc-editor.org/rfc/rfc9112#name-pipelining
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest

from gateway.api.heads import Ask
from gateway.api.posted import LARGE, Posting
from gateway.api.straight import Answer
from gateway.bootstrap.http_peers import HttpPeer
from gateway.model import Entry, Receipt, Unavailable
from tests.api.http_house import House, told
from tests.api.real_socket import served

ANNA = "urn:uuid:6f1a4c1e-0a53-4a9e-9d7c-2f8f0a1b2c3d"
OTHER = "urn:uuid:7f1a4c1e-0a53-4a9e-9d7c-2f8f0a1b2c3e"
SAID = {"Host": "127.0.0.1:8080", "Content-Type": "application/fhir+json"}
_OWN = {"x-request-id", "server-timing", "date"}


def made(resource: dict[str, Any], full: str = "", **more: Any) -> dict[str, Any]:
    """An entry that makes a resource."""
    request = {"method": "POST", "url": resource["resourceType"], **more}
    entry = {"resource": resource, "request": request}
    return {"fullUrl": full, **entry} if full else entry


def anna(**more: Any) -> dict[str, Any]:
    """An invented patient."""
    name = [{"family": "Weber", "given": ["Anna"]}]
    number = [{"system": "urn:oid:1.2.3", "value": "7"}]
    own = {"resourceType": "Patient", "identifier": number, "name": name, "gender": "female"}
    return {**own, **more}


def weight(subject: str = ANNA, **more: Any) -> dict[str, Any]:
    """What somebody weighs."""
    coding = [{"system": "http://loinc.org", "code": "29463-7"}]
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": coding, "text": "Body weight"},
        "subject": {"reference": subject},
        "effectiveDateTime": "2026-01-05",
        "valueQuantity": {"value": 72.50, "unit": "kg"},
        **more,
    }


def sent(*entries: Any, kind: str = "transaction", indent: int | None = None) -> bytes:
    """A Bundle of these, as JSON."""
    bundle = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
    return json.dumps(bundle, indent=indent).encode()


DIV = f'<div xmlns="http://www.w3.org/1999/xhtml">as told in {ANNA}</div>'
TOLD = {"status": "additional", "div": DIV}
PLAIN = {
    "two": sent(made(anna(), ANNA), made(weight(), OTHER)),
    "written wide": sent(made(anna(), ANNA), made(weight(), OTHER), indent=2),
    "nobody": sent(made({"resourceType": "Basic", "code": {"text": "x"}})),
    "some with no name": sent(made(anna(), ANNA), made(weight()), made(weight())),
    "named deeper": sent(
        made(anna(), ANNA),
        made(weight(), OTHER),
        made(weight(hasMember=[{"reference": OTHER}], focus=[{"reference": ANNA}])),
    ),
    "named in words": sent(made(anna(), ANNA), made(weight(text=TOLD))),
    "escaped": sent(made(anna(name=[{"family": "Müller?"}]), ANNA), made(weight())),
    "with meta": sent(made(anna(id="x1", meta={"versionId": "7", "tag": [{"code": "a"}]}), ANNA)),
}
LONG = {
    "a condition": sent(made(anna(), ANNA, ifNoneExist="identifier=urn:x|1")),
    "a search": sent(made(weight("Patient?identifier=urn:x|1"))),
    "a search, hidden": sent(made(weight("Patient?identifier=1"))).replace(b"?", b"\\u003f"),
    "one who may stand": sent(made(weight("Patient/anna"))),
    "an id": sent({"resource": anna(id="a1"), "request": {"method": "PUT", "url": "Patient/a1"}}),
    "a reading": sent(made(anna()), {"request": {"method": "GET", "url": "Patient/1"}}),
    "nobody's name": sent(made(anna(), ANNA), made(weight(OTHER))),
    "one name twice": sent(made(anna(), ANNA), made(anna(), ANNA)),
    "another type": sent(made(anna(), ANNA, url="Observation")),
    "no such type": sent(made({"resourceType": "Nothing"})),
    "what is wrong": sent(made(anna(gender="tall"), ANNA)),
    "wrong and right": sent(
        made(weight(valueQuantity={"value": "x"}), OTHER),
        made(anna(), ANNA),
        made(weight(status="done", issued="now")),
    ),
    "a batch": sent(made(anna()), kind="batch"),
    "nothing": sent(),
    "no Bundle": json.dumps(anna()).encode(),
    "no JSON": b'{"resourceType":"Bundle"',
    "a key twice": b'{"resourceType":"Bundle","type":"transaction","type":"transaction"}',
}
HEADS = (
    {"Prefer": "return=representation"},
    {"Prefer": "respond-async"},
    {"Idempotency-Key": "k1"},
    {"Content-Encoding": "gzip"},
    {"Content-Type": "application/fhir+xml"},
    {"Content-Type": "application/fhir+json; fhirVersion=5.0"},
    {"Accept": "application/fhir+xml"},
    {"Content-Length": str(LARGE + 1)},
    {"Content-Length": "two"},
    {"Content-Length": f"{LARGE * 5:020}"},
    {"Expect": "100-continue"},
    {"Transfer-Encoding": "chunked"},
    {"Host": "gateway.example"},
    {"X-Forwarded-For": "192.0.2.1"},
)


def still(house: House) -> House:
    """The same with a clock that stands, and numbers and ids that are counted."""
    ids, numbers = count(1), count(1)
    desk = replace(
        house.desk,
        clock=lambda: datetime(2026, 1, 5, 8, 30, 0, 123_456, UTC),
        number=lambda: f"n{next(numbers)}",
        new_ids=lambda number: tuple(
            f"{next(ids):08x}-0000-4000-8000-000000000000" for _ in range(number)
        ),
    )
    return replace(house, desk=desk)


async def quickly(house: House, body: bytes, **said: str) -> Answer | None:
    """The answer where it arrives; None: it was not taken, and nothing was done."""
    names = {**SAID, "Content-Length": str(len(body))}
    names |= {name.replace("_", "-"): text for name, text in said.items()}
    headers = [(name.lower().encode(), text.encode()) for name, text in names.items()]
    heard: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
    posting = Posting(house.desk)
    head = posting.head(Ask(b"/fhir", headers, "http", "127.0.0.1"))
    if head is None or not posting.taken(head, body, heard.set_result):
        return None
    return await heard


def kept(folder: Path) -> Sequence[str]:
    """All that stands in a store."""
    with sqlite3.connect(folder / "gateway.sqlite") as store:
        found = list(store.iterdump())
    store.close()
    return found


def lines(head: bytes) -> dict[str, str]:
    """Header lines by name."""
    said = [line.split(": ", 1) for line in head.decode().split("\r\n") if line]
    return {name: text for name, text in said if name not in _OWN}


@pytest.mark.parametrize("name", PLAIN)
def test_both_ways_answer_and_keep_the_same(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def long(house: House) -> tuple[bytes, dict[str, str]]:
        async with still(house).client() as client:
            headers = {**SAID, "Accept-Encoding": "identity"}
            found = await client.post("/fhir", content=PLAIN[name], headers=headers)
        assert found.status_code == 200, found.text
        return found.content, {k: v for k, v in found.headers.items() if k not in _OWN}

    async def short(house: House) -> tuple[bytes, dict[str, str]]:
        found = await quickly(still(house), PLAIN[name])
        assert found is not None
        return found[1], lines(found[0])

    answer = told(tmp_path / "short", short)
    monkeypatch.setattr("gateway.intake.rest.fulfil.fresh", lambda _: False)
    assert answer == told(tmp_path / "long", long)
    assert kept(tmp_path / "short") == kept(tmp_path / "long")


@pytest.mark.parametrize("name", ["what is wrong", "nobody's name", "wrong and right"])
def test_what_is_wrong_is_told_and_kept_the_same(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(house: House) -> bytes:
        async with still(house).client() as client:
            found = await client.post("/fhir", content=LONG[name], headers=SAID)
        assert found.status_code == 422
        return found.content

    answer = told(tmp_path / "one", story)
    monkeypatch.setattr("gateway.intake.rest.fulfil.fresh", lambda _: False)
    assert answer == told(tmp_path / "other", story)
    assert kept(tmp_path / "one") == kept(tmp_path / "other")


def test_what_is_not_plain_goes_the_long_way(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        before = kept(tmp_path)
        for name, body in LONG.items():
            assert await quickly(house, body) is None, name
        for said in HEADS:
            assert await quickly(house, PLAIN["two"], **said) is None, said
        assert kept(tmp_path) == before

    told(tmp_path, story)


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
