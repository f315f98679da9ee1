"""What is asked for under a condition is made or changed once; one that says nothing is refused.

https://hl7.org/fhir/R4/http.html#cond-update
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.api.http_house import House
from tests.api.rest_house import ABSENT, NUMBER, basic, issue, told
from tests.api.test_rest_bundles import CRITERIA, bundle, entry, play, statuses

ONE, OTHER = (f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))


def of(reference: str, **more: Any) -> dict[str, Any]:
    """A Basic about that."""
    return basic(subject={"reference": reference}, **more)


def test_what_two_entries_make_where_it_is_not_there_is_made_once(tmp_path: Path) -> None:
    """Both mean the one that is made, and so does whoever refers to either."""
    new = basic(identifier=[NUMBER])
    answer, again, found = play(
        tmp_path,
        *[
            bundle(
                "transaction",
                entry("POST", "Basic", new, ONE, ifNoneExist=CRITERIA),
                entry("POST", "Basic", new, OTHER, ifNoneExist=CRITERIA),
                entry("PUT", f"Basic/x{n}", of(OTHER, id=f"x{n}")),
            )
            for n in range(2)
        ],
    )
    bodies = {one["resource"]["id"]: one["resource"] for one in found.json()["entry"]}
    (made,) = [one["id"] for one in bodies.values() if "identifier" in one]
    places = {one["response"]["location"] for one in answer.json()["entry"][:2]}

    assert (statuses(answer), statuses(again)) == (["201", "200", "201"], ["200", "200", "201"])
    assert len(places) == 1
    assert places.pop().endswith(f"/fhir/Basic/{made}/_history/1")
    assert {bodies[name]["subject"]["reference"] for name in ("x0", "x1")} == {f"Basic/{made}"}
    assert len(bodies) == 3


def test_a_search_that_finds_nothing_is_updated_once(tmp_path: Path) -> None:
    """Two updates would make two; an update beside a create would change what it makes."""
    new = basic(identifier=[NUMBER])
    update = entry("PUT", f"Basic?{CRITERIA}", new)
    twice, both, found = play(
        tmp_path,
        bundle("transaction", update, update),
        bundle("transaction", entry("POST", "Basic", new, ifNoneExist=CRITERIA), update),
    )

    assert (issue(twice)[0], issue(both)[0]) == (400, 400)
    assert found.json()["total"] == 0


def test_a_condition_without_a_criterion_is_refused(tmp_path: Path) -> None:
    """A client that meant to name one would else make it again and again."""

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        return [
            await client.post("/fhir/Basic", json=basic(), headers=dict.fromkeys(ABSENT, "")),
            await client.post(
                "/fhir",
                json=bundle("transaction", entry("POST", "Basic", basic(), ifNoneExist="")),
            ),
            await client.get("/fhir/Basic"),
        ]

    *refused, found = told(tmp_path, story)
    assert [issue(one)[:2] for one in refused] == [(400, "http-400")] * 2
    assert found.json()["total"] == 0


def test_an_id_that_no_resource_can_have_is_told_as_such(tmp_path: Path) -> None:
    """Not that there is no such resource: a PUT would have made it."""

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        named = basic(id="no_such_id")
        return [
            await client.put("/fhir/Basic/no_such_id", json=named),
            await client.post(
                "/fhir", json=bundle("transaction", entry("PUT", "Basic/no_such_id", named))
            ),
            await client.put(
                "/fhir/Basic/none", json=basic(id="none"), headers={"If-Match": 'W/"1"'}
            ),
        ]

    *forms, absent = told(tmp_path, story)
    assert {issue(one)[2] for one in forms} == {
        "An id is made of 1 to 64 letters (A to Z), digits, hyphens and points."
    }
    assert issue(absent) == (
        *(412, "http-412"),
        "There is no such resource, and so none of its versions.",
    )
