"""What a REST client wants changed: made once, never overwritten, deleted with a trace.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx

from tests.api.http_house import House
from tests.api.rest_house import ABSENT, NUMBER, add, basic, issue, told


def test_a_new_resource_gets_an_id_and_can_be_read(tmp_path: Path) -> None:
    """Whatever id it came with, its address is in Location, and what is read is what was sent."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        made = await client.post("/fhir/Basic", json=basic(id="mine", created="2026-11-28"))
        read = await client.get(made.headers["location"].partition("/_history/")[0])
        return made, read

    made, read = told(tmp_path, story)
    assert (made.status_code, read.status_code) == (201, 200)
    assert made.json()["id"] != "mine"
    assert read.json() == made.json()
    assert read.headers["etag"] == 'W/"1"'


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    """72.50 stays 72.50."""
    sent = b'{"resourceType":"Basic","id":"b1","code":{"text":"x"},"extension":[{"url":"http://example.org/weight","valueDecimal":72.50}]}'

    async def story(client: httpx.AsyncClient, _: House) -> bytes:
        await client.put("/fhir/Basic/b1", content=sent)
        return (await client.get("/fhir/Basic/b1")).content

    assert b'"valueDecimal":72.50}' in told(tmp_path, story)


def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(tmp_path: Path) -> None:
    """Every issue at once, with line and column."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        wrong = {"resourceType": "Basic", "id": "b1", "created": "28.11.2026", "kode": {}}
        refused = await client.put("/fhir/Basic/b1", json=wrong)
        return refused, await client.get("/fhir/Basic/b1")

    refused, read = told(tmp_path, story)
    rules = {one["details"]["coding"][0]["code"] for one in refused.json()["issue"]}
    assert refused.status_code == 422
    assert {"element-unknown", "element-required"} <= rules
    assert all("location" in one for one in refused.json()["issue"])
    assert read.status_code == 404


def test_an_old_version_is_not_overwritten(tmp_path: Path) -> None:
    """If-Match names what the client has read; the same again makes no version."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        first = await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        match = {"If-Match": first.headers["etag"]}
        changed = basic(id="b1", created="2026-11-28")
        return [
            await client.put("/fhir/Basic/b1", json=changed, headers=match),
            await client.put("/fhir/Basic/b1", json=basic(id="b1"), headers=match),
            await client.put("/fhir/Basic/b1", json=changed),
        ]

    second, late, same = told(tmp_path, story)
    assert (second.status_code, second.headers["etag"]) == (200, 'W/"2"')
    assert issue(late)[:2] == (412, "http-412")
    assert (same.status_code, same.headers["etag"]) == (200, 'W/"2"')


def test_fifty_who_change_the_same_lose_nothing(tmp_path: Path) -> None:
    """Each reads, adds its own word, and writes with If-Match until it is taken."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        await asyncio.gather(*(add(client, number) for number in range(50)))
        return (await client.get("/fhir/Basic/b1")).json()

    body = told(tmp_path, story)
    assert sorted(int(one["value"]) for one in body["identifier"]) == list(range(50))
    assert body["meta"]["versionId"] == "51"


def test_fifty_who_create_the_same_make_one(tmp_path: Path) -> None:
    """If-None-Exist holds however many ask at once: one is made, all others are told of it."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        sent = basic(identifier=[NUMBER])
        asked = (client.post("/fhir/Basic", json=sent, headers=ABSENT) for _ in range(50))
        answers = await asyncio.gather(*asked)
        return answers, (await client.get("/fhir/Basic")).json()

    answers, found = told(tmp_path, story)
    assert sorted(one.status_code for one in answers) == [200] * 49 + [201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert found["total"] == 1


def test_what_is_deleted_leaves_its_history(tmp_path: Path) -> None:
    """Read is 410, search does not find it, its history tells all; put again it lives again."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        return [
            await client.delete("/fhir/Basic/b1"),
            await client.delete("/fhir/Basic/b1"),
            await client.get("/fhir/Basic/b1"),
            await client.get("/fhir/Basic"),
            await client.get("/fhir/Basic/b1/_history"),
            await client.get("/fhir/Basic/b1/_history/1"),
            await client.put("/fhir/Basic/b1", json=basic(id="b1")),
        ]

    gone, again, read, found, history, old, back = told(tmp_path, story)
    assert [gone.status_code, again.status_code, read.status_code] == [204, 204, 410]
    assert found.json()["total"] == 0
    methods = [one["request"]["method"] for one in history.json()["entry"]]
    assert methods == ["DELETE", "POST"]
    assert old.json()["meta"]["versionId"] == "1"
    assert (back.status_code, back.headers["etag"]) == (201, 'W/"3"')


def test_bytes_of_any_kind_are_kept_as_a_binary(tmp_path: Path) -> None:
    """A PDF sent in its own media type."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        head = {"Content-Type": "application/pdf"}
        made = await client.post("/fhir/Binary", content=b"%PDF-1.4 ...", headers=head)
        name = f"/fhir/Binary/{made.json()['id']}"
        return made, await client.get(name, headers={"Accept": "application/fhir+json"})

    made, read = told(tmp_path, story)
    assert made.status_code == 201
    assert (read.json()["contentType"], read.json()["data"]) == (
        "application/pdf",
        "JVBERi0xLjQgLi4u",
    )


def test_a_condition_may_follow_references(tmp_path: Path) -> None:
    """Chains and `_has` hold in If-None-Exist, in an address and in a conditional reference."""
    ada = {"resourceType": "Organization", "name": "Ada", "identifier": [NUMBER]}
    chain = f"author:Organization.identifier={NUMBER['system']}|{NUMBER['value']}"

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        there = (await client.post("/fhir/Organization", json=ada)).json()["id"]
        by = basic(author={"reference": f"Organization/{there}"})
        asked = {"If-None-Exist": chain}
        made = [await client.post("/fhir/Basic", json=by, headers=asked) for _ in range(2)]
        changed = await client.put(f"/fhir/Basic?{chain}", json=by | {"created": "2026-11-29"})
        has = "Organization?_has:Basic:author:created=2026-11-29"
        entry = {
            "resource": basic(author={"reference": has}),
            "request": {"method": "POST", "url": "Basic"},
        }
        sent = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        bundle = (await client.post("/fhir", json=sent)).json()
        where = bundle["entry"][0]["response"]["location"].partition("/_history")[0]
        return there, [*made, changed], (await client.get(where)).json()

    there, answers, last = told(tmp_path, story)
    assert [one.status_code for one in answers] == [201, 200, 200]
    assert len({one.json()["id"] for one in answers}) == 1
    assert last["author"] == {"reference": f"Organization/{there}"}
