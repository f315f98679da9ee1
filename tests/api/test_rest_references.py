"""What a reference leads to is found by it, however whoever wrote it has put it.

https://hl7.org/fhir/R4/references.html#literal · https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, issue, told
from tests.api.test_rest_bundles import CRITERIA, bundle, entry, play, statuses

ONE, OTHER = (f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
JSON_PATCH = {"Content-Type": "application/json-patch+json"}


def of(reference: str, **more: Any) -> dict[str, Any]:
    """A Basic about that."""
    return basic(subject={"reference": reference}, **more)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_our_own_whole_address_is_a_reference_like_any_other(tmp_path: Path, scheme: str) -> None:
    """Where TLS ends before us, the client knows us by https; all find what it has written."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        base = f"{scheme}://{client.base_url.netloc.decode()}/fhir"
        add = [{"op": "add", "path": "/subject", "value": {"reference": f"{base}/Basic/b1"}}]
        patch = {"resourceType": "Binary", "data": b64encode(json.dumps(add).encode()).decode()}
        for name in ("x3", "x4", "x5"):
            await client.put(f"/fhir/Basic/{name}", json=basic(id=name))
        many = (
            entry("PUT", "Basic/x2", of(f"{base}/Basic/b1", id="x2")),
            entry("PATCH", "Basic/x3", patch),
        )
        answers = [
            await client.put("/fhir/Basic/x1", json=of(f"{base}/Basic/b1", id="x1")),
            await client.post("/fhir", json=bundle("transaction", *many)),
            await client.patch("/fhir/Basic/x4", json=add, headers=JSON_PATCH),
            await client.post("/fhir", json=bundle("batch", entry("PATCH", "Basic/x5", patch))),
        ]
        assert [one.status_code for one in answers] == [201, 200, 200, 200]
        searches = ("Basic/b1", f"{base}/Basic/b1")
        return [await client.get("/fhir/Basic", params={"subject": one}) for one in searches]

    for found in told(tmp_path, story):
        bodies = [one["resource"] for one in found.json()["entry"]]
        assert sorted(one["id"] for one in bodies) == ["x1", "x2", "x3", "x4", "x5"]
        assert {one["subject"]["reference"] for one in bodies} == {"Basic/b1"}


def test_the_address_of_another_and_a_bundle_that_is_kept_stay_as_they_are(tmp_path: Path) -> None:
    async def story(client: httpx.AsyncClient, _: House) -> list[str]:
        ours = f"{client.base_url}fhir"
        others = ("http://other.example/fhir/Basic/b1", f"{ours}x/Basic/b1", f"{ours}/basic/b1")
        kept = [of(text, id=f"x{n}") for n, text in enumerate(others)]
        for one in kept:
            assert (await client.put(f"/fhir/Basic/{one['id']}", json=one)).status_code == 201
        inner = {"fullUrl": f"{ours}/Basic/b1", "resource": of(f"{ours}/Basic/b1", id="b1")}
        await client.put("/fhir/Bundle/b1", json=bundle("collection", inner) | {"id": "b1"})
        read = [(await client.get(f"/fhir/Basic/{one['id']}")).json() for one in kept]
        whole = (await client.get("/fhir/Bundle/b1")).json()["entry"][0]["resource"]
        assert [one["subject"]["reference"] for one in read] == [*others]
        return [whole["subject"]["reference"].removeprefix(ours)]

    assert told(tmp_path, story) == ["/Basic/b1"]


