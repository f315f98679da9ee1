"""What a search asks for, what is refused, and what it finds.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import QueryParams

from gateway.api.criteria import Search, understood
from gateway.api.desk import Refused
from gateway.model import Query
from tests.api.http_house import HERE, admission, first, house, result

BASE = f"{HERE}/fhir"
KNOWN = ("_id", "identifier", "patient", "birthdate", "code", "value-quantity")
TAKEN = ("_id", "identifier", "patient")


def ask(query: str) -> Search:
    return understood("Observation", QueryParams(query), KNOWN, TAKEN, BASE)


def refusal(query: str) -> str:
    with pytest.raises(Refused) as caught:
        ask(query)
    assert caught.value.status == 400
    return caught.value.issue.text


@pytest.mark.parametrize(
    ("query", "criteria"),
    [
        ("", ()),
        ("_id=a", (("_id", ("a",)),)),
        ("_id=a,b", (("_id", ("a", "b")),)),
        ("_id=a,,b", (("_id", ("a", "b")),)),
        ("_id=a&_id=b", (("_id", ("a",)), ("_id", ("b",)))),
        ("identifier=v", (("identifier", ("v",)),)),
        ("identifier=s|v", (("identifier", ("s|v",)),)),
        ("identifier=s|", (("identifier", ("s|",)),)),
        ("identifier=|v", (("identifier", ("|v",)),)),
        (r"identifier=a\,b,c", (("identifier", ("a,b", "c")),)),
        (r"identifier=s|a\|b", (("identifier", ("s|a|b",)),)),
        (r"identifier=s|a\\,c", (("identifier", ("s|a\\", "c")),)),
        (r"identifier=a\$b", (("identifier", ("a$b",)),)),
        ("identifier=s%7Cv", (("identifier", ("s|v",)),)),
        ("patient=p1", (("patient", ("p1",)),)),
        ("patient=Patient/p1", (("patient", ("p1",)),)),
        (f"patient={BASE}/Patient/p1", (("patient", ("p1",)),)),
        ("patient=p1,Patient/p2", (("patient", ("p1", "p2")),)),
        ("_format=json", ()),
    ],
)
def test_what_is_asked_for(query: str, criteria: Any) -> None:
    """Commas are alternatives, repetitions narrow, and escapes are undone."""
    assert ask(query).query.criteria == criteria


@pytest.mark.parametrize(
    ("query", "count", "after"),
    [
        ("", 50, 0),
        ("_count=0", 0, 0),
        ("_count=7&_page=12", 7, 12),
        ("_count=99999", 500, 0),
        ("_page=9223372036854775807", 50, 2**63 - 1),
    ],
)
def test_the_shape_of_the_answer(query: str, count: int, after: int) -> None:
    """How many, and from where."""
    assert ask(query).query == Query("Observation", (), count, after)


@pytest.mark.parametrize(
    "query",
    [
        "_count=-1",
        "_count=ten",
        "_count=",
        "_count=1.5",
        "_count=²",
        "_count=5&_count=6",
        "_page=-1",
        "_page=9223372036854775808",
        "_page=" + "9" * 5000,
    ],
)
def test_a_number_is_a_number(query: str) -> None:
    """Anything else is refused, under the name of the parameter."""
    assert refusal(query).startswith(query.partition("=")[0])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("birthdate=1987-04-23", "birthdate is not a parameter that is understood here"),
        ("_sort=date", "_sort is not a parameter that is understood here"),
        ("_include=Observation:subject", "_include is not a parameter that is understood"),
        ("identifier:exact=v", "identifier is taken without modifier or chain only"),
        ("patient.name=Weber", "patient is taken without modifier or chain only"),
        ("identifier=", "identifier has no value"),
        ("identifier=,", "identifier has no value"),
        ("identifier=|", "identifier takes value or system|value"),
        (r"identifier=a\|b", "identifier takes value or system|value"),
        ("_id=" + "a," * 101, "A search may have at most 100 values"),
        ("_id=a&" * 101, "A search may have at most 100 values"),
        ("patient=Group/g1", "patient takes the id of a Patient"),
        ("patient=https://elsewhere.example/Patient/p1", "patient takes the id of a Patient"),
    ],
)
def test_what_is_refused(query: str, says: str) -> None:
    """The refusal names the parameter and says what would do."""
    assert refusal(query).startswith(says)


@pytest.mark.parametrize(
    "query",
    [
        "Weber=Anna",
        "Weber:exact=Anna",
        "identifier:Weber=1",
        "patient.Weber=1",
        "patient=Weber Anna",
        "_count=Weber",
        "birthdate:Weber=1",
        "birthdate=Weber",
        r"identifier=Weber\|Anna",
    ],
)
def test_a_refusal_repeats_nothing_of_a_stranger(query: str) -> None:
    """Neither a value nor a name that FHIR does not know comes back."""
    assert "Weber" not in refusal(query)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Answers by address, `{anna}` and `{berta}` being the ids of two patients."""
    return asyncio.run(_search(tmp_path_factory.mktemp("search")))


SYSTEM = "https://fhir.gateway.example/lu/sid/default/HOPITALNORD"
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
    ("Encounter?patient={anna}", ["stay-anna"]),
    ("Encounter?patient=Patient/{anna}", ["stay-anna"]),
    (f"Encounter?patient={BASE}/Patient/{{anna}}", ["stay-anna"]),
    ("Encounter?patient={anna},{berta}", ["stay-anna", "stay-berta"]),
    ("Encounter?patient=nobody", []),
    ("Observation?patient={anna}", ["result-anna"]),
    ("Observation?patient={berta}", []),
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
        answers["pages"] = await _leaf(client, "/fhir/Patient?_count=1")
        answers["none"] = (await client.get("/fhir/Patient?_count=0")).json()
        asked = rf"/fhir/Patient?identifier={SYSTEM}|P1\,x,P1&_count=7"
        answers["said"] = (await client.get(asked)).json()
    return answers


async def _leaf(client: httpx.AsyncClient, url: str) -> list[Any]:
    """Every page from here on."""
    pages = []
    while url:
        pages.append((await client.get(url)).json())
        links = {link["relation"]: link["url"] for link in pages[-1]["link"]}
        url = links.get("next", "")
    return pages


@pytest.mark.parametrize(("address", "names"), HITS)
def test_what_a_search_finds(found: Mapping[str, Any], address: str, names: list[str]) -> None:
    """Two patients with a stay each, and one result: exactly these are found."""
    assert found[address] == names


def test_pages_follow_one_another(found: Mapping[str, Any]) -> None:
    """`next` leads through everything once, and the total is the same on each page."""
    pages = found["pages"]

    assert [len(page["entry"]) for page in pages] == [1, 1]
    assert {page["total"] for page in pages} == {2}
    assert len({page["entry"][0]["fullUrl"] for page in pages}) == 2


def test_a_count_of_zero_gives_the_total(found: Mapping[str, Any]) -> None:
    """The number alone, without entries and without a next page."""
    assert found["none"]["total"] == 2
    assert "entry" not in found["none"]
    assert [link["relation"] for link in found["none"]["link"]] == ["self"]


def test_the_self_link_says_what_was_asked(found: Mapping[str, Any]) -> None:
    """In the caller's own words, escapes included, so that it asks the same again."""
    url = httpx.URL(found["said"]["link"][0]["url"])

    assert url.params["identifier"] == rf"{SYSTEM}|P1\,x,P1"
    assert url.params["_count"] == "7"
