"""How much XML is read before it is refused, and how a refusal names its place.

https://cheatsheetseries.owasp.org/cheatsheets/XML_Security_Cheat_Sheet.html
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.model import Issue, Rejected, Severity
from gateway.wording import english


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a document is refused."""

    bytes: int = 50_000_000
    depth: int = 128
    elements: int = 500_000
    attributes: int = 64
    text: int = 20_000_000
    """Characters of one text or of one attribute."""
    scopes: int = 1000
    """Different sets of prefixes in force."""


def place(utf8: bytes, offset: int) -> tuple[int, int]:
    """(line, column) of a byte, both from 1; the column counts characters."""
    start = utf8.rfind(b"\n", 0, offset) + 1
    line = utf8.count(b"\n", 0, start) + 1
    return line, len(utf8[start:offset].decode(errors="replace")) + 1


def refusal(
    rule: str, *facts: str, at: tuple[int, int] = (1, 1), code: str = "structure"
) -> Rejected:
    """A verdict with one issue: the rule, and the line and column that it is broken at."""
    where = f"{at[0]}:{at[1]}"
    text = english(rule, *facts)
    rule = rule.partition(".")[0]
    return Rejected([Issue(rule, Severity.FATAL, text, source=where, code=code, facts=facts)])
