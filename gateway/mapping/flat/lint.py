"""Finds every fault of the descriptions of files, with file and line, before one comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.mapping import files
from gateway.mapping.flat.describe import FOLDER
from gateway.mapping.flat.link import kinds
from gateway.model import Fault, Sender


def lint(
    folders: Sequence[Path], senders: Mapping[str, Sender], definitions: Any
) -> Iterator[Fault]:
    """Every fault of descriptions, each once, those of all senders' own included."""
    found = files.gathered(folders, FOLDER)
    seen: dict[Fault, None] = {}
    for sender in (Sender("default"), *senders.values()):
        _, faults = kinds(found, sender, definitions)
        seen |= dict.fromkeys(faults)
    yield from seen
