"""Which parameters have rows for all that is kept, and how others get them while all goes on.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from msgspec import structs

from gateway.model import Criterion, Resource, Stored
from gateway.store import Store, indexing
from tests.store.made_entries import Play, entry, found, observation, stored
from tests.store.things import find

CODE, DATE = ("Observation", "code"), ("Observation", "date")
PATIENT = ("Observation", "patient")
BY_CODE = Criterion("code", "token", ((None, "a"),))
BY_DATE = Criterion("date", "date", (("eq", 5, 5),))


def rows(*params: str) -> Any:
    """What makes the rows of these parameters."""

    def read(body: Resource) -> Iterable[tuple[Any, ...]]:
        if "subject" in body and "patient" in params:
            yield "reference", "patient", *body["subject"]["reference"].split("/")
        if "code" in params:
            yield "token", "code", "", body["code"]
        if "date" in params:
            yield "date", "date", body["n"], body["n"]

    return read


def result(id_: str, *params: str, version: int = 1) -> Stored:
    """An Observation with the rows of these parameters."""
    it = observation(id_, "anna", version, code="a", n=5)
    return structs.replace(it, index=tuple(rows(*params)(it.body)))


def test_a_new_store_has_all_that_its_first_opener_wants(play: Play) -> None:
    async def story(store: Store) -> Any:
        before = store.indexed
        await store.commit(entry("c1", result("o1", "code")))
        return before

    wanted = frozenset({CODE, ("Patient", "name")})
    assert play(story, wanted=wanted) == wanted
    assert play(story_of_indexed, wanted=wanted | {DATE, ("Basic", "code")}) == wanted | {
        ("Basic", "code")
    }
    assert play(story_of_indexed, wanted=frozenset({DATE})) == frozenset()


async def story_of_indexed(store: Store) -> Any:
    """What it says is indexed."""
    return store.indexed


def test_a_parameter_wanted_later_finds_all_that_was_kept_before(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SLICE", 2)

    async def story(store: Store) -> list[Any]:
        everyone = [result(f"o{n}", "patient") for n in range(5)]
        alone = structs.replace(stored("Observation/alone", code="a", n=5), index=())
        await store.commit(entry("c1", *everyone, alone))
        told: list[int] = []
        wanted = frozenset({CODE, DATE, PATIENT})
        await store.reindex(wanted, rows("code", "date", "patient"), told.append)
        every = ["alone", *[f"o{n}" for n in range(5)]]
        assert await find(store, BY_CODE) == await find(store, BY_DATE) == every
        assert sorted(await found(store, "Observation", ("patient", "anna"))) == every[1:]
        await store.reindex(frozenset({DATE, PATIENT}), rows("date", "patient"))
        assert await find(store, BY_CODE) == []
        assert await find(store, BY_DATE) == every
        assert sorted(await found(store, "Observation", ("patient", "anna"))) == every[1:]
        return [told, sorted(store.indexed)]

    assert play(story, wanted=frozenset({PATIENT})) == [[2, 4, 6], [DATE, PATIENT]]


def test_what_is_written_meanwhile_keeps_its_own_rows(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SLICE", 1)

    async def story(store: Store) -> None:
        await store.commit(entry("c1", *[result(f"o{n}") for n in range(20)]))
        work = store.reindex(frozenset({CODE}), rows("code"))

        async def write() -> None:
            for n in range(20):
                await store.commit(entry(f"d{n}", result(f"o{n}", "code", version=2)))
                await store.commit(entry(f"e{n}", result(f"p{n}", "code")))

        await asyncio.gather(work, write())
        assert CODE in store.indexed
        assert len(await find(store, BY_CODE)) == 40
        again = [
            result(f"{name}{n}", version=3 if name == "o" else 2)
            for name in "op"
            for n in range(20)
        ]
        await store.commit(entry("last", *again))
        assert await find(store, BY_CODE) == []

    play(story, wanted=frozenset())
