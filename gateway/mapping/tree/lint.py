"""Finds every fault of the rows of a document format, with file and line.

Told in `docs/mapping-documents.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.mapping import files
from gateway.mapping.load import Broken
from gateway.mapping.tree.link import Linking
from gateway.mapping.tree.reading import Datatype
from gateway.mapping.tree.rows import TreeProgram
from gateway.mapping.tree.types import TYPES
from gateway.model import Fault, Sender


def linked(
    found: files.Files, sender: Sender, definitions: Any, types: Mapping[tuple[str, str], Datatype]
) -> TreeProgram:
    """The program of one sender; raises Broken."""
    linking = Linking(found, definitions, types)
    program = linking.program(sender)
    if linking.faults:
        raise Broken(linking.faults)
    return program


def lint(
    folders: Sequence[Path], format: str, senders: Mapping[str, Sender], definitions: Any
) -> Iterator[Fault]:
    """Every fault of the rows of a format, each once, those of all senders' own included."""
    found = files.gathered(folders, format)
    seen: dict[Fault, None] = {}
    for sender in (Sender("default"), *senders.values()):
        linking = Linking(found, definitions, TYPES.get(format, {}))
        linking.program(sender)
        seen |= dict.fromkeys(linking.faults)
    yield from seen
