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
from gateway.mapping.unlisted import unlisted_targets
from gateway.model import Fault, Sender

_MOST = 16
_known: dict[str, TreeProgram] = {}
"""Fingerprint of files -> what they say: most senders have no rows of their own."""


def linked(
    found: files.Files, sender: Sender, definitions: Any, types: Mapping[tuple[str, str], Datatype]
) -> TreeProgram:
    """The program of one sender; raises Broken."""
    linking = Linking(found, definitions, types)
    own = found.sender(sender.name) if linking.own(sender) is not None else {}
    words = (found.format, str(getattr(definitions, "version", "")), *map(str, sorted(types)))
    mark = files.fingerprint((found.shared, own), words)
    if mark not in _known:
        program = linking.program(sender)
        if linking.faults:
            raise Broken(linking.faults)
        if len(_known) >= _MOST:
            _known.clear()
        _known[mark] = program
    return _known[mark]


def lint(
    folders: Sequence[Path], format: str, senders: Mapping[str, Sender], definitions: Any
) -> Iterator[Fault]:
    """Every fault of the rows of a format, each once, those of all senders' own included."""
    found = files.gathered(folders, format)
    seen: dict[Fault, None] = {}
    for sender in (Sender(""), *senders.values()):
        linking = Linking(found, definitions, TYPES.get(format, {}))
        if sender.name and linking.own(sender) is None:
            continue  # it says what all say
        linking.program(sender)
        seen |= dict.fromkeys(linking.faults)
        for table in linking.tables.values():
            seen |= dict.fromkeys(unlisted_targets(table, definitions))
    yield from seen
