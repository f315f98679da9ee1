"""What does a search ask for, and where does it go on? Parameters, conditions and links to pages.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import replace

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gateway.access import decide
from gateway.api.addresses import known_as
from gateway.api.desk import Refused, desk, who
from gateway.api.preferences import lenient
from gateway.disclosure.following import FIRST, Place, Within, query
from gateway.model import Query, Rejected
from gateway.search import Search
from gateway.search.shape import MAX_COUNT as MAX_COUNT  # noqa: PLC0414 - histories are paged alike
from gateway.search.shape import PAGE as PAGE  # noqa: PLC0414 - the same
from gateway.wording import told

_AROUND = frozenset({"_count", "_total", "_summary", "_elements", "_format", "_pretty"})
"""What may change from page to page."""
_SIGNED = 16
"""Bytes of a signature."""
_LONGEST = 4_000
"""Letters of a link's position."""


def understood(
    request: Request, type_: str, sent: Iterable[tuple[str, str]], *, strict: bool = False
) -> Search:
    """The search that these parameters ask for; raises Rejected with all that is wrong.

    `strict`: what is not known is refused, whatever the caller prefers.
    """
    at = desk(request)
    bases, now = known_as(request), at.clock()
    may = not strict and lenient(request)
    found = at.library.understood(type_, list(sent), bases, now, lenient=may)
    if isinstance(found, list):
        raise Rejected(found)
    return found


async def condition(request: Request, type_: str, text: str) -> Query:
    """The search of a conditional interaction, by its query; raises Refused and Rejected.

    Nothing of it is left aside: without one of its criteria it would mean another resource. What
    it says of other resources (chains, `_has`, lists) is searched for here, as it stands now.
    """
    at = desk(request)
    search = understood(request, type_, QueryParams(text).multi_items(), strict=True)
    if not search.clauses:
        raise Refused(400, "required", "no-criteria")
    within = Within(decide(who(request), "search-type"), at.record, at.library)
    return await query(within, replace(search, sort=(), total="none"))


def criteria_of(type_: str, text: str) -> str:
    """The query of an If-None-Exist, which may stand behind the address that it is asked of.

    A question mark may be a part of a value, too. Raises Refused 400 for an address of another
    type.
    """
    address, mark, said = text.partition("?")
    if not mark or "=" in address:
        return text
    if address.rpartition("/")[2] not in ("", type_):
        raise Refused(400, "invalid", "criteria-other", type_)
    return said


def names_only(sent: QueryParams, taken: Sequence[str]) -> None:
    """Raise Refused 400 where there is a parameter that is not taken.

    What is not taken is not named: its name may be anything, a patient's data too.
    """
    for name in sent:
        if name in taken:
            continue
        plain = re.split(r"[:.]", name, maxsplit=1)[0]
        said = ("modifier", plain) if plain in taken else ("parameter-strange",)
        raise Refused(400, "not-supported", *said, ", ".join(taken))


def position(secret: bytes, search: Search) -> Place:
    """Where a page lies, by the link that led to it; raises Rejected for one not made here."""
    if not search.page:
        return FIRST
    text, _, signature = search.page.partition(".")
    mine = hmac.compare_digest(_signature(secret, search, text).encode(), signature.encode())
    if not mine or len(text) > _LONGEST:
        raise Rejected([told("search-page", code="value")])
    said = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if isinstance(said, dict):
        return Place(tuple(said["before"]), back=True)
    return Place(tuple(said))


def placed(secret: bytes, search: Search, place: Place) -> str:
    """The same as it stands in a link: opaque, and of no use in any other search."""
    said = {"before": list(place.at)} if place.back else list(place.at)
    text = urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")
    return f"{text}.{_signature(secret, search, text)}"


def _signature(secret: bytes, search: Search, text: str) -> str:
    asked = [pair for pair in search.said if pair[0] not in _AROUND]
    content = orjson.dumps([search.type, asked, text])
    digest = hmac.new(secret, content, hashlib.sha256).digest()[:_SIGNED]
    return urlsafe_b64encode(digest).decode().rstrip("=")
