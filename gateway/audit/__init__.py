"""Writes down who touched whose data: one AuditEvent per access and per message.

IHE Basic Audit Log Patterns, https://profiles.ihe.net/ITI/BALP/ · European Health Data Space,
Regulation (EU) 2025/327, Annex II 3.2: who, whose, which categories, when, from which origin.
https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from gateway import fhirjson
from gateway.model import Caller, Decision, Inbound, Receipt, Resource, Status

CANONICAL = "https://fhir.gateway.example/lu"
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "Patient": "identity",
        "Encounter": "encounters",
        "Observation": "laboratory",
        "DiagnosticReport": "laboratory",
        "Specimen": "laboratory",
        "Practitioner": "directory",
        "Organization": "directory",
        "Provenance": "provenance",
    }
)
"""Resource type -> category of data, a code of the CodeSystem `data-category`; else `other`."""

_PROFILE = f"{CANONICAL}/StructureDefinition/lu-auditevent"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_INTERACTION = "http://hl7.org/fhir/restful-interaction"
_BALP = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_GATEWAY = "National FHIR gateway"
TRANSACTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "QBP^Q22": ("ITI-21", "Patient Demographics Query"),
        "QBP^Q23": ("ITI-9", "PIX Query"),
    }
)
"""Query message -> transaction of IHE, and its name. https://profiles.ihe.net/ITI/TF/Volume2/"""
WRITES: Mapping[str, str] = MappingProxyType(
    {"create": "C", "update": "U", "patch": "U", "delete": "D", "transaction": "E"}
)
"""Interaction that changes something -> AuditEvent.action."""
_LONGEST = 10_000
"""Letters of a query message that an event holds."""
_SUCCESS, _REFUSED, _FAILED = "0", "4", "8"
_OUTCOMES: Mapping[Status, str] = MappingProxyType(
    {Status.ACCEPTED: _SUCCESS, Status.DUPLICATE: _SUCCESS, Status.FAULTED: _FAILED}
)


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


def read_event(
    access: Access,
    type: str,
    id: str,
    patient: str = "",
    origins: Sequence[str] = (),
) -> Resource:
    """A read of `type/id`, which is about the patient with the id `patient`.

    `origins` names the senders that the data came from.
    """
    touched = _touched([CATEGORIES.get(type, "other")], origins)
    return _rest(access, "read", "R", [_data({"reference": f"{type}/{id}"}), touched], patient)


def search_event(  # noqa: PLR0913, PLR0917 - each part of an event has its name
    access: Access,
    type: str,
    query: str,
    patient: str = "",
    origins: Sequence[str] = (),
    others: Sequence[str] = (),
    interaction: str = "search-type",
) -> Resource:
    """A search of a type: `query` as it was asked (`GET Observation?patient=...`).

    `others`: types that are searched at the same time, `interaction` then is `search-system`.
    One event is about one patient at most: an answer about several takes one event for each.
    """
    categories = dict.fromkeys(CATEGORIES.get(one, "other") for one in (type, *others))
    touched = _touched(categories, origins)
    return _rest(access, interaction, "E", [_query(query), touched], patient)


def query_event(
    access: Access, kind: str, query: str, patient: str = "", *, understood: bool = True
) -> Resource:
    """A query message (`QBP^Q23`), as it was asked, and one person that its answer tells of.

    Not a REST interaction, so its type is Query (DICOM 110112) and its subtype the transaction of
    IHE. `understood` False: it was malformed, and nothing was looked for.
    """
    touched = _touched([CATEGORIES["Patient"]], ())
    event = _rest(access, kind, "E", [_query(query[:_LONGEST]), touched], patient)
    code, display = TRANSACTIONS[kind]
    failed = {} if understood else {"outcome": _REFUSED, "outcomeDesc": "not understood"}
    return event | {
        "type": {"system": _DCM, "code": "110112", "display": "Query"},
        "subtype": [{"system": "urn:ihe:event-type-code", "code": code, "display": display}],
        **failed,
    }


def summary_event(access: Access, patient: str, origins: Sequence[str] = ()) -> Resource:
    """A patient summary made for whoever asked."""
    asked = _query(f"GET Patient/{patient}/$summary")
    return _rest(
        access, "operation", "E", [asked, _touched(["patient-summary"], origins)], patient
    )


