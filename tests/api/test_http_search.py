"""A search over HTTP: its links, its pages, its modes, and what is refused.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import HERE, House, Listening, admission, first, house, result, told

BASE = f"{HERE}/fhir"
SYSTEM = "https://fhir.gateway.example/lu/sid/default/HOPITALNORD"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Answers by address, `{anna}` and `{berta}` being the ids of two patients."""
    return asyncio.run(_search(tmp_path_factory.mktemp("search")))


HITS: tuple[tuple[str, list[str]], ...] = (
    ("Patient?identifier=P1", ["anna"]),
    (f"Patient?identifier={SYSTEM}|P1", ["anna"]),
    (f"Patient?identifier={SYSTEM}|", ["anna", "berta"]),
    ("Patient?identifier=|P1", []),
    ("Patient?identifier=urn:oid:1.2.3|P1", []),
    ("Patient?identifier=P1,P2", ["anna", "berta"]),
    ("Patient?identifier=P1&identifier=P2", []),
    ("Patient?identifier=P1&_id={anna}", ["anna"]),
    ("Patient?identifier=P1&_id={berta}", []),
    ("Patient?_id={anna},{berta}", ["anna", "berta"]),
    ("Patient?_id=nobody", []),
    ("Patient?" + "_id={anna}&" * 50 + "_id={anna}" + ",x" * 49, ["anna"]),
    ("Patient?family=WEBER&birthdate=1987-04", ["anna", "berta"]),
    ("Patient?family:exact=weber", []),
    ("Patient?gender=female&_sort=-_lastUpdated&_count=1", ["berta"]),
    ("Encounter?patient={anna}", ["stay-anna"]),
    ("Encounter?patient=Patient/{anna}", ["stay-anna"]),
    ("Encounter?subject={anna}", ["stay-anna"]),
    (f"Encounter?patient={BASE}/Patient/{{anna}}", ["stay-anna"]),
    ("Encounter?patient={anna},{berta}", ["stay-anna", "stay-berta"]),
    ("Encounter?patient=nobody", []),
    ("Encounter?patient.identifier=P2", ["stay-berta"]),
    ("Encounter?class=IMP", ["stay-anna", "stay-berta"]),
    ("Observation?patient={anna}", ["result-anna"]),
    ("Observation?patient={anna}&code=2345-7&value-quantity=gt5", ["result-anna"]),
    ("Observation?patient={anna}&code=2345-7&value-quantity=gt5.1", []),
    ("Observation?patient={berta}", []),
    ("Patient?_has:Observation:patient:code=2345-7", ["anna"]),
    ("Patient?_id={anna}&_revinclude=Observation:patient", ["anna", "result-anna"]),
    ("Encounter?patient={anna}&_include=Encounter:patient", ["anna", "stay-anna"]),
)


async def _search(folder: Path) -> Mapping[str, Any]:
    answers: dict[str, Any] = {}
    async with house(folder) as opened, opened.client() as client:
        names: dict[str, str] = {}
        for name, number in (("anna", "P1"), ("berta", "P2")):
            sent = await client.post("/messages/hl7v2", content=admission(name, number))
            names[name] = first(sent, "Patient")
            names[f"stay-{name}"] = first(sent, "Encounter")
        sent = await client.post("/messages/hl7v2", content=result(number="P1"))
        names["result-anna"] = first(sent, "Observation")
        called = {id_: name for name, id_ in names.items()}
        for address, _ in HITS:
            answer: httpx.Response = await client.get(f"/fhir/{address.format(**names)}")
            entries = answer.json().get("entry", [])
            answers[address] = sorted(called[entry["resource"]["id"]] for entry in entries)
        answers["pages"] = await _leaf(client, "/fhir/Patient?_count=1&_sort=-birthdate")
        await _asked_again(client, names, answers)
    return answers


