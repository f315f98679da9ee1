"""A request that comes again under its Idempotency-Key is one request, whatever became of it.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from gateway.bootstrap.http_desk import writing
from gateway.intake.receive import nothing
from tests.api.http_house import MESSAGE, House, admission
from tests.api.rest_house import NUMBER, basic, issue, told


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


def test_a_request_that_had_to_wait_is_kept_as_of_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked meanwhile what is new asks next what is new since then, and must be told of it."""

    def later(came: datetime, _: float) -> datetime:
        return came + timedelta(seconds=90)

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        monkeypatch.setattr(import_module("gateway.intake.rest.write"), "waited", later)
        return (await client.put("/fhir/Basic/b1", json=basic(id="b1"))).json()

    kept = told(tmp_path, story)["meta"]["lastUpdated"]
    assert datetime.fromisoformat(kept) > datetime.now(UTC) + timedelta(seconds=30)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_of_the_number_that_it_is_found_by_is_told_again(
    tmp_path: Path, method: str
) -> None:
    """Its search finds nothing by then: it was answered 204, as if there were nothing to tell."""
    where = f"/fhir/Basic?identifier={NUMBER['system']}|{NUMBER['value']}"
    renamed = {**NUMBER, "value": "U-8"}

    async def change(client: httpx.AsyncClient) -> httpx.Response:
        key = {"Idempotency-Key": "k-1"}
        if method == "PUT":
            return await client.put(where, json=basic(identifier=[renamed]), headers=key)
        patch = [{"op": "replace", "path": "/identifier/0", "value": renamed}]
        headers = {**key, "Content-Type": "application/json-patch+json"}
        return await client.patch(where, json=patch, headers=headers)

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1", identifier=[NUMBER]))
        return [await change(client), await change(client), await client.get("/fhir/Basic")]

    first, again, found = told(tmp_path, story)
    assert (first.status_code, again.status_code, found.json()["total"]) == (200, 200, 1)
    assert (again.json(), again.headers["etag"]) == (first.json(), 'W/"2"')
