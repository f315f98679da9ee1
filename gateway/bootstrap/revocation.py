"""Lists of revoked certificates that no sender can be held against, found before the first one.

https://www.rfc-editor.org/rfc/rfc5280#section-5
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gateway.mllp.revocation import ends
from gateway.model import Fault
from gateway.settings import Settings

RULE = "revocation-list"


def revocation(settings: Settings, now: datetime) -> Iterator[Fault]:
    """What is wrong with the file of GATEWAY_MLLP_REVOKED; nothing where none is named."""
    if settings.revoked is None:
        return
    file = str(settings.revoked)
    try:
        found = ends(settings.revoked.read_bytes())
    except OSError as error:
        yield Fault(file, 1, RULE, f"the file cannot be read: {error.strerror}")
        return
    except ValueError as error:
        yield Fault(file, 1, RULE, str(error))
        return
    for end in found:
        if end < now:
            day = end.date().isoformat()
            text = f"a list held until {day}: all whom its authority signed are let go"
            yield Fault(file, 1, RULE, text)
