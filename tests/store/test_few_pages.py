"""What one request creates changes few pages of a store, however much lies in it.

https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from gateway.identity.drawn import Drawing
from gateway.store.keeping import quiet
from gateway.store.sqlite_file import open_file
from gateway.store.sqlite_write import SqliteWriter
from tests.store.made_entries import entry, observation, packed

FRAME = 24 + 4096
"""Bytes of a page in the log, and of what stands before it."""


def anywhere(number: int) -> tuple[str, ...]:
    """Ids that lie anywhere, as digests do."""
    return tuple(str(uuid4()) for _ in range(number))


def pages(path: Path, ids: Sequence[str]) -> int:
    """How many pages change where thirty results under these ids come into a filled store."""
    with closing(open_file(path)) as file:
        writer = SqliteWriter(file.writer(), quiet)
        for at in range(120):
            kept = (observation(id_, f"p{at}") for id_ in anywhere(60))
            writer.write([packed(entry(f"c{at}", *kept))])
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.write([packed(entry("new", *(observation(id_, "new") for id_ in ids)))])
        return path.with_name(path.name + "-wal").stat().st_size // FRAME


def test_new_ids_change_few_pages_where_those_that_lie_anywhere_change_one_each(
    tmp_path: Path,
) -> None:
    """Those of two requests, one after the other."""
    drawing = Drawing(os.urandom)
    assert pages(tmp_path / "drawn.sqlite", (*drawing(1), *drawing(29))) <= 22
    assert pages(tmp_path / "anywhere.sqlite", anywhere(30)) > 22
