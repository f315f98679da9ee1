"""Makes the International Patient Summary of one patient: a document that stands on its own.

https://hl7.org/fhir/uv/ips/STU2/ · https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import uuid5

from gateway import fhirjson
from gateway.model import Resource
from gateway.summary import wording
from gateway.summary.choosing import retracted
from gateway.summary.narrative import xhtml
from gateway.summary.references import (
    CANONICAL,
    SPACE,
    Places,
    full_url,
    key,
    references,
    resettle,
    target,
    urn,
)
from gateway.summary.sections import SECTIONS, Section

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "International Patient Summary"})
"""Languages that a summary can be written in -> its title; any other is answered in the first."""

_ABSENT = MappingProxyType(
    {
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "unknown",
    }
)
_ALONG = frozenset(
    {"Practitioner", "PractitionerRole", "Organization", "Location", "Device", "Specimen",
     "Medication", "CareTeam", "RelatedPerson"}
)  # fmt: skip
"""Types that come along because something chosen refers to them."""
_NAMELESS: Mapping[str, str] = MappingProxyType(
    {"medicationReference": "Medicine without a name", "device": "Device without a name"}
)
"""Element that refers to a thing -> how it is read where that has no name."""
_TIMED = frozenset({"Observation", "DiagnosticReport", "MedicationStatement"})


def summary(
    patient_id: str, resources: Sequence[Resource], now: datetime, language: str = "en"
) -> Resource:
    """The summary of one patient as a document Bundle; same resources, same `now`: same bytes.

    `resources` is all that is known about the patient, the Patient too; `now` has an offset.
    Raises LookupError where the Patient is not among them, ValueError for a `now` without offset.
    """
    if now.tzinfo is None:
        raise ValueError("the time of a summary needs an offset")
    patient = _patient(patient_id, resources)
    own = _own(patient, resources)
    known = {key(resource): resource for resource in resources}
    mine = [_spoken(resource, known) for resource in resources if _about(resource, own)]
    chosen = [(section, *section.choose(mine)) for section in SECTIONS]
    entries = _with_companions([r for _, some, _ in chosen for r in some], resources)
    entries = [patient, _DEVICE, _CUSTODIAN, *entries]
    places = _places(entries, patient, own, resources)
    written = [_entry(resource, places) for resource in entries]
    seed = fhirjson.encode([now.isoformat(), language, written]).decode()
    said = language if language in LANGUAGES else next(iter(LANGUAGES))
    composition = _composition(seed, now, said, [_section(*row, places) for row in chosen], places)
    composition["subject"] = {"reference": full_url(patient)}
    return _bundle(seed, now, [_entry(composition, places), *written])


def _patient(patient_id: str, resources: Sequence[Resource]) -> Resource:
    """The surviving Patient: where this one was merged away, the one that replaced it."""
    patients = {r["id"]: r for r in resources if r["resourceType"] == "Patient"}
    patient = patients[patient_id]
    for link in patient.get("link", ()):
        heir = target(link["other"]).removeprefix("Patient/")
        if link["type"] == "replaced-by" and heir in patients:
            return patients[heir]
    return patient


def _own(patient: Resource, resources: Sequence[Resource]) -> frozenset[str]:
    """Every `Patient/id` under which this person's data may stand: this one, and those merged."""
    links = patient.get("link", ())
    own = {target(link["other"]) for link in links if link["type"] == "replaces"}
    for other in resources:
        if other["resourceType"] == "Patient":
            heirs = (link for link in other.get("link", ()) if link["type"] == "replaced-by")
            own |= {key(other) for link in heirs if target(link["other"]) == key(patient)}
    return frozenset(own | {key(patient)})


def _about(resource: Resource, own: frozenset[str]) -> bool:
    stated = resource.get("subject") or resource.get("patient") or {}
    # An account may have several.
    subjects = stated if isinstance(stated, list) else [stated]
    return any(target(one) in own for one in subjects)


def _spoken(resource: Resource, known: Mapping[str, Resource]) -> Resource:
    """A medicine or device that is only referred to is read by the name of what it refers to."""
    for element, nameless in _NAMELESS.items():
        reference = resource.get(element, {})
        named = known.get(target(reference))
        if named is not None and "display" not in reference:
            display = wording.thing(named) or nameless
            return {**resource, element: {**reference, "display": display}}
    return resource


def _with_companions(chosen: Sequence[Resource], known: Sequence[Resource]) -> list[Resource]:
    """The chosen, then what they refer to that has no section of its own, and so on."""
    companions = {key(r): r for r in known if r["resourceType"] in _ALONG and not retracted(r)}
    found = {key(resource): resource for resource in chosen}
    waiting = list(found.values())
    while waiting:
        for reference in references(waiting.pop()):
            if reference in companions and reference not in found:
                found[reference] = companions[reference]
                waiting.append(companions[reference])
    return list(found.values())


