"""No question reads a whole table: what is asked often is found through an index.

https://www.sqlite.org/eqp.html
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.model import Criterion, Keys, Query, Span
from gateway.store.keeping import quiet
from gateway.store.reading import Reader
from gateway.store.sqlite_file import open_file
from gateway.store.sqlite_write import SQLITE, SqliteWriter
from tests.store.made_entries import (
    MRN,
    YES,
    asked,
    entry,
    link,
    observation,
    packed,
    patient,
    said,
)

SMALL = frozenset({"kind", "counted"})
"""Tables with some dozen rows, which may be read whole; and what was found already, counted."""

SINCE = Query(
    "Observation",
    (asked("patient", "anna"), Criterion("_lastUpdated", "date", (("gt", 5, 9),))),
)
QUESTIONS: MappingProxyType[str, Callable[[Reader], Any]] = MappingProxyType(
    {
        "standing": lambda reader: reader.standing(
            Keys(("lakeside", "c1"), (("Patient", "anna"),), ("anna",), ("anna",))
        ),
        "read": lambda reader: reader.read(YES, "Patient", "anna"),
        "receipt": lambda reader: reader.receipt("lakeside", "c1"),
        "lineage": lambda reader: reader.lineage("lakeside", "c1"),
        "origin": lambda reader: reader.origin("Patient/anna/_history/1"),
        "compartment": lambda reader: reader.compartment(YES, "anna"),
        "by identifier": lambda reader: reader.search(
            YES, Query("Patient", (asked("identifier", f"{MRN}|100,9"),))
        ),
        "by patient": lambda reader: reader.search(
            YES, Query("Observation", (asked("patient", "anna"),), after=(1,))
        ),
        "several": lambda reader: reader.several(YES, [("Patient", "anna"), ("Patient", "ben")]),
        "version": lambda reader: reader.version(YES, "Patient", "anna", 1),
        "history of one": lambda reader: reader.history(YES, Span("Patient", "anna")),
        "history": lambda reader: reader.history(YES, Span(since="2026-11-01T00:00:00Z")),
        "by date": lambda reader: reader.search(
            YES, Query("Observation", (Criterion("date", "date", (("ge", 5, 9), ("lt", 5, 9))),))
        ),
        "by name": lambda reader: reader.search(
            YES, Query("Observation", (Criterion("name", "string", (("mu",),)),))
        ),
        "by quantity": lambda reader: reader.search(
            YES, Query("Observation", (Criterion("value", "quantity", (("ap", "mg", 1.0, 2.0),)),))
        ),
        "of a patient, since": lambda reader: reader.search(YES, SINCE),
        "by id": lambda reader: reader.search(YES, Query("Patient", (asked("_id", "anna,ben"),))),
    }
)


def planned(path: Path, name: str) -> tuple[Any, list[str]]:
    """What is answered, and the steps to it."""
    asked: list[str] = []
    with closing(open_file(path / "gateway.sqlite")) as file:
        kept = entry(
            "c1",
            patient("anna", "100"),
            replace(
                observation("o1", "anna"),
                index=(
                    ("reference", "patient", "Patient", "anna"),
                    ("date", "date", 5, 9),
                    ("string", "name", "muster"),
                    ("quantity", "value", "mg", 1.0, 1.5),
                ),
            ),
            contributions=(said("anna"),),
            links=(link("anna", "ben"),),
        )
        SqliteWriter(file.writer(), quiet).write([packed(kept)])
        connection = file.reader()
        connection.set_trace_callback(asked.append)

        answer = QUESTIONS[name](Reader(connection, SQLITE))

        connection.set_trace_callback(None)
        selects = [sql for sql in asked if sql.startswith("SELECT")]
        return answer, [
            row[3]
            for sql in selects
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_through_an_index(tmp_path: Path, name: str) -> None:
    answer, steps = planned(tmp_path, name)
    assert answer
    assert steps
    scans = [step for step in steps if step.startswith("SCAN")]
    assert [step for step in scans if step.split()[1] not in SMALL] == []


def test_what_a_patient_has_since_a_moment_lists_no_attempts_of_others(tmp_path: Path) -> None:
    _, steps = planned(tmp_path, "of a patient, since")
    assert any("SEARCH j USING INTEGER PRIMARY KEY" in step for step in steps)
    assert [step for step in steps if "journal_received" in step] == []
