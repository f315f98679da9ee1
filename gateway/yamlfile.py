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
_TABBED = re.compile(r" *\t")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENCODING = "this is not UTF-8: save the file as UTF-8 (an editor calls it encoding)"
_TAB = "a tab stands at the beginning: YAML is indented with blanks only"
_ELSE = "this is not YAML: is something left open, or not indented as its neighbours are?"
_QUOTES = "put the text in quotes"


_MISFIT = (
    "this line does not fit those before it: indent it as its neighbours are, and look for a"
    " missing `:`, `-` or quote"
)
_SYNTAX = "yaml-syntax"


@dataclass(frozen=True, slots=True)
class _Told:
    """What a word of the YAML reader means to a person."""

    rule: str
    text: str
    word: str
    begins: bool = False
    """Told where it begins: the reader only sees at its end that something is left open."""


_TOLD = (
    _Told(
        _SYNTAX,
        "a `:` is not expected here: is the line indented further than the one before, does that"
        f" one lack its `:`, or does a text hold `: `? Then {_QUOTES}",
        "mapping values are not allowed",
    ),
    _Told(
        _SYNTAX,
        "a `:` is missing behind the key",
        "could not find expected ':'",
        begins=True,
    ),
    _Told(
        _SYNTAX,
        "a quote that opens here is never closed",
        "unexpected end of stream",
        begins=True,
    ),
    _Told(
        _SYNTAX,
        "what opens here with `{` or `[` is not closed, lacks a `,`, or holds a text with one of"
        f" `{{}}[],:`. Then {_QUOTES}",
        "expected ',' or",
        begins=True,
    ),
    _Told(
        _SYNTAX,
        f"a text does not begin with a tab or one of `@`, `%` and a backtick: {_QUOTES}",
        "cannot start any token",
    ),
    _Told(
        _SYNTAX,
        f"what begins with `*` is an alias in YAML: {_QUOTES}",
        "undefined alias",
    ),
    _Told(
        _SYNTAX,
        "no such `\\` in double quotes: write single quotes, or `\\\\`",
        "unknown escape",
    ),
    _Told(
        _SYNTAX,
        "a second document begins here (`---`): one is expected",
        "found another document",
    ),
    _Told(
        _SYNTAX,
        _MISFIT,
        "did not find expected",
    ),
    _Told(
        _SYNTAX,
        _MISFIT,
        "expected <",
    ),
    _Told(
        _SYNTAX,
        "a control character stands here: take it out",
        "characters are not allowed",
    ),
    _Told(
        _SYNTAX,
        _ELSE,
        "",
    ),
)
"""Word of the reader -> what it means, the first that fits. It has two wordings of each."""

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
        fault = Fault(file, *_unreadable(error, content))
        return Written(file, None, lines), [fault]
    return Written(file, value, lines), faults


def _unreadable(error: Exception, content: bytes) -> tuple[int, str, str]:
    """Line, rule and plain sentence of what is no YAML."""
    if isinstance(error, UnicodeDecodeError):
        return content[: error.start].count(b"\n") + 1, "yaml-encoding", _ENCODING
    if isinstance(error, RecursionError):
        return 1, "yaml-depth", f"nested more than {_MAX_DEPTH} deep, or a part of itself"
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    tell = next(one for one in _TOLD if one.word in said)
    mark = getattr(error, "context_mark" if tell.begins else "problem_mark", None)
    if mark is None:
        return _control(content), tell.rule, tell.text
    last = max(1, len(content.splitlines()))  # the end of a text may be told as a line behind it
    return min(mark.line + 1, last), tell.rule, _tabs(content, mark.line) or tell.text


def _control(content: bytes) -> int:
    """The line of the first control character: the reader does not tell it."""
    found = _CONTROL.search(content)
    return content[: found.start()].count(b"\n") + 1 if found else 1


def _tabs(content: bytes, line: int) -> str:
    """What is wrong with a line that is indented with a tab, whatever the reader makes of it."""
    lines = content.decode("utf-8").splitlines()
    return _TAB if line < len(lines) and _TABBED.match(lines[line]) else ""


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
