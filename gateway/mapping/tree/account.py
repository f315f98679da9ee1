"""Writes down what became of each leaf, in so few bytes that it can be kept with the document.

What rows claim is taken over every now and then: a claim is an object, its line here is numbers.
https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain, compress
from operator import attrgetter
from typing import TypeVar

from gateway.mapping.tree.reading import Claim
from gateway.model import Fate

VERSION = 2
FATES = tuple(Fate)
END = b"\0"
"""Behind the words: JSON holds no such byte."""
_MOST = 8_192
"""Claims that wait to be taken over; a document that has less is asked of them as they are."""
_NUMBER = attrgetter("number")
_IGNORED = FATES.index(Fate.IGNORED)

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


class Account:
    """The claims of one document: element, leaf, owner, target, fate, reason, row of each."""

    __slots__ = ("_known", "columns", "words")

    def __init__(self) -> None:
        """Empty."""
        self.words: list[str] = []
        """What the numbers mean that are no elements, owners or fates."""
        self._known: dict[str, int] = {}
        self.columns = [array("i") for _ in range(7)]
        """A number of each claim in each."""

    @property
    def begun(self) -> bool:
        """Was anything taken over, as of a large document?"""
        return bool(self.columns[0])

    def hear(self, claims: list[Claim]) -> None:
        """Take over what waits, where that is much: nothing of it will be undone."""
        if len(claims) >= _MOST:
            self.take(claims)

    def take(self, claims: list[Claim]) -> None:
        """Take over what waits."""
        if not claims:
            return
        known = self._known
        of, leaf, owner, target, fate, reason, row = zip(*claims, strict=True)
        for text in {*leaf, *target, *reason, *row} - known.keys():
            known[text] = len(known)
            self.words.append(text)
        word = known.__getitem__
        texts = (map(word, target), map(FATES.index, fate), map(word, reason), map(word, row))
        told = (map(_NUMBER, of), map(word, leaf), owner, *texts)
        for column, more in zip(self.columns, told, strict=True):
            column.extend(more)
        claims.clear()

    def targets(
        self, leaves: Collection[tuple[int, str]], waiting: Iterable[Claim]
    ) -> dict[tuple[int, str], str]:
        """(number of an element, leaf) -> where it was written last, of these."""
        words, nodes = self.words, {node for node, _ in leaves}
        of, leaf, _, target, *_ = self.columns
        told = (
            (one, words[name], words[at])
            for one, name, at in zip(of, leaf, target, strict=True)
            if one in nodes
        )
        last = ((claim.node.number, claim.leaf, claim.target) for claim in waiting)
        return {(one, name): at for one, name, at in chain(told, last) if (one, name) in leaves}

    def packed(self, owners: Owners, same: Mapping[int, int], gone: Collection[int]) -> bytes:
        """The account as it is kept; this one is empty then.

        `same`: resources that are another one after all; `gone`: those that came to nothing.
        """
        columns, self.columns = self.columns, []
        if gone:
            kept = bytes([owner not in gone for owner in columns[2]])
            for at, column in enumerate(columns):
                columns[at] = array("i", compress(column, kept))
        of, leaf, owner, target, fate, reason, row = columns
        columns.clear()
        if same:
            owner = array("i", [same.get(one, one) for one in owner])
        texts, words = self.words, _Numbers[str](lambda _: len(words))
        word = _Numbers[int](lambda number: words[texts[number]]).__getitem__

        def resource(owner: int) -> int:
            return words["/".join(owners.get(owner, ("", ""))).strip("/")]

        def kind(owner: int) -> int:
            type = owners.get(owner, ("", ""))[0]
            return kinds.setdefault(type, len(kinds)) * len(texts)

        def aim(said: int) -> int:
            type, at = [*kinds][said // len(texts)], texts[said % len(texts)]
            return words[f"{type}.{at}" if type and at else type]

        kinds: dict[str, int] = {"": 0}
        aims, resources, of_kind = _Numbers(aim), _Numbers(resource), _Numbers(kind)
        wanted = (
            at if become == _IGNORED else of_kind[one] + at
            for one, at, become in zip(owner, target, fate, strict=True)
        )
        # One at a time, since each is as long as the document has leaves; the words come last.
        leaf = array("i", map(word, leaf))
        target = array("i", map(aims.__getitem__, wanted))
        owner = array("i", map(resources.__getitem__, owner))
        reason = array("i", map(word, reason))
        row = array("i", map(word, row))
        body = (of, leaf, target, owner, fate, reason, row)
        head = json.dumps({"version": VERSION, "words": [*words]}, separators=(",", ":"))
        made = zlib.compressobj(1)
        packed = [made.compress(head.encode() + END), *map(made.compress, body), made.flush()]
        return b"".join(packed)
