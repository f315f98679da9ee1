"""Where is a JSON text wrong that could not be read? The byte, found only when somebody asks.

https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType

from gateway.model import Issue

_FAR = 1_000_000
"""Signs that are looked through: beyond, the place is not worth the wait."""
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_NESTING = re.compile(_STRING + rb"|[\[\]{}]", re.DOTALL)
_KEYS = re.compile(rb"(" + _STRING + rb")(\s*+:)?|[\[\]{}]", re.DOTALL)
_NUMBERS = re.compile(_STRING + rb"|(-?[0-9][0-9.]*+[eE][+-]?[0-9]{3,})", re.DOTALL)


def offset(issue: Issue, text: bytes, depth: int) -> int:
    """The byte of what an issue of a text is about, as far as that can be told; else its begin."""
    if issue.rule == "json-syntax":
        byte = issue.facts[0] if issue.facts else ""
        return min(int(byte), len(text)) if byte.isdigit() else len(text.rstrip())
    if issue.rule == "json-depth":
        return _deep(text, depth)
    find = _FINDERS.get(issue.rule)
    return find(text) if find else 0


def _deep(text: bytes, most: int) -> int:
    depth = 0
    for found in islice(_NESTING.finditer(text), _FAR):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(found[0], 0)
        if depth > most:
            return found.start()
    return 0


def _repeated(text: bytes) -> int:
    """Where the first key begins that its object has said before."""
    said: list[set[bytes]] = [set()]
    for found in islice(_KEYS.finditer(text), _FAR):
        if found[2]:
            if found[1] in said[-1]:
                return found.start()
            said[-1].add(found[1])
        elif found[0] in (b"{", b"["):
            said.append(set())
        elif found[0] in (b"}", b"]") and len(said) > 1:
            said.pop()
    return 0


def _extreme(text: bytes) -> int:
    return next((found.start() for found in islice(_NUMBERS.finditer(text), _FAR) if found[1]), 0)


_FINDERS: Mapping[str, Callable[[bytes], int]] = MappingProxyType(
    {"json-duplicate-key": _repeated, "json-number": _extreme}
)
"""Rule -> what finds where it is broken."""
