"""What was kept long enough goes, and nothing else: not what stands, a receipt, or what is held.

https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest

from gateway.model import Entry, Status
from gateway.store import Refused, Store, care, sqlite_file
from gateway.store.holds import Hold
from gateway.store.postgres_link import Link
from gateway.store.postgres_schema import months
from gateway.store.retaining import retain
from tests.store.made_entries import NOON, YES, Play, entry, observation, outcome, patient
from tests.store.test_store_past import later


def long_ago(days: int, it: Entry) -> Entry:
    """The entry, kept so many days before noon."""
    return later(-days * 24 * 60, it)


async def years(store: Store) -> None:
    """Two patients, each changed twice; one message that still waits; one of another hospital."""
    for number, days in enumerate((400, 390, 10), 1):
        for who in ("anna", "ben"):
            await store.commit(long_ago(days, entry(f"{who}{number}", patient(who, who, number))))
    await store.commit(long_ago(395, entry("waits", status=Status.PARKED, awaits=("somebody",))))
    await store.commit(long_ago(395, entry("other", sender="hillside")))
    await store.commit(long_ago(395, entry("o1", observation("o1", "anna"))))


async def told(store: Store) -> Any:
    """What is still there."""
    bodies = {
        name: await store.lineage(sender, name) is not None
        for name, sender in (
            *(("anna1", "lakeside"), ("ben1", "lakeside"), ("ben2", "lakeside")),
            *(("ben3", "lakeside"), ("waits", "lakeside"), ("other", "hillside")),
            *(("o1", "lakeside"),),
        )
    }
    versions = {
        f"{who}{number}": await store.version(YES, "Patient", who, number) is not None
        for who in ("anna", "ben")
        for number in (1, 2, 3)
    }
    return {name for name, there in (bodies | versions).items() if there}, [
        await outcome(store, entry(f"ben{number}")) for number in (1, 2, 3)
    ]


def test_old_messages_and_versions_go_but_for_those_on_hold(
    play: Play, place: tuple[str, Any]
) -> None:
    play(years)
    hold = Hold(("anna",), ("hillside",))
    month_ago = (NOON - timedelta(days=30)).isoformat()

    would = retain(place[1], month_ago, month_ago, hold, really=False)
    before = {held.table: held.rows for held in care.stats(place[1]).tables}
    went = retain(place[1], month_ago, month_ago, hold, really=True)

    assert (would.messages, would.versions) == (went.messages, went.versions) == (2, 2)
    assert before["history"] == 4
    left, again = play(told)
    assert left == {"anna1", "anna2", "anna3", "ben3", "waits", "other", "o1"}
    assert again == ["stale"] * 3
    assert play(lambda store: store.receipt("lakeside", "ben1")) is not None
    assert retain(place[1], month_ago, month_ago, hold, really=True).messages == 0


async def of_another(store: Store) -> None:
    """A patient of another hospital, changed once, long ago."""
    for number, days in enumerate((400, 390), 1):
        written = patient("carl", "carl", number)
        await store.commit(long_ago(days, entry(f"carl{number}", written, sender="hillside")))


async def old_version(store: Store) -> bool:
    return await store.version(YES, "Patient", "carl", 1) is not None


@pytest.mark.parametrize("parted", [False, True])
def test_nothing_of_a_held_sender_goes_nor_a_version_that_it_wrote(
    play: Play, place: tuple[str, Any], *, parted: bool
) -> None:
    if parted and place[0] == "postgresql":
        link = Link(place[1])
        months(link, NOON - timedelta(days=420))
        link.drop()
    play(of_another)
    month_ago = (NOON - timedelta(days=30)).isoformat()

    retain(place[1], month_ago, month_ago, Hold(senders=("hillside",)), really=True)
    held = play(old_version)
    went = retain(place[1], month_ago, month_ago, Hold(), really=True)

    assert (held, play(old_version)) == (True, False)
    assert went.messages + len(went.parts) > 0


@pytest.mark.parametrize("hold", [Hold(patients=("ann",)), Hold(senders=("hillsid",))])
def test_a_hold_of_what_is_not_there_lets_nothing_go(
    play: Play, place: tuple[str, Any], hold: Hold
) -> None:
    """Nobody would see that it holds nothing: what it means would go."""
    play(years)
    month_ago = (NOON - timedelta(days=30)).isoformat()

    with pytest.raises(Refused, match="hold"):
        retain(place[1], month_ago, month_ago, hold, really=True)

    assert play(old_of_ben)


async def old_of_ben(store: Store) -> bool:
    return await store.version(YES, "Patient", "ben", 1) is not None


def test_without_a_term_all_stays(play: Play, place: tuple[str, Any]) -> None:
    play(years)
    went = retain(place[1], "", "", Hold(), really=True)
    assert (went.messages, went.versions) == (0, 0)


def test_a_gateway_may_write_meanwhile(play: Play, place: tuple[str, Any]) -> None:
    async def story(store: Store) -> list[str]:
        await years(store)
        month_ago = (NOON - timedelta(days=30)).isoformat()
        told_ = [await outcome(store, entry("a"))]
        retain(place[1], month_ago, month_ago, Hold(), really=True)
        return [*told_, await outcome(store, entry("b", patient("anna", "anna", 4)))]

    assert play(story) == ["accepted", "accepted"]


def test_a_whole_month_goes_with_its_table(play: Play, place: tuple[str, Any]) -> None:
    """In PostgreSQL; what is held in it moves to the rest of the journal."""
    if place[0] != "postgresql":
        return
    link = Link(place[1])
    months(link, NOON - timedelta(days=420))
    play(years)
    before = care.stats(place[1])
    hold = Hold(("anna",), ("hillside",))
    month_ago = (NOON - timedelta(days=30)).isoformat()

    went = retain(place[1], month_ago, month_ago, hold, really=True)

    assert "journal_2025_10" in went.parts
    assert "history_2025_10" in went.parts
    assert care.stats(place[1]).oldest == before.oldest
    left, again = play(told)
    assert left == {"anna1", "anna2", "anna3", "ben3", "waits", "other", "o1"}
    assert again == ["stale"] * 3
    assert play(lambda store: store.receipt("lakeside", "ben1")) is not None
    link.drop()


def test_what_speaks_of_a_held_patient_under_another_number_is_held_too(
    play: Play, place: tuple[str, Any]
) -> None:
    async def story(store: Store) -> None:
        await years(store)
        moved = observation("o2", "ben", subject={"reference": "Patient/anna"})
        await store.commit(long_ago(395, entry("o2", moved)))

    play(story)
    month_ago = (NOON - timedelta(days=30)).isoformat()
    retain(place[1], month_ago, month_ago, Hold(("anna",)), really=True)
    assert play(lambda store: store.lineage("lakeside", "o2")) is not None


def test_however_much_is_kept_only_what_is_looked_at_is_read(
    play: Play, place: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No statement reads a whole table for each patient, or for each handful of messages."""
    if place[0] == "postgresql":
        return
    play(years)
    beside, asked = sqlite_file.beside, list[str]()

    def traced(path: Path) -> Connection:
        connection = beside(path)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(sqlite_file, "beside", traced)
    month_ago = (NOON - timedelta(days=30)).isoformat()
    retain(place[1], month_ago, month_ago, Hold(("anna",)), really=True)

    connection = beside(place[1])
    steps = [
        row[3]
        for sql in asked
        if sql.startswith(("SELECT", "UPDATE", "DELETE"))
        for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    ]
    connection.close()
    assert any("history" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and "waiting" not in step] == []
