"""Entries of an invented hospital, as intake would hand them to the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from gateway.model import (
    Contribution,
    Criterion,
    Decision,
    Entry,
    Inbound,
    Issue,
    Keys,
    Link,
    Query,
    Receipt,
    Stale,
    Status,
    Stored,
)
from gateway.store import Store
from gateway.store.packing import Packed, drafted, sealed

Play = Callable[..., Any]
"""Opens a store, runs a story on it, closes it; takes how it is opened by name."""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
YES = Decision(allowed=True, reason="a test")
MRN = "https://fhir.gateway.example/lu/sid/lakeside/mrn"


def entry(
    control_id: str,
    *resources: Stored,
    status: Status = Status.ACCEPTED,
    sender: str = "lakeside",
    body: bytes = b"MSH|^~\\&|invented\r",
    **more: Any,
) -> Entry:
    """One message and what it leaves behind; `more` are fields of Entry."""
    receipt = Receipt(
        sender=sender,
        control_id=control_id,
        key=control_id,
        status=status,
        kind="ADT^A01",
        received_at=NOON,
        digest=hashlib.sha256(body).hexdigest(),
        issues=(Issue("value-required", text="a sentence", source="PID-3", span=(3, 9)),),
        resources=tuple(f"{it.type}/{it.id}/_history/{it.version}" for it in resources),
        ruleset="rules-1",
    )
    inbound = Inbound(sender, "hl7v2", body, NOON)
    more.setdefault("expects", {(it.type, it.id): it.version - 1 for it in resources})
    return Entry(inbound, receipt, resources, **more)


def packed(it: Entry) -> Packed:
    """The entry as a store's writer takes it."""
    done: Packed = sealed([drafted(it)])[0]
    return done


def stored(name: str, version: int = 1, under: str = "", /, **elements: Any) -> Stored:
    """`Type/id` at a version, indexed by its identifiers and its patient."""
    type_, id_ = name.split("/")
    body = {"resourceType": type_, "id": id_, "meta": {"versionId": str(version)}, **elements}
    return Stored(type_, id_, version, body, "2026-11-21T12:00:00Z", under, tuple(_rows(body)))


def patient(id_: str, number: str, version: int = 1, /, **elements: Any) -> Stored:
    """A Patient under its own identity."""
    identifier = [{"system": MRN, "value": number}]
    return stored(f"Patient/{id_}", version, id_, identifier=identifier, **elements)


def observation(id_: str, of: str, version: int = 1, /, **elements: Any) -> Stored:
    """An Observation of a patient, under the identity of the same name."""
    elements.setdefault("subject", {"reference": f"Patient/{of}"})
    return stored(f"Observation/{id_}", version, of, **elements)


def said(identity: str, sender: str = "lakeside", **body: Any) -> Contribution:
    """What a sender says of an identity."""
    return Contribution(identity, sender, "2026-11-21T12:00:00Z", body)


def link(low: str, high: str) -> Link:
    """A merge."""
    return Link(low, high, "merge")


def keys(*resources: str, identities: Sequence[str] = (), dependents: Sequence[str] = ()) -> Keys:
    """Keys by `Type/id`."""
    named = [tuple(name.split("/")) for name in resources]
    return Keys(
        resources=tuple((type_, id_) for type_, id_ in named),
        identities=tuple(identities),
        dependents=tuple(dependents),
    )


def at(revisions: Mapping[str, int], it: Entry) -> Entry:
    """The entry, computed when these revisions stood."""
    return structs.replace(it, revisions=revisions)


async def outcome(store: Store, it: Entry) -> str:
    """The status of its receipt, or `stale`."""
    try:
        return (await store.commit(it)).status.value
    except Stale:
        return "stale"


def ids(bodies: Iterable[bytes]) -> list[str]:
    """The id of each body."""
    return [body.split(b'"id":"')[1].split(b'"')[0].decode() for body in bodies]


async def found(store: Store, type_: str, *criteria: tuple[str, str]) -> list[str]:
    """Ids of what a search finds; `a,b` is a or b."""
    query = Query(type_, tuple(asked(param, text) for param, text in criteria))
    return ids((await store.search(YES, query)).resources)


def asked(param: str, text: str) -> Criterion:
    """A criterion as a search words it: `a,b` is a or b."""
    values = text.split(",")
    if param == "_id":
        return Criterion(param, "id", tuple((value,) for value in values))
    if param == "identifier":
        return Criterion(param, "token", tuple(map(_token, values)))
    named = (value if "/" in value else f"Patient/{value}" for value in values)
    return Criterion(param, "reference", tuple((name,) for name in named))


def _token(text: str) -> tuple[str | None, str | None]:
    system, bar, code = text.partition("|")
    return (system, code or None) if bar else (None, text)


def _rows(body: Mapping[str, Any]) -> Any:
    for identifier in body.get("identifier", ()):
        yield "token", "identifier", identifier.get("system", ""), identifier["value"]
    for param in ("subject", "patient", "encounter"):
        if param in body:
            yield "reference", param, *body[param]["reference"].split("/")
