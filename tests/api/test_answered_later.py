"""`Prefer: respond-async`: taken, answered by the same handlers, told to who asked.

https://www.rfc-editor.org/rfc/rfc7240#section-4.1 · https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.asked_later import LATER, SEARCH, bundle, fetched, place, played, whole
from tests.api.http_house import MESSAGE, admission, first, house
from tests.api.rest_house import basic

TOKENS = {"clinique-fictive": "abc", "labo-fictif": "xyz"}
XML = "application/fhir+xml"


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


def test_hints_of_what_is_made_later_are_no_resource(tmp_path: Path) -> None:
    """As in a batch; an OperationOutcome that is itself made is one."""
    wants = {"Prefer": "return=OperationOutcome, respond-async"}
    issues = [{"severity": "warning", "code": "processing"}]
    own = {"resourceType": "OperationOutcome", "issue": issues}

    async def story(client: httpx.AsyncClient) -> Any:
        return [
            await whole(client, "POST", "/fhir/Basic", json=basic(), headers=wants),
            await whole(client, "POST", "/fhir/OperationOutcome", json=own),
        ]

    hinted, made = played(tmp_path, story)
    assert "resource" not in hinted
    assert hinted["response"]["outcome"]["issue"][0]["severity"] == "information"
    assert made["resource"]["issue"] == [{"severity": "warning", "code": "processing"}]


@pytest.mark.parametrize(
    "said",
    [
        {"If-Match": 'W/"7"'},
        {"If-None-Match": "*"},
        {"If-Unmodified-Since": "Sun, 01 Nov 2020 20:20:05 GMT"},
    ],
)
def test_what_must_stand_must_stand_when_it_is_done(
    tmp_path: Path, said: Mapping[str, str]
) -> None:
    async def story(client: httpx.AsyncClient) -> Any:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        other = basic(id="b1", language="fr")
        return await whole(client, "PUT", "/fhir/Basic/b1", json=other, headers=said)

    assert played(tmp_path, story)["response"]["status"] == "412 Precondition Failed"


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
