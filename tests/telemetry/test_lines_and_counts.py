"""What the operator sees: lines of the log, and the page of metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from io import StringIO

from gateway.model import Receipt, Status
from gateway.telemetry import Foreign, Telemetry


def receipt(status: Status) -> Receipt:
    """One of an invented message."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return Receipt("labo-fictif", "1", "1", status, "ADT^A01", now, "00")


def test_a_line_is_one_json_object_with_its_moment() -> None:
    """The facts, what happened, how grave it is, when."""
    log = StringIO()

    Telemetry("info", log).event("open", http="http://127.0.0.1:1", ruleset="ab")

    line = json.loads(log.getvalue())
    moment = datetime.fromisoformat(line.pop("timestamp"))
    assert moment.tzinfo == UTC
    assert line == {
        "http": "http://127.0.0.1:1",
        "ruleset": "ab",
        "event": "open",
        "level": "info",
    }


def test_a_line_below_the_level_is_not_written() -> None:
    """A refused message is a warning, an accepted one is not."""
    log = StringIO()
    telemetry = Telemetry("warning", log)

    telemetry.message("http", receipt(Status.ACCEPTED), 0.01)
    telemetry.message("http", receipt(Status.REJECTED), 0.01)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["status"], line["level"]) for line in lines] == [("rejected", "warning")]


def test_a_bucket_holds_all_that_took_no_longer() -> None:
    """Its own bound included, and the last one all."""
    telemetry = Telemetry("error", StringIO())
    for seconds in (0.0005, 0.001, 0.3, 20.0):
        telemetry.message("mllp", receipt(Status.ACCEPTED), seconds)

    page = telemetry.text().decode()

    assert 'gateway_messages_total{door="mllp",sender="labo-fictif",status="accepted"} 4.0' in page
    for bound, count in (("0.001", 2), ("0.25", 2), ("0.5", 3), ("10.0", 3), ("+Inf", 4)):
        assert f'gateway_message_seconds_bucket{{door="mllp",le="{bound}"}} {count}.0\n' in page
    assert 'gateway_message_seconds_count{door="mllp"} 4.0' in page
    assert 'gateway_message_seconds_sum{door="mllp"} 20.3015' in page


def test_what_a_library_logs_is_a_line_of_ours_that_quotes_nothing() -> None:
    """A task that failed is logged with its exception's text, which may hold what was sent."""
    log = StringIO()
    library = logging.Logger("asyncio")  # noqa: LOG001 - one that only this test writes to
    library.addHandler(Foreign(Telemetry("info", log)))
    door = logging.Logger("uvicorn.error")  # noqa: LOG001 - the same
    door.addHandler(Foreign(Telemetry("info", log)))

    try:
        int("Weber")
    except ValueError:
        library.exception("task failed: Weber")
    library.error("future: <Task exception=Weber>")
    door.warning("Invalid HTTP request received.")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [one["event"] for one in lines] == ["library"] * 3
    assert [one["level"] for one in lines] == ["error", "error", "warning"]
    assert lines[0]["kind"] == "ValueError"
    assert lines[2]["what"] == "Invalid HTTP request received."
    assert "Weber" not in log.getvalue()
