"""A gateway that dies and comes back: every named point may kill it, every write may fail.

A kill is a BaseException on the loop, and the end of the writing thread in the store; what was
not committed is gone with the connection. https://www.sqlite.org/atomiccommit.html
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gateway.intake import receive
from gateway.intake.lanes import Lanes
from gateway.model import Inbound, Receipt, Ruleset, Status, Unavailable
from gateway.store import POINTS as STORE_POINTS
from gateway.store.sqlite import READERS, Sqlite, open_sqlite
from tests.intake.house import NOON
from tests.simulation.hospital import Sent

INTAKE_POINTS = ("received", "planned", "standing", "settled", "committed")
POINTS = (*(f"intake.{name}" for name in INTAKE_POINTS), *STORE_POINTS)


class Killed(BaseException):
    """The process is gone."""


class Ended(SystemExit):
    """The same, for the thread that writes: it ends without a word."""


class Life:
    """Senders hand in their messages until each has an answer, however often the gateway dies."""

    def __init__(self, path: Path, rules: Ruleset, draw: Random, *, calm: bool = False) -> None:
        """Where `calm`, nothing befalls the gateway, and messages come one by one."""
        self.path, self.rules, self.draw, self.calm = path, rules, draw, calm
        self.now = NOON
        self.ledger: list[tuple[Sent, Receipt]] = []
        """What each sender was answered."""
        self.deaths: list[str] = []
        self._at: tuple[str, str] | None = None

    def live(self, sendings: Sequence[Sent]) -> None:
        """Hand in everything, a few at a time."""
        waiting = [one for sent in sendings for one in [sent] * sent.times]
        while waiting:
            waiting = asyncio.run(self._life(waiting))

    async def _life(self, waiting: list[Sent]) -> list[Sent]:
        """One process from its start to its end; what is left unanswered."""
        self._loop, self._dead = asyncio.get_running_loop(), asyncio.Event()
        store = open_sqlite(self.path, crash=self._crash)
        lanes = Lanes()
        while waiting and not self._dead.is_set():
            self._fate()
            size = 1 if self.calm else self.draw.choice((1, 1, 2, 4))
            batch, waiting = waiting[:size], waiting[size:]
            handed = [self._hand_in(one, store, lanes) for one in batch]
            tasks = dict(zip(map(asyncio.create_task, handed), batch, strict=True))
            end = asyncio.create_task(self._dead.wait())
            every = asyncio.gather(*tasks, return_exceptions=True)
            waits: set[asyncio.Future[Any]] = {every, end}
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            end.cancel()
            if self._dead.is_set():
                every.cancel()
            await asyncio.gather(end, every, return_exceptions=True)
            answers = [(one, _answer(task)) for task, one in tasks.items()]
            self.ledger += [(one, receipt) for one, receipt in answers if receipt]
            waiting[:0] = [one for one, receipt in answers if not receipt]
        await self._end(store)
        return waiting

    async def _end(self, store: Sqlite) -> None:
        """In peace; or as the operating system does it: no thread is left, the file is let go."""
        if not self._dead.is_set():
            await store.close()
            return
        store._batch._queue.put(None)
        store._batch._thread.join()
        for _ in range(READERS):
            await asyncio.to_thread(store._there.get)
        store._file.close()

    async def _hand_in(self, sent: Sent, store: Sqlite, lanes: Lanes) -> Receipt:
        self.now += timedelta(seconds=1)
        inbound = Inbound(sent.sender, "hl7v2", sent.body, self._clock())
        return await receive(inbound, self.rules, store, self._crash, lanes)

    def _clock(self) -> datetime:
        """Our own clock jumps now and then."""
        return self.now + timedelta(seconds=self.draw.choice((0, 0, 0, -90, 90)))

    def _fate(self) -> None:
        """What befalls the gateway now: nothing, a kill, or a write that fails."""
        self._at, self._left = None, 0
        if not self.calm and self.draw.random() < 0.3:
            self._at = self.draw.choice(("kill", "kill", "fail")), self.draw.choice(POINTS)
            self._left = self.draw.randint(0, 1)

    def _crash(self, at: str) -> None:
        if self._at is None or self._at[1] != at:
            return
        self._left -= 1
        if self._left >= 0:
            return
        kind, self._at = self._at[0], None
        self.deaths.append(f"{kind} {at}")
        if at.startswith("store.") and kind == "fail":
            raise sqlite3.OperationalError("disk I/O error, as the simulation wants it")
        if at.startswith("store."):
            self._loop.call_soon_threadsafe(self._dead.set)
            raise Ended
        self._dead.set()
        raise Killed


def _answer(task: asyncio.Task[Receipt]) -> Receipt | None:
    """The receipt, or None where the sender has to come again."""
    if not task.done() or task.cancelled():
        return None
    fault = task.exception()
    if fault is None:
        return task.result()
    if isinstance(fault, (Killed, Ended, Unavailable, asyncio.CancelledError)):
        return None
    raise fault


def accepted(ledger: Sequence[tuple[Sent, Receipt]]) -> dict[tuple[str, str], str]:
    """(sender, control id) -> digest of what its sender believes to be kept."""
    kept = (Status.ACCEPTED, Status.DUPLICATE)
    return {(s.sender, s.control): r.digest for s, r in ledger if r.status in kept}


def parked(ledger: Sequence[tuple[Sent, Receipt]]) -> set[tuple[str, str, str]]:
    """(sender, control id, digest) of what waits, or was taken in with what it waited for."""
    return {(s.sender, s.control, r.digest) for s, r in ledger if r.status is Status.PARKED}
