"""Cuts an expression into words.

https://hl7.org/fhirpath/N1/#lexical-elements
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.fhirpath.errors import FhirPathError

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TIME = r"\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})?"
_WORD = re.compile(
    rf"""
      (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<dateTime>@{_DATE}T(?:{_TIME}{_ZONE})?)
    | (?P<date>@{_DATE})
    | (?P<time>@T{_TIME})
    | (?P<decimal>\d+\.\d+)
    | (?P<integer>\d+)
    | (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<delimited>`(?:[^`\\]|\\.)*`)
    | (?P<special>\$[A-Za-z]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<symbol><=|>=|!=|!~|[-+*/&|=~<>.,%()\[\]{{}}])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PLAIN = "\\/'\"`"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its kind, its text (unescaped, without quotes) and where it begins."""

    kind: str
    text: str
    at: int


def words(expression: str) -> Iterator[Word]:
    """Every word of the expression, then one of kind `end`; raises FhirPathError."""
    at = 0
    while at < len(expression):
        found = _WORD.match(expression, at)
        if found is None or (expression.startswith("/*", at) and found.lastgroup == "symbol"):
            raise FhirPathError("this cannot be read", at)
        kind = str(found.lastgroup)
        if kind != "space":
            yield Word(kind, _text(kind, found.group(), at), at)
        at = found.end()
    yield Word("end", "", at)


def unescape(text: str, at: int | None = None) -> str:
    """The text with its escapes read; raises FhirPathError where there is no such escape."""

    def one(found: re.Match[str]) -> str:
        letter = found.group(1)
        if len(letter) > 1:
            return chr(int(letter[1:], 16))
        if letter in _PLAIN:
            return letter
        if letter in _ESCAPED:
            return _ESCAPED[letter]
        raise FhirPathError("there is no such escape", at)

    return _ESCAPE.sub(one, text)


def _text(kind: str, raw: str, at: int) -> str:
    if kind in {"string", "delimited"}:
        return unescape(raw[1:-1], at)
    if kind in {"date", "dateTime", "special"}:
        return raw[1:]
    return raw[2:] if kind == "time" else raw