def ingest_event(
    inbound: Inbound,
    receipt: Receipt,
    patient: str = "",
    address: str = "",
    told: Sequence[str] = (),
) -> Resource:
    """A message that came in, taken or not, and what it was about.

    A message is no REST interaction, so its type is Import (DICOM 110107) and its subtype the
    event that it names (HL7 table 0003); a request of a REST client is told as what it is.
    `told` names the categories of data, where they are known already.
    """
    number = {"system": f"{CANONICAL}/sid/receipt/{receipt.sender}", "value": receipt.key}
    agents = [
        _agent("110153", receipt.sender, address, requestor=True),
        _agent("110152", _GATEWAY, "", requestor=False),
    ]
    entities = [
        _data({"identifier": number}),
        _touched(told or categories(receipt.resources), [receipt.sender]),
        *_patient(patient),
    ]
    at = inbound.received_at
    event = _event(
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
    types = {one.partition("/")[0] for one in written}
    return tuple(sorted({CATEGORIES.get(type, "other") for type in types})) or ("other",)


def _kind(kind: str) -> Resource:
    """Type, subtype and action of what came in: `ADT^A01`, or `create Patient`."""
    verb = kind.partition(" ")[0]
    if verb in WRITES:
        return {
            "type": {"system": f"{_TERMINOLOGY}/audit-event-type", "code": "rest"},
            "subtype": [{"system": _INTERACTION, "code": verb}],
            "action": WRITES[verb],
        }
    event = {"system": f"{_TERMINOLOGY}/v2-0003", "code": kind.partition("^")[2]}
    return {
        "type": {"system": _DCM, "code": "110107", "display": "Import"},
        "subtype": [event if event["code"] else {"system": _INTERACTION, "code": "create"}],
        "action": "C",
    }


def _rest(
    access: Access, interaction: str, action: str, entities: Sequence[Resource], patient: str
) -> Resource:
    first = entities[0]
    what: str = first["query"] if "query" in first else first["what"]["reference"]
    number = {
        "type": {"system": _BALP, "code": "XrequestId"},
        "what": _numbered(access.request_id),
    }
    event = _event(
        named(seed(access, interaction, what, patient)),
        access.at,
        [
            _agent("110153", _GATEWAY, "", requestor=False),
            _agent("110152", access.caller.name, access.address, requestor=True),
        ],
        [*entities, *_patient(patient), number],
    )
    return event | {
        "type": {"system": f"{_TERMINOLOGY}/audit-event-type", "code": "rest"},
        "subtype": [{"system": _INTERACTION, "code": interaction}],
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


def _event(
    id_: str, at: datetime, agents: Sequence[Resource], entities: Sequence[Resource]
) -> Resource:
    return {
        "resourceType": "AuditEvent",
        "id": id_,
        "meta": {"profile": [_PROFILE]},
        "recorded": at.isoformat(timespec="milliseconds"),
        "agent": list(agents),
        "source": {
            "observer": {"display": _GATEWAY},
            "type": [{"system": f"{_TERMINOLOGY}/security-source-type", "code": "4"}],
        },
        "entity": list(entities),
    }


def named(content: bytes) -> str:
    """The same event has the same id: a UUID of the newest form, which leaves its making to us.

    https://www.rfc-editor.org/rfc/rfc9562#section-5.8
    """
    text = hashlib.sha256(content).hexdigest()
    return f"{text[:8]}-{text[8:12]}-8{text[13:16]}-a{text[17:20]}-{text[20:32]}"


@lru_cache(maxsize=1_024)
def _agent(role: str, name: str, address: str, *, requestor: bool) -> Resource:
    unknown = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    return {
        "type": {"coding": [{"system": _DCM, "code": role}]},
        "who": {
            "identifier": {"system": f"{CANONICAL}/sid/caller", "value": name},
            "display": name,
        },
        "requestor": requestor,
        "network": {"address": address, "type": "2"} if address else unknown,
    }


def _patient(patient: str) -> list[Resource]:
    if not patient:
        return []
    return [
        {
            "what": {"reference": f"Patient/{patient}"},
            "type": {"system": f"{_TERMINOLOGY}/audit-entity-type", "code": "1"},
            "role": {"system": f"{_TERMINOLOGY}/object-role", "code": "1"},
        }
    ]


def _data(what: Resource) -> Resource:
    return {"what": what, **_system_object("4")}


def _query(query: str) -> Resource:
    return {"query": b64encode(query.encode()).decode(), **_system_object("24")}


def _system_object(role: str) -> Resource:
    return {
        "type": {"system": f"{_TERMINOLOGY}/audit-entity-type", "code": "2"},
        "role": {"system": f"{_TERMINOLOGY}/object-role", "code": role},
    }


def _touched(categories: Iterable[str], origins: Iterable[str]) -> Resource:
    return _kinds(tuple(categories), tuple(origins))


@lru_cache(maxsize=256)
def _kinds(categories: Sequence[str], origins: Sequence[str]) -> Resource:
    """Which kinds of data, and where from: apart, since IHE allows a query no details."""
    details = [("data-category", code) for code in categories]
    details += [("data-origin", name) for name in origins]
    return {
        "type": {"system": f"{_TERMINOLOGY}/audit-entity-type", "code": "4"},
        "detail": [{"type": kind, "valueString": said} for kind, said in details],
    }


def _numbered(value: str) -> Resource:
    return {"identifier": {"value": value}}
