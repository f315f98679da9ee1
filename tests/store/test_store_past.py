"""What every store tells of the past: deleted resources, old versions, histories.

https://hl7.org/fhir/R4/http.html#delete · https://hl7.org/fhir/R4/http.html#history
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from gateway.model import Decision, Entry, Keys, Span, Stored
from gateway.store import Store
from tests.store.made_entries import (
    NOON,
    YES,
    Play,
    asked,
    entry,
    found,
    ids,
    keys,
    observation,
    outcome,
    patient,
)


def removed(it: Stored, version: int) -> Stored:
    """The version that says that it is gone."""
    return structs.replace(it, version=version, body={}, index=(), deleted=True)


def later(minutes: int, it: Entry) -> Entry:
    """The entry, kept so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    inbound = structs.replace(it.inbound, received_at=at)
    receipt = structs.replace(it.receipt, received_at=at)
    resources = tuple(
        one
        if one.deleted
        else structs.replace(one, body={**one.body, "meta": {"lastUpdated": at.isoformat()}})
        for one in it.resources
    )
    return structs.replace(it, inbound=inbound, receipt=receipt, resources=resources)


O1 = observation("o1", "anna")


def test_what_is_deleted_is_seen_by_nobody_who_reads(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", patient("anna", "100"), O1))
        await store.commit(entry("c2", removed(O1, 2)))
        standing = await store.standing(
            Keys(resources=(("Observation", "o1"),), dependents=("anna",))
        )
        version = standing.resources["Observation", "o1"]
        return [
            await store.read(YES, "Observation", "o1"),
            await found(store, "Observation"),
            await found(store, "Observation", ("_id", "o1")),
            await found(store, "Observation", ("patient", "anna")),
            await store.several(YES, [("Observation", "o1")]),
            ids(await store.compartment(YES, "anna")),
            [one.id for one in standing.dependents],
            (version.version, version.deleted, version.body, version.subject),
        ]

    assert play(story) == [
        *[None, [], [], [], [], ["anna"], ["anna"]],
        (2, True, {}, "anna"),
    ]


def test_what_was_deleted_comes_back_as_the_next_version(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", O1))
        await store.commit(entry("c2", removed(O1, 2)))
        again = observation("o1", "anna", 3)
        told: list[Any] = [await outcome(store, entry("c3", structs.replace(O1, version=2)))]
        told.append(await outcome(store, entry("c4", again)))
        told.append(await found(store, "Observation", ("patient", "anna")))
        told.append(await outcome(store, entry("c5", removed(O1, 4))))
        told.append(await found(store, "Observation", ("patient", "anna")))
        standing = await store.standing(keys("Observation/o1"))
        told.append(standing.resources["Observation", "o1"].version)
        told.append(await store.origin("Observation/o1/_history/2") is not None)
        return told

    assert play(story) == ["stale", "accepted", ["o1"], "accepted", [], 4, True]


async def story_of_four(store: Store) -> None:
    """o1 is kept, changed, deleted and said again; between, others."""
    await store.commit(later(0, entry("c1", patient("anna", "100"), O1)))
    await store.commit(later(10, entry("c2", structs.replace(O1, version=2))))
    await store.commit(later(20, entry("c3", removed(O1, 3), observation("o2", "ben"))))
    await store.commit(later(30, entry("c4", structs.replace(O1, version=4))))


def test_each_version_can_be_told(play: Play) -> None:
    async def story(store: Store) -> None:
        await story_of_four(store)
        for number, which in ((0, 4), (1, 1), (2, 2), (3, 3), (4, 4)):
            past = await store.version(YES, "Observation", "o1", number)
            assert past is not None
            assert (past.version, past.body is None) == (which, which == 3)
            assert past.at == (NOON + timedelta(minutes=10 * (which - 1))).isoformat()
        assert await store.version(YES, "Observation", "o1", 5) is None

    play(story)


async def walked(store: Store, span: Span, decision: Decision = YES) -> list[str]:
    """`id/version` of all pages."""
    told = []
    while True:
        page = await store.history(decision, span)
        assert len(page.versions) <= span.count
        told += [f"{it.id}/{it.version}{'' if it.body else '!'}" for it in page.versions]
        if not page.after:
            return told
        span = replace(span, after=page.after)


ALL = ["o1/4", "o2/1", "o1/3!", "o1/2", "o1/1", "anna/1"]
SPANS = {
    "one": (Span("Observation", "o1"), ["o1/4", "o1/3!", "o1/2", "o1/1"]),
    "type": (Span("Observation"), [it for it in ALL if "anna" not in it]),
    "all": (Span(), ALL),
    "since": (Span(since="2026-11-21T12:10:00Z"), ALL[:4]),
    "until": (Span(until="2026-11-21T13:10:00+01:00"), ALL[3:]),
    "between": (
        Span("Observation", "o1", "2026-11-21T12:05:00Z", "2026-11-21T12:25:00Z"),
        ["o1/3!", "o1/2"],
    ),
    "at": (Span(until="2026-11-21T12:15:00Z", current="2026-11-21T12:15:00Z"), ["o1/2", "anna/1"]),
    "while": (
        Span("Observation", "o1", until="2026-11-21T12:25:00Z", current="2026-11-21T12:05:00Z"),
        ["o1/3!", "o1/2", "o1/1"],
    ),
    "nobody": (Span("Observation", "never"), []),
    "no such type": (Span("Basic"), []),
}


def test_a_history_tells_the_newest_first(play: Play) -> None:
    async def story(store: Store) -> None:
        await story_of_four(store)
        for name, (span, meant) in SPANS.items():
            for count in (1, 2, 50):
                assert await walked(store, replace(span, count=count)) == meant, (name, count)

    play(story)


def test_a_history_tells_only_what_the_decision_lets_stand(play: Play) -> None:
    only = Decision(allowed=True, reason="own", criteria=(asked("patient", "ben"),))

    async def story(store: Store) -> list[Any]:
        await story_of_four(store)
        return [
            await walked(store, Span(), only),
            await walked(store, Span("Observation", "o1"), only),
            await store.version(only, "Observation", "o1"),
        ]

    assert play(story) == [["o2/1"], [], None]


def test_the_past_is_told_to_nobody_without_leave(play: Play) -> None:
    no = Decision(allowed=False, reason="no token")

    async def story(store: Store) -> None:
        for ask in (
            store.several(no, []),
            store.version(no, "Patient", "anna"),
            store.history(no, Span()),
        ):
            with pytest.raises(PermissionError):
                await ask

    play(story)
