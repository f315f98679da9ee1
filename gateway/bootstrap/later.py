"""Does what was put off: a few requests at a time, each by the same handlers as if it came now.

A request is begun by one process, which has it for itself as long as it says so again and again;
whoever finds that it does not, takes the request over. What is done twice changes nothing twice,
since each request has a key of its own. https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from gateway.api.app import Application
from gateway.api.later import done
from gateway.intake.receive import nothing
from gateway.model import Later, Postponed, Unavailable
from gateway.telemetry import Telemetry

TOGETHER = 2
"""Requests that one process does at a time: who waits for an answer now goes first."""
PAUSE = 2.0
"""Seconds after which it is looked for what nobody here has heard of."""
LEASE = timedelta(seconds=60)
"""How long one process has a request for itself, before it says so again."""
RENEWED = timedelta(seconds=15)
WAIT = timedelta(seconds=15)
"""After which a request that the store was out of reach for is begun again; each time longer."""
KEPT = timedelta(hours=24)
"""How long an answer is kept: who is away for a night or a working day still finds it."""


class Doing:
    """One process that does what waits; see the file's first lines."""

    def __init__(
        self,
        app: Application,
        bell: asyncio.Event,
        crash: Callable[[str], None] = nothing,
    ) -> None:
        """`bell` rings when a request has been kept here; `crash` hears of named points."""
        self._app = app
        self._store: Postponed = app.desk.postponed
        self._clock: Callable[[], datetime] = app.desk.clock
        self._telemetry: Telemetry = app.desk.telemetry
        self._bell = bell
        self._crash = crash
        self._holder = secrets.token_hex(8)
        self._running: dict[Later, asyncio.Task[None]] = {}
        self._dropped: set[str] = set()
        """What was cancelled while it ran here."""
        self._next = self._renewed = self._clock()
        """When answers are to be looked through, and when was it said last what runs here."""

    async def stay(self) -> None:
        """Do all that comes, until cancelled; then what runs is left to whoever comes next."""
        try:
            while True:
                await self._looked()
                with suppress(TimeoutError):
                    async with asyncio.timeout(PAUSE):
                        await self._bell.wait()
                self._bell.clear()
        finally:
            await self._left()

    async def _looked(self) -> None:
        """Whatever is wrong once may be right the next time."""
        try:
            await self._round()
        except Unavailable:
            pass
        except Exception as error:  # noqa: BLE001 - what it says may be of a patient: its kind only
            self._telemetry.event("fault", "error", kind=type(error).__name__, place="later")

    async def _round(self) -> None:
        now = self._clock()
        backlog = await self._store.backlog()
        self._telemetry.postponed(backlog)
        if backlog.done and now >= self._next:
            self._next = now + LEASE
            await self._store.expire(now)
        if self._running:
            await self._held(now)
        open_ = backlog.waits + backlog.runs > len(self._running)
        while open_ and len(self._running) < TOGETHER:
            later = await self._store.begin(self._holder, now, now + LEASE)
            if later is None:
                break
            task = self._running[later] = asyncio.ensure_future(self._one(later))
            task.add_done_callback(partial(self._ended, later))

    async def _held(self, now: datetime) -> None:
        """What runs goes on being ours; what nobody wants any more is stopped where it is."""
        ids = [later.id for later in self._running]
        kept = await self._store.kept(self._holder, ids)
        for later, task in self._running.items():
            if later.id in ids and later.id not in kept:
                self._dropped.add(later.id)
                task.cancel()
        if now >= self._renewed + RENEWED:
            self._renewed = now
            await self._store.hold_on(self._holder, ids, now + LEASE)

    def _ended(self, later: Later, _: asyncio.Task[None]) -> None:
        self._running.pop(later, None)
        self._dropped.discard(later.id)
        self._bell.set()

    async def _one(self, later: Later) -> None:
        """Where the store takes nothing, it stays begun, and is begun again in a while."""
        began = perf_counter()
        self._crash("later.begun")
        try:
            answer = await done(self._app.inside, self._app, later)
            self._crash("later.done")
            now = self._clock()
            if answer is None:
                soon = now + later.tries * WAIT
                await self._store.put_back(self._holder, later.id, soon, later.tries)
                return
            kept = await self._store.answered(self._holder, later.id, answer, now + KEPT)
            self._crash("later.kept")
            self._telemetry.later("done" if kept else "cancelled", perf_counter() - began)
        except asyncio.CancelledError:
            if later.id in self._dropped:
                self._telemetry.later("cancelled", perf_counter() - began)
            raise
        except Unavailable as error:
            self._telemetry.event("unavailable", "error", why=str(error))
        except Exception as error:  # noqa: BLE001 - what it says may be of a patient: its kind only
            self._telemetry.event("fault", "error", kind=type(error).__name__, place="later")

    async def _left(self) -> None:
        """Whoever comes next need not wait until our time has run out."""
        running = dict(self._running)
        for task in running.values():
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)
        for later in running:
            with suppress(Unavailable):
                now, tries = self._clock(), later.tries - 1
                await self._store.put_back(self._holder, later.id, now, tries)


@asynccontextmanager
async def doing(
    app: Application, bell: asyncio.Event, crash: Callable[[str], None] = nothing
) -> AsyncIterator[None]:
    """What waits is done as long as this lasts."""
    task = asyncio.ensure_future(Doing(app, bell, crash).stay())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
