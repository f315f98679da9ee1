"""The journal as what says where things come from: for the HTTP door, and for the command line.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gateway.bootstrap.rules import DIALECTS
from gateway.fhirjson import decode
from gateway.intake.lineage import MOST, Attempt, Line, attempt, elements, made_of
from gateway.model import Decision, Resource, Ruleset
from gateway.store import Store, look
from gateway.store.contract import Origin
from gateway.store.sqlite_read import Reader

OPERATOR = Decision(allowed=True, reason="the operator, at the file itself")


async def lines(store: Store, rules: Ruleset, body: Resource, path: str) -> list[Line]:
    """Where each element of a kept resource comes from."""
    attempts: list[Attempt] = []
    for version, name in _versions(body):
        origin = await store.origin(name)
        if origin is not None:
            catalogue = await store.catalogue(origin.mapper)
            attempts.append(attempt(origin, catalogue, rules, DIALECTS, version))
    return list(elements(body, attempts, path))


def _versions(body: Resource) -> Iterator[tuple[int, str]]:
    newest = int(body["meta"]["versionId"])
    for version in range(newest, max(newest - MOST, 0), -1):
        yield version, f"{body['resourceType']}/{body['id']}/_history/{version}"


def of_resource(file: Path, rules: Ruleset, name: str, path: str) -> list[Line] | None:
    """The same, beside a running gateway; None where there is no such resource.

    Raises store.Refused where there is no store.
    """
    reader = look(file)
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
    file: Path, rules: Ruleset, sender: str, control_id: str, place: str
) -> list[Line] | None:
    """What was made of a message; None where there is no such message."""
    reader = look(file)
    origin = reader.lineage(sender, control_id)
    return None if origin is None else list(made_of(_attempt(reader, origin, rules, 0), place))


def _attempt(reader: Reader, origin: Origin, rules: Ruleset, version: int) -> Attempt:
    return attempt(origin, reader.catalogue(origin.mapper), rules, DIALECTS, version)
