"""`gateway replay`: what was refused comes in once the rules are mended, on every store.

https://typer.tiangolo.com/tutorial/testing/
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap.replaying import Asked, chosen
from gateway.intake import receive
from gateway.intake import settle as settling
from gateway.model import Inbound, Query
from gateway.settings import read
from gateway.store.retaining import GONE
from tests.api.http_house import admission, house
from tests.store.kept_folder import CAME, Kept, trial
from tests.store.made_entries import YES

CANARY = "Xylophonius"
MERGE = (
    admission("C-9").replace(b"ADT^A01^ADT_A01", b"ADT^A40^ADT_A39").rpartition(b"PV1|")[0]
    + b"MRG|P200045^^^HOPITALNORD^PI\r"
)


@pytest.fixture
def kept(tmp_path: Path, place: tuple[str, Any]) -> Kept:
    _, where = place
    return Kept(where.parent if isinstance(where, Path) else tmp_path / "data", where)


def test_what_was_refused_comes_in_once_the_rules_are_mended(kept: Kept) -> None:
    (refused,) = kept.take(trial("C-1"))
    assert (refused.status, kept.patients("P100045")) == ("unsupported", [])

    result = kept.run("--all", "--format", "json")

    (row,) = json.loads(result.stdout)
    assert (result.exit_code, row["was"], row["status"]) == (0, "unsupported", "accepted")
    assert len(kept.patients("P100045")) == 1


def test_doing_it_twice_changes_nothing(kept: Kept) -> None:
    kept.take(trial("C-1"), b"MSH|^~\\&|no message")
    first = kept.run("--all")
    before = kept.attempts()

    again = kept.run("--all")

    assert (first.exit_code, again.exit_code) == (1, 1)
    assert [line.split("\t")[5] for line in first.stdout.splitlines()] == ["accepted", "rejected"]
    assert [line.split("\t")[5] for line in again.stdout.splitlines()] == ["rejected"]
    assert kept.attempts() == before == 3


def test_a_sender_who_sends_it_again_is_answered_as_for_a_duplicate(kept: Kept) -> None:
    kept.take(trial("C-1"))
    kept.run("--all")

    (again,) = kept.take(trial("C-1"), GATEWAY_PROCESSING="P,T")

    assert again.status == "duplicate"


def test_what_was_mended_under_its_control_id_does_not_come_again(kept: Kept) -> None:
    kept.take(trial("C-1"), admission("C-1", family="Klein"))

    result = kept.run("--all")

    assert (result.exit_code, result.stdout, "nothing" in result.stderr) == (0, "", True)
    assert b"Klein" in kept.patients("P100045")[0]


def test_a_dry_run_tells_and_keeps_nothing(kept: Kept) -> None:
    kept.take(trial("C-1"))

    result = kept.run("--all", "--dry-run")

    assert (result.exit_code, result.stdout.split("\t")[5]) == (0, "accepted")
    assert (kept.attempts(), kept.patients("P100045")) == (1, [])


def test_what_failed_comes_in_once_the_gateway_is_mended(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(settling, "meet", fails)
        (failed,) = kept.take(admission("C-1"))
    assert failed.status == "faulted"

    assert kept.run("--status", "faulted").exit_code == 0
    assert len(kept.patients("P100045")) == 1


def test_older_news_does_not_overwrite_newer_ones(kept: Kept) -> None:
    """What comes again has its own place in time, not that of the replay."""
    newer = admission("C-2", family="Klein").replace(b"20260105083000", b"20260106083000")
    kept.take(trial("C-1"), newer)

    kept.run("--all")

    assert b"Klein" in kept.patients("P100045")[0]


def test_the_record_is_as_if_all_had_come_in_its_time(tmp_path: Path) -> None:
    """The admission was refused; what came after it was not, and is not undone by the replay."""
    moved = _step("C-2", "A02", "20260105100000", "MED9^101^2")
    home = _step("C-3", "A03", "20260105180000", "MED9^101^2")
    late, right = Kept(tmp_path / "late", None), Kept(tmp_path / "right", None)

    late.take(trial("C-1"), moved, home)
    assert late.run("--all").exit_code == 0
    right.take(admission("C-1"), moved, home)

    assert _said(late) == _said(right)
    assert _said(late)["Encounter"][0]["status"] == "finished"


def _step(control: str, event: str, at: str, place: str) -> bytes:
    """What happens to the patient of the admission later on the same day."""
    return (
        admission(control)
        .replace(b"20260105083000", at.encode())
        .replace(b"A01", event.encode(), 1)
        .replace(b"MED2^214^1", place.encode())
    )


def _said(kept: Kept) -> dict[str, list[dict[str, Any]]]:
    """All that the record says, but for when it was written."""

    async def story(store: Any, _: Any) -> dict[str, list[dict[str, Any]]]:
        types = ("Patient", "Encounter")
        pages = {it: await store.search(YES, Query(it, ())) for it in types}
        return {
            it: [{**json.loads(body), "meta": {}} for body in page.resources]
            for it, page in pages.items()
        }

    found: dict[str, list[dict[str, Any]]] = kept.work(story)
    return found


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (["default/C-1"], 1),
        (["1", "2"], 2),
        (["--sender", "default"], 3),
        (["--sender", "nobody"], 0),
        (["--rule", "unsupported-processing-id"], 2),
        (["--rule", "unsupported-processing-id", "--status", "rejected"], 0),
        (["--rule", "unsupported-processing-id", "--rule", "field-separator"], 3),
        (["--since", "2026-11-21T13:00+01:00"], 3),
        (["--since", "2026-11-21T12:00:01"], 0),
        (["--until", "2026-11-21"], 0),
        (["--until", "2026-11-22", "default/C-2"], 1),
    ],
)
def test_it_is_said_which_ones(kept: Kept, words: list[str], number: int) -> None:
    kept.take(trial("C-1"), trial("C-2"), b"MSH")

    result = kept.run(*words, "--dry-run")

    assert len(result.stdout.splitlines()) == number


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say which"),
        (["C-1"], "write SENDER/CONTROL-ID"),
        (["--since", "yesterday"], "write a time as"),
        (["--until", "0001-01-01T00:00:00+05:00"], "write a time as"),
    ],
)
def test_what_is_not_said_well_is_told(tmp_path: Path, words: list[str], told: str) -> None:
    result = Kept(tmp_path, None).run(*words)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_without_a_store_there_is_nothing_to_replay(tmp_path: Path) -> None:
    result = Kept(tmp_path, None).run("--all")
    assert (result.exit_code, "there is no store" in result.stderr) == (2, True)


def test_nothing_of_a_patient_is_shown(kept: Kept) -> None:
    kept.take(trial("C-1").replace(b"Weber", CANARY.encode()))

    shown = [kept.run("--all", *words).output for words in (["--dry-run"], ["--format", "json"])]

    assert [CANARY in one for one in shown] == [False, False]


def test_what_waits_is_tried_where_that_is_asked_for_and_waits_on(kept: Kept) -> None:
    kept.take(MERGE)
    before = kept.attempts()

    result = kept.run("--status", "parked")

    assert (result.exit_code, result.stdout.split("\t")[4:6]) == (0, ["parked", "parked"])
    assert kept.run("--all").stdout == ""
    assert kept.attempts() == before


def test_whose_bytes_are_gone_cannot_come_again(kept: Kept) -> None:
    kept.take(trial("C-1"))

    async def emptied(store: Any, _: Any) -> None:
        await store._change(lambda sql, _: sql.execute("UPDATE journal SET body = ?", (GONE,)))

    kept.work(emptied)

    result = kept.run("--all")
    assert (result.exit_code, result.stdout.split("\t")[5]) == (1, "gone")


def test_whose_sender_is_no_longer_known_does_not_come_again(kept: Kept) -> None:
    async def taken(store: Any, rules: Any) -> None:
        known = Inbound("default", "hl7v2", trial("C-1"), CAME)
        await receive(known, rules, store)
        await store._change(lambda sql, _: sql.execute("UPDATE journal SET sender = 'nord'"))

    kept.work(taken)

    result = kept.run("--all")
    assert (result.exit_code, result.stdout.split("\t")[5]) == (1, "sender-unknown")


def test_what_a_rest_client_was_refused_is_its_own_matter(tmp_path: Path) -> None:
    """It read the answer, and went on: what it wanted then must not happen today."""

    async def story() -> tuple[int, int]:
        async with house(tmp_path) as one, one.client() as client:
            refused = await client.post("/fhir/Patient", json={"resourceType": "Patient", "x": 1})
            message = await client.post("/messages/hl7v2", content=b"MSH|^~")
            return refused.status_code, message.status_code

    assert asyncio.run(story()) == (422, 422)
    settings = read({"GATEWAY_DATA": str(tmp_path)})
    assert [one.format for one in chosen(settings, Asked())] == ["hl7v2"]
