"""Space is given back by a copy, which lies where the store does: a large one fits no memory.

https://www.sqlite.org/lang_vacuum.html · https://www.sqlite.org/pragma.html#pragma_temp_store
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gateway.store import care, sqlite_file
from tests.store.test_store_care import opened, send


def test_the_copy_lies_beside_the_store_and_never_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it's here" / "gateway.sqlite"
    opened(path, lambda store: send(store, range(3)))
    writer, said_, lies = sqlite_file.File.writer, list[str](), list[str]()

    def told(statement: str) -> None:
        said_.append(statement)
        if statement == "VACUUM":
            lies.append(directory())

    def watched(file: sqlite_file.File) -> sqlite3.Connection:
        connection = writer(file)
        connection.set_trace_callback(told)
        return connection

    monkeypatch.setattr(sqlite_file.File, "writer", watched)
    care.vacuum(path)
    assert said_[0] == "PRAGMA temp_store = FILE"
    assert (lies, directory()) == ([str(path.parent)], "")


def directory() -> str:
    """Where this process makes temporary files of databases; empty: where others do."""
    with closing(sqlite3.connect(":memory:")) as connection:
        row = connection.execute("PRAGMA temp_store_directory").fetchone()
    return str(row[0]) if row else ""
