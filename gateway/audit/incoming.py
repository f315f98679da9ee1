"""The audit event of what came in: a message, or a request that changes something.

IHE Basic Audit Log Patterns, https://profiles.ihe.net/ITI/BALP/
https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from gateway import fhirjson
from gateway.audit.parts import (
    CANONICAL,
    CATEGORIES,
    DCM,
    GATEWAY,
    INTERACTION,
    TERMINOLOGY,
    agent,
    data,
    event_of,
    named,
    touched,
    whose,
)
from gateway.model import Inbound, Receipt, Resource, Status

WRITES: Mapping[str, str] = MappingProxyType(
    {"create": "C", "update": "U", "patch": "U", "delete": "D", "transaction": "E"}
)
"""Interaction that changes something -> AuditEvent.action."""
_SUCCESS, _REFUSED, _FAILED = "0", "4", "8"
_OUTCOMES: Mapping[Status, str] = MappingProxyType(
    {Status.ACCEPTED: _SUCCESS, Status.DUPLICATE: _SUCCESS, Status.FAULTED: _FAILED}
)


def ingest_event(
    inbound: Inbound,
    receipt: Receipt,
    patient: str = "",
    told: Sequence[str] = (),
) -> Resource:
    """A message that came in, taken or not, and what it was about.

    A message is no REST interaction, so its type is Import (DICOM 110107) and its subtype the
    event that it names (HL7 table 0003); a request of a REST client is told as what it is.
    `told` names the categories of data, where they are known already.
    """
    number = {"system": f"{CANONICAL}/sid/receipt/{receipt.sender}", "value": receipt.key}
    agents = [
        agent("110153", receipt.sender, "", requestor=True),
        agent("110152", GATEWAY, "", requestor=False),
    ]
    entities = [
        data({"identifier": number}),
        touched(told or categories(receipt.resources), [receipt.sender]),
        *whose(patient),
    ]
    at = inbound.received_at
    event = event_of(
        named(ingest_seed(receipt, at.isoformat(), agents, entities)), at, agents, entities
    )
    return event | {
        **_kind(receipt.kind),
        "outcome": _OUTCOMES.get(receipt.status, _REFUSED),
        "outcomeDesc": receipt.status.value,
    }


def ingest_seed(
    receipt: Receipt, at: str, agents: Sequence[Resource], entities: Sequence[Resource]
) -> bytes:
    """What the id of such an event is made of."""
    return fhirjson.encode([receipt.sender, receipt.key, receipt.digest, at, agents, entities])


def categories(written: Sequence[str]) -> tuple[str, ...]:
    """The categories of data of these versions (`Type/id/_history/1`), sorted."""
    return _categories(frozenset([one.partition("/")[0] for one in written]))


@lru_cache(maxsize=1_024)
def _categories(types: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({CATEGORIES.get(type, "other") for type in types})) or ("other",)


def _kind(kind: str) -> Resource:
    """Type, subtype and action of what came in: `ADT^A01`, or `create Patient`."""
    verb = kind.partition(" ")[0]
    if verb in WRITES:
        return {
            "type": {"system": f"{TERMINOLOGY}/audit-event-type", "code": "rest"},
            "subtype": [{"system": INTERACTION, "code": verb}],
            "action": WRITES[verb],
        }
    event = {"system": f"{TERMINOLOGY}/v2-0003", "code": kind.partition("^")[2]}
    return {
        "type": {"system": DCM, "code": "110107", "display": "Import"},
        "subtype": [event if event["code"] else {"system": INTERACTION, "code": "create"}],
        "action": "C",
    }
