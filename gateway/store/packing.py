"""An entry made ready on the caller's side, so that the writing thread has little left to do.

https://hl7.org/fhir/R4/search.html#token
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gateway import fhirjson
from gateway.model import Entry, Receipt, Resource, Stored
from gateway.store import codec

Mark = tuple[str, tuple[str, ...], str, str]
"""Form (`token`, `reference`), parameters that share the value, value or target, system."""


@dataclass(frozen=True, slots=True)
class Row:
    """One resource version, as bytes."""

    stored: Stored
    body: bytes
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """One entry, as bytes."""

    entry: Entry
    body: bytes
    receipt: bytes
    rows: tuple[Row, ...]
    contributions: tuple[bytes, ...]
    audit: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class AuditBatch:
    """Audit events that belong to no message."""

    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of one mapper version."""

    version: str
    body: bytes


def pack(entry: Entry) -> Packed:
    """The entry as bytes; raises ValueError where it writes one resource twice."""
    keys = {(stored.type, stored.id) for stored in entry.resources}
    if len(keys) != len(entry.resources):
        raise ValueError("an entry writes one resource twice")
    return Packed(
        entry=entry,
        body=codec.pack(entry.inbound.body, threshold=512),
        receipt=codec.pack_receipt(entry.receipt),
        rows=tuple(
            Row(stored, codec.pack(fhirjson.encode(stored.body)), marks(stored.index))
            for stored in entry.resources
        ),
        contributions=tuple(
            codec.pack(fhirjson.encode((each.body, dict(each.parts))))
            for each in entry.contributions
        ),
        audit=bodies(entry.audit),
    )


def bodies(resources: Sequence[Resource]) -> tuple[bytes, ...]:
    """Each resource as a row's bytes."""
    return tuple(codec.pack(fhirjson.encode(each)) for each in resources)


def marks(index: Sequence[tuple[Any, ...]]) -> tuple[Mark, ...]:
    """Index rows with the parameters of one value joined, in an order that does not vary."""
    shared: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for form, param, first, second in index:
        if form == "reference":
            place = (form, f"{first}/{second}", "")
        else:
            place = (form, second or "", first or "")
        params = shared.get(place, ())
        if param not in params:
            shared[place] = tuple(sorted((*params, param))) if params else (param,)
    return tuple((place[0], params, place[1], place[2]) for place, params in shared.items())


def occupies(receipt: Receipt) -> bool:
    """Only an accepted receipt takes its key; a mended resend of any other is read afresh."""
    return receipt.status.value == "accepted"
