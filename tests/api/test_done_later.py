"""What was put off is done once, by whoever may, and forgotten in the end.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api import later
from gateway.bootstrap import later as doing_later
from gateway.model import Unavailable
from tests.api.asked_later import LATER, SEARCH, bundle, fetched, place
from tests.api.http_house import MESSAGE, Failing, House, Listening, admission, first, house, told
from tests.api.rest_house import basic

TOKENS = {"clinique-fictive": "abc"}


def test_rights_are_decided_again_when_it_is_done(tmp_path: Path) -> None:
    """Whose token was taken away meanwhile has nothing done; the token itself is not kept."""

    async def story() -> Any:
        async with house(tmp_path, TOKENS) as opened:
            mine = {"Authorization": "Bearer abc", **LATER}
            async with opened.client() as client:
                where = place(await client.post("/fhir/Basic", json=basic(), headers=mine))
                kept = await opened.store.begin("look", opened.desk.clock(), opened.desk.clock())
                assert kept is not None
                await opened.store.put_back("look", kept.id, opened.desk.clock(), 0)
            rules = opened.desk.ruleset
            other = replace(rules.senders["clinique-fictive"], tokens=())
            fewer = replace(rules, senders={**rules.senders, "clinique-fictive": other})
            async with opened.working(rules=lambda: fewer), opened.client() as client:
                mine = {"Authorization": "Bearer abc"}
                answer = await fetched(client, where, headers=mine)
                found = await client.get("/fhir/Basic?_summary=count", headers=mine)
            return kept, answer.json()["entry"][0], found.json()["total"]

    kept, entry, total = asyncio.run(story())

    assert b"Bearer" not in kept.request
    assert b"abc" not in kept.request
    assert entry["response"]["status"] == "401 Unauthorized"
    assert total == 0


def test_what_is_cancelled_before_its_turn_is_never_done(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        async with opened.client() as client:
            kept = [
                place(await client.post("/fhir/Basic", json=basic(), headers=LATER))
                for _ in range(2)
            ]
            waits = await client.get(kept[1])
            gone = await client.delete(kept[0])
        async with opened.working() as client:
            await fetched(client, kept[1])
            found = await client.get("/fhir/Basic?_summary=count")
            return waits, gone.status_code, found.json()["total"]

    waits, gone, total = told(tmp_path, story)

    assert (waits.status_code, waits.content) == (202, b"")
    assert waits.headers["x-progress"] == "waiting, 1 before it"
    assert (gone, total) == (202, 1)


def test_an_answer_is_kept_as_long_as_it_says(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        async with opened.working() as client:
            where = place(await client.get(SEARCH, headers=LATER))
            done = await fetched(client, where)
        until = parsedate_to_datetime(done.headers["expires"])
        now = opened.desk.clock()
        statuses = []
        for at in (until - timedelta(seconds=2), until + timedelta(seconds=2)):
            async with opened.client(clock=lambda at=at: at) as client:
                statuses.append((await client.get(where)).status_code)
        return statuses, until - now

    statuses, left = told(tmp_path, story)

    assert statuses == [200, 404]
    assert timedelta(hours=23) < left <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("own", "every", "status"), [(1, 9, 429), (9, 1, 503)], ids=["own", "every"]
)
def test_where_too_many_wait_no_more_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: int, every: int, status: int
) -> None:
    monkeypatch.setattr(later, "OWN", own)
    monkeypatch.setattr(later, "EVERY", every)

    async def story(opened: House) -> Any:
        async with opened.client() as client:
            await client.get(SEARCH, headers=LATER)
            full = await client.get(SEARCH, headers=LATER)
        async with opened.working() as client:
            for _ in range(500):
                answer = await client.get(SEARCH, headers=LATER)
                if answer.status_code == 202:
                    break
                await asyncio.sleep(0.01)
        return full, answer.status_code

    full, then = told(tmp_path, story)

    assert full.status_code == status
    assert int(full.headers["retry-after"]) > 0
    assert full.json()["issue"][0]["code"] == "throttled"
    assert then == 202


def test_what_is_told_is_written_down_each_time(tmp_path: Path) -> None:
    """When it is done, as any search; and whenever the answer is fetched."""

    async def story(opened: House) -> Any:
        listening = Listening(opened.store)
        async with opened.working(journal=listening) as client:
            patient = first(await client.post(MESSAGE, content=admission()), "Patient")
            where = place(await client.get(SEARCH, headers={**LATER, "X-Request-Id": "R-1"}))
            await fetched(client, where)
            once = [*listening.events]
            await client.get(where)
            return patient, once, listening.events[len(once) :]

    patient, once, again = told(tmp_path, story)

    assert len(once) == 2
    assert len(again) == 1
    assert all(f"Patient/{patient}" in str(event) for event in (*once, *again))
    assert "R-1" in str(once[0])


def test_a_batch_that_is_begun_twice_makes_each_resource_once(tmp_path: Path) -> None:
    """As after a crash: the row is begun again, and each entry is the same request."""
    sent = bundle("batch", *[("POST", "Basic", basic()) for _ in range(3)])

    async def story(opened: House) -> Any:
        async with opened.client() as client:
            where = place(await client.post("/fhir", json=sent, headers=LATER))
        first_, second = [await _alone(opened, where) for _ in range(2)]
        async with opened.client() as client:
            return first_, second, (await client.get("/fhir/Basic?_summary=count")).json()["total"]

    first_, second, total = told(tmp_path, story)

    assert total == 3
    places = [[one["response"]["location"] for one in it["entry"]] for it in (first_, second)]
    assert places[0] == places[1]


def test_a_transaction_that_is_begun_twice_is_told_the_same(tmp_path: Path) -> None:
    """Also where entries changed nothing, or are named by a search."""
    entries = (
        ("POST", "Basic", basic()), ("PUT", "Basic/b1", basic(id="b1")),
        ("PUT", "Basic/same", basic(id="same")), ("DELETE", "Basic/gone", None),
        ("DELETE", "Basic?identifier=nobody", None), ("GET", "Basic/b1", None),
    )  # fmt: skip

    async def story(opened: House) -> Any:
        async with opened.client() as client:
            for name in ("same", "gone"):
                await client.put(f"/fhir/Basic/{name}", json=basic(id=name))
            sent = bundle("transaction", *entries)
            where = place(await client.post("/fhir", json=sent, headers=LATER))
        first_, second = [await _alone(opened, where) for _ in range(2)]
        async with opened.client() as client:
            return first_, second, (await client.get("/fhir/Basic?_summary=count")).json()["total"]

    first_, second, total = told(tmp_path, story)

    statuses = [[one["response"]["status"][:3] for one in it["entry"]] for it in (first_, second)]
    assert statuses[0] == ["201", "201", "200", "204", "204", "200"]
    assert total == 3
    assert statuses[1] == ["200", "200", "200", "204", "204", "200"]
    for one, again in zip(first_["entry"], second["entry"], strict=True):
        assert one["response"].get("etag") == again["response"].get("etag")
        assert one["response"].get("location") == again["response"].get("location")
        assert one.get("resource") == again.get("resource")


async def _alone(opened: House, where: str) -> Any:
    """Do it, and put it back as if nobody had: what it was answered."""
    app = opened.client()._transport.app  # type: ignore[attr-defined]
    now = opened.desk.clock()
    kept = await opened.store.begin("test", now, now)
    assert kept is not None
    assert where.endswith(kept.id)
    answer = await later.done(app.inside, app, kept)
    await opened.store.put_back("test", kept.id, now, 0)
    assert answer is not None
    return httpx.Response(200, content=answer.partition(b"\n")[2]).json()


def test_what_ended_the_process_each_time_is_begun_no_more(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        now = opened.desk.clock()
        async with opened.client() as client:
            where = place(await client.post("/fhir/Basic", json=basic(), headers=LATER))
            for _ in range(later.TRIES):
                assert await opened.store.begin("dies", now, now - timedelta(minutes=1))
        async with opened.working() as client:
            answer = await fetched(client, where)
            return answer.json()["entry"][0], (await client.get("/fhir/Basic")).json()["total"]

    entry, total = told(tmp_path, story)

    assert entry["response"]["status"] == "500 Internal Server Error"
    assert entry["response"]["outcome"]["issue"][0]["severity"] == "fatal"
    assert total == 0


def test_what_the_store_was_out_of_reach_for_is_begun_again_in_a_while(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        away = Failing(Unavailable("gone"))
        async with opened.working(record=away) as client:
            where = place(await client.get(SEARCH, headers=LATER))
            for _ in range(500):
                waits = await client.get(where)
                if "unavailable" in opened.log.getvalue() and "before" in str(waits.headers):
                    break
                await asyncio.sleep(0.01)
        now = opened.desk.clock
        async with opened.working(clock=lambda: now() + timedelta(minutes=1)) as client:
            return waits, (await fetched(client, where)).json()["entry"][0]

    waits, entry = told(tmp_path, story)

    assert waits.status_code == 202
    assert waits.headers["x-progress"] == "waiting, 0 before it"
    assert entry["response"]["status"] == "200 OK"


def test_what_runs_when_the_gateway_is_ended_waits_for_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that does not count among what ended a process."""
    begun = asyncio.Event()

    async def never(*_: object) -> bytes:
        begun.set()
        await asyncio.sleep(60)
        return b""

    async def story(opened: House) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(doing_later, "done", never)
            async with opened.working() as client:
                where = place(await client.get(SEARCH, headers=LATER))
                await begun.wait()
                runs = await client.get(where)
        kept = await opened.store.begin("next", opened.desk.clock(), opened.desk.clock())
        return runs.headers["x-progress"], kept

    runs, kept = told(tmp_path, story)

    assert runs == "running"
    assert kept is not None
    assert kept.tries == 1


def test_the_operator_sees_how_many_wait_and_nothing_of_whom(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        async with opened.working() as client:
            where = place(await client.get(SEARCH, headers=LATER))
            await fetched(client, where)
            for _ in range(500):
                seen = (await client.get("/metrics")).text
                if 'gateway_postponed_kept{state="done"} 1.0' in seen:
                    return seen, opened.log.getvalue(), where
                await asyncio.sleep(0.01)
        raise AssertionError(seen)

    seen, log, where = told(tmp_path, story)

    assert 'gateway_postponed_total{outcome="done"} 1.0' in seen
    assert 'gateway_postponed_kept{state="waits"} 0.0' in seen
    assert '"event": "later"' in log
    assert "P100045" not in log + seen
    assert where.rpartition("/")[2] not in log + seen
