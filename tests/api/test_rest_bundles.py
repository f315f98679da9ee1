"""Many requests in one Bundle: a transaction keeps all or nothing, a batch asks each by itself.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, issue, told

Entry = dict[str, Any]
CRITERIA = f"identifier={NUMBER['system']}|{NUMBER['value']}"


def entry(method: str, url: str, resource: Any = None, full_url: str = "", **asked: Any) -> Entry:
    """One entry of a Bundle."""
    found: Entry = {"request": {"method": method, "url": url, **asked}}
    if resource is not None:
        found["resource"] = resource
    return {"fullUrl": full_url, **found} if full_url else found


def bundle(kind: str, *entries: Entry) -> dict[str, Any]:
    """A Bundle of this type."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def statuses(answer: httpx.Response) -> Sequence[str]:
    """The status of each entry of an answer."""
    return [one["response"]["status"][:3] for one in answer.json()["entry"]]


def play(folder: Path, *bundles: dict[str, Any]) -> list[httpx.Response]:
    """The answers to these, in their order, and all Basics at the end."""

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        answers = [await client.post("/fhir", json=one) for one in bundles]
        return [*answers, await client.get("/fhir/Basic")]

    return told(folder, story)


def test_entries_refer_to_one_another_in_any_order(tmp_path: Path) -> None:
    """By fullUrl, in references and in the narrative; and to what stands, by a search."""
    new, old = "urn:uuid:00000000-0000-4000-8000-000000000001", basic(identifier=[NUMBER])
    extension = {
        "url": "http://example.org/of",
        "valueReference": {"reference": f"Basic?{CRITERIA}"},
    }
    refers = basic(subject={"reference": new}, extension=[extension])
    refers["text"] = {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{new}">it</a></div>',
    }
    _, answer, found = play(
        tmp_path,
        bundle("transaction", entry("POST", "Basic", old)),
        bundle(
            "transaction",
            entry("POST", "Basic", refers),
            entry("POST", "Basic", basic(created="2026"), new),
        ),
    )
    bodies = {one["fullUrl"]: one["resource"] for one in found.json()["entry"]}
    (made,) = [one for one in bodies.values() if "subject" in one]
    ids = {
        name: one["id"]
        for one in bodies.values()
        for name in ("created", "identifier")
        if name in one
    }

    assert statuses(answer) == ["201", "201"]
    assert made["subject"]["reference"] == f"Basic/{ids['created']}"
    assert made["extension"][0]["valueReference"]["reference"] == f"Basic/{ids['identifier']}"
    assert f'href="Basic/{ids["created"]}"' in made["text"]["div"]


def test_one_wrong_entry_keeps_all_others_out(tmp_path: Path) -> None:
    """And it is told which entry it was, and where in it."""
    refused, found = play(
        tmp_path,
        bundle(
            "transaction",
            entry("POST", "Basic", basic()),
            entry("POST", "Basic", {"resourceType": "Basic", "created": "never"}),
        ),
    )

    assert refused.status_code == 422
    places = {one["expression"][0] for one in refused.json()["issue"]}
    assert all(place.startswith("Bundle.entry[1].resource") for place in places)
    assert found.json()["total"] == 0


def test_a_batch_asks_each_entry_by_itself(tmp_path: Path) -> None:
    """What fails does not keep the others from being done."""
    answer, found = play(
        tmp_path,
        bundle(
            "batch",
            entry("PUT", "Basic/b1", basic(id="b1")),
            entry("POST", "Basic", {"resourceType": "Basic"}),
            entry("GET", "Basic/b1"),
            entry("GET", "Basic/nobody"),
            entry("DELETE", "Basic/b1"),
            entry("HOP", "Basic/b1"),
            entry("POST", "Basic", basic(), ifNoneExist=CRITERIA),
        ),
    )

    assert statuses(answer) == ["201", "422", "200", "404", "204", "400", "201"]
    assert found.json()["total"] == 1


def test_a_transaction_deletes_first_and_reads_last(tmp_path: Path) -> None:
    """Whatever the order of its entries: DELETE, POST, PUT, PATCH, GET."""
    _, answer, _ = play(
        tmp_path,
        bundle("transaction", entry("PUT", "Basic/b1", basic(id="b1"))),
        bundle(
            "transaction",
            entry("GET", "Basic/b2"),
            entry("PUT", "Basic/b2", basic(id="b2")),
            entry("DELETE", "Basic/b1"),
            entry("GET", "Basic/b1"),
        ),
    )

    assert statuses(answer) == ["200", "201", "204", "410"]


