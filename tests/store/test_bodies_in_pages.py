"""Bodies that one message leaves behind lie in pages, and nobody who reads notices.

https://www.rfc-editor.org/rfc/rfc8878
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.model import Criterion, Decision, Entry, Page, Query, Resource, Row, Span
from gateway.store import codec, open_sqlite, pages, sqlite_file
from gateway.store.holds import Hold
from gateway.store.moving import copy
from gateway.store.retaining import retain
from tests.store.made_entries import NOON, YES, entry, keys, observation, patient
from tests.store.test_store_past import later

RESULTS = 40
"""More than a page of them."""
ABOUT = Criterion("patient", "reference", (("Patient/anna",),))
_STARTS = "SELECT substr(body, 1, 1), count(*) FROM {} GROUP BY 1"


def report(number: int) -> Entry:
    """A patient with results in one message, the last of them too large for a page."""
    results = [
        observation(f"r{number}-{at}", "anna", note=[{"text": f"{number} {at} " * 200}])
        for at in range(RESULTS)
    ]
    long = observation(f"long-{number}", "anna", note=[{"text": "x" * pages.LARGEST}])
    told = entry(f"m{number}", patient("anna", "anna", number), *results, long)
    return later(number, told)


def correction() -> Entry:
    """Others stand in the place of the first ten results, and of one more nobody."""
    return later(9, entry("c1", *[observation(f"r1-{at}", "anna", 2) for at in range(10)]))


async def _kept(path: Path) -> None:
    store = open_sqlite(path)
    for one in (report(1), report(2), correction()):
        await store.commit(one)
    await store.close()


async def _told(path: Path) -> list[object]:
    """All that is told of them, in every way in which it can be asked for."""
    store = open_sqlite(path)
    named = [("Observation", f"r1-{at}") for at in (0, 7, 39)] + [("Observation", "long-1")]
    wide = Decision(allowed=True, reason="a test", criteria=(ABOUT,))
    asks = Query("Observation", (ABOUT,), count=200)
    some = keys("Observation/r1-7", "Observation/long-1", dependents=["anna"])
    told: list[object] = [
        [await store.read(YES, *key) for key in named],
        [await store.read(wide, *key) for key in named],
        [store.read_at_once(YES, *key) for key in named],
        await store.several(YES, named),
        await store.search(YES, asks),
        store.search_at_once(YES, asks),
        [await store.version(YES, *key, 1) for key in named],
        await store.history(YES, Span("Observation", "", count=200)),
        await store.history(YES, Span("Observation", "r1-7", count=20)),
        await store.compartment(YES, "anna"),
        await store.standing(keys("Observation/r1-7", "Observation/long-1", "Patient/anna")),
        await store.standing(some),
    ]
    await store.close()
    return told


def _starts(path: Path, table: str) -> dict[bytes, int]:
    with closing(sqlite3.connect(path)) as sql:
        return dict(sql.execute(_STARTS.format(table)).fetchall())


def test_the_same_is_told_of_bodies_in_pages_as_of_bodies_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, apart = tmp_path / "together", tmp_path / "apart"
    asyncio.run(_kept(together))
    told = asyncio.run(_told(together))
    monkeypatch.setattr(pages, "FEWEST", 1_000)
    asyncio.run(_kept(apart))

    assert told == asyncio.run(_told(apart))
    assert _starts(together, "resource") == {b"\x07": 81, b"\x06": 2}
    assert _starts(together, "history") == {b"\x07": 11}
    assert b"\x07" not in _starts(apart, "resource")


def test_index_rows_are_made_anew_of_what_is_in_pages(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    asyncio.run(_kept(path))
    seen: list[str] = []

    def rows(body: Resource) -> tuple[Row, ...]:
        seen.append(body["id"])
        return (("token", "code", "", body["id"]),)

    async def story() -> Page:
        store = open_sqlite(path)
        await store.reindex(frozenset({("Observation", "code")}), rows)
        asks = Query("Observation", (Criterion("code", "token", ((None, "r1-39"),)),))
        page = await store.search(YES, asks)
        await store.close()
        return page

    assert b'"id":"r1-39"' in asyncio.run(story()).resources[0]
    assert len(seen) == 2 * RESULTS + 2


def test_a_message_of_few_bodies_has_no_page(tmp_path: Path) -> None:
    path = tmp_path / "few"

    async def story() -> None:
        store = open_sqlite(path)
        await store.commit(entry("m1", patient("anna", "anna"), observation("r1", "anna")))
        await store.close()

    asyncio.run(story())

    assert b"\x07" not in _starts(path, "resource")


def test_a_page_is_full_by_its_bytes_and_by_its_lines() -> None:
    whole = pages.FULL // 1_000

    assert pages.cut([1_000] * (whole + 4)) == [
        list(range(whole)),
        list(range(whole, whole + 4)),
    ]
    assert [len(page) for page in pages.cut([10] * (pages.LINES + 9))] == [pages.LINES, 9]
    assert pages.cut([10, 0, pages.LARGEST + 1, 10, 10, 10]) == [[0, 3, 4, 5]]
    assert pages.cut([1_000] * (whole + 3)) == [list(range(whole))]


@pytest.mark.parametrize("seq", [1, 255, 2**24, 2**40])
def test_a_row_says_where_its_body_is(seq: int) -> None:
    blob = pages.pointer(seq, (3, 254))

    assert pages.pointed(blob) == (pages.number(seq, 3), 254)
    assert pages.pointed(codec.pack(b"x" * 99)) is None
    assert pages.number(seq, 2**16 - 1) < pages.number(seq + 1, 0)


def test_versions_that_go_leave_nothing_in_their_pages(tmp_path: Path) -> None:
    """What stands beside them in the page is told as before; a page of nothing goes whole."""
    path = tmp_path / "gateway.sqlite"

    async def more() -> None:
        await _kept(path)
        store = open_sqlite(path)
        every = [observation(f"r2-{at}", "anna", 2) for at in range(RESULTS)]
        await store.commit(later(10, entry("c2", *every)))
        await store.close()

    asyncio.run(more())
    before = asyncio.run(_told(path))
    until = (NOON + timedelta(minutes=5)).isoformat()

    went = retain(path, "", until, Hold((), ()), really=True)

    after = asyncio.run(_told(path))
    assert went.versions == 10 + RESULTS + 1
    assert after[:6] == before[:6]
    with closing(sqlite3.connect(path)) as sql:
        told = sql.execute("SELECT number >> 16, body FROM page ORDER BY number").fetchall()
    texts = [codec.unpack(body) for seq, body in told if seq in {1, 2}]
    left = [json for text in texts for json in text.split(b"\n") if json]
    assert len(left) == RESULTS - 10 + 1
    assert not any(b'"id":"r2-' in json or b'"id":"r1-7"' in json for json in left)


def test_a_copy_shares_no_pages(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    asyncio.run(_kept(source))
    asyncio.run(open_sqlite(target).close())
    with closing(sqlite_file.look(source)) as old, closing(sqlite_file.beside(target)) as new:
        new.execute("BEGIN")
        copy(old, new, lambda *_: None, dated=(False, False))
        new.execute("COMMIT")

    assert _starts(target, "resource") == {b"\x06": 83}
    assert _starts(target, "page") == {}
    assert asyncio.run(_told(target)) == asyncio.run(_told(source))


def test_a_body_that_moves_between_its_row_and_its_page_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    asyncio.run(_kept(path))

    async def story() -> bytes | None:
        store = open_sqlite(path)
        here = store._here
        whole = here._memory.unpack
        tried: list[bytes] = []

        def moved(blob: bytes) -> bytes:
            tried.append(blob)
            if len(tried) == 1:
                raise pages.Moved("gone meanwhile")
            return whole(blob)

        here._memory.unpack = moved  # type: ignore[method-assign]
        found = store.read_at_once(YES, "Observation", "r1-39")
        await store.close()
        return found

    found = asyncio.run(story())
    assert found is not None
    assert b'"id":"r1-39"' in found


def test_a_page_that_is_not_there_is_told_as_broken(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    asyncio.run(_kept(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        sql.execute("DELETE FROM page")

    async def story() -> None:
        store = open_sqlite(path)
        try:
            await store.read(YES, "Observation", "r1-39")
        finally:
            await store.close()

    with pytest.raises(ValueError, match="page is not there"):
        asyncio.run(story())
