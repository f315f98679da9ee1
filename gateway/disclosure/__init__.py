"""Data out: decide, find, write down who is about to see whose data, and only then tell.

An access that cannot be written down is not answered: the audit's failure is the request's.
https://hl7.org/fhir/R4/auditevent.html · https://hl7.org/fhir/uv/ips/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

import msgspec

from gateway.access import decide
from gateway.audit import Access, read_event, summary_event
from gateway.fhirjson import decode
from gateway.model import Caller, Decision, Journal, Record, Resource
from gateway.search import patients as patients_of
from gateway.summary import summary as compose

HOPS = 8
"""How many times a patient id may have given way to another before we stop following."""


class Head(TypedDict, total=False):
    """The elements that say what a resource is and whose; the decoder steps over all others."""

    resourceType: str
    id: str
    meta: dict[str, Any]
    link: list[Any]
    subject: Any
    patient: Any
    beneficiary: Any
    target: list[Any]
    participant: list[Any]
    url: Any
    version: Any


head = msgspec.json.Decoder(Head).decode
"""What reads the head of a body."""


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


@dataclass(frozen=True, slots=True)
class Told:
    """One resource, as it stands."""

    body: bytes
    """As stored JSON text."""
    version: str
    modified: str
    """An instant."""


async def read(asked: Asked, journal: Journal, record: Record, type: str, id: str) -> Told | None:
    """The current version of one resource, or None; the access is written down either way."""
    decision = decide(asked.caller, "read")
    body = await record.read(decision, type, id)
    first = head(body) if body else Head()
    of = next(iter(about([first])), "")
    await journal.record_audit([read_event(asked.access(decision), type, id, of)])
    if body is None:
        return None
    return Told(body, first["meta"]["versionId"], first["meta"]["lastUpdated"])


async def summary(asked: Asked, journal: Journal, record: Record, id: str) -> Resource | None:
    """The patient summary under the id that survives; None where there is no such patient."""
    decision = decide(asked.caller, "summary")
    served = await survivor(decision, record, id)
    await journal.record_audit([summary_event(asked.access(decision), served or id)])
    if served is None:
        return None
    bodies = await record.compartment(decision, served)
    return compose(served, [decode(body) for body in bodies], asked.at)


async def survivor(decision: Decision, record: Record, id: str) -> str | None:
    """The id under which a patient is served now; None where there is no such patient."""
    for _ in range(HOPS):
        body = await record.read(decision, "Patient", id)
        if body is None:
            return None
        links = head(body).get("link", ())
        gave = [link["other"]["reference"] for link in links if link["type"] == "replaced-by"]
        if not gave:
            return id
        id = gave[0].removeprefix("Patient/")
    return None


def patients(bodies: Iterable[bytes]) -> list[str]:
    """The ids of the patients that these bodies are about."""
    return about(map(head, bodies))


def whose(body: bytes) -> str:
    """The id of the first patient that a body is about; empty where it is about none."""
    return next(iter(patients([body])), "")


def about(heads: Iterable[Head]) -> list[str]:
    """The ids of the patients that these resources are about."""
    return list(dict.fromkeys(one for each in heads if each for one in patients_of(dict(each))))
