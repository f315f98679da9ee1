"""Searches that would look at too much are refused by name, or bounded in time.

https://hl7.org/fhir/R4/search.html#errors
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.disclosure import following, including
from gateway.disclosure.following import Within
from gateway.model import Rejected, Resource
from gateway.search.library import Library
from tests.pace import within as in_time
from tests.search.search_house import answer, beside, body, refer, told


def crowd(most: int) -> list[Resource]:
    """Many observations of one patient, of which one is like no other."""
    many = [
        body(f"Observation/o{n}", code={"text": "x"}, subject=refer("Patient/p"), status="final")
        for n in range(most)
    ]
    return [body("Patient/p", active=True), *many]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Observation?status=amended", "status is not indexed, and more than"),
        ("Observation?status=amended&code:text=x", "status, code is not indexed"),
        ("Observation?_text=x", "_text cannot be indexed, and more than"),
        ("Observation?_sort=date", "date is not indexed, and more than"),
        ("Patient?_has:Observation:patient:status=amended", "status is not indexed"),
    ],
)
def test_what_is_too_costly_is_refused_by_name(tmp_path: Path, asked: str, says: str) -> None:
    """And it is said how it would become cheap."""

    async def story(within: Within) -> str:
        type_, _, rest = asked.partition("?")
        with pytest.raises(Rejected) as caught:
            await answer(within, type_, rest)
        (issue,) = caught.value.issues
        assert issue.code == "too-costly"
        return issue.text

    text = told(tmp_path, crowd(5_100), story, rich=False)
    assert text.startswith(says)
    assert ("gateway reindex --add Observation." in text) is ("cannot" not in text)


def test_what_was_kept_when_is_never_too_costly(tmp_path: Path) -> None:
    """Every store knows it, without index rows."""

    async def story(within: Within) -> tuple[int, ...]:
        asked = ("_lastUpdated=lt2026", "_lastUpdated=ge2026&_count=500", "_sort=-_lastUpdated")
        return tuple([len(await answer(within, "Observation", one)) for one in asked])

    assert told(tmp_path, crowd(5_100), story, rich=False) == (0, 5_100, 5_100)


def test_what_would_lead_to_too_many_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inner search and what is included are bounded too."""
    monkeypatch.setattr(following, "MOST", 20)
    monkeypatch.setattr(including, "MOST", 20)

    async def story(within: Within) -> list[str]:
        said = []
        for type_, asked in (
            ("Patient", "_has:Observation:patient:status=final"),
            ("Provenance", "target:Observation.status=final"),
            ("Patient", "_id=p&_revinclude=Observation:patient"),
        ):
            with pytest.raises(Rejected) as caught:
                await beside(within, type_, asked)
            said.append(caught.value.issues[0].text)
        return said

    assert told(tmp_path, crowd(40), story) == [
        "_has:Observation:patient:status is met by more than 20 resources: too many to follow.",
        "target.status is met by more than 20 resources: too many to follow.",
        "_revinclude would tell of more than 20 resources.",
    ]


def test_a_regular_expression_is_a_text(tmp_path: Path) -> None:
    """Nobody's text is run; long texts are looked at in time."""
    bodies = [body("Patient/a", name=[{"family": "(a+)+$" * 2_000}])]

    async def story(within: Within) -> list[list[str]]:
        with in_time(2):
            return [
                await answer(within, "Patient", [("family:contains", "(a+)+b")]),
                await answer(within, "Patient", [("family:exact", "(a+)+$" * 2_000)]),
                await answer(within, "Patient", [("_content", "a " * 20_000)]),
            ]

    assert told(tmp_path, bodies, story) == [[], ["a"], ["a"]]


def test_the_library_keeps_what_it_compiled(tmp_path: Path) -> None:
    """A parameter is compiled once."""

    async def story(within: Within) -> tuple[Any, Any]:
        known: Library = within.library
        return known.param("Patient", "name"), known.param("Patient", "name")

    first, second = told(tmp_path, [], story)
    assert first is second