async def _asked_again(
    client: httpx.AsyncClient, names: Mapping[str, str], answers: dict[str, Any]
) -> None:
    asked = rf"/fhir/Patient?identifier={SYSTEM}|P1\,x,P1&_count=7"
    answers["said"] = (await client.get(asked)).json()
    for name, address in (
        ("none", "Patient?_count=0"),
        ("counted", "Patient?_summary=count"),
        ("uncounted", "Patient?_count=1&_total=none"),
        ("many", "Patient?_count=99999"),
        ("beside", f"Encounter?patient={names['anna']}&_include=Encounter:patient"),
        ("elements", f"Patient?_id={names['anna']}&_elements=birthDate"),
    ):
        answers[name] = (await client.get(f"/fhir/{address}")).json()
    prefer = {"Prefer": "handling=lenient"}
    address = "/fhir/Patient?Weber=1&identifier=P1"
    answers["lenient"] = (await client.get(address, headers=prefer)).json()
    form = {"identifier": "P1"}
    answers["back"] = (await client.get(links(answers["pages"][1])["previous"])).json()
    several = "/fhir?_type=Encounter,Patient&_count=3"
    answers["several"] = await _leaf(client, several)
    answers["every"] = (await client.get("/fhir?_lastUpdated=gt2020&_summary=count")).json()
    answers["posted"] = (await client.post("/fhir/Patient/_search?_count=3", data=form)).json()


async def _leaf(client: httpx.AsyncClient, url: str) -> list[Any]:
    """Every page from here on."""
    pages = []
    while url:
        pages.append((await client.get(url)).json())
        links = {link["relation"]: link["url"] for link in pages[-1]["link"]}
        url = links.get("next", "")
    return pages


def links(bundle: Any) -> dict[str, str]:
    """The links of a page."""
    return {link["relation"]: link["url"] for link in bundle["link"]}


def modes(bundle: Any) -> list[tuple[str, str]]:
    """Type and mode of each entry."""
    entries = bundle.get("entry", [])
    return [(one["resource"]["resourceType"], one["search"]["mode"]) for one in entries]


@pytest.mark.parametrize(("address", "names"), HITS)
def test_what_a_search_finds(found: Mapping[str, Any], address: str, names: list[str]) -> None:
    """Two patients with a stay each, and one result: exactly these are found."""
    assert found[address] == names


def test_a_page_leads_back_to_the_one_before(found: Mapping[str, Any]) -> None:
    """`previous` leads to what was told before, and from there on again."""
    first, back = found["pages"][0], found["back"]

    assert back["entry"] == first["entry"]
    assert sorted(links(back)) == ["first", "next", "self"]


def test_several_types_are_searched_at_once(found: Mapping[str, Any]) -> None:
    """One type after the other, over pages; without `_type` everything that is kept."""
    pages = found["several"]
    told = [modes(page) for page in pages]

    assert [one for page in told for one in page] == [
        *[("Encounter", "match")] * 2,
        *[("Patient", "match")] * 2,
    ]
    assert [len(page) for page in told] == [3, 1]
    assert {page["total"] for page in pages} == {4}
    assert found["every"]["total"] > 4


def test_pages_follow_one_another(found: Mapping[str, Any]) -> None:
    """`next` leads through everything once, and the total is the same on each page."""
    pages = found["pages"]

    assert [len(page["entry"]) for page in pages] == [1, 1]
    assert {page["total"] for page in pages} == {2}
    assert len({page["entry"][0]["fullUrl"] for page in pages}) == 2
    assert [sorted(links(page)) for page in pages] == [
        ["next", "self"],
        ["first", "previous", "self"],
    ]


def test_how_many_there_are(found: Mapping[str, Any]) -> None:
    """The number alone, without entries and without a next page; or no number."""
    for name in ("none", "counted"):
        assert found[name]["total"] == 2
        assert "entry" not in found[name]
        assert list(links(found[name])) == ["self"]
    assert "total" not in found["uncounted"]
    assert len(found["many"]["entry"]) == 2


def test_the_self_link_says_what_was_asked(found: Mapping[str, Any]) -> None:
    """In the caller's own words, escapes included, so that it asks the same again."""
    url = httpx.URL(links(found["said"])["self"])

    assert url.params["identifier"] == rf"{SYSTEM}|P1\,x,P1"
    assert url.params["_count"] == "7"


def test_what_was_left_aside_is_told(found: Mapping[str, Any]) -> None:
    """By an OperationOutcome, and by its absence from the self link."""
    assert modes(found["lenient"]) == [("Patient", "match"), ("OperationOutcome", "outcome")]
    assert "Weber" not in str(found["lenient"]["link"])
    assert "identifier=P1" in links(found["lenient"])["self"]


