"""Has the caller already what stands? If-None-Match, and else If-Modified-Since.

https://hl7.org/fhir/R4/http.html#cread · https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request

from gateway.disclosure import Told


def known(found: Told) -> dict[str, str]:
    """Which version it is, and since when: ETag and Last-Modified."""
    return {"ETag": f'W/"{found.version}"', "Last-Modified": http_date(found.modified)}


def unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Is it, by these headers of an answer, what the caller says that it has?

    Where If-None-Match is said, If-Modified-Since counts for nothing. A date that is none is as
    if it were not said.
    """
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return holds(tags, headers["ETag"])
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    seen, stands = instant(since), instant(headers["Last-Modified"])
    return seen is not None and stands is not None and stands <= seen


def holds(none_match: str, tag: str) -> bool:
    """Does an If-None-Match header name this entity tag, or any?"""
    plain = tag.removeprefix("W/")
    return any(
        shown.strip() == "*" or shown.strip().removeprefix("W/") == plain
        for shown in none_match.split(",")
    )


def http_date(text: str) -> str:
    """An instant of FHIR as HTTP writes it. https://www.rfc-editor.org/rfc/rfc9110#http.date"""
    return format_datetime(datetime.fromisoformat(text).astimezone(UTC), usegmt=True)


def instant(text: str) -> datetime | None:
    """A date of HTTP, to the second; None where it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
