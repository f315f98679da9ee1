"""Read a YAML file and remember the line of everything in it, so that each fault can be shown.

https://yaml.org/spec/1.2.2/ (its core schema: `no`, `on` and `1:30` are words)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from gateway.model import Fault

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)
_POINT = re.compile(r"[-+]?\d+\.\d+", re.ASCII)
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_MAX_DEPTH = 40

Place: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file's value, and the line of each place in it (keys and positions from the top)."""

    file: str
    value: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Line of the place, or of the nearest one around it; from 1."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(content: bytes, file: str) -> tuple[Written, list[Fault]]:
    """The file's value; where it is no YAML, None and the faults."""
    lines: dict[Place, int] = {}
    faults: list[Fault] = []
    try:
        node = yaml.compose(content.decode("utf-8"), Loader=_Loader)
        value = None if node is None else _value(node, (), lines, faults, file)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        what = getattr(error, "problem", None) or "not UTF-8, or nested too deeply"
        return Written(file, None, lines), [Fault(file, line, "yaml-syntax", str(what))]
    return Written(file, value, lines), faults


def _value(
    node: Any, place: Place, lines: dict[Place, int], faults: list[Fault], file: str
) -> Any:
    lines[place] = node.start_mark.line + 1
    if len(place) > _MAX_DEPTH:
        raise RecursionError
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(inner, (*place, number), lines, faults, file)
            for number, inner in enumerate(node.value)
        ]
    made: dict[str, Any] = {}
    for key, inner in node.value:
        name = str(key.value)
        if name in made:
            line = key.start_mark.line + 1
            faults.append(Fault(file, line, "yaml-duplicate-key", f"`{name}` stands twice"))
        made[name] = _value(inner, (*place, name), lines, faults, file)
        lines[(*place, name)] = key.start_mark.line + 1
    return made


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _POINT.fullmatch(text) else text
