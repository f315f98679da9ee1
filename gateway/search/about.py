"""Whom is a resource about, and what numbers does it bear: the rows that every message writes.

Written by hand, since nothing is read as often; everything else is read by its expression.
https://hl7.org/fhir/R4/compartmentdefinition-patient.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gateway.model import Resource, Row


def rows(body: Resource) -> list[Row]:
    """Index rows of a resource: its identifiers, and the patient whom it is about."""
    own = "identifier" in body or "masterIdentifier" in body
    found: list[Row] = _identifiers(body) if own else []
    alone = body.get("subject")
    if alone.__class__ is dict and OTHERS.isdisjoint(body):
        reference = alone.get("reference", "")
        if reference.startswith("Patient/"):
            found.append(("reference", "patient", "Patient", reference.split("/")[1]))
    else:
        found += _patient(body)
    return found


def _identifiers(body: Resource) -> list[Row]:
    stated = body.get("identifier", [])
    own = [body["masterIdentifier"]] if "masterIdentifier" in body else []
    return [
        ("token", "identifier", identifier.get("system", ""), identifier["value"])
        for identifier in (*own, *(stated if isinstance(stated, list) else [stated]))
        if "value" in identifier
    ]


def _patient(body: Resource) -> Iterable[Row]:
    stated = _stated(body)
    if len(stated) == 1:
        return _named(stated[0].get("reference", ""))
    found = {it.get("reference", "") for it in stated}
    return [row for said in sorted(found) for row in _named(said)]


def _named(reference: str) -> tuple[Row, ...]:
    if not reference.startswith("Patient/"):
        return ()
    return (("reference", "patient", "Patient", reference.split("/")[1]),)


def _stated(body: Resource) -> Sequence[Mapping[str, Any]]:
    """The References that may name the patient of a resource."""
    if "subject" not in body and body["resourceType"] in _NAMING:
        return _NAMING[body["resourceType"]](body)
    return subjects(body)


def _targets(body: Resource) -> Sequence[Mapping[str, Any]]:
    stated: Sequence[Mapping[str, Any]] = body.get("target", ())
    return stated


def _actors(body: Resource) -> Sequence[Mapping[str, Any]]:
    return [one["actor"] for one in body.get("participant", ()) if "actor" in one]


_NAMING: Mapping[str, Callable[[Resource], Sequence[Mapping[str, Any]]]] = MappingProxyType(
    {"Provenance": _targets, "Appointment": _actors}
)
"""Type -> where it names its patient, if not in an element of `SUBJECTS`."""

SUBJECTS = ("subject", "patient", "beneficiary")
"""Elements that name the patient of a resource; an Account may name several."""
OTHERS = frozenset(SUBJECTS) - {"subject"}
"""Without these, `subject` alone does."""
NAMED = frozenset({*SUBJECTS, "target", "participant.actor"})
"""Elements that are looked at here, as expressions call them."""


def subjects(body: Resource) -> Sequence[Mapping[str, Any]]:
    """The References of a resource that may name its patient."""
    found: list[Mapping[str, Any]] = []
    for key in SUBJECTS:
        if key in body:
            found += body[key] if isinstance(body[key], list) else [body[key]]
    return found


def patients(body: Resource) -> list[str]:
    """The ids of the patients that a resource is about: of a Patient, itself."""
    if body.get("resourceType") == "Patient":
        return [body["id"]]
    return [row[3] for row in _patient(body)] if "resourceType" in body else []
