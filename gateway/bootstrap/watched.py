"""Which folders are watched: each has one sender, and none is the gateway's own.

https://man7.org/linux/man-pages/man3/realpath.3.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import permutations, product
from pathlib import Path

from gateway.folder import Folder, Occupied, Pace


@dataclass(frozen=True, slots=True)
class Watching:
    """Which folders are watched, whose they are, and how."""

    places: Mapping[Path, str]
    """Folder -> sender"""
    pace: Pace = field(default_factory=Pace)
    deep: bool = False
    said: str = ""
    """The format of all files, where it is said."""
    spared: tuple[Path, ...] = ()
    """The gateway's own folders: nothing in them is taken for somebody's message."""


@contextmanager
def opened(asked: Watching, senders: Iterable[str] | None = None) -> Iterator[list[Folder]]:
    """All folders, held by this process; raises Occupied where one cannot be, or has no sender."""
    for sender in asked.places.values():
        if senders is not None and sender not in senders:
            known = ", ".join(sorted(senders))
            raise Occupied(f"there is no sender {sender} to watch for; these are: {known}")
    for place, own in product(asked.places, asked.spared):
        here, there = place.resolve(), own.resolve()
        if here == there or (asked.deep and there.is_relative_to(here)):
            raise Occupied(f"{place} holds the gateway's own files: watch another folder")
    for inner, outer in permutations(asked.places, 2):
        if asked.deep and inner.resolve().is_relative_to(outer.resolve()):
            raise Occupied(f"{inner} lies in {outer}: its files would have two senders")
    folders = [Folder(one, deep=asked.deep, marker=asked.pace.marker) for one in asked.places]
    try:
        for one in folders:
            one.open()
        yield folders
    finally:
        for one in folders:
            one.close()