def _places(
    entries: Sequence[Resource], patient: Resource, own: frozenset[str], known: Sequence[Resource]
) -> Places:
    urls = {key(resource): full_url(resource) for resource in entries}
    urls |= dict.fromkeys(own, full_url(patient))
    return Places(urls, frozenset(key(r) for r in known if retracted(r)))


def _entry(resource: Resource, places: Places) -> Resource:
    return {"fullUrl": full_url(resource), "resource": resettle(_completed(resource), places)}


def _completed(resource: Resource) -> Resource:
    """What the profiles of a summary ask for and nobody said is said to be unknown."""
    kind = resource["resourceType"]
    body = dict(resource)
    if kind == "Patient":
        body.pop("link", None)  # ids that were merged away lead nowhere in a document
        if not any(item.keys() & {"family", "given", "text"} for item in body.get("name", ())):
            body["name"] = [{"extension": [dict(_ABSENT)], "text": "Name not known"}]
        if not {"birthDate", "_birthDate"} & body.keys():
            body["_birthDate"] = {"extension": [dict(_ABSENT)]}
    if kind in _TIMED and not any(key.lstrip("_").startswith("effective") for key in body):
        body["_effectiveDateTime"] = {"extension": [dict(_ABSENT)]}
    if kind == "Observation":
        body.setdefault("performer", [{"extension": [dict(_ABSENT)], "display": "Not stated"}])
        if not any(key.lstrip("_").startswith(_FINDINGS) for key in body):
            body["dataAbsentReason"] = {"coding": [dict(_UNKNOWN_VALUE)]}
    return body


def _section(
    section: Section, chosen: Sequence[Resource], left_out: int, places: Places
) -> Resource | None:
    if not chosen and not section.required:
        return None
    body: Resource = {
        "title": section.title,
        "code": {"coding": [_coding("http://loinc.org", section.code, section.display)]},
        "text": {"status": "generated", "div": xhtml(section, chosen, left_out)},
    }
    if chosen:
        return body | {"entry": [{"reference": places.urls[key(r)]} for r in chosen]}
    return body | {"emptyReason": {"coding": [dict(_UNAVAILABLE)]}}


def _composition(
    seed: str, now: datetime, language: str, parts: Sequence[Resource | None], places: Places
) -> Resource:
    made = urn("Composition", str(uuid5(SPACE, f"composition|{seed}")))
    return {
        "resourceType": "Composition",
        "id": made.rpartition(":")[2],
        "meta": {"profile": [f"{CANONICAL}/StructureDefinition/lu-composition-summary"]},
        "language": language,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": made},
        "status": "final",
        "type": {"coding": [_coding("http://loinc.org", "60591-5", "Patient summary Document")]},
        "date": now.isoformat(timespec="seconds"),
        "author": [{"reference": places.urls[key(_DEVICE)]}],
        "title": LANGUAGES[language],
        "custodian": {"reference": places.urls[key(_CUSTODIAN)]},
        "section": [part for part in parts if part],
    }


def _bundle(seed: str, now: datetime, entries: Sequence[Resource]) -> Resource:
    made = str(uuid5(SPACE, f"bundle|{seed}"))
    return {
        "resourceType": "Bundle",
        "id": made,
        "meta": {"profile": [f"{CANONICAL}/StructureDefinition/lu-bundle-summary"]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{made}"},
        "type": "document",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": list(entries),
    }


def _coding(system: str, code: str, display: str) -> dict[str, str]:
    return {"system": system, "code": code, "display": display}


_FINDINGS = ("value", "component", "hasMember", "dataAbsentReason")
_UNAVAILABLE = MappingProxyType(
    _coding(
        "http://terminology.hl7.org/CodeSystem/list-empty-reason", "unavailable", "Unavailable"
    )
)
_UNKNOWN_VALUE = MappingProxyType(
    _coding("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown")
)
_DEVICE: Resource = {
    "resourceType": "Device",
    "id": str(uuid5(SPACE, "gateway")),
    "identifier": [{"system": "urn:ietf:rfc:3986", "value": CANONICAL}],
    "deviceName": [{"name": "National FHIR gateway", "type": "user-friendly-name"}],
    "type": {"text": "Gateway software"},
}
_CUSTODIAN: Resource = {
    "resourceType": "Organization",
    "id": str(uuid5(SPACE, "custodian")),
    "name": "Shared electronic medical record",
}
