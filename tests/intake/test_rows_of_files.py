"""Rows of files in the record: each once, corrections in place, a bad row never with others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.batch import batch, each
from gateway.intake.receive import receive
from gateway.model import Inbound, Issue, Receipt, Ruleset
from gateway.settings import Settings
from gateway.store import open_sqlite
from tests.warm import warm

SENDER = "laboratoire-central"
HEAD = "PatientNr;SampleNr;Analysis;Taken;Value;Unit;Status\n"
FIRST = "P1;S1;718-7;20.11.2026 08:30;12,5;g/dL;P\n"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """What is shipped."""
    return ruleset(Settings(data=warm(tmp_path_factory.mktemp("rows") / "data")))


async def _taken(rules: Ruleset, folder: Path, *files: str) -> list[list[Receipt]]:
    """The receipts of each file, sent one after the other."""
    store = open_sqlite(folder / "rows.sqlite")
    found = [await _file(rules, store, text) for text in files]
    await store.close()
    return found


def taken(rules: Ruleset, folder: Path, *files: str) -> list[list[Receipt]]:
    """The same, for a test."""
    return asyncio.run(_taken(rules, folder, *files))


async def _file(rules: Ruleset, store: object, text: str) -> list[Receipt]:
    cut = rules.adapters["delimited"].splitter(1_000_000, rules.senders[SENDER], "results.csv")
    pieces = [*cut.feed(text.encode()), *cut.end()]
    kept = batch(
        each(pieces),
        lambda body: Inbound(SENDER, "delimited", body, NOW),
        lambda one: receive(one, rules, store),  # type: ignore[arg-type]
    )
    return [one[1] async for one in kept if not isinstance(one, Issue)]


def statuses(receipts: Sequence[Receipt]) -> list[str]:
    """What became of each row."""
    return [one.status.value for one in receipts]


def test_a_bad_row_stops_no_other(rules: Ruleset, tmp_path: Path) -> None:
    """Each row has its receipt, with its own places."""
    bad = FIRST.replace("S1", "S2").replace("12,5", "much")
    [receipts] = taken(rules, tmp_path, HEAD + FIRST + bad + FIRST.replace("S1", "S3"))

    assert statuses(receipts) == ["accepted", "rejected", "accepted"]
    assert [one.source for one in receipts[1].issues if one.severity == "error"] == ["R3:value"]
    assert receipts[0].control_id == "S1|718-7"


def test_the_same_row_is_kept_once(rules: Ruleset, tmp_path: Path) -> None:
    """Twice in one file, and again in another at another place."""
    first, second = taken(
        rules, tmp_path, HEAD + FIRST + FIRST, HEAD + FIRST.replace("S1", "S9") + FIRST
    )

    assert sorted(statuses(first)) == ["accepted", "duplicate"]
    assert statuses(second) == ["accepted", "duplicate"]


def test_a_row_with_another_value_corrects(rules: Ruleset, tmp_path: Path) -> None:
    """The same key, other cells: a second version of the same result."""
    first, second = taken(
        rules, tmp_path, HEAD + FIRST, HEAD + FIRST.replace("12,5", "12,7").replace(";P", ";C")
    )

    results = [
        name for one in (*first, *second) for name in one.resources if "Observation" in name
    ]
    assert statuses(second) == ["accepted"]
    assert [name.rpartition("/")[2] for name in results] == ["1", "2"]
    assert len({name.split("/")[1] for name in results}) == 1


def test_columns_in_another_order_change_nothing(rules: Ruleset, tmp_path: Path) -> None:
    """Another header is another message, and says the same."""
    moved = "Value;Unit;Status;PatientNr;SampleNr;Analysis;Taken\n"
    moved += "12,5;g/dL;P;P1;S1;718-7;20.11.2026 08:30\n"
    _, second = taken(rules, tmp_path, HEAD + FIRST, moved)

    assert statuses(second) == ["accepted"]
    assert second[0].resources == ()
