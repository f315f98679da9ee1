"""Which identifier systems rank highest, and which are national: read from data, and linted.

The file is `identities.yaml` in a mappings folder; a later folder's file replaces an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway import yamlfile
from gateway.identity.numbers import NUMBERS
from gateway.model import Fault

FILE = "identities.yaml"
_KEYS = frozenset({"ranks", "national"})


@dataclass(frozen=True, slots=True)
class Ranks:
    """Systems from the highest rank down, and the check of each national one."""

    ranks: tuple[str, ...] = ()
    national: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()


def read(folders: Sequence[Path]) -> Ranks:
    """Read the last folder's file that exists; what is wrong in it is among the faults."""
    files = [folder / FILE for folder in folders if (folder / FILE).is_file()]
    if not files:
        return Ranks()
    written, wrong = yamlfile.read(files[-1].read_bytes(), str(files[-1]))
    stated = {} if written.value is None else written.value
    faults = tuple(wrong or _faults(written, stated))
    if faults:
        return Ranks(faults=faults)
    return Ranks(tuple(stated.get("ranks", ())), MappingProxyType(stated.get("national", {})))


def _faults(written: yamlfile.Written, stated: Any) -> Iterator[Fault]:
    file, line = written.file, written.line
    if not _shaped(stated):
        text = "the file holds `ranks`, a list, and `national`, lines of `system: check`"
        yield Fault(file, 1, "identities-shape", text)
        return
    for key in sorted(stated.keys() - _KEYS):
        known = " and ".join(f"`{one}`" for one in sorted(_KEYS))
        text = f"`{key}` is not known here: the file holds {known}"
        yield Fault(file, line((key,)), "key-unknown", text)
    ranks = stated.get("ranks", [])
    for at, system in enumerate(ranks):
        if system in ranks[:at]:
            yield Fault(file, line(("ranks", at)), "rank-twice", "the system has a rank already")
    for system, check in stated.get("national", {}).items():
        if check not in NUMBERS:
            known = ", ".join(NUMBERS)
            yield Fault(file, line(("national", system)), "check-unknown", f"checks are: {known}")
        if system not in ranks:
            said = "a national system needs a rank"
            yield Fault(file, line(("national", system)), "rank-missing", said)


def _shaped(stated: Any) -> bool:
    """Is it lines of keys, with a list of texts and further lines below?"""
    if not isinstance(stated, dict):
        return False
    ranks, national = stated.get("ranks", []), stated.get("national", {})
    listed = isinstance(ranks, list) and all(isinstance(one, str) for one in ranks)
    return listed and isinstance(national, dict)
