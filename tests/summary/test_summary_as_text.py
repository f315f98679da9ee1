"""A patient summary as it is read: tables, languages, and nothing that a terminal obeys."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from gateway import fhirjson
from gateway.summary import summary, text
from tests.summary.record import (
    MINE,
    NOW,
    PATIENT,
    made,
    report,
    result,
    section,
)


def test_decimals_keep_the_digits_they_came_with() -> None:
    bundle = made(result("a", "2823-3", 20, "72.50"))
    assert "72.50 mmol/L" in section(bundle, "30954-2")["text"]["div"]
    assert b'"value":72.50' in fhirjson.encode(bundle)


def test_a_narrative_escapes_what_came_from_outside() -> None:
    nasty = result("a", "2823-3", 20) | {"code": {"text": "<script>alert(1)</script>\x1b[2J"}}
    div = section(made(nasty), "30954-2")["text"]["div"]
    assert "<script>" not in div
    assert "&lt;script&gt;" in div
    assert "\x1b" not in div


def test_the_columns_of_stays_stand_below_their_titles() -> None:
    """A period from moment to moment is the longest cell there is."""
    period = {"start": "2026-11-20T08:01:00+01:00", "end": "2026-11-21T18:00:00+01:00"}
    stay = {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": MINE}
    lines = text(made(stay | {"period": period})).splitlines()

    (row,) = [at for at, line in enumerate(lines) if "finished" in line]
    assert lines[row - 1].index("Status") == lines[row].index("finished")


def test_the_same_record_and_time_give_the_same_bytes() -> None:
    record = [PATIENT, result("a", "2823-3", 20), report("r", "a")]
    first = summary(PATIENT["id"], record, NOW)
    again = summary(PATIENT["id"], copy.deepcopy(record), NOW)
    later = summary(PATIENT["id"], record, NOW.replace(hour=10))
    assert fhirjson.encode(first) == fhirjson.encode(again)
    assert first["identifier"] != later["identifier"]


def test_what_it_reads_is_not_changed() -> None:
    record = [PATIENT, result("gone", "1-1", 20, status="cancelled"), report("r", "gone")]
    kept = copy.deepcopy(record)
    summary(PATIENT["id"], record, NOW)
    assert record == kept


def test_without_the_patient_there_is_no_summary() -> None:
    with pytest.raises(LookupError):
        summary("nobody", [PATIENT], NOW)


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        summary(PATIENT["id"], [PATIENT], NOW.replace(tzinfo=None))


def test_a_language_that_is_not_known_is_answered_in_english() -> None:
    bundle = summary(PATIENT["id"], [PATIENT], NOW, language="tlh")
    assert bundle["entry"][0]["resource"]["language"] == "en"


def test_the_plain_text_reads_like_a_table() -> None:
    high = [{"text": "High"}]
    span = [{"low": {"value": Decimal("3.5")}, "high": {"value": Decimal("5.1")}}]
    told = result("a", "2823-3", 20, "5.90", interpretation=high, referenceRange=span)
    lines = text(made(told | {"code": {"text": "Potassium"}})).splitlines()
    assert "Léonie Muster, 1993-04-12" in lines
    row = next(line for line in lines if line.startswith("Potassium"))
    cells = [cell.strip() for cell in row.split("  ") if cell.strip()]
    assert cells[1:5] == ["5.90 mmol/L", "3.5 to 5.1", "High", "2026-11-20 08:00+01:00"]


def test_a_terminal_is_sent_no_control_characters() -> None:
    told = text(made(result("a", "2823-3", 20) | {"code": {"text": "K\x1b[31m"}}))
    assert "\x1b" not in told
