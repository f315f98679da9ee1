"""The journal as what says where things come from: for the HTTP door, and for the command line.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gateway.bootstrap.rules import DIALECTS
from gateway.fhirjson import decode
from gateway.intake.lineage import MOST, Attempt, Line, attempt, elements, made_of
from gateway.model import Decision, Resource, Ruleset
from gateway.store import Store, look
from gateway.store.contract import Origin
from gateway.store.reading import Reader

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
        return list(elements(body, attempts, path))

    async def of_message(self, sender: str, control_id: str, place: str) -> list[Line] | None:
        """What was made of a message (inside a place); None where there is no such message."""
        origin = await self._store.lineage(sender, control_id)
        return None if origin is None else list(made_of(await self._attempt(origin, 0), place))

    async def _attempt(self, origin: Origin, version: int) -> Attempt:
        catalogue = await self._store.catalogue(origin.mapper) if origin.mapper else None
        return attempt(origin, catalogue, self._rules(), DIALECTS, version)


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
