"""Has the caller already what stands? If-None-Match, and else If-Modified-Since.

https://hl7.org/fhir/R4/http.html#cread · https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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
    at = datetime.fromisoformat(text).astimezone(UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return (
        f"{day}, {at.day:02} {month} {at.year:04} {at.hour:02}:{at.minute:02}:{at.second:02} GMT"
    )


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def instant(text: str) -> datetime | None:
    """A date of HTTP, to the second; None where it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
