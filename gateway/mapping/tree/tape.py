"""The account of a document, kept with it: what became of each leaf, readable without the rows.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeAlias, TypeVar

from gateway.mapping.tree.making import surroundings
from gateway.mapping.tree.places import Places, placed
from gateway.mapping.tree.reading import TEXT, Claim, leaves
from gateway.mapping.tree.rows import Ignored
from gateway.model import Fate, Node, Trace

VERSION = 2
_TOGETHER = 1
"""The version whose numbers stand claim by claim; later ones have all of a kind together."""
_WIDTH = 7
"""Numbers of one claim."""
_END = b"\0"
"""Behind the words: JSON holds no such byte."""
_FATES = tuple(Fate)
_RANK = {Fate.MAPPED: 4, Fate.TRANSLATED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1, Fate.UNMAPPED: 0}

_Numbered: TypeAlias = tuple[int, ...]
"""A claim as it is kept: element, leaf, target, resource, fate, reason, row."""

Owners = Mapping[int, tuple[str, str]]
"""Number of a resource -> (type, id)"""


_K = TypeVar("_K")


class _Numbers(dict[_K, int]):
    """The number of each key: what it is, is worked out when it is first asked for."""

    def __init__(self, number: Callable[[_K], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, key: _K) -> int:
        found = self[key] = self._number(key)
        return found


def pack(claims: Sequence[Claim], order: Sequence[Node], owners: Owners) -> bytes:
    """The account as it is kept: elements by their number in `order`, from 0, parents first."""
    numbers = {id(node): number for number, node in enumerate(order)}
    words: _Numbers[str] = _Numbers(lambda _: len(words))

    def resource(owner: int) -> int:
        return words["/".join(owners.get(owner, ("", ""))).strip("/")]

    def aim(said: tuple[int, str, bool]) -> int:
        owner, target, ignored = said
        type = "" if ignored else owners.get(owner, ("", ""))[0]
        return words[f"{type}.{target}" if type and target else type]

    resources, aims = _Numbers(resource), _Numbers(aim)
    of, leaf, owner, target, fate, reason, row = zip(*claims, strict=True) if claims else ((),) * 7
    ignored = [one is Fate.IGNORED for one in fate]
    columns: tuple[Iterable[int], ...] = (
        map(numbers.__getitem__, map(id, of)),
        map(words.__getitem__, leaf),
        map(aims.__getitem__, zip(owner, target, ignored, strict=True)),
        map(resources.__getitem__, owner),
        map(_FATES.index, fate),
        map(words.__getitem__, reason),
        map(words.__getitem__, row),
    )
    kept = b"".join([array("i", [*column]).tobytes() for column in columns])
    head = json.dumps({"version": VERSION, "words": list(words)}, separators=(",", ":"))
    return zlib.compress(head.encode() + _END + kept, 1)


def traces(root: Node, tape: bytes, ignored: Sequence[Ignored] = ()) -> Iterator[Trace]:
    """What became of each leaf, in the order of the document; of an older row set too.

    Raises ValueError where the tape is of a later version.
    """
    words, claims = _unpacked(tape) if tape else ([], ())
    index = {word: number for number, word in enumerate(words)}
    best = _best(words, claims)
    for number, (node, place) in enumerate(placed(root)):
        for leaf in leaves(node):
            claim = best.get((number, index.get(leaf, -1)))
            where = f"{place}/{_shown(leaf)}"
            if claim is not None:
                yield _trace(claim, words, where, node)
            else:
                yield _unclaimed(where, node, leaf, (node.start, node.end), ignored)


def traces_of(root: Node, tape: bytes, resources: Set[str]) -> Iterator[Trace]:
    """The same of the leaves alone that became part of one of these resources (`Type/id`)."""
    words, found = _unpacked(tape) if tape else ([], ())
    named = {number for number, word in enumerate(words) if word in resources}
    if not named:
        return
    claims = [*found]
    keys = {claim[:2] for claim in claims if claim[3] in named}
    best = _best(words, [claim for claim in claims if claim[:2] in keys])
    around = surroundings(root)
    places, index = Places(root, around), {word: number for number, word in enumerate(words)}
    for number in sorted({number for number, _ in keys}):
        node = around.order[number]
        for leaf in leaves(node):
            claim = best.get((number, index.get(leaf, -1)))
            if claim is not None and claim[3] in named:
                yield _trace(claim, words, f"{places.of(node)}/{_shown(leaf)}", node)


def _trace(claim: _Numbered, words: Sequence[str], where: str, node: Node) -> Trace:
    _, _, target, resource, fate, reason, row = claim
    told = words[target], words[resource], words[row], words[reason]
    return Trace(where, _FATES[fate], *told, (node.start, node.end))


def _unclaimed(
    where: str, node: Node, leaf: str, span: tuple[int, int], ignored: Sequence[Ignored]
) -> Trace:
    local = leaf.rpartition("}")[2]
    for one in ignored:
        if one.leaf == local and (one.test is None or one.test(node, {})):
            return Trace(where, Fate.IGNORED, row=one.row, reason=one.reason, span=span)
    return Trace(where, Fate.UNMAPPED, span=span)


def _unpacked(tape: bytes) -> tuple[list[str], Iterable[_Numbered]]:
    """The words, and the claims."""
    head, _, numbers = zlib.decompress(tape).partition(_END)
    whole: Any = json.loads(head)
    if whole["version"] not in (_TOGETHER, VERSION):
        raise ValueError(f"an account of version {whole['version']} is not understood")
    rows = array("i")
    rows.frombytes(numbers)
    size = len(rows) // _WIDTH
    columns = [rows[at * size : (at + 1) * size] for at in range(_WIDTH)]
    if whole["version"] == _TOGETHER:
        columns = [rows[start::_WIDTH] for start in range(_WIDTH)]
    return whole["words"], zip(*columns, strict=True)


def _best(words: Sequence[str], claims: Iterable[_Numbered]) -> dict[tuple[int, int], _Numbered]:
    """(element, leaf) -> the best that became of it."""
    best: dict[tuple[int, int], _Numbered] = {}
    for claim in claims:
        key = claim[0], claim[1]
        held = best.get(key)
        if held is None or _worth(claim, words) > _worth(held, words):
            best[key] = claim
    return best


def _worth(claim: _Numbered, words: Sequence[str]) -> tuple[int, bool]:
    return _RANK[_FATES[claim[4]]], "." in words[claim[2]]


def _shown(leaf: str) -> str:
    return "text()" if leaf == TEXT else f"@{leaf.rpartition('}')[2]}"
