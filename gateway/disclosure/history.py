"""What was kept before: one version of a resource, or all of them; told as any other data is.

https://hl7.org/fhir/R4/http.html#vread · https://hl7.org/fhir/R4/http.html#history
"""

from __future__ import annotations

from gateway.access import decide
from gateway.audit import read_event, search_event
from gateway.disclosure import Asked, patients, whose
from gateway.model import Chronicle, Journal, Past, Record, Span


async def version(  # noqa: PLR0913, PLR0917 - a read, and which version
    asked: Asked, journal: Journal, record: Record, type: str, id: str, number: int
) -> Past | None:
    """One version (0: the newest), or None; the access is written down either way."""
    decision = decide(asked.caller, "vread")
    found = await record.version(decision, type, id, number)
    of = whose(found.body) if found and found.body else ""
    await journal.record_audit([read_event(asked.access(decision), type, id, of)])
    return found


async def gone(asked: Asked, record: Record, type: str, id: str) -> bool:
    """Was it deleted? Tells nothing of what it was."""
    found = await record.version(decide(asked.caller, "read"), type, id)
    return found is not None and found.body is None


async def history(asked: Asked, journal: Journal, record: Record, span: Span) -> Chronicle:
    """One page of versions; one audit event for each patient it tells of, at least one."""
    decision = decide(asked.caller, "history")
    found = await record.history(decision, span)
    access = asked.access(decision)
    about = patients(it.body for it in found.versions if it.body)
    await journal.record_audit(
        [search_event(access, span.type, asked.words, one) for one in about or ("",)]
    )
    return found
