"""Plays a tape back: which leaf of the source went where, by which row, and which went nowhere.

The catalogue, the document and the tape suffice; the mapping files may have changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from gateway.mapping.dialect import Address, Dialect
from gateway.mapping.tape import (
    ARGUMENT,
    BESIDE,
    CLAIM,
    EMPTIED,
    ENTER,
    EXIT,
    FLAWED,
    IGNORED,
    REFUSED,
    ROLES,
    TRANSLATED,
    Catalogue,
    Entry,
    numbers,
)
from gateway.model import Document, Empty, Fate, Trace

Ids: TypeAlias = Mapping[int, tuple[str, str]]
"""Number of a resource on the tape -> (type, id); -1, -2, ... are those mentioned."""

NOWHERE = -(2**31)

_RANK = {Fate.TRANSLATED: 4, Fate.MAPPED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one row did with one place."""

    at: int
    """Its place on the tape."""
    node: int
    address: Address
    fate: Fate
    row: str
    reason: str
    target: str
    slot: int
    written: bool
    whole: bool = False
    """True: with all that stands in the place."""


@dataclass(slots=True)
class _Frame:
    """A map or datatype being played."""

    entry: Entry
    number: int
    node: int
    base: Address
    target: str
    slot: int
    run: int
    """Which run of a map this is; items are shared within one."""
    wrote: bool = False
    pending: str = ""
    """Path of the list that grows by one if anything is written."""


class Ledger:
    """Reads the tapes of one catalogue."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        self._catalogue = catalogue
        self._dialect = dialect
        self._selects: dict[str, Any] = {}
        self._ignored = list(self._always())

    def traces(self, document: Document, tape: bytes, ids: Ids = Empty) -> Iterator[Trace]:
        """One Trace per leaf, in the document's order; the claim that kept most is told."""
        tree = document.tree
        best: dict[tuple[int, Address], Claim] = {}
        whole: dict[tuple[int, Address], Claim] = {}
        for claim in self.claims(numbers(tape)):
            place = (claim.node, trimmed(claim.address))
            known = best if claim.fate is not Fate.IGNORED else whole
            if place not in known or _worth(claim) > _worth(known[place]):
                known[place] = claim
            if claim.whole:
                whole.setdefault((claim.node, claim.address), claim)
        nodes = self._dialect.nodes(tree)
        for node, address, span, valued in self._dialect.leaves(tree):
            found = best.get((node, trimmed(address))) or self._whole(
                whole, nodes[node].name, node, address
            )
            yield self._trace(document, node, address, span, found, ids, valued=valued)

    def claims(self, tape: Sequence[int]) -> Iterator[Claim]:
        """What each row did, in the order of the tape."""
        return _Player(self._catalogue, self._dialect, self._select).play(tape)

    def told(
        self, document: Document, tape: Sequence[int], ids: Ids, places: Sequence[int]
    ) -> list[tuple[str, str, str, bool]]:
        """(source, target, resource, did another row keep the leaf?) of each of these claims."""
        claims = list(self.claims(tape))
        kept = {(claim.node, trimmed(claim.address)) for claim in claims if claim.written}
        known = {claim.at: claim for claim in claims}
        found = []
        for place in places:
            claim = known[place]
            source = self._dialect.locate(document.tree, claim.node, claim.address)
            kind, id_ = ids.get(claim.slot, ("", ""))
            resource = f"{kind}/{id_}" if id_ else ""
            again = not claim.written and (claim.node, trimmed(claim.address)) in kept
            found.append((source, claim.target, resource, again))
        return found

    def _always(self) -> Iterator[tuple[str, Address, str, str]]:
        """(root, address, row, reason) of what maps ignore whatever happens."""
        for entry in self._catalogue.rows.values():
            if entry.kind == "map":
                for row, src, reason in entry.ignored:
                    yield entry.root, self._dialect.address((), self._select(src), 0), row, reason

    def _select(self, text: str) -> Any:
        if text not in self._selects:
            self._selects[text] = self._dialect.select(text)
        return self._selects[text]

    def _whole(
        self, whole: dict[tuple[int, Address], Claim], name: str, node: int, address: Address
    ) -> Claim | None:
        for (at, prefix), claim in whole.items():
            if at == node and covers(prefix, address):
                return claim
        for root, prefix, row, reason in self._ignored:
            if root == name and covers(prefix, address):
                return Claim(
                    -1, node, address, Fate.IGNORED, row, reason, "", NOWHERE, written=False
                )
        return None

    def _trace(  # noqa: PLR0913, PLR0917 - a leaf and its claim
        self,
        document: Document,
        node: int,
        address: Address,
        span: tuple[int, int],
        claim: Claim | None,
        ids: Ids,
        *,
        valued: bool,
    ) -> Trace:
        source = self._dialect.locate(document.tree, node, address)
        if claim is None:
            fate = Fate.UNMAPPED if valued else Fate.IGNORED
            return Trace(source, fate, reason="" if valued else "empty", span=span)
        kind, id_ = ids.get(claim.slot, ("", ""))
        resource = f"{kind}/{id_}" if id_ else ""
        return Trace(source, claim.fate, claim.target, resource, claim.row, claim.reason, span)


