"""Under which name is a patient told whom a message only mentions, or does not name? Pure.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from gateway.intake.work import Work, about
from gateway.model import Mode, Resource, Version
from gateway.reconcile import called, patient_of, pointed


def about_whom(body: Resource, work: Work, subject: str, standing: Version | None) -> Resource:
    """About the patient whom the message names, else about whom it was before.

    Of a patient who is not in the message nobody looked under which id he is served.
    """
    named = subject in work.folk.survivors or subject in work.homes
    if standing is None or named or subject != standing.subject:
        return about(body, work, subject)
    served = patient_of(standing.body)
    return pointed(body, served) if served else body


def as_served(work: Work) -> None:
    """Whoever else a whole resource names (a member of a group) is named as he is served."""
    changes = work.plan.mapped.changes
    people = {one.id: work.folk.served_as(one.id) for one in changes if one.type == "Patient"}
    names = {f"Patient/{id}": f"Patient/{to}" for id, to in people.items() if id != to}
    for change in changes if names else ():
        key = change.type, change.id
        if change.mode is Mode.SNAPSHOT and change.type != "Patient" and key in work.bodies:
            body, subject = work.bodies[key]
            work.bodies[key] = called(body, names), subject
