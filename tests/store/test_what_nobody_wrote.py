"""What nobody has written to since it was read is not looked for again, and nothing is missed.

https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from gateway.model import Entry, Heard, Keys, Standing, Version
from gateway.store import Store, open_sqlite, touched
from gateway.store.codec import key
from gateway.store.touched import Still, Touched
from tests.store.made_entries import entry, keys, observation, outcome, patient, stored

ANNA, BEN = key("anna"), key("ben")
REPORT = ("DiagnosticReport", "r")
NAMES = [f"o{at}" for at in range(6)]


def played(path: Path, story: Callable[[Store], Awaitable[Any]]) -> Any:
    """A story of the embedded store."""

    async def whole() -> Any:
        store = open_sqlite(path / "gateway.sqlite")
        try:
            return await story(store)
        finally:
            await store.close()

    return asyncio.run(whole())


def results(control_id: str, *resources: Any) -> Entry:
    """A message with six new results, and what else it brings."""
    return entry(control_id, *[observation(name, "anna") for name in NAMES], *resources)


def asked() -> Keys:
    """A report, and its results, which need not be looked for where it does not stand."""
    parts = tuple(("Observation", name) for name in NAMES)
    return Keys(resources=(REPORT,), parts=parts, wholes=frozenset({REPORT}))


def told(standing: Standing) -> tuple[list[str], list[str]]:
    """Ids that stand, and those that are taken not to."""
    return sorted(id_ for _, id_ in standing.resources), sorted(i for _, i in standing.assumed)


async def written(store: Store, it: Entry, standing: Standing) -> str:
    """How it ends where it was worked out from that standing."""
    return await outcome(store, structs.replace(it, moment=standing.moment))


def test_what_a_change_writes_is_touched_before_it_is_durable() -> None:
    known = Touched()
    known.note([ANNA])
    assert not known.unchanged(ANNA, 0)
    assert known.unchanged(BEN, 0)

    known.durable()

    assert known.moment == 1
    assert not known.unchanged(ANNA, 0)
    assert known.unchanged(ANNA, 1)


def test_what_was_noted_too_long_ago_counts_as_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touched, "MOST", 3)
    known = Touched()
    for name in ("a", "b", "c", "d"):
        known.note([key(name)])
        known.durable()
    known.note([ANNA])
    assert not known.unchanged(BEN, 4)

    known.durable()

    assert known.unchanged(BEN, 5)
    assert not known.unchanged(ANNA, 4)


def test_a_version_stands_still_until_somebody_writes_to_it(tmp_path: Path) -> None:
    """Whoever asks after it was changed, heard again or deleted is told what stands then."""
    gone = structs.replace(patient("anna", "2", 3), body={}, index=(), deleted=True)
    heard = Heard("Patient", "anna", 2, "2027", {})

    async def story(store: Store) -> list[tuple[Any, ...]]:
        seen: list[tuple[Any, ...]] = []
        for one in (
            entry("c1", patient("anna", "1")),
            entry("c2", patient("anna", "2", 2)),
            entry("c3", heard=(heard,), expects={("Patient", "anna"): 2}),
            entry("c4", gone),
        ):
            await store.commit(one)
            first, again = [
                (await store.standing(keys("Patient/anna"))).resources["Patient", "anna"]
                for _ in range(2)
            ]
            assert first is again
            number = first.body["identifier"][0]["value"] if first.body else ""
            seen.append((first.version, first.effective[:4], first.deleted, number))
        return seen

    assert played(tmp_path, story) == [
        (1, "2026", False, "1"),
        (2, "2026", False, "2"),
        (2, "2027", False, "2"),
        (3, "2026", True, ""),
    ]


def test_versions_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those go first that were asked for longest ago; a large one is not remembered."""
    monkeypatch.setattr(touched, "ROOM", 250)
    still, version = Still(Touched()), Version("Patient", "anna", 1, {}, "lakeside", "")
    for name in ("a", "b", "c"):
        still.keep(version, key(name), 0, 100)
    assert still.version("Patient", key("a")) is None
    assert still.version("Patient", key("b")) is version

    still.keep(version, key("d"), 0, 100)
    still.keep(version, key("e"), 0, touched.LARGEST + 1)

    assert still.version("Patient", key("c")) is None
    assert still.version("Patient", key("b")) is version
    assert still.version("Patient", key("e")) is None


def test_results_of_a_report_that_does_not_stand_are_not_looked_for(tmp_path: Path) -> None:
    async def story(store: Store) -> list[Any]:
        before = await store.standing(asked())
        ended = await written(store, results("c1", stored("DiagnosticReport/r")), before)
        return [told(before), ended, told(await store.standing(asked()))]

    assert played(tmp_path, story) == [
        ([], sorted(NAMES)),
        "accepted",
        (sorted([*NAMES, "r"]), []),
    ]


def test_results_that_stand_without_their_report_are_found_when_they_are_written(
    tmp_path: Path,
) -> None:
    """The message is stale, its neighbours in the transaction are kept, and nothing is doubled."""

    async def story(store: Store) -> list[Any]:
        await store.commit(results("c1"))
        before = await store.standing(asked())
        again = results("c2", stored("DiagnosticReport/r"))
        several = [again, *(entry(f"n{at}", patient(f"p{at}", str(at))) for at in range(3))]
        ended = await asyncio.gather(*(written(store, one, before) for one in several))
        named = await store.standing(keys(*[f"Observation/{name}" for name in NAMES]))
        return [told(before), ended, [one.version for one in named.resources.values()]]

    found = played(tmp_path, story)
    assert found[0] == ([], sorted(NAMES))
    assert found[1] == ["stale", *["accepted"] * 3]
    assert found[2] == [1] * 6


def test_results_are_looked_for_where_one_of_them_was_deleted(tmp_path: Path) -> None:
    """What is deleted is in the way of no new row, so that writing would not find it."""
    gone = structs.replace(observation("o3", "anna", 2), body={}, index=(), deleted=True)

    async def story(store: Store) -> list[Any]:
        await store.commit(results("c1"))
        await store.commit(entry("c2", gone))
        return [told(await store.standing(asked()))]

    assert played(tmp_path, story) == [(sorted(NAMES), [])]


def test_what_others_wrote_after_the_standing_makes_an_entry_stale(tmp_path: Path) -> None:
    async def story(store: Store) -> list[Any]:
        before = await store.standing(keys("Patient/anna"))
        ended = [await written(store, entry("c1", patient("anna", "1")), before)]
        ended.append(await written(store, entry("c2", patient("anna", "1")), before))
        after = await store.standing(keys("Patient/anna"))
        ended.append(await written(store, entry("c3", patient("anna", "1", 2)), after))
        ended.append(await written(store, entry("c4", patient("anna", "1", 2)), after))
        return ended

    assert played(tmp_path, story) == ["accepted", "stale", "accepted", "stale"]


def test_what_was_deleted_and_not_looked_for_makes_an_entry_stale(tmp_path: Path) -> None:
    """A row of what is deleted is in the way of no new one: it is asked for by itself."""
    gone = structs.replace(patient("anna", "1", 2), body={}, index=(), deleted=True)

    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", patient("anna", "1")))
        await store.commit(entry("c2", gone))
        before = await store.standing(keys("Patient/ben"))
        return [
            await written(store, entry("c3", patient("anna", "1")), before),
            await written(store, entry("c4", patient("ben", "2")), before),
        ]

    assert played(tmp_path, story) == ["stale", "accepted"]
