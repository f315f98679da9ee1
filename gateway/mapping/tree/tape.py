"""Reads the account of a document, which needs no rows: what became of each leaf.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from gateway.mapping.tree.account import END, FATES, VERSION
from gateway.mapping.tree.places import Numbered, placed
from gateway.mapping.tree.reading import TEXT, leaves
from gateway.mapping.tree.rows import Ignored
from gateway.model import Fate, Node, Trace

_TOGETHER = 1
"""The version whose numbers stand claim by claim; later ones have all of a kind together."""
_WIDTH = 7
"""Numbers of one claim."""
_RANK = {Fate.MAPPED: 4, Fate.TRANSLATED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1, Fate.UNMAPPED: 0}

_Numbered: TypeAlias = tuple[int, ...]
"""A claim as it is kept: element, leaf, target, resource, fate, reason, row."""
_NONE: tuple[int, dict[int, _Numbered]] = (sys.maxsize, {})
"""Behind the last element of which something is told."""


def traces(root: Node, tape: bytes, ignored: Sequence[Ignored] = ()) -> Iterator[Trace]:
    """What became of each leaf, in the order of the document; of an older row set too.

    Raises ValueError where the tape is of a later version.
    """
    words, columns = _unpacked(tape) if tape else ([], [])
    index = {word: number for number, word in enumerate(words)}
    best = _best(words, columns)
    told, of = next(best, _NONE)
    for number, (node, place) in enumerate(placed(root)):
        while told < number:
            told, of = next(best, _NONE)
        for leaf in leaves(node):
            claim = of.get(index.get(leaf, -1)) if told == number else None
            where = f"{place}/{_shown(leaf)}"
            if claim is not None:
                yield _trace(claim, words, where, node)
            else:
                yield _unclaimed(where, node, leaf, (node.start, node.end), ignored)


def traces_of(root: Node, tape: bytes, resources: Collection[str]) -> Iterator[Trace]:
    """The same of the leaves alone that became part of one of these resources (`Type/id`)."""
    words, columns = _unpacked(tape) if tape else ([], [])
    named = {number for number, word in enumerate(words) if word in resources}
    if not named:
        return
    part_of = zip(columns[0], columns[3], strict=True)
    elements = {number for number, resource in part_of if resource in named}
    places, index = Numbered(root), {word: number for number, word in enumerate(words)}
    for number, best in _best(words, columns, elements):
        node = places.order[number]
        for leaf in leaves(node):
            claim = best.get(index.get(leaf, -1))
            if claim is not None and claim[3] in named:
                yield _trace(claim, words, f"{places.of(number)}/{_shown(leaf)}", node)


def _trace(claim: _Numbered, words: Sequence[str], where: str, node: Node) -> Trace:
    _, _, target, resource, fate, reason, row = claim
    told = words[target], words[resource], words[row], words[reason]
    return Trace(where, FATES[fate], *told, (node.start, node.end))


def _unclaimed(
    where: str, node: Node, leaf: str, span: tuple[int, int], ignored: Sequence[Ignored]
) -> Trace:
    local = leaf.rpartition("}")[2]
    for one in ignored:
        if one.leaf == local and (one.test is None or one.test(node, {})):
            return Trace(where, Fate.IGNORED, row=one.row, reason=one.reason, span=span)
    return Trace(where, Fate.UNMAPPED, span=span)


def _unpacked(tape: bytes) -> tuple[list[str], list[memoryview]]:
    """The words, and the numbers of all claims, a column for each kind."""
    told = zlib.decompress(tape)
    head = told.index(END)
    whole: Any = json.loads(told[:head])
    if whole["version"] not in (_TOGETHER, VERSION):
        raise ValueError(f"an account of version {whole['version']} is not understood")
    rows = memoryview(told)[head + 1 :].cast("i")
    size = len(rows) // _WIDTH
    columns = [rows[at * size : (at + 1) * size] for at in range(_WIDTH)]
    if whole["version"] == _TOGETHER:
        columns = [rows[start::_WIDTH] for start in range(_WIDTH)]
    return whole["words"], columns


def _best(
    words: Sequence[str], columns: Sequence[memoryview], wanted: Collection[int] | None = None
) -> Iterator[tuple[int, dict[int, _Numbered]]]:
    """(element, leaf -> the best that became of it), element by element: all at once are many.

    `wanted`: only of these elements.
    """
    if not columns:
        return
    of = columns[0]
    near = array("i", (at for at, one in enumerate(of) if wanted is None or one in wanted))
    order = array("i", sorted(near, key=of.__getitem__))
    del near
    for number, claims in groupby(order, of.__getitem__):
        best: dict[int, _Numbered] = {}
        for at in claims:
            claim = tuple([column[at] for column in columns])
            held = best.get(claim[1])
            if held is None or _worth(claim, words) > _worth(held, words):
                best[claim[1]] = claim
        yield number, best


def _worth(claim: _Numbered, words: Sequence[str]) -> tuple[int, bool]:
    return _RANK[FATES[claim[4]]], "." in words[claim[2]]


def _shown(leaf: str) -> str:
    return "text()" if leaf == TEXT else f"@{leaf.rpartition('}')[2]}"
