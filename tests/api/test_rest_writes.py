"""What a REST client wants changed: made once, changed by its source, deleted with a trace.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx

from gateway.bootstrap.http_desk import writing
from gateway.intake.receive import nothing
from tests.api.http_house import MESSAGE, House, admission, first, house

T = TypeVar("T")
Story = Callable[[httpx.AsyncClient, House], Awaitable[T]]
NUMBER = {"system": "https://clinic.example/units", "value": "U-7"}
ABSENT = {"If-None-Exist": f"identifier={NUMBER['system']}|{NUMBER['value']}"}


def told(folder: Path, story: Story[T], **said: Any) -> T:
    """What becomes of a story at an empty gateway."""

    async def play() -> T:
        async with house(folder, **said) as opened, opened.client() as client:
            return await story(client, opened)

    return asyncio.run(play())


def basic(**more: Any) -> dict[str, Any]:
    """A Basic, which no national profile binds."""
    return {"resourceType": "Basic", "code": {"text": "x"}, **more}


def issue(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, rule and text of the first issue of an answer."""
    found = answer.json()["issue"][0]
    return answer.status_code, found["details"]["coding"][0]["code"], found["details"]["text"]


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


async def add(client: httpx.AsyncClient, number: int) -> None:
    """Read, add a word of one's own, write with If-Match: until it is taken."""
    while True:
        read = await client.get("/fhir/Basic/b1")
        body = read.json()
        body["identifier"] = [*body.get("identifier", []), {"value": str(number)}]
        match = {"If-Match": read.headers["etag"]}
        answer = await client.put("/fhir/Basic/b1", json=body, headers=match)
        if answer.status_code == 200:
            return
        assert answer.status_code == 412, answer.text


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


def test_a_repeated_request_is_the_same_request(tmp_path: Path) -> None:
    """An Idempotency-Key makes it so; under the same key other bytes are a conflict."""
    key = {"Idempotency-Key": "k-1"}

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        return [
            await client.post("/fhir/Basic", json=basic(), headers=key),
            await client.post("/fhir/Basic", json=basic(), headers=key),
            await client.post("/fhir/Basic", json=basic(created="2026"), headers=key),
            await client.get("/fhir/Basic"),
        ]

    made, again, other, found = told(tmp_path, story)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert issue(other)[:2] == (409, "http-409")
    assert found.json()["total"] == 1


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


def test_only_its_source_changes_a_resource(tmp_path: Path) -> None:
    """Another sender's token is told 403, whatever it wants."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        mine, theirs = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
        await client.put("/fhir/Basic/b1", json=basic(id="b1"), headers=mine)
        changed = basic(id="b1", created="2026")
        return [
            await client.put("/fhir/Basic/b1", json=changed, headers=theirs),
            await client.delete("/fhir/Basic/b1", headers=theirs),
            await client.put("/fhir/Basic/b1", json=changed, headers=mine),
        ]

    put, delete, own = told(tmp_path, story, tokens={"clinic-a": "a", "clinic-b": "b"})
    assert issue(put)[:2] == issue(delete)[:2] == (403, "http-403")
    assert own.status_code == 200


def test_what_messages_made_is_changed_by_its_source_alone(tmp_path: Path) -> None:
    """Its one source may put what its message said; the next message meets that."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        patient = first(await client.post(MESSAGE, content=admission("C-1")), "Patient")
        body = (await client.get(f"/fhir/Patient/{patient}")).json()
        changed = await client.put(f"/fhir/Patient/{patient}", json={**body, "active": True})
        await client.post(MESSAGE, content=admission("C-2", family="Klein"))
        return [changed, await client.get(f"/fhir/Patient/{patient}")]

    changed, after = told(tmp_path, story)
    assert changed.status_code == 200
    assert after.json()["name"][0]["family"] == "Klein"
    assert after.json()["active"] is True


def test_ids_that_are_drawn_from_numbers_cannot_be_taken(tmp_path: Path) -> None:
    """Nobody may sit where the next message of a hospital will want to write."""
    reserved = "5d0c4d0e-3a26-5b6f-9a43-0f6f1a3b7a10"

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        return await client.put(f"/fhir/Basic/{reserved}", json=basic(id=reserved))

    assert issue(told(tmp_path, story))[:2] == (422, "http-422")


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


