"""The journal as what says where things come from: for the HTTP door, and for the command line.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from gateway.bootstrap.rules import DIALECTS
from gateway.fhirjson import decode
from gateway.intake.lineage import MOST, Attempt, Line, attempt, attempting, elements, made_of
from gateway.model import Decision, Resource, Ruleset
from gateway.store import Store, look
from gateway.store.contract import Origin
from gateway.store.reading import Reader

T = TypeVar("T")
LARGE = 20_000
"""Bytes of messages beyond which what is known of them is not looked through between requests."""
OPERATOR = Decision(allowed=True, reason="the operator, at the file itself")


class Origins:
    """Asked by the HTTP door, of the store that it stands on."""

    def __init__(self, store: Store, rules: Callable[[], Ruleset]) -> None:
        self._store, self._rules = store, rules

    async def of_resource(self, body: Resource, path: str) -> list[Line]:
        """Where each element of a kept resource (inside a path) comes from."""
        attempts: list[Attempt] = []
        for version, name in _versions(body):
            origin = await self._store.origin(name)
            if origin is not None:
                attempts.append(await self._attempt(origin, version))
        return await _beside(_size(attempts), lambda: list(elements(body, attempts, path)))

    async def of_message(self, sender: str, control_id: str, place: str) -> list[Line] | None:
        """What was made of a message (inside a place); None where there is no such message."""
        origin = await self._store.lineage(sender, control_id)
        if origin is None:
            return None
        one = await self._attempt(origin, 0)
        return await _beside(_size([one]), lambda: list(made_of(one, place)))

    async def _attempt(self, origin: Origin, version: int) -> Attempt:
        catalogue = await self._store.catalogue(origin.mapper) if origin.mapper else None
        steps = attempting(origin, catalogue, self._rules(), DIALECTS, version)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                found: Attempt = done.value
                return found
            await asyncio.sleep(0)  # mappers are of this thread alone: others are let in between


def _size(attempts: Sequence[Attempt]) -> int:
    """Bytes of the messages that are looked through."""
    return sum(len(one.origin.inbound.body) for one in attempts)


async def _beside(size: int, work: Callable[[], T]) -> T:
    """What comes of it; where it is of many bytes, others do not wait for it."""
    return await asyncio.to_thread(work) if size > LARGE else work()


def _versions(body: Resource) -> Iterator[tuple[int, str]]:
    newest = int(body["meta"]["versionId"])
    for version in range(newest, max(newest - MOST, 0), -1):
        yield version, f"{body['resourceType']}/{body['id']}/_history/{version}"


def of_resource(where: Path | str, rules: Ruleset, name: str, path: str) -> list[Line] | None:
    """The same, beside a running gateway; None where there is no such resource.

    Raises store.Refused where there is no store.
    """
    reader = look(where)
    type_, _, id_ = name.partition("/")
    found = reader.read(OPERATOR, type_, id_)
    if found is None:
        return None
    body: Resource = decode(found)
    attempts = (
        _attempt(reader, origin, rules, version)
        for version, one in _versions(body)
        if (origin := reader.origin(one)) is not None
    )
    return list(elements(body, attempts, path))


def of_message(
    where: Path | str, rules: Ruleset, sender: str, control_id: str, place: str
) -> list[Line] | None:
    """What was made of a message; None where there is no such message."""
    reader = look(where)
    origin = reader.lineage(sender, control_id)
    return None if origin is None else list(made_of(_attempt(reader, origin, rules, 0), place))


def _attempt(reader: Reader, origin: Origin, rules: Ruleset, version: int) -> Attempt:
    return attempt(origin, reader.catalogue(origin.mapper), rules, DIALECTS, version)
