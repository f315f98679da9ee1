"""By what resources are found at once, without looking at each: read from data, and linted.

The file is `search.yaml` in a mappings folder; a later folder's file replaces an earlier one.
https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.definitions import Definitions
from gateway.definitions.parameters import SearchParameter
from gateway.model import Empty, Fault
from gateway.search.parameters import Parameters

FILE = "search.yaml"
EVERY = ("identifier", "patient")
"""What is indexed of every type, whatever the file says: messages could not be met otherwise."""
_KEYS = frozenset({"types"})
_ROWLESS = frozenset({"composite", "special"})


@dataclass(frozen=True, slots=True)
class Indexing:
    """Which parameters of which type have index rows."""

    types: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: Empty)
    faults: tuple[Fault, ...] = ()

    def of(self, type_: str) -> tuple[str, ...]:
        """The parameters of one type, as far as it has them."""
        return tuple(dict.fromkeys((*EVERY, *self.types.get(type_, ()))))


def read(folders: Sequence[Path]) -> Indexing:
    """Read the last folder's file that exists; what is wrong in its shape is among the faults."""
    file = _file(folders)
    if file is None:
        return Indexing()
    written, wrong = yamlfile.read(file.read_bytes(), str(file))
    stated = {} if written.value is None else written.value
    if wrong or not _shaped(stated):
        text = "the file holds `types`, and below it lines of `Type: [parameter, ...]`"
        return Indexing(faults=tuple(wrong) or (Fault(str(file), 1, "search-shape", text),))
    return Indexing({type_: tuple(names) for type_, names in stated.get("types", {}).items()})


def _file(folders: Sequence[Path]) -> Path | None:
    files = [folder / FILE for folder in folders if (folder / FILE).is_file()]
    return files[-1] if files else None


def _shaped(stated: Any) -> bool:
    if not isinstance(stated, dict) or stated.keys() - _KEYS:
        return False
    types = stated.get("types", {})
    return isinstance(types, dict) and all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in types.values()
    )


def lint(folders: Sequence[Path], definitions: Definitions) -> Iterator[Fault]:
    """Every fault of the file, with its line."""
    found, parameters = read(folders), Parameters(definitions)
    yield from found.faults
    file = _file(folders)
    lines = file.read_text("utf-8", "replace").splitlines() if file else []
    for type_, names in found.types.items():
        line = _line(lines, 1, f"{type_}:")
        if type_ not in parameters.types:
            text = f"R4 has no resource type {type_}"
            yield Fault(str(file), line, "search-type-unknown", text)
            continue
        for name in names:
            fault = _fault(type_, name, parameters.of(type_))
            if fault:
                yield Fault(str(file), _line(lines, line, name), *fault)


def _fault(type_: str, name: str, known: Mapping[str, SearchParameter]) -> tuple[str, str] | None:
    if name not in known:
        return "search-parameter-unknown", f"{type_} has no search parameter {name}"
    if not indexable(known[name]):
        return "search-parameter-rowless", f"{name} cannot be indexed: index its parts"
    return None


def indexable(stated: SearchParameter) -> bool:
    """Can a parameter have index rows?"""
    return stated.type not in _ROWLESS and bool(stated.expression)


def _line(lines: Sequence[str], first: int, name: str) -> int:
    """The first line from here on that has the name."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    rest = enumerate(lines[first - 1 :], first)
    return next((at for at, text in rest if word.search(text)), first)
