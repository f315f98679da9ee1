"""Finds every fault of the mapping files, with file and line, before the first message comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.mapping import files
from gateway.mapping.checks import check
from gateway.mapping.dialect import Dialect
from gateway.mapping.program import gathering
from gateway.model import Fault, Sender


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
    gathered = gathering(files.gathered(folders, format), dialect, definitions)
    for sender in (Sender("default"), *senders.values()):
        linked, faults = gathered.program(sender)
        for fault in (*gathered.faults, *faults, *check(linked, definitions, gathered.events)):
            if fault not in seen:
                seen.add(fault)
                yield fault
