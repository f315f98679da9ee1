"""When did a source say it? Its own time, made comparable.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html#Heading98 (DTM)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_AHEAD = timedelta(days=1)
"""How far a source's clock may be ahead of ours and still be believed."""

_DTM = re.compile(r"(\d{4,14})(?:\.(\d{1,6}))?([+-]\d\d[0-5]\d)?")


def effective(sent_at: str, zone: str | None, received_at: datetime) -> str:
    """When the source said it, as text that sorts: UTC where an offset or zone tells it.

    Takes HL7 DTM (`20261121101500.123+0100`, any precision). A time without offset or zone sorts
    by its own digits; an unreadable one by arrival, and so does one of days to come: a wrong
    clock must not make older all that follows.
    """
    found = _DTM.fullmatch(sent_at) if sent_at else None
    moment = _moment(found, zone or "UTC") if found else None
    if moment is None or moment - received_at > _AHEAD:
        moment = received_at
    at = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{at[:4]}{at[5:7]}{at[8:10]}{at[11:13]}{at[14:16]}{at[17:26]}"


def _moment(found: re.Match[str], zone: str) -> datetime | None:
    digits, fraction, offset = found.groups(default="")
    padded = digits + "00000101000000"[len(digits) :]
    text = f"{padded[:8]}T{padded[8:]}.{fraction or 0}{offset or '+0000'}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if offset else moment.replace(tzinfo=ZoneInfo(zone))
