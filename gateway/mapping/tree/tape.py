"""Reads the account of a document, which needs no rows: what became of each leaf.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, TypeAlias

from gateway.mapping.tree.account import END, FATES, VERSION
from gateway.mapping.tree.finding import NOWHERE
from gateway.mapping.tree.places import placed, walked
from gateway.mapping.tree.reading import TEXT, leaves
from gateway.mapping.tree.rows import Ignored
from gateway.model import Fate, Node, Trace, Wanted

_TOGETHER = 1
"""The version whose numbers stand claim by claim; later ones have all of a kind together."""
_WIDTH = 7
"""Numbers of one claim."""
_PIECE = 262_144
"""Bytes that are unpacked at a time."""
RANK = {Fate.MAPPED: 4, Fate.TRANSLATED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1, Fate.UNMAPPED: 0}

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
            where = f"{place}/{shown(leaf)}"
            if claim is not None:
                yield _trace(claim, words, where, node)
            else:
                yield _unclaimed(where, node, leaf, (node.start, node.end), ignored)


def traces_of(root: Node, tape: bytes, resources: Wanted) -> Iterator[Trace]:
    """The same of the leaves alone that became part of what is asked for."""
    words, columns = _unpacked(tape) if tape else ([], [])
    named = {number: resources[word] for number, word in enumerate(words) if word in resources}
    if not named:
        return
    columns = _of(columns, words, named)
    places, index = walked(root), {word: number for number, word in enumerate(words)}
    for number, best in _best(words, columns):
        if all(claim[3] not in named for claim in best.values()):
            continue
        node, place = places.order[number], places.of(number)
        for leaf in leaves(node):
            claim = best.get(index.get(leaf, -1))
            if claim is not None and claim[3] in named:
                yield _trace(claim, words, f"{place}/{shown(leaf)}", node)


def _of(
    columns: Sequence[Sequence[int]], words: Sequence[str], named: Mapping[int, Collection[str]]
) -> list[Sequence[int]]:
    """The claims on all elements of which some leaf became part of what is asked for."""
    of, target, part_of = columns[0], columns[2], columns[3]
    wanted = bytearray(max(of, default=-1) + 1)
    for number, at, resource in zip(of, target, part_of, strict=True):
        heads = named.get(resource)
        if heads is not None and (not heads or head(words[at].partition(".")[2]) in heads):
            wanted[number] = 1
    near = bytearray(map(wanted.__getitem__, of))
    return [array("i", compress(column, near)) for column in columns]


def _trace(claim: _Numbered, words: Sequence[str], where: str, node: Node) -> Trace:
    _, _, target, resource, fate, reason, row = claim
    told = words[target], words[resource], words[row], words[reason]
    return Trace(where, FATES[fate], *told, (node.start, node.end))


def _unclaimed(
    where: str, node: Node, leaf: str, span: tuple[int, int], ignored: Sequence[Ignored]
) -> Trace:
    local = leaf.rpartition("}")[2]
    for one in ignored:
        if one.leaf == local and (one.test is None or one.test(node, NOWHERE)):
            return Trace(where, Fate.IGNORED, row=one.row, reason=one.reason, span=span)
    return Trace(where, Fate.UNMAPPED, span=span)


def _unpacked(tape: bytes) -> tuple[list[str], list[Sequence[int]]]:
    """The words, and the numbers of all claims, a column for each kind."""
    unpacking, told = zlib.decompressobj(), bytearray()
    while tape:  # piece by piece: all at once is held twice
        told += unpacking.decompress(tape, _PIECE)
        tape = unpacking.unconsumed_tail
    if not unpacking.eof:
        raise ValueError("an account that is cut off is not understood")
    head = told.index(END)
    whole: Any = json.loads(told[:head])
    if whole["version"] not in (_TOGETHER, VERSION):
        raise ValueError(f"an account of version {whole['version']} is not understood")
    rows = memoryview(told)[head + 1 :].cast("i")
    size = len(rows) // _WIDTH
    columns: list[Sequence[int]] = [rows[at * size : (at + 1) * size] for at in range(_WIDTH)]
    if whole["version"] == _TOGETHER:
        columns = [rows[start::_WIDTH] for start in range(_WIDTH)]
    return whole["words"], columns


def _best(
    words: Sequence[str], columns: Sequence[Sequence[int]]
) -> Iterator[tuple[int, dict[int, _Numbered]]]:
    """(element, leaf -> the best that became of it), element by element: all at once are many."""
    if not columns:
        return
    of = columns[0]
    last = array("i", [-1]) * (max(of, default=-1) + 1)
    before = array("i", [-1]) * len(of)
    for at, number in enumerate(of):
        before[at], last[number] = last[number], at
    for number, latest in enumerate(last):
        at, best = latest, dict[int, _Numbered]()
        while at >= 0:  # from its last claim back to its first, which stands where two are equal
            claim = tuple([column[at] for column in columns])
            held = best.get(claim[1])
            if held is None or _worth(claim, words) >= _worth(held, words):
                best[claim[1]] = claim
            at = before[at]
        if best:
            yield number, best


def _worth(claim: _Numbered, words: Sequence[str]) -> tuple[int, bool]:
    return RANK[FATES[claim[4]]], "." in words[claim[2]]


def head(target: str) -> str:
    """The element right below a resource that a target lies in: `code` of `code.coding[0]`."""
    return target.partition(".")[0].partition("[")[0]


def shown(leaf: str) -> str:
    """A leaf as people say it: `@code`, `text()`."""
    return "text()" if leaf == TEXT else f"@{leaf.rpartition('}')[2]}"
