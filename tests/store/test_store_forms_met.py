"""What several criteria leave, what is found by id, and what goes with its version.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.model import Criterion, Query
from gateway.store import Store, searching
from tests.store.made_entries import YES, Play, entry, ids, stored
from tests.store.things import DAY, find, kept, thing


def test_references_are_found_here_and_elsewhere_and_where_there_is_none(play: Play) -> None:
    elsewhere = "https://other.example/fhir/Patient/1"

    async def story(store: Store) -> list[list[str]]:
        under = replace(
            stored("Observation/under", 1, "anna"),
            index=(("reference", "patient", "Patient", "anna"),),
        )
        await kept(
            thing("here", ("reference", "encounter", "Encounter", "e1")),
            thing("there", ("reference", "subject", "", elsewhere)),
            thing("group", ("reference", "subject", "Group", "g")),
            under,
        )(store)
        asked = [
            Criterion("encounter", "reference", (("Encounter/e1",),)),
            Criterion("subject", "reference", ((elsewhere,), ("Group/g",))),
            Criterion("patient", "reference", (), "missing"),
            Criterion("subject", "reference", (), "missing"),
            Criterion("patient", "reference", (), "present"),
            Criterion("encounter", "reference", (), "missing"),
            Criterion("patient", "reference", (("Patient/anna",),), "not"),
        ]
        return [await find(store, one) for one in asked]

    assert play(story) == [
        ["here"],
        ["group", "there"],
        ["group", "here", "there"],
        ["here"],
        ["under"],
        ["group", "there", "under"],
        ["group", "here", "there"],
    ]


def test_all_rows_go_with_the_version_that_had_them(play: Play) -> None:
    rows: Sequence[tuple[Any, ...]] = (
        ("token", "t", "s", "a"),
        ("reference", "r", "Encounter", "e1"),
        ("string", "s", "a"),
        ("uri", "u", "a"),
        ("date", "d", 1, 2),
        ("number", "n", 1.5, 2.5),
        ("quantity", "q", "mg", 1.5, 1e400),
    )

    async def story(store: Store) -> list[list[str]]:
        await store.commit(entry("c1", thing("o1", *rows)))
        criteria = [Criterion(row[1], row[0], (), "present") for row in rows]
        before = [await find(store, one) for one in criteria]
        await store.commit(entry("c2", replace(thing("o1"), version=2)))
        return [*before, *[await find(store, one) for one in criteria]]

    assert play(story) == [["o1"]] * len(rows) + [[]] * len(rows)


def test_resources_are_found_by_id_and_by_what_is_not_that_id(play: Play) -> None:
    async def story(store: Store) -> list[list[str]]:
        await kept(thing("a"), thing("b" * 15), thing("c" * 16), thing("d"))(store)
        one = (("a",), ("c" * 16,), ("b" * 15,))
        return [
            await find(store, Criterion("_id", "id", one)),
            await find(store, Criterion("_id", "id", one, "not")),
        ]

    assert play(story) == [["a", "b" * 15, "c" * 16], ["d"]]


CRITERIA = (
    Criterion("code", "token", (("s", "a"),)),
    Criterion("code", "token", ((None, "b"), ("s", None)), "not"),
    Criterion("code", "token", (("never", None),)),
    Criterion("name", "string", (("mu",), ("z",))),
    Criterion("name", "string", (), "missing"),
    Criterion("date", "date", (("ge", 10, 19),)),
    Criterion("date", "date", (("ap", 0, 5), ("sa", 30, 39))),
    Criterion("value", "quantity", (("lt", "mg", 3.0, 3.0),)),
    Criterion("value", "quantity", (("ne", "kg", 1.0, 2.0),)),
    Criterion("score", "number", (("eb", 4.0, 5.0),)),
    Criterion("url", "uri", (("http://a",),), "below"),
    Criterion("encounter", "reference", (("Encounter/1",),)),
    Criterion("encounter", "reference", (), "present"),
    Criterion("patient", "reference", (("Patient/p1",),)),
    Criterion("_id", "id", tuple((f"r{at}",) for at in range(25))),
)


def test_several_criteria_leave_what_each_of_them_leaves(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether few are left by one of them, or many; and so does one key in its own order."""
    dice = random.Random(3)  # noqa: S311 - the same examples each time

    def rows(at: int) -> list[tuple[Any, ...]]:
        low = dice.randrange(40)
        every: list[tuple[Any, ...]] = [
            ("token", "code", dice.choice("st"), dice.choice("ab")),
            ("string", "name", dice.choice(["muster", "zoe", "anna"])),
            ("date", "date", low, low + dice.choice([0, 9, 400 * DAY])),
            ("quantity", "value", dice.choice(["mg", "kg"]), low / 10, low / 10 + 0.5),
            ("number", "score", low / 8, low / 8),
            ("uri", "url", dice.choice(["http://a", "http://a/b", "http://c"])),
            ("reference", "encounter", "Encounter", dice.choice("12")),
            ("reference", "patient", "Patient", f"p{at % 3}"),
        ]
        return [row for row in every if dice.random() < 0.8]

    things = [
        replace(stored(f"Observation/r{at}", 1, f"p{at % 3}"), index=tuple(rows(at)))
        for at in range(60)
    ]

    async def story(store: Store) -> None:
        await kept(*things)(store)
        alone = {one: set(await find(store, one)) for one in CRITERIA}
        for few in (0, 15, 1000):
            monkeypatch.setattr(searching, "FEW", few)
            for _ in range(40):
                some = dice.sample(CRITERIA, dice.choice([2, 3]))
                meant = set.intersection(*[alone[one] for one in some])
                assert await find(store, *some) == sorted(meant), (few, some)
                page = await store.search(YES, Query("Observation", tuple(some), count=2))
                assert (len(page.resources), page.total) == (min(2, len(meant)), len(meant))

    play(story)


def test_one_key_is_walked_page_by_page(play: Play) -> None:
    async def story(store: Store) -> None:
        await kept(*[thing(f"r{at}", ("token", "code", "s", "a")) for at in range(7)])(store)
        query = Query("Observation", (Criterion("code", "token", (("s", "a"),)),), count=3)
        seen: list[str] = []
        while True:
            page = await store.search(YES, query)
            assert page.total == 7
            seen += ids(page.resources)
            if not page.after:
                break
            query = replace(query, after=page.after)
        assert seen == [f"r{at}" for at in range(7)]

    play(story)