def test_an_entry_is_meant_before_what_stands_at_its_address(tmp_path: Path) -> None:
    """A client may name a new entry by an address of ours that nothing stands at."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[str, str]:
        name = f"{client.base_url}fhir/Basic/to-be-made"
        many = (
            entry("POST", "Basic", basic(created="2026"), name),
            entry("POST", "Basic", of(name)),
        )
        assert statuses(await client.post("/fhir", json=bundle("transaction", *many)))[0] == "201"
        found = (await client.get("/fhir/Basic")).json()["entry"]
        (new,) = [one["resource"] for one in found if "created" in one["resource"]]
        (refers,) = [one["resource"] for one in found if "subject" in one["resource"]]
        return refers["subject"]["reference"], f"Basic/{new['id']}"

    reference, made = told(tmp_path, story)
    assert reference == made


@pytest.mark.parametrize("reference", ["Patient/1", "https://other.example/fhir/Patient/1"])
def test_a_reference_beside_its_entry_means_the_entry_and_nobody_who_stands(
    tmp_path: Path, reference: str
) -> None:
    """What came from another server in one Bundle is not given to the Patient/1 of this one."""
    base = "https://other.example/fhir"
    here = {"resourceType": "Patient", "name": [{"family": "Weber"}], "identifier": [NUMBER]}
    there = {**here, "name": [{"family": "Muller"}], "identifier": [{**NUMBER, "value": "2"}]}

    async def story(client: httpx.AsyncClient, _: House) -> tuple[Any, Any, Any]:
        await client.put("/fhir/Patient/1", json={**here, "id": "1"})
        every = (
            {**entry("POST", "Basic", of(reference)), "fullUrl": f"{base}/Basic/7"},
            {**entry("POST", "Basic", of("Patient/1")), "fullUrl": f"{base}/other/Basic/8"},
            {**entry("POST", "Patient", there), "fullUrl": f"{base}/Patient/1"},
        )
        done = await client.post("/fhir", json=bundle("transaction", *every))
        places = [one["response"]["location"] for one in done.json()["entry"]]
        about = [(await client.get(where)).json() for where in places[:2]]
        return about[0]["subject"], about[1]["subject"], places[2]

    meant, elsewhere, made = told(tmp_path, story)
    assert meant["reference"] == "/".join(made.split("/")[-4:-2])
    assert meant["reference"] != "Patient/1"
    assert elsewhere == {"reference": "Patient/1"}


def test_a_search_in_a_reference_means_one_resource_outside_a_transaction_too(
    tmp_path: Path,
) -> None:
    """Kept as it is, it would lead nowhere: no reader follows a search."""
    about = of(f"Basic?{CRITERIA}")

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        astray = await client.post("/fhir/Basic", json=about)
        await client.put("/fhir/Basic/b1", json=basic(id="b1", identifier=[NUMBER]))
        made = [
            await client.post("/fhir/Basic", json=about),
            await client.put("/fhir/Basic/x1", json={**about, "id": "x1"}),
            await client.post("/fhir", json=bundle("batch", entry("POST", "Basic", about))),
        ]
        found = await client.get("/fhir/Basic?subject=Basic/b1&_summary=count")
        return [issue(astray), astray.json()["issue"][0]["expression"], made, found]

    (status, rule, _), place, made, found = told(tmp_path, story)
    assert (status, rule, place) == (412, "http-412", ["Basic.subject"])
    assert [one.status_code for one in made] == [201, 201, 200]
    assert found.json()["total"] == 3


def test_a_search_in_the_reference_of_a_patch_is_one_too(tmp_path: Path) -> None:
    """Whether it is patched by itself or in a transaction, by JSON Patch or FHIRPath Patch."""
    about = {"reference": f"Basic?{CRITERIA}"}
    add = [{"op": "add", "path": "/subject", "value": about}]
    parts = [
        {"name": "type", "valueCode": "add"},
        {"name": "path", "valueString": "Basic"},
        {"name": "name", "valueString": "subject"},
        {"name": "value", "valueReference": about},
    ]
    follow = {
        "resourceType": "Parameters",
        "parameter": [{"name": "operation", "part": parts}],
    }

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        for name in ("x1", "x2", "x3"):
            await client.put(f"/fhir/Basic/{name}", json=basic(id=name))
        astray = await client.patch("/fhir/Basic/x1", json=add, headers=JSON_PATCH)
        await client.put("/fhir/Basic/b1", json=basic(id="b1", identifier=[NUMBER]))
        made = [
            await client.patch("/fhir/Basic/x1", json=add, headers=JSON_PATCH),
            await client.patch("/fhir/Basic/x2", json=follow),
            await client.post(
                "/fhir", json=bundle("transaction", entry("PATCH", "Basic/x3", follow))
            ),
        ]
        found = await client.get("/fhir/Basic?subject=Basic/b1&_summary=count")
        return [issue(astray)[:2], [one.status_code for one in made], found.json()["total"]]

    assert told(tmp_path, story) == [(412, "http-412"), [200] * 3, 3]


def test_every_search_that_means_nobody_is_told_at_its_place(tmp_path: Path) -> None:
    astray = of(f"Basic?{CRITERIA}", author={"reference": "Patient?identifier=none"})
    answer, _ = play(
        tmp_path,
        bundle("transaction", entry("POST", "Basic", basic()), entry("POST", "Basic", astray)),
    )

    assert [one["expression"] for one in answer.json()["issue"]] == [
        ["Bundle.entry[1].resource.subject"],
        ["Bundle.entry[1].resource.author"],
    ]


def test_entries_of_a_batch_cannot_name_one_another(tmp_path: Path) -> None:
    """R4: it is not conformant; kept, the reference would lead nowhere for ever."""
    answer, found = play(
        tmp_path,
        bundle(
            "batch",
            entry("POST", "Basic", basic(created="2026"), ONE),
            entry("POST", "Basic", of(ONE)),
            entry("PUT", "Basic/x1", of(OTHER, id="x1"), OTHER),
        ),
    )
    outcome = answer.json()["entry"][1]["response"]["outcome"]["issue"][0]

    assert statuses(answer) == ["201", "422", "422"]
    assert outcome["expression"] == ["Bundle.entry[1]"]
    assert found.json()["total"] == 1


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_a_json_patch_in_a_binary_is_done_in_either_kind_of_bundle(
    tmp_path: Path, kind: str
) -> None:
    operations = json.dumps([{"op": "add", "path": "/created", "value": "2026"}]).encode()
    patch = {"resourceType": "Binary", "contentType": "application/json-patch+json"}
    right = {**patch, "data": b64encode(operations).decode()}
    made, answer, wrong, found = play(
        tmp_path,
        bundle("transaction", entry("PUT", "Basic/b1", basic(id="b1"))),
        bundle(kind, entry("PATCH", "Basic/b1", right)),
        bundle(kind, entry("PATCH", "Basic/b1", {**patch, "data": "no base64"})),
    )
    refused = wrong.json()["entry"][0]["response"]["outcome"] if kind == "batch" else wrong.json()

    assert (statuses(made), statuses(answer)) == (["201"], ["200"])
    assert found.json()["entry"][0]["resource"]["created"] == "2026"
    assert refused["issue"][0]["details"]["coding"][0]["code"] == "http-400"


@pytest.mark.parametrize(
    "reference", ["patient/p1", "/Patient/p1", "./Patient/p1", "Patient", "Patient/p1/", "p1"]
)
@pytest.mark.parametrize("way", ["alone", "transaction", "xml", "patch"])
def test_a_reference_that_leads_nowhere_is_refused(
    tmp_path: Path, reference: str, way: str
) -> None:
    """It was kept, and was found by no search for the one who was meant."""

    async def story(client: httpx.AsyncClient, _: House) -> tuple[httpx.Response, Any]:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        if way == "alone":
            answer = await client.post("/fhir/Basic", json=of(reference))
        elif way == "transaction":
            answer = await client.post(
                "/fhir", json=bundle("transaction", entry("POST", "Basic", of(reference)))
            )
        elif way == "xml":
            inner = f'<code><text value="x"/></code><subject><reference value="{reference}"/>'
            text = f'<Basic xmlns="http://hl7.org/fhir">{inner}</subject></Basic>'
            typed = {"Content-Type": "application/fhir+xml"}
            answer = await client.post("/fhir/Basic", content=text, headers=typed)
        else:
            patch = [{"op": "add", "path": "/subject", "value": {"reference": reference}}]
            typed = {"Content-Type": "application/json-patch+json"}
            answer = await client.patch("/fhir/Basic/b1", json=patch, headers=typed)
        return answer, await client.get("/fhir/Basic?_summary=count")

    answer, found = told(tmp_path, story)
    assert issue(answer)[:2] == (422, "http-422")
    assert answer.json()["issue"][0]["expression"][0].endswith("subject")
    assert found.json()["total"] == 1


@pytest.mark.parametrize(
    "reference",
    [
        "Basic/b1/_history/1",
        "https://other.example/x?y=1",
        "mailto:a@b.example",
        "#c",
        "Basic/b1#c",
    ],
)
def test_whatever_may_lead_somewhere_is_taken(tmp_path: Path, reference: str) -> None:
    async def story(client: httpx.AsyncClient, _: House) -> httpx.Response:
        contained = [{"resourceType": "Basic", "id": "c", "code": {"text": "x"}}]
        return await client.post("/fhir/Basic", json=of(reference, contained=contained))

    answer = told(tmp_path, story)
    assert answer.status_code in {201, 422}
    assert "http-422" not in answer.text
