"""Copies and measures trees of plain JSON, so that a patch touches nothing that is not its own.

https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

from typing import Any

from gateway.fhirjson import MAX_DEPTH


def copied(value: Any) -> Any:
    """The same tree, made anew; what cannot change (texts, numbers) is shared."""
    if type(value) is dict:
        return {key: copied(inner) for key, inner in value.items()}
    if type(value) is list:
        return [copied(inner) for inner in value]
    return value


def deep(value: Any) -> bool:
    """Is it nested deeper than any resource may be?"""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for held in level for inner in _inner(held)]
        if not level:
            return False
    return True


def size(value: Any, most: int) -> int:
    """How many values it holds, itself among them; counts no further than `most` is passed."""
    level, count = [value], 1
    while count <= most and (level := [inner for held in level for inner in _inner(held)]):
        count += len(level)
    return count


def alike(one: Any, other: Any) -> bool:
    """Are they equal as JSON, where `true` is not 1, and 1.0 is?"""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _inner(value: Any) -> Any:
    if type(value) is dict:
        return value.values()
    return value if type(value) is list else ()