def test_one_resource_is_changed_once(tmp_path: Path) -> None:
    """Twice the same id in one transaction is a mistake of whoever sends it."""
    answer, _ = play(
        tmp_path,
        bundle(
            "transaction",
            entry("PUT", "Basic/b1", basic(id="b1")),
            entry("DELETE", "Basic/b1"),
        ),
    )

    assert issue(answer)[:2] == (400, "http-400")


def test_two_entries_of_one_full_url_are_refused(tmp_path: Path) -> None:
    """Who refers to it would mean either."""
    new = "urn:uuid:00000000-0000-4000-8000-000000000003"
    both = (entry("POST", "Basic", basic(), new), entry("POST", "Basic", basic(), new))
    answer, found = play(tmp_path, bundle("transaction", *both))

    assert issue(answer)[:2] == (400, "http-400")
    assert found.json()["total"] == 0


def test_a_reference_that_means_nobody_is_refused(tmp_path: Path) -> None:
    """A conditional reference means one, or the transaction is not kept."""
    refers = basic(subject={"reference": f"Patient?{CRITERIA}"})
    answer, found = play(tmp_path, bundle("transaction", entry("POST", "Basic", refers)))

    assert issue(answer)[:2] == (412, "http-412")
    assert found.json()["total"] == 0


def test_an_escaped_question_is_a_question(tmp_path: Path) -> None:
    """JSON may write ? as u003f: a conditional reference is one however it is written."""
    refers = basic(subject={"reference": f"Patient?{CRITERIA}"})
    sent = json.dumps(bundle("transaction", entry("POST", "Basic", refers)))

    async def story(client: httpx.AsyncClient, _: House) -> httpx.Response:
        head = {"Content-Type": "application/fhir+json"}
        return await client.post("/fhir", content=sent.replace("?", "\\u003f"), headers=head)

    assert issue(told(tmp_path, story))[:2] == (412, "http-412")


def test_conditions_inside_a_transaction(tmp_path: Path) -> None:
    """A conditional create that finds one is no change, and is what others refer to."""
    new = "urn:uuid:00000000-0000-4000-8000-000000000002"
    _, answer, found = play(
        tmp_path,
        bundle("transaction", entry("PUT", "Basic/b1", basic(id="b1", identifier=[NUMBER]))),
        bundle(
            "transaction",
            entry("POST", "Basic", basic(identifier=[NUMBER]), new, ifNoneExist=CRITERIA),
            entry("PUT", "Basic/b2", basic(id="b2", subject={"reference": new})),
        ),
    )
    bodies = {one["resource"]["id"]: one["resource"] for one in found.json()["entry"]}

    assert statuses(answer) == ["200", "201"]
    assert bodies["b2"]["subject"]["reference"] == "Basic/b1"
    assert len(bodies) == 2


def test_a_version_that_no_longer_stands_keeps_all_out(tmp_path: Path) -> None:
    """IfMatch of an entry holds for the whole."""
    answer, found = play(
        tmp_path,
        bundle(
            "transaction",
            entry("PUT", "Basic/b2", basic(id="b2")),
            entry("PUT", "Basic/b1", basic(id="b1"), ifMatch='W/"7"'),
        ),
    )

    assert answer.status_code == 412
    assert found.json()["total"] == 0


def test_hostile_bundles_are_answered(tmp_path: Path) -> None:
    """Nothing that an entry may hold is a fault."""
    strange: list[Any] = [
        bundle("transaction", {"request": 7}),
        bundle("transaction", {"request": {"method": [], "url": {}}}),
        bundle("transaction", entry("POST", "Basic", "text")),
        bundle("transaction", entry("POST", "Basic", {"resourceType": "Basic", "subject": 7})),
        bundle("transaction", entry("PUT", "Basic/../x", basic())),
        bundle("transaction", entry("POST", "Basic", {**basic(), "meta": "x", "id": ["y"]})),
        bundle("transaction", entry("GET", "https://elsewhere.example/Basic/1")),
        bundle("batch", entry("POST", "", bundle("batch"))),
        bundle("batch", *[entry("GET", "%zz")] * 3),
        {"resourceType": "Bundle", "type": "transaction", "entry": {"request": {}}},
        {"resourceType": "Bundle", "type": ["batch"]},
        bundle("transaction", entry("POST", "Basic", basic(), "urn:uuid:x", ifNoneExist="a=%")),
        bundle("transaction", entry("PUT", "Basic/b9", {**basic(), "id": 9})),
        bundle("transaction", entry("PUT", f"Basic?{CRITERIA}", {**basic(), "id": {}})),
    ]
    *answers, found = play(tmp_path, *strange)

    assert [one.status_code for one in answers if one.status_code >= 500] == []
    assert found.json()["total"] == 0


