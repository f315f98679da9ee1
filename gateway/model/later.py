"""A request that is answered later: kept first, done when its turn comes, its answer kept as well.

https://www.rfc-editor.org/rfc/rfc7240#section-4.1 · https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple, Protocol


class State(IntEnum):
    """How far a kept request is."""

    WAITS = 0
    RUNS = 1
    DONE = 2


class Room(StrEnum):
    """Is one more taken?"""

    FREE = "free"
    OWN_FULL = "own-full"
    """As many of this caller wait as may."""
    FULL = "full"
    """As many of all callers wait as may."""


@dataclass(frozen=True, slots=True)
class Later:
    """A request that is kept until its turn comes."""

    id: str
    """Nobody can guess it."""
    sender: str
    at: datetime
    """When it came."""
    request: bytes
    """All that it takes to do it; only the door can read it."""
    tries: int = 0
    """How often it has been begun, this time included."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request is, told to whoever asked it."""

    state: State
    ahead: int = 0
    """How many came before it and wait, too."""
    answer: bytes = b""
    """Of a request that is done."""
    until: str = ""
    """Until when its answer is kept: an instant of UTC."""


class Backlog(NamedTuple):
    """How many requests are kept, by their State."""

    waits: int = 0
    runs: int = 0
    done: int = 0


class Postponed(Protocol):
    """Where requests wait; all that is written there is durable on return.

    Whoever begins a request has it for itself until `until`; who finds that past takes it over.
    """

    async def postpone(self, later: Later, own: int, every: int) -> Room:
        """Keep it, where fewer than `own` of its caller and `every` of all wait or run."""

    async def begin(self, holder: str, now: datetime, until: datetime) -> Later | None:
        """The one that has waited longest, or that nobody has for itself any more; None: none."""

    async def hold_on(self, holder: str, ids: Collection[str], until: datetime) -> None:
        """Whoever runs these goes on having them for itself."""

    async def kept(self, holder: str, ids: Collection[str]) -> Collection[str]:
        """Those of these that this holder has begun, done or not: others have been cancelled."""

    async def put_back(self, holder: str, id: str, at: datetime, tries: int) -> None:
        """It waits again, until then at least, and counts as begun so many times."""

    async def answered(self, holder: str, id: str, answer: bytes, until: datetime) -> bool:
        """Keep its answer until then; False: it was cancelled, or another has it by now."""

    async def progress(self, id: str, sender: str, now: datetime) -> Progress | None:
        """How far it is; None: there is none of this sender's under that id."""

    async def forget(self, id: str, sender: str, now: datetime) -> bool:
        """Forget the request and its answer; False: there is none of this sender's."""

    async def backlog(self) -> Backlog:
        """How many there are."""

    async def expire(self, now: datetime) -> None:
        """Forget all answers that are not kept any longer."""
