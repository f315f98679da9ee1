"""`Prefer: respond-async`: kept, done by the same handlers, fetched by who asked, forgotten.

https://www.rfc-editor.org/rfc/rfc7240#section-4.1 · https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api import later
from tests.api.http_house import MESSAGE, House, Listening, admission, first, house, told
from tests.api.test_rest_writes import basic

LATER = {"Prefer": "respond-async"}
TOKENS = {"clinique-fictive": "abc", "labo-fictif": "xyz"}
SEARCH = "/fhir/Patient?identifier=P100045"
XML = "application/fhir+xml"


def bundle(kind: str, *entries: tuple[str, str, Any]) -> dict[str, Any]:
    parts = [
        {"request": {"method": method, "url": url}, **({"resource": body} if body else {})}
        for method, url, body in entries
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": parts}


def place(answer: httpx.Response) -> str:
    """Where the answer will be; it must have been taken."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    where: str = answer.headers["content-location"]
    return where


async def fetched(client: httpx.AsyncClient, where: str, **how: Any) -> httpx.Response:
    """The answer, once it is there."""
    for _ in range(500):
        answer = await client.get(where, **how)
        if answer.status_code != 202:
            return answer
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["x-progress"]
        await asyncio.sleep(0.01)
    raise AssertionError("it was never done")


async def whole(
    client: httpx.AsyncClient, method: str, path: str, **request: Any
) -> dict[str, Any]:
    """Ask for an answer later, and wait for it: its one entry."""
    request["headers"] = {**LATER, **request.get("headers", {})}
    answer = await fetched(client, place(await client.request(method, path, **request)))
    assert answer.status_code == 200, answer.text
    assert answer.json()["type"] == "batch-response"
    (entry,) = answer.json()["entry"]
    found: dict[str, Any] = entry
    return found