def test_a_reference_to_an_entry_that_is_not_there_refuses_the_whole(tmp_path: Path) -> None:
    """It would lead nowhere for ever; inside a Bundle that is kept, it may lead to an entry."""
    one, other = (f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
    refers = basic(subject={"reference": other})
    new = entry("POST", "Basic", basic(), one)
    inner = bundle("collection", {"fullUrl": other, "resource": refers})

    answer, apart, found = play(
        tmp_path,
        bundle("transaction", new, entry("POST", "Basic", refers)),
        bundle("transaction", new, entry("POST", "Bundle", inner)),
    )

    assert issue(answer)[:2] == (422, "reference-unresolved")
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[1].resource.subject"]
    assert (statuses(apart), found.json()["total"]) == (["201", "201"], 1)


def test_a_bundle_that_comes_again_under_its_key_changes_nothing_again(tmp_path: Path) -> None:
    """Each entry of a batch is the same request then; of a transaction all is told again."""
    entries = (
        entry("POST", "Basic", basic()),
        entry("PUT", "Basic/b1", basic(id="b1")),
        entry("PUT", "Basic?identifier=U-9", basic(identifier=[NUMBER])),
    )

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        said = {"Prefer": "return=representation"}
        return [
            await client.post(
                "/fhir", json=bundle(kind, *entries), headers=said | {"Idempotency-Key": kind}
            )
            for kind in ("batch", "transaction")
            for _ in range(2)
        ] + [await client.get("/fhir/Basic?_summary=count")]

    *answers, count = told(tmp_path, story)
    batch, again, transaction, same = [one.json()["entry"] for one in answers]

    assert statuses(answers[0]) == ["201"] * 3
    assert statuses(answers[1]) == ["200"] * 3
    assert statuses(answers[3]) == ["200"] * 3
    for first, second in ((batch, again), (transaction, same)):
        assert [one["response"]["etag"] for one in first] == [
            one["response"]["etag"] for one in second
        ]
        assert [one["resource"] for one in first] == [one["resource"] for one in second]
    assert count.json()["total"] == 5


def test_what_a_batch_reads_is_a_part_of_its_answer_whatever_form_it_asks_for(
    tmp_path: Path,
) -> None:
    answer, _ = play(tmp_path, bundle("batch", entry("GET", "Basic?_format=xml&_pretty=true")))

    assert answer.json()["entry"][0]["resource"]["type"] == "searchset"


def test_a_urn_that_names_nothing_is_refused_though_no_entry_has_a_name(tmp_path: Path) -> None:
    """Whether it comes in a Bundle or alone, nobody would ever find what it means."""
    lost = "urn:uuid:00000000-0000-4000-8000-000000000001"
    refers = basic(subject={"reference": lost})
    whole = bundle("transaction", entry("POST", "Basic", refers))
    escaped = json.dumps(whole).replace("urn:", r"\u0075rn:")

    async def story(client: httpx.AsyncClient, _: House) -> list[httpx.Response]:
        typed = {"Content-Type": "application/fhir+json"}
        return [
            await client.post("/fhir", json=whole),
            await client.post("/fhir", content=escaped, headers=typed),
            await client.post("/fhir/Basic", json=refers),
            await client.post("/fhir/Basic", json=basic(identifier=[{"system": "urn:oid:1.2"}])),
            await client.get("/fhir/Basic"),
        ]

    *refused, numbered, found = told(tmp_path, story)
    places = [one.json()["issue"][0]["expression"][0] for one in refused]
    assert [issue(one)[:2] for one in refused] == [(422, "reference-unresolved")] * 3
    assert places == ["Bundle.entry[0].resource.subject"] * 2 + ["Basic.subject"]
    assert (numbered.status_code, found.json()["total"]) == (201, 1)
