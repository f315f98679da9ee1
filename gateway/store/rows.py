"""Rows of a store, read as the nouns that they keep.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from gateway import fhirjson
from gateway.model import Empty, Inbound, Version
from gateway.store import codec
from gateway.store.contract import Origin
from gateway.store.sql import Sql

VERSION = (
    "SELECT t.name, r.id, r.version, r.body, r.sender, r.effective, i.id, r.clocks"
    " FROM resource AS r CROSS JOIN identity AS i ON i.number = r.rid >> 32"
    " CROSS JOIN type AS t ON t.number = abs(r.type) WHERE "
)
"""Also what is deleted: its row stands under minus the number of its type."""
ATTEMPT = (
    "SELECT seq, sender, format, received_at, body, receipt, mapper, lineage FROM journal WHERE "
)


def standing_version(row: Sequence[Any], text: bytes) -> Version:
    """The version that a row of VERSION holds; `text` is its body, if it has one."""
    type_, id_, version, body, sender, effective, subject, clocks = row
    return Version(
        type=type_,
        id=codec.name(id_),
        version=version,
        body={} if codec.since(body) else fhirjson.decode(text),
        sender=sender,
        effective=effective,
        subject=subject,
        clocks=orjson.loads(codec.unpack(clocks)) if clocks else Empty,
        deleted=bool(codec.since(body)),
    )


def origin(row: Sequence[Any] | None) -> Origin | None:
    """The attempt that a row of ATTEMPT holds; None: none, or its bytes are no longer kept."""
    if row is None:
        return None
    seq, sender, format_, received_at, body, receipt, mapper, tape = row
    if body == codec.pack(b""):
        # Its bytes are no longer kept: where things came from cannot be told any more.
        return None
    inbound = Inbound(sender, format_, codec.unpack(body), datetime.fromisoformat(received_at))
    return Origin(inbound, codec.unpack_receipt(receipt, seq), codec.unpack_tape(tape), mapper)


def attempt(sql: Sql, seq: int) -> Origin | None:
    """The attempt of that number; None: there is none, or its bytes are no longer kept."""
    return origin(sql.execute(ATTEMPT + "seq = ?", (seq,)).fetchone())
