"""An answer that was made before is told now: that is an access, and written down as one.

https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gateway.access import decide
from gateway.audit import search_event
from gateway.disclosure import Asked, patients
from gateway.model import Journal


class _Entry(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw()


class _Body(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - as FHIR writes it
    entry: list[_Entry] = []


_read = msgspec.json.Decoder(_Body).decode


async def disclosed(asked: Asked, journal: Journal, body: bytes) -> None:
    """Write down whose data this answer tells: one event for each patient, at least one."""
    access = asked.access(decide(asked.caller, "read"))
    found = patients(_inside(body)) or [""]
    events = [search_event(access, "Bundle", asked.words, one) for one in found]
    await journal.record_audit(events)


def _inside(body: bytes) -> Iterator[bytes]:
    """Every resource in it: those of a Bundle, however deep."""
    if not body:
        return
    read = _read(body)
    if read.resourceType != "Bundle":
        yield body
    for entry in read.entry if read.resourceType == "Bundle" else ():
        yield from _inside(bytes(entry.resource))
