"""The account of a document, kept with it: what became of each leaf, readable without the rows.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.mapping.tree.reading import TEXT, Claim, below, elements, leaves
from gateway.mapping.tree.rows import Ignored
from gateway.model import Fate, Node, Trace

VERSION = 1
_WIDTH = 7
"""Numbers of one claim."""
_END = b"\0"
"""Behind the words: JSON holds no such byte."""
_FATES = tuple(Fate)
_RANK = {Fate.MAPPED: 4, Fate.TRANSLATED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1, Fate.UNMAPPED: 0}

Owners = Mapping[int, tuple[str, str]]
"""Number of a resource -> (type, id)"""


def pack(claims: Sequence[Claim], root: Node, owners: Owners) -> bytes:
    """The account as it is kept: elements by their number, from 0, parents first."""
    numbers = {id(node): number for number, node in enumerate(below(root))}
    words: dict[str, int] = {}

    def word(text: str) -> int:
        return words.setdefault(text, len(words))

    rows = array("i")
    for claim in claims:
        resource = "/".join(owners.get(claim.owner, ("", ""))).strip("/")
        rows.extend(
            (
                numbers[id(claim.node)],
                word(claim.leaf),
                word(_target(claim, owners)),
                word(resource),
                _FATES.index(claim.fate),
                word(claim.reason),
                word(claim.row),
            )
        )
    head = json.dumps({"version": VERSION, "words": list(words)}, separators=(",", ":"))
    return zlib.compress(head.encode() + _END + rows.tobytes(), 6)


def _target(claim: Claim, owners: Owners) -> str:
    type = owners.get(claim.owner, ("", ""))[0]
    if not type or claim.fate is Fate.IGNORED:
        return ""
    return f"{type}.{claim.target}" if claim.target else type


@dataclass(frozen=True, slots=True)
class _Kept:
    """A claim as it is kept."""

    target: str
    resource: str
    fate: Fate
    reason: str
    row: str


def traces(root: Node, tape: bytes, ignored: Sequence[Ignored] = ()) -> Iterator[Trace]:
    """What became of each leaf, in the order of the document; of an older row set too.

    Raises ValueError where the tape is of a later version.
    """
    known = _best(tape) if tape else {}
    for number, (node, place) in enumerate(_placed(root)):
        for leaf in leaves(node):
            found = known.get((number, leaf))
            where = f"{place}/{_shown(leaf)}"
            span = node.start, node.end
            if found is not None:
                yield Trace(
                    where, found.fate, found.target, found.resource, found.row, found.reason, span
                )
            else:
                yield _unclaimed(where, node, leaf, span, ignored)


def _unclaimed(
    where: str, node: Node, leaf: str, span: tuple[int, int], ignored: Sequence[Ignored]
) -> Trace:
    local = leaf.rpartition("}")[2]
    for one in ignored:
        if one.leaf == local and (one.test is None or one.test(node, {})):
            return Trace(where, Fate.IGNORED, row=one.row, reason=one.reason, span=span)
    return Trace(where, Fate.UNMAPPED, span=span)


def _best(tape: bytes) -> dict[tuple[int, str], _Kept]:
    """(element, leaf) -> the best that became of it."""
    head, _, numbers = zlib.decompress(tape).partition(_END)
    whole: Any = json.loads(head)
    if whole["version"] != VERSION:
        raise ValueError(f"an account of version {whole['version']} is not understood")
    words: list[str] = whole["words"]
    best: dict[tuple[int, str], _Kept] = {}
    rows = array("i")
    rows.frombytes(numbers)
    columns = [rows[start::_WIDTH] for start in range(_WIDTH)]
    for number, leaf, target, resource, fate, reason, row in zip(*columns, strict=True):
        kept = _Kept(words[target], words[resource], _FATES[fate], words[reason], words[row])
        key = number, words[leaf]
        if key not in best or _worth(kept) > _worth(best[key]):
            best[key] = kept
    return best


def _worth(kept: _Kept) -> tuple[int, bool]:
    return _RANK[kept.fate], "." in kept.target


def _shown(leaf: str) -> str:
    return "text()" if leaf == TEXT else f"@{leaf.rpartition('}')[2]}"


def _placed(root: Node) -> list[tuple[Node, str]]:
    """Every element with its path, numbered where it is one of several; parents first."""
    found: list[tuple[Node, str]] = []
    stack = [(root, f"/{root.name}")]
    while stack:
        one = stack.pop()
        found.append(one)
        inner = elements(one[0])
        if inner:
            stack += _numbered(inner, one[1])[::-1]
    return found


def _numbered(inner: list[Node], place: str) -> list[tuple[Node, str]]:
    if len(inner) == 1:
        return [(inner[0], f"{place}/{inner[0].name}")]
    several: dict[str, int] = {}
    for child in inner:
        several[child.name] = several.get(child.name, 0) + 1
    seen: dict[str, int] = {}
    found: list[tuple[Node, str]] = []
    for child in inner:
        name = child.name
        if several[name] == 1:
            found.append((child, f"{place}/{name}"))
        else:
            number = seen[name] = seen.get(name, 0) + 1
            found.append((child, f"{place}/{name}[{number}]"))
    return found


def places(root: Node) -> Mapping[int, str]:
    """Gives, for each element (by its `id()`), its path."""
    return {id(node): place for node, place in _placed(root)}
