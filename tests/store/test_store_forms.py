"""What every store finds by each form of index row, by each prefix, and by what is not there.

The oracle says it in the words of https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.model import Criterion, Query, Stored
from gateway.store import Store, searching
from tests.store.made_entries import YES, Play, entry, ids, stored

Range = tuple[float, float]


def _eq(said: Range, its: Range) -> bool:
    return said[0] <= its[0] and its[1] <= said[1]


PREFIXES: Mapping[str, Callable[[Range, Range], bool]] = MappingProxyType(
    {
        "eq": _eq,
        "ne": lambda said, its: not _eq(said, its),
        "gt": lambda said, its: its[1] > said[1],
        "lt": lambda said, its: its[0] < said[0],
        "ge": lambda said, its: its[1] > said[1] or _eq(said, its),
        "le": lambda said, its: its[0] < said[0] or _eq(said, its),
        "sa": lambda said, its: its[0] > said[1],
        "eb": lambda said, its: its[1] < said[0],
        "ap": lambda said, its: its[0] <= said[1] and its[1] >= said[0],
    }
)
DAY = 86_400_000_000
ENDLESS = 10**30


def thing(id_: str, *index: tuple[Any, ...], type_: str = "Observation") -> Stored:
    """A resource that is found by these rows."""
    return replace(stored(f"{type_}/{id_}"), index=index)


def kept(*things: Stored) -> Callable[[Store], Any]:
    """Puts them in."""
    return lambda store: store.commit(entry("c1", *things))


async def find(store: Store, *criteria: Criterion, **more: Any) -> list[str]:
    """Ids, sorted."""
    page = await store.search(YES, Query("Observation", criteria, count=500, **more))
    found = sorted(ids(page.resources))
    assert page.total == len(found)
    return found


def _spread(number: random.Random, unit: float) -> list[Range]:
    lengths = (0, 1, 10, 1000, 100_000, ENDLESS / unit)
    ranges = []
    for _ in range(60):
        low = number.randrange(-5, 6) * number.choice(lengths[1:5]) * unit
        ranges.append((low, low + number.choice(lengths) * unit))
    return [*ranges, (-ENDLESS, ranges[0][1])]


FORMS = {"date": DAY / 10, "number": 0.5, "quantity": 0.5}


@pytest.mark.parametrize("form", FORMS)
def test_ranges_are_found_by_every_prefix(play: Play, form: str) -> None:
    number = random.Random(7)  # noqa: S311 - the same examples each time
    exact: Callable[[float], Any] = int if form == "date" else float
    ranges = [(exact(a), exact(b)) for a, b in _spread(number, FORMS[form])]
    unit = ("mg",) if form == "quantity" else ()

    async def story(store: Store) -> None:
        await kept(
            *[thing(f"r{at}", (form, "p", *unit, *its)) for at, its in enumerate(ranges)],
            thing("none"),
            thing("other", (form, "q", *unit, *ranges[0])),
        )(store)
        for prefix, holds in PREFIXES.items():
            for said in ranges[::5]:
                found = await find(store, Criterion("p", form, ((prefix, *unit, *said),)))
                meant = sorted(f"r{at}" for at, its in enumerate(ranges) if holds(said, its))
                assert found == meant, (prefix, said)
        both = (("lt", *unit, exact(0), exact(0)), ("gt", *unit, exact(0), exact(0)))
        either = {f"r{at}" for at, its in enumerate(ranges) if its[0] < 0 or its[1] > 0}
        assert await find(store, Criterion("p", form, both)) == sorted(either)
        assert await find(store, Criterion("p", form, (), "present")) == sorted(
            f"r{at}" for at in range(len(ranges))
        )
        assert await find(store, Criterion("p", form, (), "missing")) == ["none", "other"]

    play(story)


def test_a_quantity_is_found_by_its_key(play: Play) -> None:
    async def story(store: Store) -> list[list[str]]:
        await kept(
            thing("mg", ("quantity", "v", "mg|ucum", 1, 2), ("quantity", "v", "", 1, 2)),
            thing("kg", ("quantity", "v", "kg|ucum", 1, 2), ("quantity", "v", "", 1, 2)),
        )(store)
        keys = ("mg|ucum", "kg|ucum", "", "never")
        return [await find(store, Criterion("v", "quantity", (("eq", k, 0, 9),))) for k in keys]

    assert play(story) == [["mg"], ["kg"], ["kg", "mg"], []]


TEXTS = ["muster", "musterfrau", "must", "mu", "zoe", "mü", "mu\U0010ffff", "", "m" * 500]


def test_a_text_is_found_by_how_it_begins(play: Play) -> None:
    async def story(store: Store) -> None:
        await kept(*[thing(f"t{at}", ("string", "n", it)) for at, it in enumerate(TEXTS)])(store)
        for asked in (*TEXTS, "muz", "\U0010ffff", "m\ud7ff", "x" * 500):
            found = await find(store, Criterion("n", "string", ((asked,),)))
            meant = [f"t{at}" for at, it in enumerate(TEXTS) if it.startswith(asked)]
            assert found == sorted(meant), asked[:9]

    play(story)


URIS = ["http://a", "http://a/b", "http://ab", "urn:x", "http://long/" + "b" * 900]
"""The last is longer than a key of an index may be."""


def test_an_address_is_found_whole_or_by_what_is_below(play: Play) -> None:
    ways = {"": str.__eq__, "below": lambda it, asked: it.startswith(asked), "not": str.__ne__}

    async def story(store: Store) -> None:
        await kept(*[thing(f"u{at}", ("uri", "u", it)) for at, it in enumerate(URIS)])(store)
        for asked in (*URIS, "http://"):
            for way, fits in ways.items():
                found = await find(store, Criterion("u", "uri", ((asked,),), way))
                meant = [f"u{at}" for at, it in enumerate(URIS) if fits(it, asked)]
                assert found == meant, (asked[:14], way)

    play(story)


TOKENS: Mapping[tuple[str | None, str | None], list[str]] = MappingProxyType(
    {
        (None, "a"): ["bare", "one", "two"],
        ("s", "a"): ["one"],
        ("", "a"): ["bare"],
        ("s", None): ["long", "one"],
        (None, None): ["bare", "long", "one", "two"],
        ("t", "b"): ["two"],
        ("s", "x" * 3000): ["long"],
        ("s", "x" * 2999): [],
    }
)


def test_a_token_is_found_and_what_has_not_got_it(play: Play) -> None:
    every = ["bare", "long", "none", "one", "two"]

    async def story(store: Store) -> None:
        await kept(
            thing("bare", ("token", "c", "", "a")),
            thing("one", ("token", "c", "s", "a")),
            thing("two", ("token", "c", "t", "a"), ("token", "c", "t", "b")),
            thing("long", ("token", "c", "s", "x" * 3000)),
            thing("none"),
        )(store)
        for value, meant in TOKENS.items():
            assert await find(store, Criterion("c", "token", (value,))) == meant, str(value)[:20]
            others = [it for it in every if it not in meant]
            assert await find(store, Criterion("c", "token", (value,), "not")) == others

    play(story)


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
