"""Regular expressions that cannot run away: a pattern that could explode is refused by name.

A repeat inside a repeat is taken only where there is one way through it, whatever the text. What
remains is polynomial, and bounded by the string's length.
https://hl7.org/fhirpath/N1/#matchesregex-string-boolean
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.letters import CHARACTERS, EVERY, Letters, joined, letters, meet
from gateway.fhirpath.oneway import Effort, one_way

op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

LONGEST = 1000
"""Characters of a pattern."""
WORK = 50_000_000
"""Steps that a search may take at worst: about a quarter of a second."""
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
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
    return found, _degree(tree, cased=not _uncased(tree))


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


def _degree(tree: Any, *, cased: bool) -> int:
    """How many times over the string may be walked: its length to this power bounds the work.

    A loop adds a power, unless what must come after it is something that it cannot eat: all such
    loops together add one. So do the places where a pattern without `^` may begin. A loop at the
    very end cannot fail, and adds nothing.
    """
    tokens = list(_tokens(tree, cased=cased))
    loops = [n for n, (loop, _) in enumerate(tokens[:-1]) if loop]
    if not loops:
        return 1
    free = sum(_free(tokens, n) for n in loops)
    anchored = bool(tree) and tree[0] == (op.AT, op.AT_BEGINNING)
    return max(1, free + (free < len(loops)) + (not anchored))


def _free(tokens: list[tuple[bool, Letters]], start: int) -> bool:
    eaten = tokens[start][1]
    for loop, here in tokens[start + 1 :]:
        if loop:
            return True
        if not meet(here, eaten):
            return False
    return start + 1 < len(tokens)


def _tokens(tree: Any, *, cased: bool, must: bool = True) -> Iterator[tuple[bool, Letters]]:
    """(is it a loop?, letters it eats) of everything in the order of the pattern.

    What need not come (an option, a branch) is left out, but for its loops.
    """
    for item in tree:
        kind, inside = item
        if kind in _REPEATS and inside[1] > _MANY:
            eaten = [one for one in _walk(inside[2]) if one[0] in CHARACTERS]
            yield True, joined(span for one in eaten for span in letters(one, cased=cased))
        elif kind in _REPEATS:
            yield from _tokens(inside[2], cased=cased, must=must and inside[0] > 0)
        elif kind is op.SUBPATTERN:
            yield from _tokens(inside[3], cased=cased, must=must)
        elif kind in CHARACTERS and must:
            yield False, letters(item, cased=cased)
        elif kind is op.AT and inside is op.AT_END:
            yield False, EVERY
        else:
            for part in _parts(item):
                yield from _tokens(part, cased=cased, must=False)


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
    if any(kind in {op.GROUPREF, op.GROUPREF_EXISTS} for kind, _ in _walk(tree)):
        raise FhirPathError("a regular expression may not refer back to a group")
    cased, effort = not _uncased(tree), Effort()
    if not all(_one_way(body, effort, cased=cased) for body in _repeated(tree)):
        raise FhirPathError("a regular expression repeats a repeat, and could run for ever")


def _repeated(tree: Any) -> Iterator[Any]:
    """What is repeated, the outermost only: one way through that is one through all inside.

    What a pattern looks ahead for is looked for by itself.
    """
    for item in tree:
        if item[0] in _REPEATS and item[1][1] > 1:
            yield item[1][2]
            ahead = [one for one in _walk(item[1][2]) if one[0] in {op.ASSERT, op.ASSERT_NOT}]
            for _, inside in ahead:
                yield from _repeated(inside[1])
        else:
            for part in _parts(item):
                yield from _repeated(part)


def _uncased(tree: Any) -> bool:
    """Whether any part of it does not tell upper from lower case."""
    parts = [inside[1] for kind, inside in _walk(tree) if kind is op.SUBPATTERN]
    return any(flags & re.IGNORECASE for flags in (tree.state.flags, *parts))


def _one_way(body: Any, effort: Effort, *, cased: bool) -> bool:
    inner = list(_walk(body))
    varies = any(kind in _REPEATS and inside[0] != inside[1] for kind, inside in inner)
    choice = any(kind is op.BRANCH for kind, _ in inner)
    return not (varies or choice) or one_way(body, effort, cased=cased)
