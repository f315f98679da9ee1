"""The line to the database is cut at every piece of a commit: no acknowledgement without one.

A longer run: `GATEWAY_TRIALS=500 pytest tests/store/test_postgres_lost.py`.
https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
"""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.model import Query, Receipt, Stale, Unavailable
from gateway.store import Store, open_postgres
from tests.store.made_entries import YES, asked, entry, observation, said
from tests.store.made_line import Cut, Line, line
from tests.store.made_server import Server

TRIALS = int(os.environ.get("GATEWAY_TRIALS", "24"))
PIECES = 14
"""Pieces of one commit, about: what is cut later is cut in the next."""


async def sent(store: Store, number: int) -> str:
    """What becomes of a message that is sent until it is answered."""
    it = entry(
        f"c{number}",
        *[observation(f"o{number}-{n}", "anna") for n in (1, 2)],
        contributions=(said("anna", number=number),),
    )
    try:
        receipt = await store.commit(it)
    except Unavailable:
        return "unavailable"
    except Stale:
        return "stale"
    assert isinstance(receipt, Receipt)
    return "kept"


async def story(url: str, through: Line) -> dict[str, int]:
    """Cut, see what is said, look whether it is true, send again."""
    number = random.Random(11)  # noqa: S311 - the same cuts each time
    told: dict[str, int] = {}
    direct = open_postgres(url)
    store = open_postgres(f"postgresql://postgres@127.0.0.1:{through.port}{urlsplit(url).path}")
    for at in range(TRIALS):
        how: Cut = get_args(Cut)[at % 2]
        through.cut_at(at % PIECES if TRIALS < 100 else number.randrange(PIECES), how)
        outcome = await sent(store, at)
        stands = await direct.receipt("lakeside", f"c{at}")
        assert (outcome == "kept") <= (stands is not None), (at, how, outcome)
        assert outcome != "stale", "nobody else wrote it"
        through.cut_at(-1, how)
        if outcome == "unavailable":
            again = await sent(store, at)
            assert again == ("stale" if stands else "kept"), (at, how, again)
        told[outcome] = told.get(outcome, 0) + 1
    await store.close()
    for at in range(TRIALS):
        query = Query("Observation", (asked("_id", f"o{at}-1,o{at}-2"),))
        assert (await direct.search(YES, query)).total == 2
    await direct.close()
    return told


def test_a_cut_line_loses_nothing_and_doubles_nothing(postgres: Server) -> None:
    url = postgres.database()
    folder = parse_qs(urlsplit(url).query)["host"][0]
    with line(f"{folder}/.s.PGSQL.5432") as through:
        told = asyncio.run(story(url, through))

    assert sum(told.values()) == TRIALS
    assert through.cuts > TRIALS * 2 // 3
    print(told, through.cuts)  # noqa: T201 - a longer run tells its figures


def test_a_server_that_is_not_there_is_said_and_nothing_is_kept(postgres: Server) -> None:
    url = postgres.database()
    folder = parse_qs(urlsplit(url).query)["host"][0]

    async def gone() -> list[Any]:
        with line(f"{folder}/.s.PGSQL.5432") as through:
            address = f"postgresql://postgres@127.0.0.1:{through.port}{urlsplit(url).path}"
            store = open_postgres(address)
            told: list[Any] = [await sent(store, 1)]
        told.append(await sent(store, 2))
        with pytest.raises(Unavailable):
            await store.read(YES, "Observation", "o1-1")
        await store.close()
        return told

    assert asyncio.run(gone()) == ["kept", "unavailable"]
