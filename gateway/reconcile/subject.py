"""Whom is a resource about? Read, and said anew; and whether it says anything new at all.

https://hl7.org/fhir/R4/compartmentdefinition-patient.html
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_not
from typing import Any

from gateway.labels import bare
from gateway.model import Resource
from gateway.search import OTHERS, SUBJECTS, subjects

_ALONE = OTHERS | {"participant"}
"""Without these, `subject` is all that names a patient."""


_TOO = frozenset(
    {
        "asserter",
        "attester",
        "author",
        "contributor",
        "deliverTo",
        "enterer",
        "expressedBy",
        "guarantor",
        "informationSource",
        "operator",
        "payor",
        "performer",
        "policyHolder",
        "recipient",
        "recorder",
        "reportedReference",
        "requester",
        "sender",
        "source",
        "subscriber",
        "verification",
    }
)
"""Elements that may name the patient again: as who told it, who pays, whom to bring it to."""
_NOTHING: Resource = {}


def pointed(body: Resource, survivor: str) -> Resource:
    """The same resource, about this Patient id."""
    name = f"Patient/{survivor}"
    alone = body.get("subject")
    if alone.__class__ is dict and alone.get("reference") == name and _ALONE.isdisjoint(body):
        return body
    if not _TOO.isdisjoint(body):
        body = _named_too(body, f"Patient/{patient_of(body)}", name)
    for key in SUBJECTS:
        if key in body and isinstance(body[key], list):
            told = [_pointing(one, name) for one in body[key]]
            if any(map(is_not, told, body[key])):
                body = {**body, key: told}
        elif key in body and body[key].get("reference", name) != name:
            body = {**body, key: {**body[key], "reference": name}}
    if body["resourceType"] == "Appointment" and (first := patient_of(body)):
        # Several may come to one appointment: the others stay who they are.
        parts = [
            {**one, "actor": {**one["actor"], "reference": name}} if _comes(one, first) else one
            for one in body["participant"]
        ]
        body = {**body, "participant": parts}
    return body


def _named_too(body: Resource, old: str, name: str) -> Resource:
    """The same resource, where the patient who it is about is named by one id everywhere."""
    if old == name:
        return body
    told = {key: called(body[key], {old: name}) for key in _TOO & body.keys()}
    return {**body, **told} if any(told[key] is not body[key] for key in told) else body


def called(value: Any, names: Mapping[str, str]) -> Any:
    """The same, each reference under the name that it has here: `Patient/a` is `Patient/b`.

    It is the value itself where nothing in it has another name.
    """
    if isinstance(value, list):
        items = [called(one, names) for one in value]
        return items if any(map(is_not, items, value)) else value
    if not isinstance(value, dict):
        return value
    told = {key: called(one, names) for key, one in value.items()}
    said = told.get("reference")
    if isinstance(said, str) and said in names:
        told["reference"] = names[said]
    return told if any(told[key] is not value[key] for key in told) else value


def _pointing(reference: Resource, name: str) -> Resource:
    said = reference.get("reference", "")
    other = said != name and said.startswith("Patient/")
    return {**reference, "reference": name} if other else reference


def patient_of(body: Resource) -> str:
    """The Patient id that a resource names as the one it is about; "" where it names none."""
    named = body.get("subject")
    if named.__class__ is not dict:
        named = next(iter(subjects(body)), None)
    if named is not None:
        reference: str = named.get("reference", "")
        return reference[8:] if reference.startswith("Patient/") else ""
    come = [one for one in body.get("participant", ()) if _comes(one)]
    return come[0]["actor"]["reference"][8:] if come else ""


def _comes(participant: Resource, id: str = "") -> bool:
    """Is it a patient (that one, where one is named) who takes part in an appointment?"""
    named: str = participant.get("actor", {}).get("reference", "")
    return named == f"Patient/{id}" if id else named.startswith("Patient/")


def same(body: Resource, standing: Resource | None) -> bool:
    """Is it word for word what stands, its id and what the store says of it aside?"""
    if standing is None:
        return False
    if "meta" in body:
        return bare(standing) == bare(body)
    left = {**standing}
    left.pop("id", None)
    security = left.pop("meta", _NOTHING).get("security")
    said = {**body}
    said.pop("id", None)
    return not security and left == said
