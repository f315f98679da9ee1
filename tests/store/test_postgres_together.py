"""Eight writers on one database: none waits for ever, none is lost, nothing is there twice.

A longer run: `GATEWAY_TRIALS=500 pytest tests/store/test_postgres_together.py`.
https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from typing import Any

import psycopg

from gateway.model import Condition, Contribution, Keys, Query, Stale
from gateway.store import Store, open_postgres
from tests.store.made_entries import (
    MRN,
    YES,
    asked,
    entry,
    found,
    link,
    outcome,
    patient,
    said,
    stored,
)
from tests.store.made_server import Server

WRITERS = 8
EACH = int(os.environ.get("GATEWAY_TRIALS", "8"))
PEOPLE = [f"p{n}" for n in range(6)]


async def adds(store: Store, writer: int, number: int) -> int:
    """Says something of three people and two shared resources, in any order, until it is kept."""
    dice = random.Random(writer * 1000 + number)  # noqa: S311 - the same story each time
    people = dice.sample(PEOPLE, 3)
    shared = [f"Organization/{name}" for name in dice.sample("abcd", 2)]
    tries = 0
    while True:
        tries += 1
        keys = Keys(
            resources=tuple(("Organization", name.split("/")[1]) for name in shared),
            identities=tuple(people),
        )
        standing = await store.standing(keys)
        new = []
        for name in shared:
            stands = standing.resources.get(("Organization", name.split("/")[1]))
            body = stands.body["said"] if stands else []
            version = stands.version + 1 if stands else 1
            new.append(stored(name, version, said=[*body, f"{writer}-{number}"]))
        own = [patient(f"{writer}-{number}-{tries}", "1")]
        try:
            await store.commit(
                entry(
                    f"c{writer}-{number}",
                    *new,
                    *own,
                    contributions=tuple(_said(one, writer, number) for one in people),
                    links=(link(people[0], people[1]),),
                    revisions=dict(standing.revisions),
                )
            )
        except Stale:
            continue
        return tries


def _said(identity: str, writer: int, number: int) -> Contribution:
    return said(identity, f"sender{writer}", number=number)


def test_eight_writers_keep_all_and_never_deadlock(postgres: Server) -> None:
    url = postgres.database()

    async def story() -> Any:
        stores = [open_postgres(url) for _ in range(WRITERS)]

        async def all_of(writer: int) -> int:
            return sum([await adds(stores[writer], writer, number) for number in range(EACH)])

        tries = await asyncio.gather(*map(all_of, range(WRITERS)))
        standing = await stores[0].standing(
            Keys(resources=tuple(("Organization", name) for name in "abcd"))
        )
        for store in stores:
            await store.close()
        return tries, [text for it in standing.resources.values() for text in it.body["said"]]

    tries, kept = asyncio.run(story())

    assert Counter(kept) == {f"{w}-{n}": 2 for w in range(WRITERS) for n in range(EACH)}
    assert _deadlocks(url) == 0
    print(f"{WRITERS * EACH} kept in {sum(tries)} tries")  # noqa: T201 - a longer run tells its figures


def test_of_conditional_creates_by_eight_processes_one_is_kept(postgres: Server) -> None:
    url = postgres.database()
    query = Query("Patient", (asked("identifier", f"{MRN}|100"),))

    async def story() -> Any:
        stores = [open_postgres(url) for _ in range(WRITERS)]
        entries = [
            entry(f"c{n}", patient(f"p{n}", "100"), conditions=(Condition(query, ()),))
            for n in range(50)
        ]
        told = await asyncio.gather(
            *[outcome(stores[at % WRITERS], it) for at, it in enumerate(entries)]
        )
        kept = await found(stores[0], "Patient", ("identifier", "100"))
        for store in stores:
            await store.close()
        return Counter(told), len(kept)

    assert asyncio.run(story()) == ({"accepted": 1, "stale": 49}, 1)
    assert _deadlocks(url) == 0


def test_one_message_at_two_processes_is_kept_once(postgres: Server) -> None:
    url = postgres.database()

    async def story() -> Any:
        stores = [open_postgres(url) for _ in range(WRITERS)]
        told = []
        for number in range(EACH):
            same = [entry(f"c{number}", stored(f"Basic/b{number}-{at}")) for at in range(WRITERS)]
            told += await asyncio.gather(
                *[outcome(store, it) for store, it in zip(stores, same, strict=True)]
            )
        page = await stores[0].search(YES, Query("Basic", ()))
        for store in stores:
            await store.close()
        return Counter(told), page.total

    assert asyncio.run(story()) == ({"accepted": EACH, "stale": EACH * (WRITERS - 1)}, EACH)


def _deadlocks(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        asked_ = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        (number,) = connection.execute(asked_).fetchone() or (0,)
    return int(number)