def test_a_key_is_apart_from_the_numbers_of_messages(tmp_path: Path) -> None:
    """A message may have the control id that a client took for its key: both are taken."""

    async def story(client: httpx.AsyncClient, _: House) -> list[int]:
        key = {"Idempotency-Key": "C-1"}
        made = await client.post("/fhir/Basic", json=basic(), headers=key)
        message = await client.post(MESSAGE, content=admission("C-1"))
        again = await client.post("/fhir/Basic", json=basic(), headers=key)
        long = {"Idempotency-Key": "x" * 129}
        refused = await client.post("/fhir/Basic", json=basic(), headers=long)
        return [one.status_code for one in (made, message, again, refused)]

    assert told(tmp_path, story) == [201, 201, 200, 400]


def test_a_fault_is_kept_and_says_nothing_of_what_it_was_about(tmp_path: Path) -> None:
    """An unexpected exception in a pure step: 500, journaled, and the next request is served."""

    class Broken:
        """Rules whose validator fails at whatever it is asked."""

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("Xylophonius")

    async def story(client: httpx.AsyncClient, opened: House) -> Any:
        rules = replace(opened.desk.ruleset, validator=cast("Any", Broken()))
        take = writing(lambda: rules, opened.store, opened.desk.telemetry, nothing)
        async with opened.client(write=take) as broken:
            key = {"Idempotency-Key": "k-1"}
            failed = await broken.post("/fhir/Basic", json=basic(), headers=key)
        receipt = await client.get("/receipts/default/k-1")
        return (
            failed,
            receipt,
            await client.post("/fhir/Basic", json=basic()),
            opened.log.getvalue(),
        )

    failed, receipt, fine, log = told(tmp_path, story)
    assert (failed.status_code, fine.status_code) == (500, 201)
    assert receipt.json()["status"] == "faulted"
    assert "Xylophonius" not in failed.text + receipt.text + log


def test_a_key_that_comes_again_at_another_address_is_a_conflict(tmp_path: Path) -> None:
    """Whoever deletes something else by an old key must not be told that it is gone."""

    async def story(client: httpx.AsyncClient, _: House) -> list[int]:
        for id_ in ("a1", "a2"):
            await client.put(f"/fhir/Basic/{id_}", json=basic(id=id_))
        key = {"Idempotency-Key": "K-1"}
        asked = [("a1", key), ("a2", key), ("a1", key)]
        gone = [await client.delete(f"/fhir/Basic/{id_}", headers=said) for id_, said in asked]
        return [
            *(one.status_code for one in gone),
            (await client.get("/fhir/Basic/a2")).status_code,
        ]

    assert told(tmp_path, story) == [204, 409, 204, 200]


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


def test_what_is_about_a_patient_of_a_message_is_patched_and_deleted(tmp_path: Path) -> None:
    """Whose it is stands in the record alone: neither a patch nor a DELETE says so."""
    kind = {"Content-Type": "application/json-patch+json"}

    async def story(client: httpx.AsyncClient, _: House) -> list[int]:
        people = [
            first(await client.post(MESSAGE, content=admission(f"C-{n}", n)), "Patient")
            for n in ("P1", "P2")
        ]
        about, other = ({"reference": f"Patient/{one}"} for one in people)
        made = await client.put("/fhir/Basic/b1", json=basic(id="b1", subject=about))
        moved = f'[{{"op":"replace","path":"/subject/reference","value":"{other["reference"]}"}}]'
        change = await client.patch("/fhir/Basic/b1", content=moved, headers=kind)
        found = await client.get(f"/fhir/Basic?patient={people[1]}")
        gone = await client.delete("/fhir/Basic/b1")
        assert change.json()["subject"] == other
        assert found.json()["total"] == 1
        return [made.status_code, change.status_code, gone.status_code]

    assert told(tmp_path, story) == [201, 200, 204]
