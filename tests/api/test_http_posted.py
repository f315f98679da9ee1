"""Transactions that only make something are taken in where they arrive: all is as the long way.

https://hl7.org/fhir/R4/http.html#transaction · https://www.rfc-editor.org/rfc/rfc9112#name-pipelining
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.api.heads import Ask
from gateway.api.posted import LARGE, Posting
from gateway.api.straight import Answer
from tests.api.http_house import House, told
from tests.api.posted_cases import LONG, PLAIN, SAID, kept, still

_OWN = {"x-request-id", "server-timing", "date"}


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
