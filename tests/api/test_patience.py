"""Who asks again before it pays is told to wait; what nobody wants any more is stopped.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api.patience import FORGIVEN, Patience
from gateway.bootstrap import later as doing_later
from tests.api.asked_later import LATER, SEARCH, bundle, fetched, place
from tests.api.http_house import House, told
from tests.api.rest_house import basic, issue

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def asked(patience: Patience, seconds: float, pause: int = 4, id_: str = "a") -> int:
    """Ask so many seconds after noon, and be told to wait for `pause` where that is answered."""
    now = NOON + timedelta(seconds=seconds)
    wait = patience.hasty(id_, now)
    if not wait:
        patience.told(id_, now, pause)
    return wait


def test_who_waits_as_long_as_he_is_told_is_always_answered() -> None:
    patience = Patience()

    assert [asked(patience, 4 * n) for n in range(100)] == [0] * 100


def test_some_hurry_is_forgiven_and_then_one_asking_for_each_pause() -> None:
    patience = Patience()
    first = [asked(patience, 0.01 * n) for n in range(FORGIVEN + 3)]
    later = [asked(patience, 10 + n) for n in range(8)]

    assert first == [0] * (FORGIVEN + 1) + [4, 4]
    assert later.count(0) == 4  # two pauses had passed, and nearly two pass meanwhile
    assert asked(patience, 10, id_="b") == 0


def test_what_is_done_may_be_asked_for_as_often_as_one_likes() -> None:
    patience = Patience(forgiven=0)
    hasty = [asked(patience, 0), asked(patience, 0)]
    patience.done("a")

    assert (hasty, asked(patience, 0)) == ([0, 4], 0)


def test_a_clock_that_jumps_back_makes_nobody_hasty() -> None:
    patience = Patience()

    hurried = [asked(patience, 3600) for _ in range(FORGIVEN + 2)]

    assert hurried[-1] == 4
    assert asked(patience, 0) == 0
    assert [asked(patience, second) for second in (3600, 4)] == [0, 0]


def test_only_so_many_are_remembered() -> None:
    patience = Patience(forgiven=0, most=2)
    for name in ("a", "b", "c"):
        asked(patience, 0, id_=name)

    assert [patience.hasty(name, NOON) for name in ("a", "b", "c")] == [0, 4, 4]


def test_the_hasty_are_told_how_long_to_wait_and_the_answer_once_it_is_there(
    tmp_path: Path,
) -> None:
    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client() as client:
            where = place(await client.get(SEARCH, headers=LATER))
            waits = [await client.get(where) for _ in range(FORGIVEN + 2)]
        async with opened.working() as client:
            return [*waits, await fetched(client, where), await client.get(where)]

    *waits, hasty, done, again = told(tmp_path, story)

    assert {one.status_code for one in waits} == {202}
    assert issue(hasty)[:2] == (429, "http-429")
    assert hasty.headers["retry-after"] == waits[-1].headers["retry-after"]
    assert (done.status_code, again.status_code) == (200, 200)


async def _stopped(opened: House, client: httpx.AsyncClient) -> str:
    """What is counted, once something is."""
    for _ in range(500):
        seen = (await client.get("/metrics")).text
        if "gateway_postponed_total{" in seen:
            return seen
        await asyncio.sleep(0.01)
    raise AssertionError(opened.log.getvalue())


def test_what_runs_is_stopped_by_who_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, though it would take a minute; and what comes after it is done."""
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def never(*_: object) -> bytes:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise
        return b""

    async def story(opened: House) -> Any:
        async with opened.working() as client:
            with monkeypatch.context() as patched:
                patched.setattr(doing_later, "done", never)
                where = place(await client.get(SEARCH, headers=LATER))
                await begun.wait()
                gone = await client.delete(where)
                await asyncio.wait_for(stopped.wait(), 1)
            seen = await _stopped(opened, client)
            next_ = await fetched(client, place(await client.get(SEARCH, headers=LATER)))
            return gone.status_code, seen, next_.status_code

    gone, seen, next_ = told(tmp_path, story)

    assert (gone, next_) == (202, 200)
    assert 'gateway_postponed_total{outcome="cancelled"} 1.0' in seen


def test_of_a_batch_that_is_stopped_the_rest_is_not_begun(tmp_path: Path) -> None:
    """What is done stays done."""
    many = [("PUT", f"Basic/b{n}", basic(id=f"b{n}")) for n in range(300)]

    async def story(opened: House) -> int:
        async with opened.working() as client:
            sent = bundle("batch", *many)
            where = place(await client.post("/fhir", json=sent, headers=LATER))
            for _ in range(5_000):
                if (await client.get("/fhir/Basic/b0")).status_code == 200:
                    break
            assert (await client.delete(where)).status_code == 202
            await _stopped(opened, client)
            counts = [
                (await client.get("/fhir/Basic?_summary=count")).json()["total"] for _ in range(2)
            ]
            assert counts[0] == counts[1]
            return int(counts[0])

    assert 1 <= told(tmp_path, story) < 300
