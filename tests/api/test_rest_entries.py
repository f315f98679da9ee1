"""What each entry of a batch or transaction is told: as much as it would be told alone.

https://hl7.org/fhir/R4/http.html#ops · https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response.outcome
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api.together import MOST
from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, told
from tests.api.test_rest_bundles import CRITERIA, bundle, entry

UNBORN = {"resourceType": "Patient", "identifier": [NUMBER], "name": [{"family": "Weber"}]}
"""It may be kept, and its profile advises against it."""


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_hints_are_told_with_the_entry_that_they_are_of(tmp_path: Path, kind: str) -> None:
    """`return=OperationOutcome`: one for each change, none for what was read."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        many = (
            entry("POST", "Basic", basic()),
            entry("POST", "Patient", UNBORN),
            entry("GET", "Basic/b1"),
        )
        headers = {"Prefer": "return=OperationOutcome"}
        return (await client.post("/fhir", json=bundle(kind, *many), headers=headers)).json()

    plain, doubted, read = told(tmp_path, story)["entry"]
    assert "resource" not in plain
    assert [one["severity"] for one in plain["response"]["outcome"]["issue"]] == ["information"]
    assert [one["severity"] for one in doubted["response"]["outcome"]["issue"]] == ["warning"]
    assert doubted["response"]["status"] == "201 Created"
    assert read["resource"]["id"] == "b1"
    assert "outcome" not in read["response"]


def test_the_time_of_an_entry_is_that_of_its_resource(tmp_path: Path) -> None:
    """To its last digit, in a batch as in a transaction: who asks for later ones begins there."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        many = (entry("PUT", "Basic/b1", basic(id="b1")), entry("GET", "Basic/b1"))
        batch = await client.post("/fhir", json=bundle("batch", *many))
        read = await client.get("/fhir/Basic/b1")
        return batch.json()["entry"], read.json()["meta"]["lastUpdated"]

    entries, at = told(tmp_path, story)
    assert [one["response"]["lastModified"] for one in entries] == [at, at]


def test_what_is_only_read_in_a_batch_is_asked_together_and_told_in_its_order(
    tmp_path: Path,
) -> None:
    """What changes something keeps its turn: who reads behind it sees it, who reads before not."""
    under_way, most = 0, 0

    async def story(client: httpx.AsyncClient, opened: House) -> Any:
        search = opened.store.record_audit

        async def slowly(events: Any) -> None:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            await search(events)
            under_way -= 1

        await client.put("/fhir/Basic/b0", json=basic(id="b0"))
        opened.store.record_audit = slowly  # type: ignore[method-assign]  # slow, and counted
        many = [entry("GET", f"Basic/b{at % 2}") for at in range(40)]
        many[20] = entry("PUT", "Basic/b1", basic(id="b1"))
        answer = await client.post("/fhir", json=bundle("batch", *many))
        return [one["response"]["status"][:3] for one in answer.json()["entry"]]

    found = told(tmp_path, story)
    assert found == [*(["200", "404"] * 10), "201", "200", *(["200"] * 18)]
    assert 8 <= most <= MOST


def test_what_is_put_twice_in_a_batch_is_put_in_its_order(tmp_path: Path) -> None:
    """However the address is written; what has other ids does not wait for it."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        wheres = [
            "Basic/b1",
            "Basic/b2",
            "/Basic/b1",
            "Basic/b3",
            f"{client.base_url}/fhir/Basic/b1",
        ]
        many = [
            entry("PUT", where, basic(id=where[-2:], created=f"200{at}"))
            for at, where in enumerate(wheres)
        ]
        answer = await client.post("/fhir", json=bundle("batch", *many))
        told_ = [one["response"] for one in answer.json()["entry"]]
        return [one["etag"] for one in told_], (await client.get("/fhir/Basic/b1")).json()

    tags, stands = told(tmp_path, story)
    assert tags == ['W/"1"', 'W/"1"', 'W/"2"', 'W/"1"', 'W/"3"']
    assert stands["created"] == "2004"


@pytest.mark.parametrize("method", [["GET"], {}, None, 1])
def test_an_entry_of_no_method_is_told_so(tmp_path: Path, method: Any) -> None:
    async def story(client: httpx.AsyncClient, _: House) -> Any:
        many = [{"request": {"method": method, "url": "Basic"}}, entry("GET", "Basic")]
        answer = await client.post("/fhir", json=bundle("batch", *many))
        return [one["response"]["status"][:3] for one in answer.json()["entry"]]

    assert told(tmp_path, story) == ["400", "200"]


def test_what_is_made_in_a_batch_is_made_each_by_itself(tmp_path: Path) -> None:
    """In its order; what is wrong takes down no other, a search means what was made before."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        many = [entry("POST", "Basic", basic(created=f"20{at:02}")) for at in range(10, 50)]
        many[7] = entry("POST", "Basic", {"resourceType": "Basic"})
        many[20] = entry("POST", "Basic", basic(identifier=[NUMBER]))
        many[21] = entry("POST", "Basic", basic(subject={"reference": f"Basic?{CRITERIA}"}))
        return (await client.post("/fhir", json=bundle("batch", *many))).json()["entry"]

    entries = told(tmp_path, story)
    statuses = [one["response"]["status"][:3] for one in entries]
    years = [one["resource"]["created"] for one in entries if "created" in one.get("resource", {})]
    assert (statuses.count("422"), statuses.count("201")) == (1, 39)
    assert years == sorted(years)
    leads = entries[21]["resource"]["subject"]["reference"]
    assert leads == f"Basic/{entries[20]['resource']['id']}"
