"""A map that is written once for several: `each` says which words are put in for each of them.

https://docs.python.org/3/library/string.html#format-string-syntax (how the words are marked)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def each(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The map, or one for each of `each`, its words put in: `{value}`."""
    if "each" not in said:
        yield said
        return
    for number, words in enumerate(said["each"], 1):
        rest = {key: value for key, value in said.items() if key != "each"}
        made = _put(rest, {str(key): str(value) for key, value in words.items()})
        name, arrow, type = made["map"].partition(" -> ")
        yield {**made, "map": f"{name}-{number}{arrow}{type}"}


def _put(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _put(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_put(one, words) for one in value]
    if isinstance(value, str) and "{" in value:
        for key, word in words.items():
            value = value.replace(f"{{{key}}}", word)
    return value