def test_a_form_is_asked_as_an_address(found: Mapping[str, Any]) -> None:
    """Its parameters join those of the address."""
    assert modes(found["posted"]) == [("Patient", "match")]
    assert httpx.URL(links(found["posted"])["self"]).params["_count"] == "3"


def test_what_is_included_says_so(found: Mapping[str, Any]) -> None:
    """After what was found, and not counted with it."""
    assert modes(found["beside"]) == [("Encounter", "match"), ("Patient", "include")]
    assert found["beside"]["total"] == 1


def test_some_elements_are_told(found: Mapping[str, Any]) -> None:
    """And that it is not the whole resource."""
    (entry,) = found["elements"]["entry"]

    assert entry["resource"]["birthDate"] == "1987-04-23"
    assert "name" not in entry["resource"]
    assert entry["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("Patient?Weber=1", "search-parameter"),
        ("Patient?birthdate=Weber", "search-value"),
        ("Patient?_page=Weber", "search-page"),
        ("Patient?_page=WzFd.AAAAAAAAAAAAAAAAAAAAAA", "search-page"),
        ("Patient?_page=." + "A" * 9_000, "search-page"),
        ("Patient?_id=" + ",".join("abc"), ""),
        ("Patient?_elements=Weber", "http-400"),
    ],
)
def test_what_is_refused(tmp_path: Path, address: str, rule: str) -> None:
    """With 400 and the rule, and without a word of the caller's."""

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.get(f"/fhir/{address}")

    answer = told(tmp_path, story)
    assert answer.status_code == (400 if rule else 200)
    assert "Weber" not in answer.text
    assert rule in answer.text


def test_a_link_is_of_no_use_in_another_search(tmp_path: Path) -> None:
    """Nor to another gateway, nor where a letter of it was changed."""

    async def story(opened: House) -> list[int]:
        async with opened.client() as client, opened.client(secret=b"other") as other:
            for number in ("P1", "P2"):
                await client.post("/messages/hl7v2", content=admission(number, number))
            page = (await client.get("/fhir/Patient?_count=1")).json()
            url = links(page)["next"]
            asked = [
                await client.get(url),
                await client.get(url.replace("_count=1", "_count=2")),
                await client.get(url + "&gender=female"),
                await client.get(url.replace("/Patient", "/Encounter")),
                await client.get(url[:-1] + ("A" if url[-1] != "A" else "B")),
                await other.get(url),
            ]
        return [one.status_code for one in asked]

    assert told(tmp_path, story) == [200, 200, 400, 400, 400, 400]


def test_everybody_told_of_is_written_down(tmp_path: Path) -> None:
    """Who is included, too: one event for each patient, and one where nobody is."""

    async def story(opened: House) -> list[str]:
        journal = Listening(opened.store)
        async with opened.client(journal=journal) as client:
            await client.post("/messages/hl7v2", content=admission("A", "P1"))
            journal.events.clear()
            await client.get("/fhir/Encounter?_include=Encounter:patient&status=in-progress")
            await client.get("/fhir/Patient?identifier=nobody")
            await client.post("/fhir/Patient/_search", data={"identifier": "no one"})
        return [str(event["entity"]) for event in journal.events]

    anna, nobody, posted = told(tmp_path, story)
    assert "Patient/" in anna
    assert "Patient/" not in nobody
    assert b64encode(b"POST /fhir/Patient/_search?identifier=no+one").decode() in posted


def test_a_body_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A form is asked for; what is no text is no form."""

    async def story(opened: House) -> list[int]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        async with opened.client() as client:
            asked = [
                await client.post("/fhir/Patient/_search", json={}),
                await client.post("/fhir/Patient/_search", content=b"\xff\xfe", headers=kind),
                await client.post("/fhir/Patients/_search", data={"_id": "a"}),
                await client.post("/fhir/Patient/_search"),
                await client.post("/fhir/Patient/_search", content=b"&a" * 200_000, headers=kind),
            ]
        return [one.status_code for one in asked]

    assert told(tmp_path, story) == [415, 400, 404, 200, 413]
