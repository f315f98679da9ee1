"""Pages of every kind of search: what is looked at one by one, sorted, newest first, counted.

https://hl7.org/fhir/R4/search.html#sort · https://hl7.org/fhir/R4/search.html#total
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from gateway.model import Criterion, Decision, Entry, Order, Query, Rest, TooCostly
from gateway.store import Store, searching
from tests.store.made_entries import NOON, YES, Play, entry, ids, observation, stored


def rank(*numbers: int) -> list[Any]:
    """Observations that say a number each."""
    return [stored(f"Observation/o{at}", n=number) for at, number in enumerate(numbers)]


async def pages(store: Store, query: Query, decision: Decision = YES) -> tuple[list[str], Any]:
    """Ids of all pages in their order, and the totals that were told; back again the same."""
    seen: list[list[str]] = []
    totals = set()
    while True:
        page = await store.search(decision, query)
        seen.append(ids(page.resources))
        totals.add(page.total)
        if not page.after:
            break
        query = structs.replace(query, after=page.after)
    back = [seen[-1]]
    while page.before:
        page = await store.search(decision, structs.replace(query, after=page.before, back=True))
        back.insert(0, ids(page.resources))
        assert page.after
        totals.add(page.total)
    assert back == seen
    return [one for each in seen for one in each], totals


EVEN = Rest(lambda body: body["n"] % 2 == 0, ("n",))
BY_N = Order(lambda body: (body["n"], body["id"] == "never"), ("n",))


def test_what_no_row_says_is_looked_at_one_by_one(play: Play) -> None:
    async def story(store: Store) -> None:
        await store.commit(entry("c1", *rank(5, 2, 3, 8, 4, 1)))
        for count in (1, 2, 3, 50):
            told = await pages(store, Query("Observation", (), count, rest=EVEN))
            assert told == (["o1", "o3", "o4"], {3})

    play(story)


def test_an_order_is_kept_from_page_to_page(play: Play) -> None:
    numbers = (5, 2, 3, 8, 2, 1)

    async def story(store: Store) -> None:
        await store.commit(entry("c1", *rank(*numbers)))
        for rest in (None, EVEN):
            places = [at for at, n in enumerate(numbers) if rest is None or n % 2 == 0]
            ordered = [f"o{at}" for at in sorted(places, key=lambda at: (numbers[at], at))]
            for count in (1, 2, 50):
                query = Query("Observation", (), count, rest=rest, order=BY_N)
                assert await pages(store, query) == (ordered, {len(places)})

    play(story)


def test_what_changed_last_comes_first_or_last(play: Play) -> None:
    async def story(store: Store) -> None:
        first, second, third = rank(1, 2, 3)
        await store.commit(entry("c1", first, second))
        await store.commit(entry("c2", third))
        await store.commit(entry("c3", structs.replace(first, version=2)))
        for count in (1, 2, 50):
            first_to_last = Query("Observation", (), count, newest=True)
            assert (await pages(store, first_to_last))[0] == ["o0", "o2", "o1"]
            last_to_first = structs.replace(first_to_last, newest=False)
            assert (await pages(store, last_to_first))[0] == ["o1", "o2", "o0"]

    play(story)


def test_too_many_to_look_at_are_refused_by_name(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "BOUND", 3)
    none = Rest(lambda body: body["n"] > 9, ("n", "m"))

    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", *rank(1, 2, 3)))
        query = Query("Observation", (), rest=none, order=BY_N)
        told: list[Any] = [len((await store.search(YES, query)).resources)]
        await store.commit(entry("c2", stored("Observation/more", n=1)))
        for each in (query, structs.replace(query, order=None), structs.replace(query, rest=None)):
            with pytest.raises(TooCostly) as refused:
                await store.search(YES, each)
            told.append((refused.value.params, refused.value.most))
        return told

    assert play(story) == [0, (("n", "n", "m"), 3), (("n", "m"), 3), (("n",), 3)]


def test_a_total_is_told_as_it_is_wanted(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COUNTED", 3)

    async def story(store: Store) -> list[Any]:
        told = []
        for control, more in (("c1", 3), ("c2", 1)):
            results = [stored(f"Observation/{control}-{n}", n=n) for n in range(more)]
            await store.commit(entry(control, *results))
            for total in ("none", "some", "all"):
                page = await store.search(YES, Query("Observation", (), 1, total=total))
                told.append(page.total)
        return told

    assert play(story) == [None, 3, 3, None, None, 4]


@pytest.mark.parametrize(
    "beside",
    [
        (),
        (Criterion("patient", "reference", (("Patient/anna",),)),),
        (Criterion("_id", "id", (("o0",), ("o1",), ("o2",))),),
        (Criterion("n", "number", (("gt", 0.0, 0.0),)),),
    ],
)
def test_resources_are_found_by_when_they_were_kept(
    play: Play, beside: tuple[Criterion, ...]
) -> None:
    """By themselves, of a patient, of some ids, and of what few rows say."""

    def at(control: str, minutes: int, *resources: Any) -> Entry:
        it = entry(control, *resources)
        moment = NOON + timedelta(minutes=minutes)
        return structs.replace(it, inbound=structs.replace(it.inbound, received_at=moment))

    async def story(store: Store) -> dict[str, list[str]]:
        a, b, c = (
            structs.replace(
                observation(f"o{at}", "anna"),
                index=(
                    ("reference", "patient", "Patient", "anna"),
                    ("number", "n", at + 1.0, at + 1.0),
                ),
            )
            for at in range(3)
        )
        await store.commit(at("c1", 0, a))
        await store.commit(at("c3", 20, c))
        await store.commit(at("c2", 10, b))
        moment = int(NOON.timestamp()) * 1_000_000 + 600_000_000
        found = {}
        for prefix in ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"):
            value = (prefix, moment, moment + 999_999)
            when = Criterion("_lastUpdated", "date", (value,))
            found[prefix] = sorted((await pages(store, Query("Observation", (*beside, when))))[0])
            without = Query("Observation", (*beside, structs.replace(when, way="not")))
            others = sorted((await pages(store, without))[0])
            assert others == [it for it in ("o0", "o1", "o2") if it not in found[prefix]]
        return found

    found = play(story)
    assert {it: found[it] for it in ("eq", "ap")} == {"eq": ["o1"], "ap": ["o1"]}
    assert found["ne"] == ["o0", "o2"]
    assert found["gt"] == found["sa"] == ["o2"]
    assert found["lt"] == found["eb"] == ["o0"]
    assert found["ge"] == ["o1", "o2"]
    assert found["le"] == ["o0", "o1"]


def test_several_are_given_in_the_order_asked(play: Play) -> None:
    only = Criterion("patient", "reference", (("Patient/anna",),))

    async def story(store: Store) -> list[list[str]]:
        await store.commit(entry("c1", observation("o1", "anna"), observation("o2", "ben")))
        keys = [("Observation", id_) for id_ in ("o2", "never", "o1")] + [("Patient", "o1")]
        narrow = Decision(allowed=True, reason="own", criteria=(only,))
        return [ids(await store.several(each, keys)) for each in (YES, narrow)]

    assert play(story) == [["o2", "o1"], ["o1"]]
