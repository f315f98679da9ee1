"""The same resource in another form: XML, pretty, in part, and not at all where it is known.

https://hl7.org/fhir/R4/http.html#mime-type · https://hl7.org/fhir/R4/http.html#cread
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.bootstrap.checking import fhir_xml
from gateway.settings import Settings
from tests.api.http_house import House, told

SENT = (
    b'{"resourceType":"Observation","id":"o1","status":"final","category":[{"text":"vital"}],'
    b'"code":{"text":"weight"},"valueQuantity":{"value":72.50,"unit":"kg"},'
    b'"note":[{"text":"on <the> scale"}]}'
)
PLACE = "/fhir/Observation/o1"
JSON = {"Content-Type": "application/fhir+json"}


def got(
    folder: Path, *asked: str, headers: dict[str, str] | None = None, place: str = PLACE
) -> httpx.Response:
    """What is answered to whoever reads one result so."""
    return reads(folder, [(place + "".join(asked), headers or {})])[0]


def reads(folder: Path, asked: list[tuple[str, dict[str, str]]]) -> list[httpx.Response]:
    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client() as client:
            made = await client.put(PLACE, content=SENT, headers=JSON)
            assert made.status_code == 201, made.text
            return [await client.get(place, headers=headers) for place, headers in asked]

    return told(folder, story)


def test_xml_is_the_same_resource(tmp_path: Path) -> None:
    """Every digit is there, and what is read from the XML is what JSON says."""
    xml, json = reads(tmp_path, [(f"{PLACE}?_format=xml", {}), (PLACE, {})])

    assert xml.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    assert b'<value value="72.50"/>' in xml.content
    assert fhir_xml(Settings()).read(xml.content).resource["note"] == json.json()["note"]
    assert "Accept" in xml.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/fhir+xml; fhirVersion=4.0", "application/fhir+xml"),
        ("application/xml;q=0.9, application/json;q=0.1", "application/fhir+xml"),
        (
            "application/fhir+xml; fhirVersion=3.0, application/fhir+json;q=0.1",
            "application/fhir+json",
        ),
        ("*/*", "application/fhir+json"),
    ],
)
def test_whichever_form_is_liked_best(tmp_path: Path, accept: str, kind: str) -> None:
    answer = got(tmp_path, headers={"Accept": accept})

    assert answer.headers["content-type"].startswith(kind)


def test_another_version_is_refused_by_name(tmp_path: Path) -> None:
    answer = got(tmp_path, headers={"Accept": "application/fhir+xml; fhirVersion=5.0"})

    assert answer.status_code == 406


def test_what_is_wrong_is_told_in_xml_too(tmp_path: Path) -> None:
    answer = got(tmp_path, "?_format=xml", place="/fhir/Observation/nobody")

    assert answer.status_code == 404
    assert (
        answer.content.startswith(b'<?xml version="1.0"') or b"<OperationOutcome" in answer.content
    )
    assert b'<code value="not-found"/>' in answer.content


def test_pretty_is_the_same_on_several_lines(tmp_path: Path) -> None:
    pretty, plain = reads(
        tmp_path, [(f"{PLACE}?_pretty=true", {}), (f"{PLACE}?_pretty=false", {})]
    )

    assert pretty.text.count("\n") > 5
    assert b'"value": 72.50' in pretty.content
    assert "\n" not in plain.text
    assert pretty.json() == plain.json()


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("?_summary=true", {"id", "meta", "status", "code", "valueQuantity"}),
        ("?_summary=text", {"id", "meta", "status", "code"}),
        ("?_elements=note", {"id", "meta", "status", "code", "note"}),
        (
            "?_elements=Observation.note,category",
            {"id", "meta", "status", "code", "note", "category"},
        ),
        ("?_elements=valueQuantity", {"id", "meta", "status", "code", "valueQuantity"}),
        ("?_elements=Observation.value[x]", {"id", "meta", "status", "code", "valueQuantity"}),
        ("?_summary=false", {"id", "meta", "status", "code", "valueQuantity", "note", "category"}),
    ],
)
def test_a_part_is_told_and_says_that_it_is_one(
    tmp_path: Path, asked: str, left: set[str]
) -> None:
    found = got(tmp_path, asked).json()

    assert set(found) - {"resourceType"} == left
    tags = found["meta"].get("tag", [])
    assert ("SUBSETTED" in [one["code"] for one in tags]) == ("false" not in asked)


def test_a_part_keeps_its_digits(tmp_path: Path) -> None:
    assert b'"value":72.50' in got(tmp_path, "?_summary=true").content


@pytest.mark.parametrize(
    "asked",
    [
        "?_summary=all", "?_summary=count", "?_summary=true&_summary=text", "?_elements=colour",
        "?_summary=true&_elements=note", "?_pretty=yes", "?_pretty=true&_pretty=true",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(tmp_path: Path, asked: str) -> None:
    assert got(tmp_path, asked).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": 'W/"1"'}, 304),
        ({"If-None-Match": '"7", W/"1"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": 'W/"2"'}, 200),
        ({"If-Modified-Since": "Sat, 01 Jan 2124 00:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Sat, 99 Foo 2000 99:00:00 GMT"}, 200),
        ({"If-None-Match": 'W/"2"', "If-Modified-Since": "Sat, 01 Jan 2124 00:00:00 GMT"}, 200),
    ],
)
def test_who_has_it_already_is_not_told_again(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    answer = got(tmp_path, headers=headers)

    assert answer.status_code == status
    assert answer.headers["etag"] == 'W/"1"'
    assert bool(answer.content) == (status == 200)


def test_the_very_date_that_was_told_is_known(tmp_path: Path) -> None:
    async def story(opened: House) -> Any:
        async with opened.client() as client:
            made = await client.put(PLACE, content=SENT, headers=JSON)
            seen = {"If-Modified-Since": made.headers["last-modified"]}
            return await client.get(PLACE, headers=seen)

    assert told(tmp_path, story).status_code == 304


def test_what_a_search_finds_is_told_in_part(tmp_path: Path) -> None:
    summary, some, count, xml, wrong = reads(
        tmp_path,
        [
            ("/fhir/Observation?status=final&_summary=text", {}),
            ("/fhir/Observation?status=final&_elements=note", {}),
            ("/fhir/Observation?status=final&_summary=count", {}),
            ("/fhir/Observation?status=final&_format=xml&_summary=true", {}),
            ("/fhir/Observation?status=final&_elements=colour", {}),
        ],
    )
    found = summary.json()["entry"][0]["resource"]

    assert "note" not in found
    assert found["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert some.json()["entry"][0]["resource"]["note"] == [{"text": "on <the> scale"}]
    assert "valueQuantity" not in some.json()["entry"][0]["resource"]
    assert (count.json()["total"], "entry" in count.json()) == (1, False)
    assert b'<value value="72.50"/>' in xml.content
    assert b"<note>" not in xml.content
    assert wrong.status_code == 400
