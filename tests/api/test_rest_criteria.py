"""A condition means what its whole text says: a part of it would mean another resource.

https://hl7.org/fhir/R4/http.html#ccreate · https://hl7.org/fhir/R4/http.html#cdelete
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, issue, told
from tests.api.test_rest_bundles import CRITERIA, bundle, entry, play, statuses

LENIENT = {"Prefer": "handling=lenient"}
ASKING = "https://old.example/ids?created=2001-01-01"
"""A system in which a search stands, as many addresses of forms and lists are written."""
STRANGE = f"{CRITERIA}&created-at=2020"
"""R4 has no such parameter: without it the criteria find what its sender did not mean."""


async def changed(client: httpx.AsyncClient, method: str, query: str) -> httpx.Response:
    """A change of what the query finds, by a caller who would have searches taken as they come."""
    where = f"/fhir/Basic?{query}"
    if method == "POST":
        return await client.post(
            "/fhir/Basic", json=basic(), headers={**LENIENT, "If-None-Exist": query}
        )
    if method == "PATCH":
        patch = [{"op": "add", "path": "/language", "value": "fr"}]
        headers = {**LENIENT, "Content-Type": "application/json-patch+json"}
        return await client.patch(where, json=patch, headers=headers)
    if method == "DELETE":
        return await client.delete(where, headers=LENIENT)
    return await client.put(where, json=basic(language="fr"), headers=LENIENT)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_criterion_is_left_aside_whatever_the_caller_prefers(
    tmp_path: Path, method: str
) -> None:
    """Else one slip of the pen would delete what its sender never meant."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any, Any]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1", identifier=[NUMBER]))
        refused = await changed(client, method, STRANGE)
        bundled = await client.post(
            "/fhir",
            json=bundle("transaction", entry("DELETE", f"Basic?{STRANGE}")),
            headers=LENIENT,
        )
        return refused, bundled, await client.get("/fhir/Basic")

    refused, bundled, found = told(tmp_path, story)
    assert issue(refused)[:2] == (400, "search-parameter")
    assert issue(bundled)[:2] == (400, "search-parameter")
    (only,) = found.json()["entry"]
    assert only["resource"]["meta"]["versionId"] == "1"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_question_mark_in_a_value_begins_no_other_search(tmp_path: Path, method: str) -> None:
    """What stands behind it was taken for the whole condition, and found another resource."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        number = {"system": ASKING, "value": "7"}
        await client.put("/fhir/Basic/meant", json=basic(id="meant", identifier=[number]))
        other = basic(id="other", created="2001-01-01")
        await client.put("/fhir/Basic/other", json=other)
        answer = await changed(client, method, f"identifier={ASKING}|7")
        stands = [await client.get(f"/fhir/Basic/{one}/_history") for one in ("meant", "other")]
        return [answer, *stands]

    answer, meant, other = told(tmp_path, story)
    assert answer.status_code == (204 if method == "DELETE" else 200)
    assert meant.json()["total"] == (1 if method == "POST" else 2)
    assert other.json()["total"] == 1


def test_if_none_exist_may_stand_behind_its_address_and_no_other(tmp_path: Path) -> None:
    """Some clients send the whole search; one of another type can only be meant otherwise."""

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1", identifier=[NUMBER]))
        before = ("", "?", "Basic?", "http://127.0.0.1:8080/fhir/Basic?", "Patient?")
        return [
            await client.post(
                "/fhir/Basic", json=basic(), headers={"If-None-Exist": f"{address}{CRITERIA}"}
            )
            for address in before
        ]

    *found, other = told(tmp_path, story)
    assert [one.status_code for one in found] == [200] * 4
    assert issue(other)[:2] == (400, "http-400")


@pytest.mark.parametrize("deleted", ["Basic/b1", f"Basic?{CRITERIA}"])
def test_what_a_transaction_deletes_is_found_by_none_of_its_entries(
    tmp_path: Path, deleted: str
) -> None:
    """A create that was told of it would keep nothing, and a reference would lead nowhere."""
    gone = entry("DELETE", deleted)
    new = entry("POST", "Basic", basic(identifier=[NUMBER]), ifNoneExist=CRITERIA)
    refers = entry("POST", "Basic", basic(subject={"reference": f"Basic?{CRITERIA}"}))
    first = bundle("transaction", entry("PUT", "Basic/b1", basic(id="b1", identifier=[NUMBER])))

    _, made, referred, found = play(
        tmp_path, first, bundle("transaction", gone, new), bundle("transaction", gone, refers)
    )

    assert issue(made)[:2] == (400, "http-400")
    assert made.json()["issue"][0]["expression"] == ["Bundle.entry[1].resource"]
    assert issue(referred)[:2] == (412, "http-412")
    assert [one["resource"]["id"] for one in found.json()["entry"]] == ["b1"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (entry("DELETE", "Basic?shoe-size=39"), "Bundle.entry[1].request"),
        (entry("PUT", "Basic/b1", basic(id="b1"), ifMatch="7"), "Bundle.entry[1].request"),
        (entry("POST", "Basic", basic(), ifNoneExist="created=x"), "Bundle.entry[1].request"),
    ],
    ids=["criteria", "a-version", "a-date"],
)
def test_what_is_wrong_with_a_condition_is_told_at_its_entry(
    tmp_path: Path, wrong: dict[str, Any], where: str
) -> None:
    """Among thousands of entries, nobody finds it else."""
    refused, found = play(tmp_path, bundle("transaction", entry("POST", "Basic", basic()), wrong))

    assert (refused.status_code, found.json()["total"]) == (400, 0)
    assert refused.json()["issue"][0]["expression"] == [where]


def test_if_none_exist_is_of_a_create_alone(tmp_path: Path) -> None:
    """Who sends it with an update believes that nothing is overwritten."""

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        changes = basic(id="b1", language="fr")
        update = entry("PUT", "Basic/b1", changes, ifNoneExist=CRITERIA)
        return [
            await client.put("/fhir/Basic/b1", json=changes, headers={"If-None-Exist": CRITERIA}),
            await client.delete("/fhir/Basic/b1", headers={"If-None-Exist": CRITERIA}),
            await client.post("/fhir", json=bundle("transaction", update)),
            await client.get("/fhir/Basic/b1"),
        ]

    *refused, stands = told(tmp_path, story)
    assert [issue(one)[:2] for one in refused] == [(400, "http-400")] * 3
    assert stands.json()["meta"]["versionId"] == "1"


def test_a_precondition_that_names_no_version_is_refused(tmp_path: Path) -> None:
    """So writes a client that lost the ETag; it must not overwrite what it has not seen."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any, Any]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        changes = basic(id="b1", language="fr")
        alone = await client.put("/fhir/Basic/b1", json=changes, headers={"If-Match": ""})
        bundled = bundle("transaction", entry("PUT", "Basic/b1", changes, ifMatch=""))
        return alone, await client.post("/fhir", json=bundled), await client.get("/fhir/Basic/b1")

    alone, bundled, stands = told(tmp_path, story)
    assert [issue(one)[:2] for one in (alone, bundled)] == [(400, "http-400")] * 2
    assert stands.json()["meta"]["versionId"] == "1"


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_what_is_misspelt_in_a_bundle_is_refused(tmp_path: Path, kind: str) -> None:
    """A condition that is passed over is a condition that its sender relies on."""
    new = basic(identifier=[NUMBER])
    slips = [
        entry("POST", "Basic", new, ifnoneexist=CRITERIA),
        {**entry("POST", "Basic", new), "ifNoneExist": CRITERIA},
        {
            **entry("POST", "Basic", new),
            "fullurl": "urn:uuid:00000000-0000-4000-8000-000000000001",
        },
    ]
    *answers, found = play(tmp_path, *[bundle(kind, one) for one in slips])

    told_of = [one.json()["entry"][0]["response"]["outcome"] for one in answers if kind == "batch"]
    assert all(one["issue"][0]["expression"] == ["Bundle.entry[0]"] for one in told_of)
    assert [one.status_code for one in answers] == [200 if kind == "batch" else 400] * 3
    assert found.json()["total"] == 0


def test_a_bundle_whose_entries_have_another_name_is_refused(tmp_path: Path) -> None:
    """It was answered 200, and nothing was kept."""
    lost = {"resourceType": "Bundle", "type": "transaction", "entries": [entry("POST", "Basic")]}
    ids = bundle("transaction", {**entry("POST", "Basic", basic()), "id": "e1", "_fullUrl": {}})

    refused, taken, _ = play(tmp_path, lost, {**ids, "_type": {"id": "x"}})

    assert issue(refused)[:2] == (400, "http-400")
    assert statuses(taken) == ["201"]
