"""Conditional writes on every store: of many at once that found nothing, one is kept.

https://hl7.org/fhir/R4/http.html#ccreate
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from gateway.model import Condition, Keys, Query, Rest
from gateway.store import Store
from tests.store.made_entries import MRN, YES, Play, asked, entry, found, outcome, patient, stored

NUMBER_100 = Query("Patient", (asked("identifier", f"{MRN}|100"),))


def test_a_conditional_write_is_told_what_is_found(play: Play) -> None:
    by_name = Query("Patient", (), rest=Rest(lambda body: body["n"] > 1, ("n",)))

    async def story(store: Store) -> Any:
        many = [stored(f"Patient/p{n}", n=n) for n in range(6)]
        await store.commit(entry("c1", patient("anna", "100", n=0), *many))
        standing = await store.standing(Keys(searches=(NUMBER_100, by_name)))
        return standing.found

    assert play(story) == (
        (("Patient", "anna"),),
        (("Patient", "p2"), ("Patient", "p3"), ("Patient", "p4")),
    )


def test_of_fifty_conditional_creates_at_once_one_is_kept(play: Play) -> None:
    async def story(store: Store) -> Any:
        entries = [
            entry(f"c{n}", patient(f"p{n}", "100"), conditions=(Condition(NUMBER_100, ()),))
            for n in range(50)
        ]
        told = Counter(await asyncio.gather(*[outcome(store, it) for it in entries]))
        return told, len(await found(store, "Patient", ("identifier", "100")))

    assert play(story) == ({"accepted": 1, "stale": 49}, 1)


def test_of_fifty_updates_of_one_version_at_once_none_is_lost(play: Play) -> None:
    """Each reads what stands, adds itself, and tries again where another was faster."""

    async def add(store: Store, number: int) -> int:
        tries = 0
        while True:
            tries += 1
            standing = await store.standing(Keys(resources=(("Patient", "anna"),)))
            stands = standing.resources["Patient", "anna"]
            said = [*stands.body["said"], number]
            new = patient("anna", "100", stands.version + 1, said=said)
            if await outcome(store, entry(f"c{number}-{tries}", new)) == "accepted":
                return tries

    async def story(store: Store) -> Any:
        await store.commit(entry("first", patient("anna", "100", said=[])))
        await asyncio.gather(*[add(store, number) for number in range(50)])
        standing = await store.standing(Keys(resources=(("Patient", "anna"),)))
        stands = standing.resources["Patient", "anna"]
        return stands.version, sorted(stands.body["said"])

    assert play(story) == (51, list(range(50)))


def test_a_condition_that_no_longer_holds_leaves_nothing(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", patient("anna", "100")))
        none, one = Condition(NUMBER_100, ()), Condition(NUMBER_100, (("Patient", "anna"),))
        return [
            await outcome(store, entry("c2", patient("ben", "200"), conditions=(one, none))),
            await store.read(YES, "Patient", "ben"),
            await store.receipt("lakeside", "c2"),
            await outcome(store, entry("c3", patient("ben", "200"), conditions=(one,))),
        ]

    assert play(story) == ["stale", None, None, "accepted"]
