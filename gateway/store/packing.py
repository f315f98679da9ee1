"""An entry made ready on the caller's side, so that the writing thread has little left to do.

https://hl7.org/fhir/R4/search.html#token
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import orjson
from msgspec import Struct, structs

from gateway import fhirjson
from gateway.model import Entry, Resource, Stored
from gateway.search.signs import signs
from gateway.store import codec, forms
from gateway.store.forms import PLACES
from gateway.store.pages import Place, cut

Mark: TypeAlias = tuple[str, tuple[str, ...], forms.Place]
"""Form, parameters that share the value, and what the row holds of it; see `forms.PLACES`."""
ABOUT = frozenset({"patient", "subject"})
"""Parameters that name the Patient of a resource. https://hl7.org/fhir/R4/compartmentdefinition-patient.html"""
Row: TypeAlias = tuple[Stored, codec.Key, str, tuple[Mark, ...], bytes | None, bytes | None]
"""One resource version: its key, the id of the one Patient that it speaks of (empty where the
marks say it, or where there is none), its marks, its clocks, and the signs of its codes. A tuple,
since a named one costs as much as writing the body."""


class Packed(Struct, frozen=True, eq=False):
    """One entry, as bytes."""

    entry: Entry
    body: bytes
    receipt: bytes
    rows: tuple[Row, ...]
    bodies: tuple[bytes | Place, ...]
    """Of each of these rows; the place of one that is in a page."""
    awaited: tuple[tuple[str, codec.Key, int], ...]
    """Type, key and version that must still stand."""
    drawn: frozenset[codec.Key]
    """Keys of these that were drawn, and need not be looked for."""
    contributions: tuple[bytes, ...]
    audit: tuple[bytes, ...]
    pages: tuple[bytes, ...] = ()
    released: tuple[Packed, ...] = ()
    """Written after it, in the same transaction."""


@dataclass(frozen=True, slots=True)
class AuditBatch:
    """Audit events that belong to no message, some of them as JSON text already."""

    events: Sequence[Resource | bytes]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of one mapper version."""

    version: str
    body: bytes


def drafted(entry: Entry) -> Packed:
    """The entry as bytes, not packed yet: that costs least where it is done for several at a time.

    Raises ValueError where it writes one resource twice.
    """
    stands = {(it.type, it.id): it.version - 1 for it in entry.resources}
    if len(stands) != len(entry.resources):
        raise ValueError("an entry writes one resource twice")
    rows = tuple(map(_row, entry.resources))
    awaited = [(row[0].type, row[1], row[0].version - 1) for row in rows]
    if entry.expects != stands:
        awaited += [(type_, codec.key(id_), n) for (type_, id_), n in entry.expects.items()]
    return Packed(
        entry=entry,
        body=entry.inbound.body,
        receipt=codec.body_of_receipt(entry.receipt),
        rows=rows,
        bodies=tuple([b"" if it.deleted else fhirjson.encode(it.body) for it in entry.resources]),
        awaited=tuple(awaited),
        drawn=frozenset([row[1] for row in rows if row[0].drawn]),
        contributions=tuple(
            [fhirjson.encode((each.body, dict(each.parts))) for each in entry.contributions]
        ),
        audit=tuple(map(_line, entry.audit)),
        released=tuple(map(drafted, entry.released)),
    )


def sealed(jobs: Sequence[Any], *, paged: bool = False) -> list[Any]:
    """The same jobs, with all texts of their entries packed, in one go; `paged`: in pages too."""
    if paged:
        jobs = [_paged(job) if isinstance(job, Packed) else job for job in jobs]
    texts: list[bytes] = []
    bodies: list[bytes] = []
    for job in jobs:
        if isinstance(job, Packed):
            _texts(job, texts, bodies)
    packed = iter(codec.pack_all(texts, codec.QUICK)), iter(codec.pack_all(bodies))
    return [_sealed(job, *packed) if isinstance(job, Packed) else job for job in jobs]


def _paged(job: Packed) -> Packed:
    """The same, its bodies in pages as far as that is worth it."""
    texts: list[Any] = [*job.bodies]
    pages = []
    for rows in cut([*map(len, texts)]):
        pages.append(codec.pack_lines(b"\n".join([texts[at] for at in rows])))
        for line, at in enumerate(rows):
            texts[at] = len(pages) - 1, line
    released = tuple(map(_paged, job.released))
    return structs.replace(job, bodies=tuple(texts), pages=tuple(pages), released=released)


def _texts(job: Packed, found: list[bytes], bodies: list[bytes]) -> None:
    found += (job.body, job.receipt, *job.contributions, *job.audit)
    bodies += [body for body in job.bodies if isinstance(body, bytes)]
    for released in job.released:
        _texts(released, found, bodies)


def _sealed(job: Packed, packed: Iterator[bytes], each: Iterator[bytes]) -> Packed:
    body, receipt = next(packed), next(packed)
    bodies = tuple([next(each) if isinstance(it, bytes) else it for it in job.bodies])
    gone = [row[0].deleted for row in job.rows]
    if any(gone):
        since = codec.gone(job.entry.receipt.received_at.isoformat())
        bodies = tuple([since if it else one for it, one in zip(gone, bodies, strict=True)])
    return structs.replace(
        job,
        body=body,
        receipt=receipt,
        bodies=bodies,
        contributions=tuple(islice(packed, len(job.contributions))),
        audit=tuple(islice(packed, len(job.audit))),
        released=tuple([_sealed(one, packed, each) for one in job.released]),
    )


def joined(events: Sequence[Resource | bytes]) -> Iterator[bytes]:
    """Events that belong to no message as rows: several in one, each a line.

    They are much alike, so that together they are packed at a fraction of the cost and the size.
    """
    for start in range(0, len(events), _LINES):
        yield codec.pack_lines(b"\n".join(map(_line, events[start : start + _LINES])))


def _line(event: Resource | bytes) -> bytes:
    return event if isinstance(event, bytes) else fhirjson.encode(event)


_LINES = 64
"""Audit events of one row."""


def _row(stored: Stored) -> Row:
    about, found = marks(stored.index, alone=bool(stored.subject))
    return (
        stored,
        codec.key(stored.id),
        about,
        found,
        clocks(stored.clocks),
        signs(stored.body),
    )


def clocks(said: Mapping[str, str]) -> bytes | None:
    """When elements were last said, as a row's bytes; None where all were said last."""
    return codec.pack(orjson.dumps(dict(said))) if said else None


def marks(index: Sequence[tuple[Any, ...]], *, alone: bool) -> tuple[str, tuple[Mark, ...]]:
    """The one Patient spoken of, where it may stand alone; and all else that finds the resource.

    The parameters of one value are joined, in an order that does not vary.
    """
    others: list[tuple[Any, ...]] = []
    named: list[str] = []
    for row in index:
        if row[0] == "reference" and row[2] == "Patient" and row[1] in ABOUT:
            named.append(row[3])
        else:
            others.append(row)
    about = ""
    if alone and named and named.count(named[0]) == len(named):
        about, index = named[0], others
    if len(index) == 1:
        (row,) = index
        return about, ((row[0], (row[1],), PLACES[row[0]](row)),)
    shared: dict[tuple[str, forms.Place], tuple[str, ...]] = {}
    for row in index:
        form, param = row[0], row[1]
        place = form, PLACES[form](row)
        params = shared.get(place, ())
        if param not in params:
            shared[place] = tuple(sorted((*params, param))) if params else (param,)
    return about, tuple([(form, params, place) for (form, place), params in shared.items()])
