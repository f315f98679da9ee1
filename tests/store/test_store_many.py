"""Where very many fit, a page is met by walking, and is the same as if it had been looked up.

https://hl7.org/fhir/R4/search.html#prefix · https://hl7.org/fhir/R4/http.html#paging
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.fhirjson import decode
from gateway.model import Criterion, Decision, Query, Stored
from gateway.store import Store, searching
from tests.store.made_entries import YES, Play, entry, stored
from tests.store.test_store_pages import pages

CASES = (
    Criterion("date", "date", (("ge", 40, 40),)),
    Criterion("date", "date", (("ne", 40, 49), ("lt", 100, 100))),
    Criterion("code", "token", (("s", "a"), ("s", "b"))),
    Criterion("code", "token", (("s", "a"),), "not"),
    Criterion("code", "token", (), "missing"),
    Criterion("code", "token", (), "present"),
    Criterion("name", "string", (("m",),)),
    Criterion("value", "quantity", (("gt", "mg", 3.0, 3.0),)),
)


def thing(at: int) -> Stored:
    """An Observation that says its number in many ways; every fifth has two codes, or none."""
    codes = {0: "ab", 1: ""}.get(at % 5, "abc"[at % 3])
    index: list[tuple[Any, ...]] = [
        ("date", "date", at, at + 5),
        ("string", "name", f"{'mnz'[at % 3]}{at}"),
        ("quantity", "value", "mg", at / 10, at / 10),
        *(("token", "code", "s", code) for code in codes),
    ]
    return replace(stored(f"Observation/o{at:03}"), index=tuple(index))


async def filled(store: Store) -> None:
    """Observations, with others in between, and some that were changed or deleted."""
    things = [thing(at) for at in range(120)]
    others = [stored(f"Device/d{at}") for at in range(40)]
    both = [one for at, it in enumerate(things) for one in (it, *others[at : at + 1])]
    await store.commit(entry("c1", *both))
    again = [replace(thing(at + 1), id=f"o{at:03}", version=2) for at in range(7)]
    again = [replace(it, body={**it.body, "id": it.id}) for it in again]
    gone = [replace(stored(f"Observation/o{at:03}", 2), deleted=True) for at in range(50, 60)]
    await store.commit(entry("c2", *again, *gone))


def walked(monkeypatch: pytest.MonkeyPatch, many: int, most: int, step: int) -> None:
    """From so many on it is walked, past so many at most, so many at a time."""
    monkeypatch.setattr(searching, "MANY", many)
    monkeypatch.setattr(searching, "WALKED", most)
    monkeypatch.setattr(searching, "_STEP", step)


@pytest.mark.parametrize(("most", "step"), [(2_000, 200), (2_000, 3), (20, 4), (1, 1)])
def test_every_page_is_the_same(
    play: Play, monkeypatch: pytest.MonkeyPatch, most: int, step: int
) -> None:
    async def story(store: Store) -> None:
        await filled(store)
        for asked in ((one,) for one in CASES):
            for count in (9, 200):
                query = Query("Observation", asked, count)
                walked(monkeypatch, 10_000, 2_000, 200)
                looked_up = await pages(store, query)
                walked(monkeypatch, 0, most, step)
                assert await pages(store, query) == looked_up, (asked, count)

    play(story)


def test_several_are_met_together_inside_what_is_allowed(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", 0)

    async def story(store: Store) -> None:
        await filled(store)
        for first, second in zip(CASES, CASES[2:], strict=False):
            query = Query("Observation", (first,), 5)
            within = Decision(allowed=True, reason="a test", criteria=(second,))
            walked(monkeypatch, 10_000, 2_000, 200)
            looked_up = await pages(store, query, within)
            walked(monkeypatch, 0, 2_000, 4)
            assert await pages(store, query, within) == looked_up

    play(story)


def test_a_page_of_very_many_reads_few_of_them(
    play: Play, place: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred and more that fit, a page of two reads six rows."""
    if place[0] == "postgresql":
        return
    read: list[int] = []
    rows = searching.Search._read

    def counted(self: Any, *asked: Any) -> Any:
        found = rows(self, *asked)
        read.append(len(found))
        return found

    async def story(store: Store) -> None:
        await filled(store)
        walked(monkeypatch, 50, 2_000, 200)
        monkeypatch.setattr(searching, "COUNTED", 20)
        monkeypatch.setattr(searching.Search, "_read", counted)
        asked = Criterion("date", "date", (("ge", 3, 3),))
        page = await store.search(YES, Query("Observation", (asked,), 2))
        assert (len(page.resources), page.total) == (2, None)

    play(story)
    assert max(read) <= 6


def test_what_was_walked_to_in_vain_is_looked_up(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie at the end: of those that are walked past first, none fits."""

    async def story(store: Store) -> None:
        await filled(store)
        walked(monkeypatch, 10, 40, 4)
        asked = Criterion("date", "date", (("ge", 100, 100),))
        found, totals = await pages(store, Query("Observation", (asked,), 3))
        assert (found, totals) == ([f"o{at:03}" for at in range(96, 120)], {24})

    play(story)


SOUGHT = 2_000
"""Values of one condition: so many a chain may find, each by its id and by its address."""
OTHERS: Sequence[tuple[str, str, tuple[Any, ...], tuple[Any, ...]]] = (
    ("reference", "performer", ("Practitioner/x{}",), ("Practitioner/p1",)),
    ("reference", "subject", ("Patient/x{}",), ("Patient/p1",)),
    ("token", "code", ("s", "x{}"), ("s", "a")),
    ("string", "name", ("x{}",), ("m",)),
    ("uri", "url", ("http://x.example/{}",), ("http://a.example/1",)),
    ("id", "_id", ("x{}",), ("o1",)),
)
"""Form, parameter, a value that nothing has, and the one that is found."""


@pytest.mark.parametrize(("form", "param", "other", "meant"), OTHERS)
@pytest.mark.parametrize("way", ["", "not"])
def test_a_condition_may_have_thousands_of_values(  # noqa: PLR0913, PLR0917 - a row of a table
    play: Play, form: str, param: str, other: Any, meant: Any, way: str
) -> None:
    """From five hundred on, the embedded store could not read them, and said: try again."""
    said = meant[0].split("/") if form == "reference" else meant
    index = () if form == "id" else ((form, param, *said),)
    one = replace(stored("Observation/o1"), index=index, subject="p1")
    two = replace(stored("Observation/o2"), subject="p2")
    values = [tuple(part.format(at) for part in other) for at in range(SOUGHT)]
    asked = Criterion(param, form, (*values, meant), way)

    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", stored("Patient/p1"), stored("Patient/p2"), one, two))
        page = await store.search(YES, Query("Observation", (asked,), 10))
        return [decode(body)["id"] for body in page.resources]

    assert play(story) == ["o2" if way else "o1"]
