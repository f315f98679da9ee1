"""Finds every fault of the mapping files, with file and line, before the first message comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.mapping import files
from gateway.mapping.checks import check
from gateway.mapping.dialect import Dialect
from gateway.mapping.program import gathering
from gateway.mapping.rows import Program, Table, leaves
from gateway.mapping.unlisted import unlisted_targets
from gateway.model import Fault, Sender

UNREAD = "table-unread"


def lint(
    folders: Sequence[Path],
    format: str,
    senders: Mapping[str, Sender],
    definitions: Any,
    dialect: Dialect,
) -> Iterator[Fault]:
    """Every fault of the mappings of a format, each once, those of all senders' overlays included.

    `senders` are those that `senders.senders` read; a sender without an overlay is not enough to
    show a fault of its own.
    """
    seen: set[Fault] = set()
    read: set[str] = set()
    gathered = gathering(files.gathered(folders, format), dialect, definitions)
    for sender in (Sender("default"), *senders.values()):
        linked, faults = gathered.program(sender)
        read |= _tables(linked)
        for fault in (*gathered.faults, *faults, *check(linked, definitions, gathered.events)):
            if fault not in seen:
                seen.add(fault)
                yield fault
    for table in gathered.tables.values():
        yield from unlisted_targets(table, definitions)
    if not seen:  # a row that cannot be read may be the one that names the table
        yield from _unread(gathered.tables.values(), read)


def _tables(linked: Program) -> set[str]:
    """The names of the code tables that rows of one sender read."""
    maps = (*linked.maps, *linked.datatypes.values())
    return {row.code.name for one in maps for row in leaves(one.rows) if row.code is not None}


def _unread(tables: Iterable[Table], read: Collection[str]) -> Iterator[Fault]:
    """A table that nobody reads translates nothing, and nobody would see why."""
    for table in tables:
        if table.name not in read:
            text = f"no row reads this table: name it there, `code: {table.name}`"
            yield Fault(table.file, 1, UNREAD, text)
