"""What every store finds by each form of index row, by each prefix, and by what is not there.

The oracle says it in the words of https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pytest

from gateway.model import Criterion
from gateway.store import Store
from tests.store.made_entries import Play
from tests.store.things import DAY, find, kept, thing

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


ENDLESS = 10**30


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
