"""Data out: decide, find, write down who is about to see whose data, and only then tell.

An access that cannot be written down is not answered: the audit's failure is the request's.
https://hl7.org/fhir/R4/auditevent.html · https://hl7.org/fhir/uv/ips/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.access import decide
from gateway.audit import Access, read_event, search_event, summary_event
from gateway.fhirjson import decode
from gateway.model import Caller, Decision, Journal, Page, Query, Record, Resource
from gateway.search import rows
from gateway.summary import summary as compose

_HOPS = 8
"""How many times a patient id may have given way to another before we stop following."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, from where, under which number, and with what words."""

    caller: Caller
    at: datetime
    request_id: str
    address: str
    words: str

    def access(self, decision: Decision) -> Access:
        """The same, with what was decided: what an audit event is made of."""
        return Access(self.caller, decision, self.at, self.request_id, self.address)


async def read(asked: Asked, journal: Journal, record: Record, type: str, id: str) -> bytes | None:
    """The current body of one resource, or None; the access is written down either way."""
    decision = decide(asked.caller, "read")
    body = await record.read(decision, type, id)
    patients = _patients([body]) if body else []
    whose = patients[0] if patients else ""
    await journal.record_audit([read_event(asked.access(decision), type, id, whose)])
    return body


async def search(asked: Asked, journal: Journal, record: Record, query: Query) -> Page:
    """One page of a search; one audit event for each patient it tells of, at least one."""
    decision = decide(asked.caller, "search-type")
    page = await record.search(decision, query)
    access = asked.access(decision)
    patients = _patients(page.resources) or [""]
    await journal.record_audit(
        [search_event(access, query.type, asked.words, whose) for whose in patients]
    )
    return page


async def summary(asked: Asked, journal: Journal, record: Record, id: str) -> Resource | None:
    """The patient summary under the id that survives; None where there is no such patient."""
    decision = decide(asked.caller, "summary")
    survivor = await _survivor(decision, record, id)
    await journal.record_audit([summary_event(asked.access(decision), survivor or id)])
    if survivor is None:
        return None
    bodies = await record.compartment(decision, survivor)
    return compose(survivor, [decode(body) for body in bodies], asked.at)


async def _survivor(decision: Decision, record: Record, id: str) -> str | None:
    for _ in range(_HOPS):
        body = await record.read(decision, "Patient", id)
        if body is None:
            return None
        links = decode(body).get("link", ())
        gave = [link["other"]["reference"] for link in links if link["type"] == "replaced-by"]
        if not gave:
            return id
        id = gave[0].removeprefix("Patient/")
    return None


def _patients(bodies: Sequence[bytes]) -> list[str]:
    """The ids of the patients that these bodies are about."""
    found: dict[str, None] = {}
    for body in map(decode, bodies):
        named = [row[3] for row in rows(body) if row[1] == "patient"]
        found.update(dict.fromkeys([body["id"]] if body["resourceType"] == "Patient" else named))
    return list(found)
