"""Which identifier systems rank highest, and which are national: read from data, and linted.

The file is `identities.yaml` in a mappings folder; a later folder's file replaces an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from gateway.identity.numbers import NUMBERS
from gateway.model import Fault

FILE = "identities.yaml"
_KEYS = frozenset({"ranks", "national"})
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    text = files[-1].read_text(encoding="utf-8")
    try:
        stated = _stated(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Ranks(faults=(Fault(str(files[-1]), line, "yaml-syntax", "this is not YAML"),))
    faults = tuple(_faults(str(files[-1]), text, stated))
    if faults:
        return Ranks(faults=faults)
    return Ranks(tuple(stated.get("ranks", ())), MappingProxyType(stated.get("national", {})))


def _stated(text: str) -> Any:
    """What the file says; where it is no YAML, the slow reader says where (libyaml is late)."""
    try:
        return yaml.load(text, _LOADER)  # noqa: S506 - it makes plain values only
    except yaml.YAMLError:
        return yaml.safe_load(text)


def _faults(file: str, text: str, stated: object) -> Iterator[Fault]:
    if not isinstance(stated, dict):
        yield Fault(file, 1, "identities-shape", "the file holds `ranks` and `national`")
        return
    for key in stated.keys() - _KEYS:
        yield Fault(file, _line(text, str(key)), "key-unknown", f"`{key}` is not known here")
    national = stated.get("national", {})
    for system, check in national.items() if isinstance(national, dict) else ():
        if check not in NUMBERS:
            known = ", ".join(NUMBERS)
            yield Fault(file, _line(text, f"{system}:"), "check-unknown", f"checks are: {known}")
        if system not in stated.get("ranks", ()):
            said = "a national system needs a rank"
            yield Fault(file, _line(text, f"{system}:"), "rank-missing", said)


def _line(text: str, word: str) -> int:
    lines = text.splitlines()
    return next((at for at, line in enumerate(lines, 1) if word in line), 1)
