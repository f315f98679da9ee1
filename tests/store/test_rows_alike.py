"""Rows that are alike are counted out by one statement, and lie as if each had been spelled out.

https://www.sqlite.org/lang_with.html#recursive_query_examples
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from gateway.store import runs
from gateway.store.sqlite_file import SCHEMA, migrate, scripts

_ALL = "SELECT * FROM resource ORDER BY rid"


def kept(put: Any, rows: list[runs.Row]) -> tuple[list[Any], list[str]]:
    """The rows as they lie, and the statements that put them there."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as sql:
        migrate(sql, scripts(SCHEMA))
        said: list[str] = []
        sql.set_trace_callback(said.append)
        put(sql, rows)
        sql.set_trace_callback(None)
        return sql.execute(_ALL).fetchall(), [one for one in said if "INTO resource" in one]


def row(rid: int, type_: int = 7, **other: Any) -> runs.Row:
    """A result; `other` are columns of it by name."""
    named = {
        "rid": rid,
        "type": type_,
        "id": rid.to_bytes(16),
        "version": 1,
        "patient": 3,
        "sender": "lakeside",
        "effective": "2026",
        "born": 9,
        "seq": 9,
        "marks": None,
        "body": b"\x07" + rid.to_bytes(5),
        "clocks": None,
        "codes": rid.to_bytes(4),
        **other,
    }
    return tuple(named.values())


def test_results_one_behind_the_other_are_one_statement() -> None:
    rows = [row(rid) for rid in range(100, 140)]
    found, said = kept(runs.put, rows)
    assert found == rows
    assert len(said) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"version": 2},
        {"sender": "hillside"},
        {"marks": b"[[],[]]"},
        {"clocks": b"\x00{}"},
        {"codes": None},
        {"codes": b""},
        {"codes": b"ab"},
        {"body": b"\x00{}"},
        {"id": b"=short"},
        {"type": -7},
    ],
)
def test_what_is_not_alike_lies_as_it_is(other: dict[str, Any]) -> None:
    rows = [row(rid, **(other if rid == 104 else {})) for rid in range(100, 110)]
    assert kept(runs.put, rows)[0] == rows
    rows = [row(rid, **({"id": b"=%d" % rid} if "id" in other else other)) for rid in range(6)]
    assert kept(runs.put, rows)[0] == rows


def test_any_rows_lie_as_if_spelled_out() -> None:
    """Drawn from a fixed seed: gaps in numbers, kinds, lengths and what is not there."""
    drawn = random.Random(20)  # noqa: S311 - no secret
    for _ in range(60):
        rid, rows = 1, []
        for _ in range(drawn.randint(1, 40)):
            rid += drawn.choice((1, 1, 1, 1, 5))
            codes = drawn.choice((None, b"", b"ab", b"abcd"))
            body = drawn.choice((b"\x07", b"\x06x")) * drawn.randint(1, 2)
            kind = drawn.choice((7, 7, 7, 8))
            rows.append(row(rid, kind, codes=codes, body=body))
        assert kept(runs.put, rows)[0] == kept(runs.plain, rows)[0] == rows


def test_what_stands_is_in_the_way_of_a_run() -> None:
    rows = [row(rid) for rid in range(8)]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as sql:
        migrate(sql, scripts(SCHEMA))
        runs.plain(sql, [row(99, id=rows[5][2])])
        with pytest.raises(sqlite3.IntegrityError):
            runs.put(sql, rows)
