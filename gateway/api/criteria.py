"""What does a search ask for, and where does it go on? Parameters, conditions and links to pages.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gateway.api.desk import Refused, desk
from gateway.api.preferences import lenient
from gateway.model import Query, Rejected
from gateway.search import Search, Wanted, planned
from gateway.search.shape import MAX_COUNT as MAX_COUNT  # noqa: PLC0414 - histories are paged alike
from gateway.search.shape import PAGE as PAGE  # noqa: PLC0414 - the same
from gateway.wording import told

_AROUND = frozenset({"_count", "_total", "_summary", "_elements", "_format", "_pretty"})
"""What may change from page to page."""
_SIGNED = 16
"""Bytes of a signature."""
_LONGEST = 4_000
"""Letters of a link's position."""


def understood(request: Request, type_: str, sent: Iterable[tuple[str, str]]) -> Search:
    """The search that these parameters ask for; raises Rejected with all that is wrong."""
    at = desk(request)
    bases = (f"{request.base_url}fhir",)
    found = at.library.understood(type_, list(sent), bases, at.clock(), lenient=lenient(request))
    if isinstance(found, list):
        raise Rejected(found)
    return found


def condition(request: Request, type_: str, text: str) -> Query:
    """The search of a conditional interaction; raises Refused and Rejected where it is none."""
    at = desk(request)
    search = understood(request, type_, QueryParams(text.partition("?")[2] or text).multi_items())
    wanted = [one for one in search.clauses if isinstance(one, Wanted)]
    if len(wanted) < len(search.clauses):
        raise Rejected([told("search-chain.condition", code="not-supported")])
    if not wanted:
        raise Refused(400, "required", "no-criteria")
    return planned(type_, wanted, at.record.indexed, total="none")


def names_only(sent: QueryParams, taken: Sequence[str], known: Iterable[str] = ()) -> None:
    """Raise Refused 400 where there is a parameter that is not taken.

    It is named only if R4 knows it: else its name may be anything, a patient's data too.
    """
    for name in sent:
        if name in taken:
            continue
        plain = re.split(r"[:.]", name, maxsplit=1)[0]
        if plain in taken:
            said: tuple[str, ...] = ("modifier", plain)
        elif plain in known:
            said = ("parameter", plain)
        else:
            said = ("parameter-strange",)
        raise Refused(400, "not-supported", *said, ", ".join(taken))


def position(secret: bytes, search: Search) -> tuple[Any, ...]:
    """Where a page begins, by the link that led to it; raises Rejected for one not made here."""
    if not search.page:
        return ()
    text, _, signature = search.page.partition(".")
    mine = hmac.compare_digest(_signature(secret, search, text).encode(), signature.encode())
    if not mine or len(text) > _LONGEST:
        raise Rejected([told("search-page", code="value")])
    return tuple(orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))))


def placed(secret: bytes, search: Search, after: Sequence[Any]) -> str:
    """The same as it stands in a link: opaque, and of no use in any other search."""
    text = urlsafe_b64encode(orjson.dumps(list(after))).decode().rstrip("=")
    return f"{text}.{_signature(secret, search, text)}"


def _signature(secret: bytes, search: Search, text: str) -> str:
    asked = [pair for pair in search.said if pair[0] not in _AROUND]
    content = orjson.dumps([search.type, asked, text])
    digest = hmac.new(secret, content, hashlib.sha256).digest()[:_SIGNED]
    return urlsafe_b64encode(digest).decode().rstrip("=")
