"""Regular expressions that cannot run away: a pattern that could explode is refused by name.

A repeat inside a repeat is taken only where each turn of the outer one begins with a character
that the inner ones cannot eat. What remains is polynomial, and bounded by the string's length.
https://hl7.org/fhirpath/N1/#matchesregex-string-boolean
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from gateway.fhirpath.errors import FhirPathError

op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

LONGEST = 1000
"""Characters of a pattern."""
WORK = 50_000_000
"""Steps that a search may take at worst: about a quarter of a second."""
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_CHARACTERS = {op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY}
_ALPHABET = frozenset(map(chr, range(128))) | {"\u00e9", "\u2013"}
"""Letters on which two classes are told apart."""
_NAMED = re.compile(r"(?<!\\)\(\?<(?=[A-Za-z_])")
"""How PCRE begins a group with a name."""
_MANY = 16
"""A repeat of at most so many turns counts as none."""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    """The pattern, and the power of a string's length that bounds its work.

    Raises FhirPathError where it cannot be read, or could explode.
    """
    if len(pattern) > LONGEST:
        raise FhirPathError("a regular expression is too long")
    read = _NAMED.sub(r"(?P<", pattern)
    try:
        tree = parser.parse(read, re.DOTALL)
        _check(tree)
        found = re.compile(read, re.DOTALL)
    except (re.error, OverflowError, RecursionError, Warning):
        raise FhirPathError("a regular expression cannot be read") from None
    return found, _degree(tree)


def power(pattern: str) -> int:
    """The power of a string's length that bounds a search; raises FhirPathError."""
    return compiled(pattern)[1]


def cost(pattern: str, value: str) -> int:
    """The steps of a microsecond that a search takes at worst; raises FhirPathError."""
    return int(len(value) ** power(pattern)) // 200


def search(pattern: str, value: str) -> bool:
    """Does the pattern fit some part of the string?"""
    return _usable(pattern, value).search(value) is not None


def full(pattern: str, value: str) -> bool:
    """Does the pattern fit the whole of it?"""
    return _usable(pattern, value).fullmatch(value) is not None


def replace(pattern: str, value: str, by: str) -> str:
    """The string with everything that fits replaced; `$1` and `${name}` are groups."""
    found = _usable(pattern, value)

    def one(match: re.Match[str]) -> str:
        return re.sub(r"\$(?:(\d+)|\{(\w+)\})", lambda group: _group(match, group), by)

    return found.sub(one, value)


def _group(match: re.Match[str], wanted: re.Match[str]) -> str:
    try:
        return match[int(wanted[1])] or "" if wanted[1] else match[wanted[2]] or ""
    except IndexError:
        return ""


def _usable(pattern: str, value: str) -> re.Pattern[str]:
    found, degree = compiled(pattern)
    if len(value) ** degree > WORK:
        raise FhirPathError("a string is too long for its regular expression")
    return found


def _degree(tree: Any) -> int:
    """How many times over the string may be walked: its length to this power bounds the work.

    A loop adds a power, unless what must come after it is something that it cannot eat: all such
    loops together add one. So do the places where a pattern without `^` may begin. A loop at the
    very end cannot fail, and adds nothing.
    """
    tokens = list(_tokens(tree))
    loops = [n for n, (loop, _) in enumerate(tokens[:-1]) if loop]
    if not loops:
        return 1
    free = sum(_free(tokens, n) for n in loops)
    anchored = bool(tree) and tree[0] == (op.AT, op.AT_BEGINNING)
    return max(1, free + (free < len(loops)) + (not anchored))


def _free(tokens: list[tuple[bool, frozenset[str]]], start: int) -> bool:
    eaten = tokens[start][1]
    for loop, letters in tokens[start + 1 :]:
        if loop:
            return True
        if not letters & eaten:
            return False
    return start + 1 < len(tokens)


def _tokens(tree: Any, *, must: bool = True) -> Iterator[tuple[bool, frozenset[str]]]:
    """(is it a loop?, letters it eats) of everything in the order of the pattern.

    What need not come (an option, a branch) is left out, but for its loops.
    """
    for item in tree:
        kind, inside = item
        if kind in _REPEATS and inside[1] > _MANY:
            yield True, frozenset().union(*map(_letters, _walk(inside[2])))
        elif kind in _REPEATS:
            yield from _tokens(inside[2], must=must and inside[0] > 0)
        elif kind is op.SUBPATTERN:
            yield from _tokens(inside[3], must=must)
        elif kind in _CHARACTERS and must:
            yield False, _letters(item)
        elif kind is op.AT and inside is op.AT_END:
            yield False, _ALPHABET
        else:
            for part in _parts(item):
                yield from _tokens(part, must=False)


def _letters(item: tuple[Any, Any]) -> frozenset[str]:
    if item[0] not in _CHARACTERS:
        return frozenset()
    return frozenset(letter for letter in _ALPHABET if _eats(item, letter))


def _walk(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every item of a parsed pattern, at any depth."""
    for item in tree:
        yield item
        for part in _parts(item):
            yield from _walk(part)


def _parts(item: tuple[Any, Any]) -> list[Any]:
    kind, inside = item
    if kind in _REPEATS:
        return [inside[2]]
    if kind is op.SUBPATTERN:
        return [inside[3]]
    if kind is op.BRANCH:
        return list(inside[1])
    if kind in {op.ASSERT, op.ASSERT_NOT}:
        return [inside[1]]
    return [inside] if kind is op.ATOMIC_GROUP else []


def _check(tree: Any) -> None:
    for item in _walk(tree):
        if item[0] in {op.GROUPREF, op.GROUPREF_EXISTS}:
            raise FhirPathError("a regular expression may not refer back to a group")
        if item[0] in _REPEATS and item[1][1] > 1:
            _check_body(item[1][2])


def _check_body(body: Any) -> None:
    inner = list(_walk(body))
    varies = [i for i in inner if i[0] in _REPEATS and i[1][0] != i[1][1]]
    choices = [i for i in inner if i[0] is op.BRANCH]
    if not varies and not choices:
        return
    first = _first(body)
    letters = [i for i in inner if i[0] in _CHARACTERS]
    if first is None or sum(_eats(i, first) for i in letters) > 1 or choices:
        raise FhirPathError("a regular expression repeats a repeat, and could run for ever")


def _first(body: Any) -> str | None:
    """The character that the body always begins with."""
    for kind, inside in body:
        if kind is op.LITERAL:
            return chr(inside)
        return _first(inside[3]) if kind is op.SUBPATTERN else None
    return None


def _eats(item: tuple[Any, Any], letter: str) -> bool:
    kind, inside = item
    if kind is op.LITERAL:
        return bool(chr(inside) == letter)
    if kind is op.NOT_LITERAL:
        return bool(chr(inside) != letter)
    if kind is op.ANY:
        return True
    denied = inside[0][0] is op.NEGATE
    found = any(_in_class(part, letter) for part in inside)
    return found is not denied


def _in_class(part: tuple[Any, Any], letter: str) -> bool:
    kind, inside = part
    if kind is op.LITERAL:
        return bool(chr(inside) == letter)
    if kind is op.RANGE:
        return bool(inside[0] <= ord(letter) <= inside[1])
    if kind is op.CATEGORY:
        return re.fullmatch(_CATEGORIES[inside], letter) is not None
    return False


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
