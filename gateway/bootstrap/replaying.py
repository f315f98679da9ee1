"""What was refused comes again by the rules of now: which attempts, and what becomes of each.

Decision 0132. https://docs.python.org/3/library/asyncio-stream.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, TypeAlias

from msgspec import Struct

from gateway.bootstrap.apart import apart
from gateway.bootstrap.checking import clock
from gateway.bootstrap.in_force import FORMAT, warm
from gateway.bootstrap.rules import ruleset
from gateway.intake.again import again
from gateway.intake.lanes import Lanes
from gateway.model import Keys, Receipt, Ruleset, Standing, Status
from gateway.settings import Settings
from gateway.store import Origin, Store, look, open_store
from gateway.store.reading import Reader
from gateway.store.refused import Attempt, refused
from gateway.store.rows import attempt

GONE, NOBODY = "gone", "sender-unknown"
"""What is said in place of a verdict: its bytes are no longer kept; no sender's file names it."""
REFUSED = (Status.FAULTED, Status.REJECTED, Status.UNSUPPORTED)


class Asked(Struct, frozen=True):
    """Which attempts; what is empty narrows nothing down."""

    sender: str = ""
    control_ids: frozenset[tuple[str, str]] = frozenset()
    """(sender, control id)"""
    attempts: frozenset[int] = frozenset()
    rules: frozenset[str] = frozenset()
    """One of them was told."""
    statuses: tuple[Status, ...] = REFUSED
    since: str = ""
    until: str = ""


class Became(Struct, frozen=True):
    """What became of one attempt: a verdict or one of the words above, and the rules told.

    A Struct, as the others here: each start loads them, and a dataclass writes its own methods.
    """

    status: str
    rules: tuple[str, ...] = ()


Replay: TypeAlias = Callable[[int], Awaitable[Became]]


def chosen(settings: Settings, asked: Asked) -> list[Attempt]:
    """The attempts that are asked for and not settled since, the oldest first.

    Also beside a running gateway. Raises store.Refused.
    """
    bounds = asked.statuses, asked.since, asked.until
    with closing(look(settings.kept)) as reader:
        found = reader.looked(lambda sql: refused(sql, *bounds))
        return [one for one in found if _meant(one, asked) and not _settled(one, reader)]


def _meant(one: Attempt, asked: Asked) -> bool:
    told = one.receipt
    named = (told.sender, told.control_id) in asked.control_ids or one.seq in asked.attempts
    return (
        (named or not (asked.control_ids or asked.attempts))
        and asked.sender in ("", told.sender)
        and (not asked.rules or any(issue.rule in asked.rules for issue in told.issues))
    )


def _settled(one: Attempt, reader: Reader) -> bool:
    """Was a message accepted under its number, itself or the one that took its place?"""
    named = one.receipt.sender, one.receipt.key or one.receipt.control_id
    return all(named) and reader.standing(Keys(receipt=named)).receipt is not None


def replaying(rules: Callable[[], Ruleset], store: Store, lanes: Lanes) -> Replay:
    """Takes one attempt in again, by the rules in force, in the lanes of all other messages."""

    async def replay(seq: int) -> Became:
        found = await store.attempt(seq)
        return await _became(found, rules(), store, lanes)

    return replay


async def _became(found: Origin | None, rules: Ruleset, journal: Any, lanes: Lanes) -> Became:
    if found is None:
        return Became(GONE)
    came, was = found.inbound, found.receipt.status
    if came.sender not in rules.senders or came.format not in rules.adapters:
        return Became(NOBODY)
    return _told(await again(came, clock(), was, rules, journal, lanes=lanes))


def _told(receipt: Receipt) -> Became:
    return Became(receipt.status.value, tuple(dict.fromkeys(it.rule for it in receipt.issues)))


def alone(
    settings: Settings, attempts: Sequence[Attempt], *, really: bool
) -> Iterator[tuple[Attempt, Became]]:
    """Replay them by a store of this process; `really` False: only tell what would become of each.

    Raises store.Refused where the store is another process's, and Unavailable.
    """
    rules = ruleset(settings, apart(settings, FORMAT))
    with asyncio.Runner() as runner:
        if not really:
            with closing(look(settings.kept)) as reader:
                glance = _Glance(reader)
                for one in attempts:
                    yield one, runner.run(_became(glance.attempt(one.seq), rules, glance, Lanes()))
            return
        store = open_store(settings.kept, wanted=rules.searches.indexed)
        try:
            runner.run(warm(rules, store))
            replay = replaying(lambda: rules, store, Lanes())
            for one in attempts:
                yield one, runner.run(_awaited(replay(one.seq)))
        finally:
            runner.run(store.close())


async def _awaited(one: Awaitable[Became]) -> Became:
    return await one


class _Glance:
    """A journal that is only looked at: what would be kept is told, as if it were."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def attempt(self, seq: int) -> Origin | None:
        """See `Store`."""
        return self._reader.looked(lambda sql: attempt(sql, seq))

    async def standing(self, keys: Keys) -> Standing:
        """See `Journal`."""
        return self._reader.standing(keys)

    async def commit(self, entry: Any) -> Receipt:
        """Nothing is kept."""
        receipt: Receipt = entry.receipt
        return receipt
