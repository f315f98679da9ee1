"""Group commit: one thread writes whatever is waiting, at once when nothing else is.

An fsync costs the same for one message and for a hundred. What is ready in one turn of the event
loop goes over together: messages written one by one cost half as much again (measured).
https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeAlias, TypeVar

from gateway.model import Unavailable

Job = TypeVar("Job")
LIMIT = 128
"""Jobs in one transaction; no more are added to so many."""

Write: TypeAlias = Callable[[Sequence[Job]], Sequence[Any]]
"""Writes the jobs in order; one outcome for each: what it returns, or the exception it gets."""
Told: TypeAlias = Callable[[Any], None]
"""Hears the outcome, on its loop."""
Waiting: TypeAlias = "tuple[Job, asyncio.AbstractEventLoop, Told]"


class Batch(Generic[Job]):
    """Jobs go in from the event loop, outcomes come back to it; between them one thread writes."""

    def __init__(
        self,
        write: Write[Job],
        limit: int = LIMIT,
        join: Callable[[list[Any]], Job] | None = None,
    ) -> None:
        """`join` makes one job of all parts that are added in one turn of the loop."""
        self._write = write
        self._join = join
        self._parts: list[Any] = []
        self._told: list[Told] = []
        """Who waits for those parts."""
        self._limit = limit
        self._held: list[Waiting[Job]] = []
        self._queue: SimpleQueue[list[Waiting[Job]] | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def submit(self, job: Job) -> Any:
        """Wait until the job is durable and return its outcome, or raise its exception."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.hand(job, partial(_settle, future))
        return await future

    def hand(self, job: Job, told: Told) -> None:
        """The same without waiting: `told` hears the outcome, or the exception.

        Raises Unavailable where the store is closing.
        """
        if self._closed:
            raise Unavailable("the store is closing")
        loop = asyncio.get_running_loop()
        if not self._held and not self._told:
            loop.call_soon(self._hand_over)
        self._held.append((job, loop, told))

    def add(self, parts: Sequence[Any], told: Told) -> None:
        """The same of parts of a job, which they share with all that come in this turn.

        Raises Unavailable where the store is closing.
        """
        if self._closed:
            raise Unavailable("the store is closing")
        if not self._held and not self._told:
            asyncio.get_running_loop().call_soon(self._hand_over)
        self._parts += parts
        self._told.append(told)

    async def close(self) -> None:
        """Write what waits, then end the thread."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_over(self) -> None:
        """Whoever else is ready has had its turn: the thread wakes once for all of them."""
        held, self._held = self._held, []
        if self._told and self._join:
            told, self._told, parts, self._parts = self._told, [], self._parts, []
            held.append((self._join(parts), asyncio.get_running_loop(), partial(_tell_all, told)))
        for start in range(0, len(held), self._limit):
            self._queue.put(held[start : start + self._limit])

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            if batch:
                self._answer(batch, self._outcomes([job for job, _, _ in batch]))

    def _take(self) -> tuple[list[Waiting[Job]], bool]:
        batch: list[Waiting[Job]] = []
        item = self._queue.get()
        while item is not None:
            batch += item
            if len(batch) >= self._limit:
                return batch, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _outcomes(self, jobs: Sequence[Job]) -> Sequence[Any]:
        try:
            return self._write(jobs)
        except Exception as error:  # noqa: BLE001 - the thread must outlive any fault; every waiter is told
            return [error] * len(jobs)

    def _answer(self, batch: Sequence[Waiting[Job]], outcomes: Sequence[Any]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Told, Any]]] = {}
        for (_, loop, told), outcome in zip(batch, outcomes, strict=True):
            by_loop.setdefault(loop, []).append((told, outcome))
        for loop, answers in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, answers)


def _tell(answers: Sequence[tuple[Told, Any]]) -> None:
    for told, outcome in answers:
        try:
            told(outcome)
        except Exception as fault:  # noqa: BLE001 - all others must hear theirs
            asyncio.get_running_loop().call_exception_handler(
                {"message": "an outcome was not heard", "exception": fault}
            )


def _tell_all(waiting: Sequence[Told], outcome: Any) -> None:
    for told in waiting:
        told(outcome)


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
