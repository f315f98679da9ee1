"""What must stand before a change is made, as headers say it; and what needs not stand.

https://www.rfc-editor.org/rfc/rfc9110#name-preconditions · https://hl7.org/fhir/R4/http.html#concurrency
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, issue, told

ONE, FOUND = "/fhir/Basic/b1", f"/fhir/Basic?identifier={NUMBER['system']}|{NUMBER['value']}"
JSON_PATCH = {"Content-Type": "application/json-patch+json"}
LONG_AGO, TO_COME = "Sun, 01 Nov 2020 20:20:05 GMT", "Sun, 01 Nov 2099 20:20:05 GMT"


async def asked(client: httpx.AsyncClient, method: str, where: str, **headers: str) -> Any:
    """A change of one resource, under these headers."""
    said = {name.replace("_", "-"): text for name, text in headers.items()}
    if method == "PATCH":
        patch = [{"op": "add", "path": "/language", "value": "fr"}]
        return await client.patch(where, json=patch, headers={**JSON_PATCH, **said})
    if method == "DELETE":
        return await client.delete(where, headers=said)
    own = {"id": "b1"} if where == ONE else {}
    return await client.put(where, json=basic(language="fr", **own), headers=said)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("where", [ONE, FOUND])
def test_if_match_takes_no_star_for_what_does_not_stand(
    tmp_path: Path, method: str, where: str
) -> None:
    """A star is for whatever stands: where nothing does, nothing is made."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[int, int, int]:
        before = (await asked(client, method, where, If_Match="*")).status_code
        await client.put(ONE, json=basic(id="b1", identifier=[NUMBER]))
        after = (await asked(client, method, where, If_Match="*")).status_code
        again = (await asked(client, method, where, If_Match='W/"7"')).status_code
        return before, after, again

    before, after, again = told(tmp_path, story)
    missing = 404 if (method, where) == ("PATCH", FOUND) else 412
    assert (before, after) == (missing, 204 if method == "DELETE" else 200)
    assert again in {412, missing}


@pytest.mark.parametrize("where", [ONE, FOUND])
@pytest.mark.parametrize("tags", ["*", 'W/"1"', '"7", "1"'])
def test_if_none_match_keeps_what_stands(tmp_path: Path, where: str, tags: str) -> None:
    """By its address and by a search; whatever stands, or a version that is named."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any]:
        await client.put(ONE, json=basic(id="b1", identifier=[NUMBER]))
        refused = await asked(client, "PUT", where, If_None_Match=tags)
        return refused, (await client.get(ONE)).json()

    refused, stands = told(tmp_path, story)
    assert issue(refused)[:2] == (412, "http-412")
    assert "language" not in stands


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("where", [ONE, FOUND])
def test_what_has_changed_since_is_left(tmp_path: Path, method: str, where: str) -> None:
    """To the second, as Last-Modified tells it; beside If-Match it counts for nothing."""

    async def story(client: httpx.AsyncClient, _: House) -> list[int]:
        made = await client.put(ONE, json=basic(id="b1", identifier=[NUMBER]))
        seen = made.headers["last-modified"]
        late = await asked(client, method, where, If_Unmodified_Since=LONG_AGO)
        none = await asked(client, method, where, If_Match='W/"2"', If_Unmodified_Since=TO_COME)
        right = await asked(client, method, where, If_Unmodified_Since=seen)
        return [late.status_code, none.status_code, right.status_code]

    assert told(tmp_path, story) == [412, 412, 204 if method == "DELETE" else 200]


def test_a_date_that_is_none_counts_for_nothing(tmp_path: Path) -> None:
    async def story(client: httpx.AsyncClient, _: House) -> int:
        await client.put(ONE, json=basic(id="b1"))
        found = await asked(client, "PUT", ONE, If_Unmodified_Since="last year")
        return int(found.status_code)

    assert told(tmp_path, story) == 200


def test_what_never_was_is_deleted_as_what_is_gone(tmp_path: Path) -> None:
    """Who asks twice need not know which of both was heard; in a transaction neither."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any, Any]:
        gone = await client.delete("/fhir/Basic/never")
        entry = {"request": {"method": "DELETE", "url": "Basic/never"}}
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        whole = await client.post("/fhir", json=bundle)
        return gone, whole, await client.get("/fhir/Basic/never")

    gone, whole, read = told(tmp_path, story)
    assert (gone.status_code, gone.content, read.status_code) == (204, b"", 404)
    assert whole.json()["entry"][0]["response"]["status"] == "204 No Content"


@pytest.mark.parametrize("bundled", [False, True])
def test_a_search_that_finds_nothing_changes_nothing_under_an_id_that_is_taken(
    tmp_path: Path,
    bundled: bool,  # noqa: FBT001 - told by a table
) -> None:
    """Where nothing stands under the id, it is made."""

    async def put(client: httpx.AsyncClient, id_: str) -> Any:
        body = basic(id=id_, identifier=[NUMBER])
        if not bundled:
            return await client.put(FOUND, json=body)
        request = {"method": "PUT", "url": FOUND.removeprefix("/fhir/")}
        entry = {"resource": body, "request": request}
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        return await client.post("/fhir", json=bundle)

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any, Any]:
        await client.put(ONE, json=basic(id="b1"))
        taken = await put(client, "b1")
        made = await put(client, "b2")
        return taken, made, (await client.get(ONE)).json()

    taken, made, stands = told(tmp_path, story)
    assert issue(taken)[:2] == (409, "http-409")
    assert made.status_code == (200 if bundled else 201)
    assert "identifier" not in stands


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("where", [ONE, FOUND])
def test_if_none_match_holds_for_whatever_changes(tmp_path: Path, method: str, where: str) -> None:
    """It was passed over there: what should have stayed was patched, or deleted."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        await client.put(ONE, json=basic(id="b1", identifier=[NUMBER]))
        alone = await asked(client, method, where, If_None_Match='W/"1"')
        address = where.removeprefix("/fhir/")
        change = {"request": {"method": method, "url": address, "ifNoneMatch": "*"}}
        if method == "PATCH":
            change["resource"] = {"resourceType": "Parameters"}
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [change]}
        return [alone, await client.post("/fhir", json=bundle), await client.get(ONE)]

    *refused, stands = told(tmp_path, story)
    assert [issue(one)[:2] for one in refused] == [(412, "http-412")] * 2
    assert stands.json()["meta"]["versionId"] == "1"
