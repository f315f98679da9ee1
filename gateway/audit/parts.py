"""What every audit event is made of: agents, entities, kinds of data, and an id of its own.

https://hl7.org/fhir/R4/auditevent.html · https://profiles.ihe.net/ITI/BALP/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from gateway.model import Resource

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
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
INTERACTION = "http://hl7.org/fhir/restful-interaction"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
GATEWAY = "National FHIR gateway"


def event_of(
    id_: str, at: datetime, agents: Sequence[Resource], entities: Sequence[Resource]
) -> Resource:
    """What these did to those, as every event tells it."""
    return {
        "resourceType": "AuditEvent",
        "id": id_,
        "meta": {"profile": [_PROFILE]},
        "recorded": at.isoformat(timespec="milliseconds"),
        "agent": list(agents),
        "source": {
            "observer": {"display": GATEWAY},
            "type": [{"system": f"{TERMINOLOGY}/security-source-type", "code": "4"}],
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
def agent(role: str, name: str, address: str, *, requestor: bool) -> Resource:
    """Who took part, in which role (a code of DICOM)."""
    unknown = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    return {
        "type": {"coding": [{"system": DCM, "code": role}]},
        "who": {
            "identifier": {"system": f"{CANONICAL}/sid/caller", "value": name},
            "display": name,
        },
        "requestor": requestor,
        "network": {"address": address, "type": "2"} if address else unknown,
    }


def whose(patient: str) -> list[Resource]:
    """The patient whom it is about, as an entity, where there is one."""
    if not patient:
        return []
    return [
        {
            "what": {"reference": f"Patient/{patient}"},
            "type": {"system": f"{TERMINOLOGY}/audit-entity-type", "code": "1"},
            "role": {"system": f"{TERMINOLOGY}/object-role", "code": "1"},
        }
    ]


def data(what: Resource) -> Resource:
    """What was touched."""
    return {"what": what, **system_object("4")}


def system_object(role: str) -> Resource:
    """What kind of entity data are, in this role."""
    return {
        "type": {"system": f"{TERMINOLOGY}/audit-entity-type", "code": "2"},
        "role": {"system": f"{TERMINOLOGY}/object-role", "code": role},
    }


def touched(categories: Iterable[str], origins: Iterable[str] = ()) -> Resource:
    """Which kinds of data were touched, and which senders they came from, if that is told."""
    return _kinds(tuple(categories), tuple(origins))


@lru_cache(maxsize=256)
def _kinds(categories: Sequence[str], origins: Sequence[str]) -> Resource:
    """Which kinds of data, and where from: apart, since IHE allows a query no details."""
    details = [("data-category", code) for code in categories]
    details += [("data-origin", name) for name in origins]
    return {
        "type": {"system": f"{TERMINOLOGY}/audit-entity-type", "code": "4"},
        "detail": [{"type": kind, "valueString": said} for kind, said in details],
    }
