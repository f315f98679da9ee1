"""Which characters one place of a regular expression eats: never too few of them.

https://docs.python.org/3/library/re.html#regular-expression-syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any, TypeAlias

op: Any = import_module("re._constants")

Letters: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, as spans in order, first and last of each."""

CHARACTERS = frozenset({op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY})
"""Kinds of items that eat one character."""
_LAST = 0x10FFFF
_FOREIGN = (128, _LAST)
"""All that is not ASCII: of a class of characters we do not tell which of them it has."""
EVERY: Letters = ((0, _LAST),)


def letters(item: tuple[Any, Any], *, cased: bool) -> Letters:
    """What an item eats; `cased`: whether upper and lower case are told apart."""
    kind, inside = item
    if kind is op.ANY:
        return EVERY
    if kind is op.LITERAL:
        found: Letters = ((inside, inside),)
    elif kind is op.NOT_LITERAL:
        found = _others([(inside, inside)])
    elif inside[0][0] is op.NEGATE:
        found = _others(span for part in inside[1:] for span in _spans(part, sure=True))
    else:
        found = joined(span for part in inside for span in _spans(part, sure=False))
    return found if cased else _uncased(found)


def joined(spans: Iterable[tuple[int, int]]) -> Letters:
    """Spans put in order, those that touch made one."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if made and low <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], high)
        else:
            made.append((low, high))
    return tuple(made)


def meet(one: Letters, other: Letters) -> bool:
    """Is there a character that both have?"""
    return any(low <= end and start <= high for low, high in one for start, end in other)


def _others(spans: Iterable[tuple[int, int]]) -> Letters:
    made, after = [], 0
    for low, high in joined(spans):
        if low > after:
            made.append((after, low - 1))
        after = high + 1
    return (*made, (after, _LAST)) if after <= _LAST else tuple(made)


def _spans(part: tuple[Any, Any], *, sure: bool) -> list[tuple[int, int]]:
    """The spans of a part of a class: surely those, or perhaps more."""
    kind, inside = part
    if kind is op.LITERAL:
        return [(inside, inside)]
    if kind is op.RANGE:
        return [inside]
    if inside is op.CATEGORY_SPACE:
        return [*_SPACES]
    if inside is op.CATEGORY_NOT_SPACE:
        return [*_others(_SPACES)]
    plain = [(n, n) for n in range(128) if re.fullmatch(_CATEGORIES[inside], chr(n))]
    return plain if sure else [*plain, *(_FOREIGN_WORDS if inside in _WORDS else [_FOREIGN])]


def _uncased(found: Letters) -> Letters:
    """The same, whatever the case: of what is not ASCII, and of what is one there, all of it."""
    plain = [n for n in range(128) if meet(found, ((n, n),))]
    both = [ord(case) for n in plain for case in (chr(n).lower(), chr(n).upper())]
    foreign = meet(found, (_FOREIGN,)) or not _ELSEWHERE.isdisjoint(both)
    return joined([*found, *((n, n) for n in both), *([_FOREIGN] if foreign else [])])


_ELSEWHERE = frozenset(map(ord, "iks"))
"""Letters of ASCII that are foreign ones (the long s, the sign of Kelvin) in another case."""
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
_WORDS = frozenset({op.CATEGORY_DIGIT, op.CATEGORY_WORD})
_SPACES: Letters = (
    (9, 13), (28, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
    (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
)  # fmt: skip
"""All white space there is."""
_FOREIGN_WORDS = _others([*_SPACES, (0, 127)])
"""What is neither ASCII nor white space."""