class _Player:
    """Plays one tape."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect, select: Any) -> None:
        self._catalogue, self._dialect, self._select = catalogue, dialect, select
        self._counts: dict[tuple[int, str], int] = {}
        self._items: dict[tuple[int, str, str, str, int], int] = {}
        self._stack: list[_Frame] = []
        self._mentioned = 0

    def play(self, tape: Sequence[int]) -> Iterator[Claim]:
        """Every claim."""
        at = 0
        while at < len(tape):
            start, code = at, tape[at]
            at += 1
            if code == EXIT:
                self._exit()
                continue
            entry, role = self._catalogue.rows[code // ROLES], code % ROLES
            if entry.kind == "datatype":
                self._mention(entry, start)
                continue
            if entry.kind == "map":
                self._stack = [
                    _Frame(entry, code // ROLES, tape[at], (), entry.src, tape[at + 1], start)
                ]
                at += 2
                continue
            foreign, numbered, src = entry.foreign, entry.numbered, entry.src
            if role >= ARGUMENT:
                src, foreign, numbered = entry.arguments[role - ARGUMENT]
            node = tape[at] if foreign else self._stack[-1].node
            at += foreign
            repetition = tape[at] if numbered else None
            at += numbered
            flaw = tape[at] if role in (FLAWED, REFUSED) else 0
            at += role in (FLAWED, REFUSED)
            claim = self._claim(start, entry, role, src, node, repetition, flaw)
            if claim is not None:
                yield claim

    def _claim(  # noqa: PLR0913, PLR0917 - what the tape says of one claim
        self,
        start: int,
        entry: Entry,
        role: int,
        src: str,
        node: int,
        repetition: int | None,
        flaw: int,
    ) -> Claim | None:
        frame = self._stack[-1]
        written = role not in (REFUSED, IGNORED)
        if src:
            if role == IGNORED:
                repetition = 0
            elif role == EMPTIED and repetition == 0:
                repetition = 1  # `""` stands in the first repetition, and is all there is
            base = frame.base if node == frame.node else ()
            address = self._dialect.address(base, self._select(src), repetition)
        else:
            address = frame.base
        if role == ENTER:
            target, grows = self._path(frame, entry, grow=False)
            self._stack.append(
                _Frame(entry, 0, node, address, target, frame.slot, start, pending=grows)
            )
            return None
        target, _ = self._path(
            frame, entry, grow=role in (CLAIM, FLAWED, TRANSLATED), last=role == BESIDE
        )
        if written and role != EMPTIED:
            for one in self._stack:
                one.wrote = True
        fate, reason = self._fate(entry, role, flaw)
        told = Claim(start, node, address, fate, entry.name, reason, target, frame.slot, written)
        return replace(told, whole=True) if entry.whole and role == CLAIM else told

    def _fate(self, entry: Entry, role: int, flaw: int) -> tuple[Fate, str]:
        if role == IGNORED:
            return Fate.IGNORED, entry.degraded
        if flaw:
            reason = self._catalogue.flaws[flaw][1]
            return (Fate.DEGRADED, reason) if reason else (Fate.MAPPED, "")
        degraded = any(one.entry.degraded for one in self._stack) or entry.degraded
        if degraded:
            return Fate.DEGRADED, entry.degraded or next(
                one.entry.degraded for one in self._stack if one.entry.degraded
            )
        return (Fate.TRANSLATED if role in (TRANSLATED, BESIDE) else Fate.MAPPED), ""

    def _mention(self, entry: Entry, start: int) -> None:
        """A resource beside the one at hand: read from the same value."""
        self._mentioned += 1
        frame = self._stack[-1]
        made = _Frame(entry, 0, frame.node, frame.base, entry.src, -self._mentioned, start)
        self._stack.append(made)

    def _exit(self) -> None:
        frame = self._stack.pop()
        if frame.wrote and frame.pending:
            self._count(frame.slot, frame.pending)

    def _count(self, slot: int, path: str) -> int:
        number = self._counts.get((slot, path), 0)
        self._counts[slot, path] = number + 1
        return number

    def _path(
        self, frame: _Frame, entry: Entry, *, grow: bool, last: bool = False
    ) -> tuple[str, str]:
        """(target with numbers, path of the list that grows at the end of the datatype)"""
        path, grows = frame.target, ""
        for shown, kind, slot in entry.to:
            name = shown.partition("(")[0]
            path = f"{path}.{name}" if path else name
            if kind == "one":
                continue
            if kind in ("slot", "found"):
                path = f"{path}[{self._item(frame, kind, path, shown, slot)}]"
            elif grow:
                path = f"{path}[{self._count(frame.slot, path)}]"
            else:
                grows = grows or path
                path = f"{path}[{max(self._counts.get((frame.slot, path), 0) - last, 0)}]"
        return path, grows

    def _item(self, frame: _Frame, kind: str, path: str, shown: str, slot: str) -> int:
        """Number of an item that rows share."""
        key = (frame.slot, path, shown, slot, 0 if kind == "found" else frame.run)
        if key not in self._items:
            self._items[key] = self._count(frame.slot, path)
        return self._items[key]


def _worth(claim: Claim) -> tuple[int, bool]:
    return _RANK[claim.fate], claim.written


def trimmed(address: Address) -> Address:
    """An address without the ones at its end: the first leaf of a place is the place."""
    end = len(address)
    while end > 1 and address[end - 1] == 1:
        end -= 1
    return address[:end]


def covers(prefix: Address, address: Address) -> bool:
    """Does a place hold another? 0 in the first stands for any."""
    return len(prefix) <= len(address) and all(
        one in (0, other) for one, other in zip(prefix, address, strict=False)
    )
