"""What did each row do with each place, as the tape of a message tells it?

The catalogue and the tape suffice: the mapping files may have changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct

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
    Sizes,
)
from gateway.model import Fate

_GROWING = (CLAIM, FLAWED, TRANSLATED)
"""What adds an item to a list."""
_STANDING = "first"
"""How an owner's map names the first item of a list that stands, whoever made it."""
_OWNER = " of "
"""What stands in the name of such a map: `RXR of RXE -> MedicationRequest`."""
_MOST = 16_384
"""Places read of which it is known where they lie."""


class Claim(Struct, frozen=True, eq=False):
    """What one row did with one place. A Struct: a message has hundreds."""

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


class _Frame(Struct, eq=False):
    """A map or datatype being played."""

    entry: Entry
    number: int
    node: int
    base: Address
    target: str
    slot: int
    run: int
    """Which run of a map this is; items are shared within one."""
    degraded: str = ""
    """What is lost of all that is read here."""
    wrote: bool = False
    pending: str = ""
    """Path of the list that grows by one if anything is written."""


class Known:
    """What is worked out of a catalogue once for all tapes: sizes, places read, places written."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        self.catalogue, self.sizes = catalogue, Sizes(catalogue)
        self._dialect = dialect
        self._selects: dict[str, Any] = {}
        self._addresses: dict[tuple[Address, str, int | None], Address] = {}
        self._names: dict[int, str | None] = {}

    def select(self, src: str) -> Any:
        """A place as a row names it, read."""
        if src not in self._selects:
            self._selects[src] = self._dialect.select(src)
        return self._selects[src]

    def address(self, base: Address, src: str, repetition: int | None) -> Address:
        """Where a row read."""
        key = base, src, repetition
        found = self._addresses.get(key)
        if found is None:
            if len(self._addresses) >= _MOST:
                self._addresses.clear()
            found = self._dialect.address(base, self.select(src), repetition)
            self._addresses[key] = found
        return found

    def name(self, entry: Entry) -> str | None:
        """Where a row writes, below what is being made; None where that is in a list."""
        try:
            return self._names[id(entry)]
        except KeyError:
            plain = all(kind == "one" for _, kind, _ in entry.to)
            name = ".".join(_bare(shown) for shown, _, _ in entry.to) if plain else None
            self._names[id(entry)] = name
            return name


class Player:
    """Plays one tape."""

    def __init__(self, known: Known) -> None:
        self._known, self._catalogue, self._sizes = known, known.catalogue, known.sizes
        self._counts: dict[tuple[int, str], int] = {}
        self._items: dict[tuple[int, str, str, str, int], int] = {}
        self._stack: list[_Frame] = []
        self._mentioned = 0
        self._grown: Entry | None = None
        """The row that wrote last: what else it reads is part of the same item."""

    def play(self, tape: Sequence[int], only: Collection[int] | None = None) -> Iterator[Claim]:
        """Every claim.

        `only`: what became part of other resources than these is passed over; by number, which is
        below 0 for one that is only mentioned. Where such a one is asked for, nothing is.
        """
        at = 0
        few = only is not None and min(only, default=-1) >= 0
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
            if entry.kind == "map" and few and only is not None and tape[at + 1] not in only:
                at, mentioned = self._sizes.after(tape, at + 2)
                self._mentioned += mentioned
                continue
            self._grown = self._grown if entry is self._grown else None
            if entry.kind == "map":
                self._stack = [
                    _Frame(
                        entry,
                        code // ROLES,
                        tape[at],
                        (),
                        entry.src,
                        tape[at + 1],
                        start,
                        entry.degraded,
                    )
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
            address = self._known.address(base, src, repetition)
        else:
            address = frame.base
        if role == ENTER:
            target, grows = self._path(frame, entry, grow=False)
            lost = frame.degraded or entry.degraded
            self._stack.append(
                _Frame(entry, 0, node, address, target, frame.slot, start, lost, pending=grows)
            )
            return None
        again = role == BESIDE or (role >= ARGUMENT and entry is self._grown)
        grow = role in _GROWING or (role >= ARGUMENT and not again)
        target, _ = self._path(frame, entry, grow=grow, last=again)
        self._grown = entry if grow else self._grown
        if written and role != EMPTIED:
            for one in self._stack:
                one.wrote = True
        fate, reason = self._fate(frame, entry, role, flaw)
        whole = entry.whole and role == CLAIM
        return Claim(
            start, node, address, fate, entry.name, reason, target, frame.slot, written, whole
        )

    def _fate(self, frame: _Frame, entry: Entry, role: int, flaw: int) -> tuple[Fate, str]:
        if role == IGNORED:
            return Fate.IGNORED, entry.degraded
        if flaw:
            reason = self._catalogue.flaws[flaw][1]
            return (Fate.DEGRADED, reason) if reason else (Fate.MAPPED, "")
        if lost := entry.degraded or frame.degraded:
            return Fate.DEGRADED, lost
        return (Fate.TRANSLATED if role in (TRANSLATED, BESIDE) else Fate.MAPPED), ""

    def _mention(self, entry: Entry, start: int) -> None:
        """A resource beside the one at hand: read from the same value."""
        self._mentioned += 1
        frame = self._stack[-1]
        lost = frame.degraded or entry.degraded
        made = _Frame(entry, 0, frame.node, frame.base, entry.src, -self._mentioned, start, lost)
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
        plain = self._known.name(entry)
        if plain is not None:
            return f"{path}.{plain}" if path and plain else path or plain, ""
        for shown, kind, slot in entry.to:
            name = _bare(shown)
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
        if slot == _STANDING and key not in self._items and self._beside(frame, path):
            self._items[key] = 0
        if key not in self._items:
            self._items[key] = self._count(frame.slot, path)
        return self._items[key]

    def _beside(self, frame: _Frame, path: str) -> bool:
        """Is it a map of an owner, of which the first item of this list stands already?"""
        name = self._stack[0].entry.name.partition("#")[2]
        return _OWNER in name and self._counts.get((frame.slot, path), 0) > 0


def _bare(shown: str) -> str:
    """The name of a step, without the URL of an extension."""
    return shown.partition("(")[0]
