"""May this be changed, by this client, now? Pure.

Only its source changes a resource, and what several sources make together none of them changes
alone. https://hl7.org/fhir/R4/http.html#concurrency · https://hl7.org/fhir/R4/http.html#upsert
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from gateway.identity.clusters import MARKS
from gateway.intake.rest.meant import Meant
from gateway.intake.rest.wish import ANY, Verb, Wish, Write
from gateway.model import Issue, Standing, Version
from gateway.wording import told

_OURS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
"""UUIDs of version 5: what messages speak of has such an id, drawn from its number."""


def allowed(it: Meant, write: Write, standing: Standing) -> Iterator[Issue]:
    """Every reason why not."""
    if it.found:
        return
    wish, stands = it.wish, it.stands
    if not _expected(wish, stands):
        way = "absent" if stands is None and wish.verb is Verb.UPDATE else "version"
        yield told(f"http-412.{way}", code="conflict", target=wish.place)
    if stands is not None and not {ANY, str(stands.version)}.isdisjoint(wish.unless):
        yield told("http-412.stands", code="conflict", target=wish.place)
    if wish.verb is Verb.PATCH and stands is None:
        yield _lost(it)
    if it.own and stands is not None:
        yield told("http-409.id-taken", code="conflict", target=f"{wish.place or wish.type}.id")
    if wish.verb is Verb.UPDATE and it.standing is None and _OURS.fullmatch(it.id):
        yield told("http-422.id-reserved", code="business-rule", target=wish.place)
    if it.standing is not None and wish.verb is not Verb.CREATE:
        yield from _owned(it.standing, it, write, standing)


def _expected(wish: Wish, stands: Version | None) -> bool:
    """Does what its sender has seen still stand?"""
    if wish.match:
        return stands is not None and not {ANY, str(stands.version)}.isdisjoint(wish.match)
    if wish.since is None or stands is None:
        return True
    at = stands.body.get("meta", {}).get("lastUpdated")
    return at is None or datetime.fromisoformat(at).replace(microsecond=0) <= wish.since


def _lost(it: Meant) -> Issue:
    if it.standing is None:
        return told("http-404.resource", code="not-found", target=it.wish.place)
    return told("http-410", code="deleted", target=it.wish.place)


def _owned(known: Version, it: Meant, write: Write, standing: Standing) -> Iterator[Issue]:
    if known.sender != write.inbound.sender:
        yield told("http-403.foreign", code="forbidden", target=it.wish.place)
    elif _composed(known, write.inbound.sender, standing):
        yield told("http-409.composed", code="business-rule", target=it.wish.place)


def _composed(known: Version, sender: str, standing: Standing) -> bool:
    """Is it made of what several numbers, or several senders, say?"""
    said = [it for it in standing.contributions if it.identity == known.id]
    others = [it for it in said if it.sender != sender]
    linked = any(known.id in (it.low, it.high) and it.kind not in MARKS for it in standing.links)
    return bool(others) or (bool(said) and linked)
