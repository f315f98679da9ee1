"""Writes down who touched whose data: one AuditEvent per access and per message.

IHE Basic Audit Log Patterns, https://profiles.ihe.net/ITI/BALP/ · European Health Data Space,
Regulation (EU) 2025/327, Annex II 3.2: who, whose, which categories, when; of what came in, from
which origin.
https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gateway.audit.parts import (
    CATEGORIES,
    DCM,
    GATEWAY,
    INTERACTION,
    TERMINOLOGY,
    agent,
    data,
    event_of,
    named,
    system_object,
    touched,
    whose,
)
from gateway.model import Caller, Decision, Resource

_BALP = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
TRANSACTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "QBP^Q22": ("ITI-21", "Patient Demographics Query"),
        "QBP^Q23": ("ITI-9", "PIX Query"),
    }
)
"""Query message -> transaction of IHE, and its name. https://profiles.ihe.net/ITI/TF/Volume2/"""
_LONGEST = 10_000
"""Letters of a query message that an event holds."""
_SUCCESS, _REFUSED = "0", "4"


@dataclass(frozen=True, slots=True)
class Access:
    """One request for data: who asked, what was decided, when, from where, under which number."""

    caller: Caller
    decision: Decision
    at: datetime
    """With offset."""
    request_id: str
    """X-Request-Id: makes one event of one request; two requests never share it."""
    address: str = ""
    """IP address of who asked; empty where the door does not know it."""


def read_event(access: Access, type: str, id: str, patient: str = "") -> Resource:
    """A read of `type/id`, which is about the patient with the id `patient`."""
    kinds = touched([CATEGORIES.get(type, "other")])
    return _rest(access, "read", "R", [data({"reference": f"{type}/{id}"}), kinds], patient)


def search_event(  # noqa: PLR0913, PLR0917 - each part of an event has its name
    access: Access,
    type: str,
    query: str,
    patient: str = "",
    others: Sequence[str] = (),
    interaction: str = "search-type",
) -> Resource:
    """A search of a type: `query` as it was asked (`GET Observation?patient=...`).

    `others`: types that are searched at the same time, `interaction` then is `search-system`.
    One event is about one patient at most: an answer about several takes one event for each.
    """
    categories = dict.fromkeys(CATEGORIES.get(one, "other") for one in (type, *others))
    kinds = touched(categories)
    return _rest(access, interaction, "E", [_query(query), kinds], patient)


def query_event(
    access: Access, kind: str, query: str, patient: str = "", *, understood: bool = True
) -> Resource:
    """A query message (`QBP^Q23`), as it was asked, and one person that its answer tells of.

    Not a REST interaction, so its type is Query (DICOM 110112) and its subtype the transaction of
    IHE. `understood` False: it was malformed, and nothing was looked for.
    """
    kinds = touched([CATEGORIES["Patient"]])
    event = _rest(access, kind, "E", [_query(query[:_LONGEST]), kinds], patient)
    code, display = TRANSACTIONS[kind]
    failed = {} if understood else {"outcome": _REFUSED, "outcomeDesc": "not understood"}
    return event | {
        "type": {"system": DCM, "code": "110112", "display": "Query"},
        "subtype": [{"system": "urn:ihe:event-type-code", "code": code, "display": display}],
        **failed,
    }


def summary_event(access: Access, patient: str) -> Resource:
    """A patient summary made for whoever asked."""
    asked = _query(f"GET Patient/{patient}/$summary")
    return _rest(access, "operation", "E", [asked, touched(["patient-summary"])], patient)


def _rest(
    access: Access, interaction: str, action: str, entities: Sequence[Resource], patient: str
) -> Resource:
    first = entities[0]
    what: str = first["query"] if "query" in first else first["what"]["reference"]
    number = {
        "type": {"system": _BALP, "code": "XrequestId"},
        "what": _numbered(access.request_id),
    }
    event = event_of(
        named(seed(access, interaction, what, patient)),
        access.at,
        [
            agent("110153", GATEWAY, "", requestor=False),
            agent("110152", access.caller.name, access.address, requestor=True),
        ],
        [*entities, *whose(patient), number],
    )
    return event | {
        "type": {"system": f"{TERMINOLOGY}/audit-event-type", "code": "rest"},
        "subtype": [{"system": INTERACTION, "code": interaction}],
        "action": action,
        "outcome": _SUCCESS if access.decision.allowed else _REFUSED,
        "outcomeDesc": access.decision.reason or "allowed",
    }


def seed(access: Access, interaction: str, what: str, patient: str, at: str = "") -> bytes:
    """What the id of one request's event is made of: who, what, when, by which number, whose.

    `what` is the reference or the query, as the event has it; `at` the time as text, if at hand.
    """
    who = f"{access.caller.name}\n{access.address}"
    at = at or access.at.isoformat()
    return f"{access.request_id}\n{at}\n{interaction}\n{who}\n{what}\n{patient}".encode()


def _query(query: str) -> Resource:
    return {"query": b64encode(query.encode()).decode(), **system_object("24")}


def _numbered(value: str) -> Resource:
    return {"identifier": {"value": value}}
