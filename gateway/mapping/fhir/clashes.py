"""Entries of one message that nobody could tell apart: it is refused, and nothing is guessed.

https://hl7.org/fhir/R4/bundle.html#bundle-unique · https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.fhirxml.shapes import Shapes
from gateway.mapping.fhir.frame import Entry
from gateway.mapping.fhir.names import Named, server_of
from gateway.model import Change, Issue, Mode
from gateway.wording import told


def contradicting(changes: Sequence[Change]) -> Iterator[Issue]:
    """Entries that are a resource that another entry was, and do not say the same of it."""
    first: dict[tuple[str, str], Change] = {}
    for one in changes:
        if one.mode is Mode.MENTION or not one.id:
            continue
        before = first.setdefault((one.type, one.id), one)
        if (before.mode, before.body) != (one.mode, one.body):
            source, code = one.source, "conflict"
            yield told("entry-contradicts", source=source, target=one.type, code=code)


def shared(entries: Sequence[Entry], named: Sequence[Named]) -> Iterator[Issue]:
    """Entries with the id or the full URL of another, that are another resource."""
    first: dict[str, str] = {}
    for one, name in zip(entries, named, strict=True):
        own = one.resource.get("id")
        keys = (f"{name.type}/{own}" if isinstance(own, str) else "", one.url)
        if any(key and first.setdefault(key, name.reference) != name.reference for key in keys):
            yield told("entry-id-twice", source=one.source, target=name.type, code="conflict")


def apart(entries: Sequence[Entry], bases: Sequence[str], shapes: Shapes) -> Iterator[Issue]:
    """The first entry of a second server: each server gives out ids of its own.

    Definitions are known by their addresses, whoever hands them out.
    """
    first = ""
    for one in entries:
        server = server_of(one.url, one.resource)
        if not server or server in bases or "url" in shapes.of(one.resource["resourceType"]):
            continue
        bare = server.partition("://")[2]
        first = first or bare
        if bare != first:
            source = f"{one.source.rpartition('.')[0]}.fullUrl"
            yield told("entry-of-another-server", source=source, code="conflict")
            return