def played(folder: Path, story: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Play a story in a house in which what is put off is done."""

    async def inside(opened: House) -> Any:
        async with opened.working() as client:
            return await story(client)

    return told(folder, inside)


def test_a_search_is_taken_told_of_and_answered(tmp_path: Path) -> None:
    """202 with an address that nobody can guess, then 200 with what the search would have said."""

    async def story(client: httpx.AsyncClient) -> Any:
        await client.post(MESSAGE, content=admission())
        taken = await client.get(SEARCH, headers=LATER)
        answer = await fetched(client, place(taken))
        return taken, answer, (await client.get(SEARCH)).json()

    taken, answer, plain = played(tmp_path, story)

    assert taken.json()["issue"][0]["details"]["coding"][0]["code"] == "request-kept"
    assert taken.json()["issue"][0]["severity"] == "information"
    assert len(taken.headers["content-location"].rpartition("/")[2]) == 32
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert parsedate_to_datetime(answer.headers["expires"])
    (entry,) = answer.json()["entry"]
    assert entry["response"]["status"] == "200 OK"
    assert entry["resource"]["type"] == "searchset"
    assert entry["resource"] == plain
    assert plain["total"] == 1


@pytest.mark.parametrize(
    ("method", "path", "request_"),
    [
        ("POST", "/fhir/Patient/_search", {"data": {"identifier": "P100045"}}),
        ("GET", "/fhir?_type=Patient,Encounter", {}),
        ("POST", "/fhir/_search", {"data": {"_type": "Patient"}}),
        ("GET", "/fhir/Patient/_history", {}),
        ("GET", "/fhir/_history", {}),
        ("GET", "/fhir/Patient/{patient}/_history", {}),
        ("POST", "/fhir", {"json": bundle("batch", ("GET", "Patient?_count=1", None))}),
        ("POST", "/fhir", {"json": bundle("transaction", ("GET", "Patient?_count=1", None))}),
    ],
)
def test_searches_histories_and_bundles_say_later_what_they_would_say_now(
    tmp_path: Path, method: str, path: str, request_: Mapping[str, Any]
) -> None:
    async def story(client: httpx.AsyncClient) -> Any:
        patient = first(await client.post(MESSAGE, content=admission()), "Patient")
        named = path.replace("{patient}", patient)
        plain = (await client.request(method, named, **request_)).json()
        return plain, await whole(client, method, named, **request_)

    plain, entry = played(tmp_path, story)

    assert entry["response"]["status"] == "200 OK"
    assert entry["resource"] == plain
    assert len(plain["entry"]) >= 1


def test_what_is_made_later_is_told_with_its_place_and_version(tmp_path: Path) -> None:
    """create, update, patch, delete; `return` counts as ever."""

    async def story(client: httpx.AsyncClient) -> Any:
        return [
            await whole(client, "POST", "/fhir/Basic", json=basic()),
            await whole(
                *(client, "PUT", "/fhir/Basic/b1"),
                json=basic(id="b1"),
                headers={"Prefer": "return=minimal, respond-async"},
            ),
            await whole(client, "DELETE", "/fhir/Basic/b1"),
        ]

    made, put, gone = played(tmp_path, story)

    assert made["response"]["status"] == "201 Created"
    assert made["response"]["location"].endswith(f"Basic/{made['resource']['id']}/_history/1")
    assert made["response"]["etag"] == 'W/"1"'
    assert made["response"]["lastModified"]
    assert put["response"]["status"] == "201 Created"
    assert "resource" not in put
    assert gone == {"response": {"status": "204 No Content", "etag": 'W/"2"'}}


def test_what_fails_is_answered_too_and_its_entry_says_so(tmp_path: Path) -> None:
    async def story(client: httpx.AsyncClient) -> Any:
        return [
            await whole(client, "GET", "/fhir/Patient?strange=1"),
            await whole(client, "POST", "/fhir/Basic", json={"resourceType": "Basic"}),
            await whole(client, "POST", "/fhir", json=bundle("collection")),
            await whole(client, "GET", "/fhir/Basic/nobody/_history"),
        ]

    found = played(tmp_path, story)

    statuses = [entry["response"]["status"] for entry in found]
    assert statuses == ["400 Bad Request", "422 Unprocessable Entity", "400 Bad Request",
                        "404 Not Found"]  # fmt: skip
    for entry in found:
        assert entry["response"]["outcome"]["issue"][0]["severity"] == "error"
        assert "resource" not in entry


def test_handling_counts_as_ever(tmp_path: Path) -> None:
    """Lenient leaves the strange parameter aside and says so; strict refuses it."""

    async def story(client: httpx.AsyncClient) -> Any:
        path = "/fhir/Patient?strange=1"
        return [
            await whole(client, "GET", path, headers={"Prefer": f"{said}, respond-async"})
            for said in ("handling=lenient", "handling=strict")
        ]

    lenient, strict = played(tmp_path, story)

    assert lenient["response"]["status"] == "200 OK"
    assert lenient["resource"]["entry"][-1]["search"]["mode"] == "outcome"
    assert strict["response"]["status"] == "400 Bad Request"


def test_the_form_is_the_one_that_was_asked_for_at_first_unless_another_is(tmp_path: Path) -> None:
    async def story(client: httpx.AsyncClient) -> Any:
        await client.post(MESSAGE, content=admission())
        taken = await client.get(f"{SEARCH}&_format=xml", headers=LATER)
        where = place(taken)
        return [
            taken,
            await fetched(client, where),
            await client.get(where, headers={"Accept": "application/fhir+json"}),
            await client.get(f"{where}?_format=xml&_pretty=true"),
            await client.get(where, headers={"Accept": "text/turtle"}),
            await client.get(SEARCH, headers={**LATER, "Accept": "text/turtle"}),
        ]

    taken, xml, json, pretty, *turtle = played(tmp_path, story)

    assert [one.headers["content-type"].partition(";")[0] for one in (taken, xml, pretty)] == [
        XML
    ] * 3
    assert "<Patient>" in xml.text
    (found,) = json.json()["entry"][0]["resource"]["entry"]
    assert found["resource"]["resourceType"] == "Patient"
    assert [one.status_code for one in turtle] == [406, 406]


def test_what_is_not_offered_later_is_answered_now(tmp_path: Path) -> None:
    """A read, the CapabilityStatement, an operation: the preference is left aside."""

    async def story(client: httpx.AsyncClient) -> Any:
        patient = first(await client.post(MESSAGE, content=admission()), "Patient")
        paths = (f"/fhir/Patient/{patient}", "/fhir/metadata", f"/fhir/Patient/{patient}/$summary")
        return [
            *[await client.get(path, headers=LATER) for path in paths],
            await client.head(SEARCH, headers=LATER),
        ]

    answers = played(tmp_path, story)

    assert [one.status_code for one in answers] == [200] * 4
    assert not any("preference-applied" in one.headers for one in answers)


def test_who_asks_for_files_is_refused_at_once(tmp_path: Path) -> None:
    """https://hl7.org/fhir/R5/async-bundle.html: an error, where bulk data is not offered."""
    path = f"{SEARCH}&_outputFormat=application/fhir%2Bndjson"
    refused = played(tmp_path, lambda client: client.get(path, headers=LATER))

    assert refused.status_code == 400
    assert "_outputFormat" in refused.json()["issue"][0]["details"]["text"]


def test_nobody_else_is_told_nor_can_cancel_and_who_asked_can_once(tmp_path: Path) -> None:
    async def story() -> Any:
        async with house(tmp_path, TOKENS) as opened, opened.working() as client:
            mine, other = ({"Authorization": f"Bearer {one}"} for one in TOKENS.values())
            where = place(await client.get(SEARCH, headers={**LATER, **mine}))
            done = await fetched(client, where, headers=mine)
            asks = [
                ("GET", where, other), ("DELETE", where, other), ("GET", where, {}),
                ("DELETE", where, mine), ("GET", where, mine), ("DELETE", where, mine),
                ("GET", where[:-32] + "0" * 32, mine),
            ]  # fmt: skip
            return done.status_code, [
                await client.request(method, path, headers=headers)
                for method, path, headers in asks
            ]

    status, answers = asyncio.run(story())

    assert status == 200
    assert [one.status_code for one in answers] == [404, 404, 401, 202, 404, 404, 404]
    assert answers[3].json()["issue"][0]["severity"] == "information"
    assert "404" in answers[4].json()["issue"][0]["details"]["coding"][0]["code"]


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
