"""Requests that wait for their turn, on both stores: kept, taken by one, answered, forgotten.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from gateway.model import Backlog, Later, Room, State
from gateway.store import STORES, Store, care
from gateway.store.holds import Hold
from gateway.store.postponed import instant
from gateway.store.retaining import retain
from tests.store.made_entries import NOON, Play

LEASE = NOON + timedelta(minutes=1)
DAY = NOON + timedelta(days=1)
BODY = b'{"resourceType":"Bundle","type":"batch"}' * 40


def request(id: str, minutes: int = 0, sender: str = "lakeside") -> Later:
    return Later(id, sender, NOON + timedelta(minutes=minutes), BODY)


async def kept(store: Store, *named: str) -> None:
    for minutes, name in enumerate(named):
        assert await store.postpone(request(name, minutes), 10, 10) is Room.FREE


async def begun(store: Store, holder: str, now: datetime = NOON) -> str:
    found = await store.begin(holder, now, now + timedelta(minutes=1))
    return found.id if found else ""


def test_what_was_kept_is_begun_in_its_order_and_whole(play: Play) -> None:
    async def story(store: Store) -> list[Later | None]:
        await kept(store, "b", "a")
        return [await store.begin("one", NOON, LEASE) for _ in range(3)]

    first, second, third = play(story)

    assert first == Later("b", "lakeside", NOON, BODY, 1)
    assert second.id == "a"
    assert third is None


def test_a_body_lies_packed_in_its_row(play: Play) -> None:
    async def story(store: Any) -> list[tuple[int, int]]:
        await kept(store, "a")
        sizes = [await store._look(_sizes)]
        await begun(store, "one")
        await store.answered("one", "a", BODY, DAY)
        return [*sizes, await store._look(_sizes)]

    (request_, none), (gone, answer) = play(story)

    assert max(request_, answer) < len(BODY) / 4
    assert none == gone == 1


def _sizes(sql: Any) -> tuple[int, int]:
    found = sql.execute("SELECT length(request), length(answer) FROM postponed").fetchone()
    return found[0], found[1]


def test_who_waits_is_told_how_many_are_before_it_and_the_answer_in_the_end(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await kept(store, "a", "b", "c")
        waits = await store.progress("c", "lakeside", NOON)
        await begun(store, "one")
        runs = await store.progress("a", "lakeside", NOON)
        fewer = await store.progress("c", "lakeside", NOON)
        done = await store.answered("one", "a", b"an answer", DAY)
        return [waits, runs, fewer, done, await store.progress("a", "lakeside", NOON)]

    waits, runs, fewer, done, told = play(story)

    assert (waits.state, waits.ahead) == (State.WAITS, 2)
    assert (runs.state, runs.ahead) == (State.RUNS, 0)
    assert fewer.ahead == 1
    assert done
    assert (told.state, told.answer) == (State.DONE, b"an answer")
    assert datetime.fromisoformat(told.until) == DAY


def test_nobody_else_is_told_of_it_nor_can_forget_it(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await kept(store, "a")
        return [
            await store.progress("a", "hillside", NOON),
            await store.forget("a", "hillside", NOON),
            await store.progress("b", "lakeside", NOON),
            await store.forget("a", "lakeside", NOON),
            await store.forget("a", "lakeside", NOON),
            await begun(store, "one"),
        ]

    assert play(story) == [None, False, None, True, False, ""]


def test_an_answer_to_what_was_cancelled_meanwhile_is_not_kept(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await kept(store, "a")
        await begun(store, "one")
        await store.forget("a", "lakeside", NOON)
        return [await store.answered("one", "a", b"x", DAY), await store.backlog()]

    assert play(story) == [False, Backlog()]


def test_whose_time_ran_out_is_taken_over_and_its_answer_is_not_kept(play: Play) -> None:
    later = NOON + timedelta(minutes=2)

    async def story(store: Store) -> list[Any]:
        await kept(store, "a")
        told = [await begun(store, "one"), await begun(store, "two")]
        await store.hold_on("one", ["a"], later)
        told.append(await begun(store, "two", LEASE + timedelta(seconds=30)))
        found = await store.begin("two", later + timedelta(seconds=1), DAY)
        late = await store.answered("one", "a", b"late", DAY)
        return [*told, found and found.tries, late, await store.answered("two", "a", b"x", DAY)]

    assert play(story) == ["a", "", "", 2, False, True]


def test_what_is_put_back_waits_as_long_as_it_is_told_to(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        await kept(store, "a")
        await begun(store, "one")
        await store.put_back("one", "a", LEASE, 0)
        return [await begun(store, "two"), await begun(store, "two", LEASE)]

    assert play(story) == ["", "a"]


def test_what_ran_when_the_store_was_closed_is_begun_again(
    play: Play, place: tuple[str, Any]
) -> None:
    """By who opens the embedded store, at once; in PostgreSQL when its time has run out."""

    async def before(store: Store) -> None:
        await kept(store, "a")
        await begun(store, "one")

    async def after(store: Store) -> list[str]:
        return [await begun(store, "two"), await begun(store, "two", LEASE + timedelta(days=1))]

    play(before)
    alone = place[0] == "sqlite"
    assert play(after) == (["a", "a"] if alone else ["", "a"])


def test_no_more_are_kept_than_may_wait_of_one_and_of_all(play: Play) -> None:
    async def story(store: Store) -> list[Room]:
        told = [await store.postpone(request(name), 2, 3) for name in "abc"]
        told.append(await store.postpone(request("d", sender="hillside"), 2, 3))
        told.append(await store.postpone(request("e", sender="riverside"), 2, 3))
        await begun(store, "one")
        await store.answered("one", "a", b"x", DAY)
        return [*told, await store.postpone(request("f"), 2, 3)]

    free = Room.FREE
    assert play(story) == [free, free, Room.OWN_FULL, free, Room.FULL, free]


def test_an_answer_is_gone_when_its_time_is_over_and_removed_after_that(
    play: Play, place: tuple[str, Any]
) -> None:
    async def story(store: Store) -> list[Any]:
        await kept(store, "a", "b")
        await begun(store, "one")
        await store.answered("one", "a", b"x", DAY)
        told: list[Any] = [await store.progress("a", "lakeside", DAY)]
        told.append(await store.forget("a", "lakeside", DAY))
        await store.expire(NOON)
        told.append(await store.backlog())
        return told

    assert play(story) == [None, False, Backlog(waits=1, done=1)]
    counted = retain(place[1], "", "", Hold(), instant(DAY), really=False)
    went = retain(place[1], "", "", Hold(), instant(DAY), really=True)
    assert (counted.answers, went.answers) == (1, 1)
    assert play(lambda store: store.backlog()) == Backlog(waits=1)


def test_of_two_processes_one_has_it(postgres: Any) -> None:
    """Many ask at once through two stores: each request is begun once."""
    url = postgres.database()

    async def story() -> list[str]:
        one, two = (STORES["postgresql"](url) for _ in range(2))
        try:
            await kept(one, *(f"r{number}" for number in range(8)))
            both = ((one, "1"), (two, "2"))
            return await asyncio.gather(*(begun(*who) for _ in range(6) for who in both))
        finally:
            await one.close()
            await two.close()

    found = sorted(asyncio.run(story()))
    assert found == [""] * 4 + [f"r{number}" for number in range(8)]


def test_what_waits_goes_with_the_store_that_is_copied(
    play: Play, place: tuple[str, Any], tmp_path: Any
) -> None:
    play(lambda store: kept(store, "a"))
    target = tmp_path / "other" / "gateway.sqlite"

    care.copy(place[1], target, lambda *_: None)

    async def told() -> str:
        store = STORES["sqlite"](target)
        try:
            return await begun(store, "one")
        finally:
            await store.close()

    assert asyncio.run(told()) == "a"


def test_a_holder_learns_what_of_its_own_nobody_wants_any_more(play: Play) -> None:
    """What is done is still its own; what another took over, or its caller cancelled, is not."""

    async def story(store: Store) -> list[Any]:
        await kept(store, "a", "b", "c", "d")
        names = [await begun(store, "one") for _ in range(3)]
        names.append(await begun(store, "two"))
        await store.answered("one", "a", b"x", DAY)
        await store.forget("b", "lakeside", NOON)
        return [names, await store.kept("one", names), await store.kept("two", names)]

    assert play(story) == [["a", "b", "c", "d"], {"a", "c"}, {"d"}]
