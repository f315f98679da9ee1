"""Histories come in pages, each with a position of its own kind.

https://hl7.org/fhir/R4/http.html#history
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.http_house import MESSAGE, House, admission, first, told


@pytest.mark.parametrize(
    ("path", "page", "status"),
    [
        ("/fhir/_history", "5", 400),
        ("/fhir/_history", "5.0", 200),
        ("/fhir/Patient/_history", "5", 400),
        ("/fhir/Patient/_history", "5.0.0", 400),
        ("/fhir/Patient/{patient}/_history", "5", 200),
        ("/fhir/Patient/{patient}/_history", "5.0", 400),
    ],
)
def test_a_position_in_another_history_is_refused(
    tmp_path: Path, path: str, page: str, status: int
) -> None:
    """Of one resource it is a version; of many an attempt, and how many of its were told."""

    async def story(opened: House) -> tuple[int, str]:
        async with opened.client() as client:
            made = await client.post(MESSAGE, content=admission())
            place = path.format(patient=first(made, "Patient"))
            answer = await client.get(f"{place}?_page={page}")
        return answer.status_code, answer.json()["resourceType"]

    assert told(tmp_path, story) == (status, "Bundle" if status == 200 else "OperationOutcome")


def test_a_history_says_what_stood_at_a_moment_or_on_a_day(tmp_path: Path) -> None:
    """`_at` is as long as it is precise; of one resource and an instant, one version stood."""
    text = {"resourceType": "Basic", "code": {"text": "x"}, "id": "b1"}

    async def story(opened: House) -> list[list[str]]:
        async with opened.client() as client:
            times = []
            for number in range(3):
                body = {**text, "created": f"202{number}"}
                answer = await client.put("/fhir/Basic/b1", json=body)
                times.append(answer.json()["meta"]["lastUpdated"])
            moments = [times[1], times[2][:10], "1999-12", "2999"]
            places = [
                f"{place}?_at={at.replace('+', '%2B')}"
                for place in ("/fhir/Basic/b1/_history", "/fhir/_history")
                for at in moments
            ]
            told = [(await client.get(place)).json() for place in places]
        return [[one["response"]["etag"][3] for one in it.get("entry", ())] for it in told]

    assert told(tmp_path, story) == [["2"], ["3", "2", "1"], [], ["3"]] * 2


def test_a_page_of_no_versions_counts_them(tmp_path: Path) -> None:
    """It is not that there is no such resource."""

    async def story(opened: House) -> list[tuple[int, int | None]]:
        async with opened.client() as client:
            made = await client.post(MESSAGE, content=admission())
            places = (f"/fhir/Patient/{first(made, 'Patient')}", "/fhir/Patient/nobody")
            answers = [await client.get(f"{place}/_history?_count=0") for place in places]
            whole = (await client.get("/fhir/_history?_count=0")).json()
        assert [one["relation"] for one in whole["link"]] == ["self"]  # a next would lead nowhere
        return [(one.status_code, one.json().get("total")) for one in answers]

    assert told(tmp_path, story) == [(200, 1), (404, None)]


def test_what_comes_back_after_a_deletion_was_made_anew(tmp_path: Path) -> None:
    """The history says of each version what was answered when it was written."""
    body = {"resourceType": "Basic", "code": {"text": "x"}, "id": "b1"}
    steps = [("PUT", body), ("PUT", body | {"created": "2026"}), ("DELETE", None), ("PUT", body)]

    async def story(opened: House) -> tuple[list[int], list[list[str]]]:
        async with opened.client() as client:
            answers = [
                await client.request(method, "/fhir/Basic/b1", json=sent) for method, sent in steps
            ]
            places = (
                "/fhir/Basic/b1/_history",
                "/fhir/Basic/b1/_history?_count=1",
                "/fhir/_history",
            )
            told = [(await client.get(place)).json()["entry"] for place in places]
        said = [[one["response"]["status"][:3] for one in entries] for entries in told]
        return [one.status_code for one in answers], said

    answered, said = told(tmp_path, story)

    assert answered == [201, 200, 204, 201]
    assert said == [["201", "204", "200", "201"], ["201"], ["201", "204", "200", "201"]]


def test_a_part_of_each_version_may_be_asked_for(tmp_path: Path) -> None:
    """R4 has _summary and _elements for every reading; the next page is told in the same form."""

    async def story(opened: House) -> tuple[Any, Any, Any]:
        async with opened.client() as client:
            for language in ("fr", "de"):
                body = {"resourceType": "Basic", "id": "b1", "code": {"text": "x"}}
                await client.put("/fhir/Basic/b1", json={**body, "language": language})
            old = await client.get("/fhir/Basic/b1/_history/1?_elements=code")
            page = (await client.get("/fhir/Basic/b1/_history?_elements=code&_count=1")).json()
            (follow,) = (one["url"] for one in page["link"] if one["relation"] == "next")
            return old.json(), page, (await client.get(follow)).json()

    old, page, second = told(tmp_path, story)
    for found in (old, page["entry"][0]["resource"], second["entry"][0]["resource"]):
        assert found["meta"]["tag"][0]["code"] == "SUBSETTED"
        assert found["code"] == {"text": "x"}
        assert "language" not in found
    assert second["entry"][0]["response"]["etag"] == 'W/"1"'
