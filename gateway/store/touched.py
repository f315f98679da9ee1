"""Which resources were written last, and when: what nobody has written since still stands.

One thread notes what it is about to write, another asks before it looks in the store. One process
alone writes to the record, so that what is not noted here has not been written.
https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from gateway.model import Version
from gateway.store.codec import Key

MOST = 10_000
"""Resources of which it is known; then all that was before counts as written."""
ROOM = 1_500_000
"""Bytes of all versions that are remembered, as texts; in memory it is several times as much."""
LARGEST = 4_000
"""Bytes of a version that is remembered."""


class Touched:
    """The last changes of the record."""

    def __init__(self) -> None:
        self.moment = 0
        """How many changes are durable."""
        self._since = 0
        """Of changes after this one it is known what they wrote."""
        self._last: dict[Key, int] = {}

    def note(self, keys: Iterable[Key]) -> None:
        """These are about to be written by the next change; it does no harm if they are not."""
        now = self.moment + 1
        if len(self._last) > MOST:
            # In this order: whoever asks meanwhile sees the one or the other before both.
            self._since = now
            self._last = {}
        self._last.update(dict.fromkeys(keys, now))

    def durable(self) -> None:
        """The change is."""
        self.moment += 1

    def unchanged(self, key: Key, moment: int) -> bool:
        """Is it sure that it is as it was when so many changes were durable?"""
        last = self._last
        return moment >= self._since and last.get(key, 0) <= moment


class Still:
    """Versions as they were read, for as long as nobody writes to them.

    A doctor whom every report names is read once. Those go first that were asked for longest ago.
    """

    def __init__(self, touched: Touched) -> None:
        self._touched = touched
        self._free = ROOM
        self._kept: OrderedDict[tuple[str, Key], tuple[Version, int, int]] = OrderedDict()
        """By type and key: version, its moment, its bytes."""

    def version(self, type_: str, key: Key) -> Version | None:
        """What stands; None: look."""
        known = self._kept.get((type_, key))
        if known is None or not self._touched.unchanged(key, known[1]):
            return None
        self._kept.move_to_end((type_, key))
        return known[0]

    def keep(self, version: Version, key: Key, moment: int, size: int) -> None:
        """It stood when so many changes were durable, at least."""
        if size > LARGEST:
            return
        self._let_go((version.type, key))
        self._kept[version.type, key] = version, moment, size
        self._free -= size
        while self._free < 0:
            self._let_go(next(iter(self._kept)))

    def _let_go(self, named: tuple[str, Key]) -> None:
        known = self._kept.pop(named, None)
        self._free += known[2] if known else 0
