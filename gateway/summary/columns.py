"""What a resource says in each column of a summary's tables: one line of text each.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Composition-uv-ips.html
"""

from __future__ import annotations

from typing import Any

from gateway.model import Resource
from gateway.summary import wording

LONGEST = 1_000
"""Characters of one result in the narrative."""
TIMES = (
    "effectiveDateTime", "effectiveInstant", "onsetDateTime", "occurrenceDateTime",
    "performedDateTime", "timingDateTime", "dateTime", "recordedDate", "authoredOn",
    "dateAsserted", "recordedOn", "issued",
)  # fmt: skip
PERIODS = ("effectivePeriod", "onsetPeriod", "performedPeriod", "timingPeriod", "period")


def date(resource: Resource) -> str:
    """When it was so: its period, else its moment."""
    for key in PERIODS:
        if key in resource:
            return wording.period(resource[key])
    return wording.moment(next((resource[key] for key in TIMES if key in resource), ""))


def performed(procedure: Resource) -> str:
    """When it was done: where only the begin is said, that day."""
    period = procedure.get("performedPeriod")
    if period and "end" not in period:
        return wording.moment(period.get("start"))
    return date(procedure)


def since(condition: Resource) -> str:
    """From when to when it was so; the day on which it was written down is no such day."""
    onset = condition.get("onsetDateTime") or condition.get("onsetString")
    begun = wording.moment(onset) or wording.quantity(condition.get("onsetAge"))
    begun = begun or wording.period(condition.get("onsetPeriod") or {})
    over = wording.moment(condition.get("abatementDateTime") or condition.get("abatementString"))
    if begun or over:
        return " ".join(filter(None, [begun, over and f"until {over}"]))
    noted = wording.moment(condition.get("recordedDate"))
    return noted and f"noted {noted}"


def against(immunization: Resource) -> str:
    """The diseases that a vaccine is against."""
    doses = immunization.get("protocolApplied", ())
    return ", ".join(
        wording.concept(one) for dose in doses for one in dose.get("targetDisease", ())
    )


def given(immunization: Resource) -> str:
    """Whether it was given, and why not."""
    why = wording.concept(immunization.get("statusReason"))
    return ", ".join(filter(None, [immunization.get("status", ""), why]))


def vaccine(immunization: Resource) -> str:
    """The vaccine."""
    return wording.concept(immunization.get("vaccineCode"))


def lot(immunization: Resource) -> str:
    """The lot that it came from."""
    return str(immunization.get("lotNumber", ""))


def device(used: Resource) -> str:
    """What a patient wears or carries in the body, by its name."""
    return str(used.get("device", {}).get("display", "")) or "Device without a name"


def site(used: Resource) -> str:
    """Where on the body."""
    return wording.concept(used.get("bodySite"))


def kin(history: Resource) -> str:
    """Who of the family."""
    return wording.concept(history.get("relationship"))


def inherited(history: Resource) -> str:
    """What that person has or had."""
    return ", ".join(wording.concept(one.get("code")) for one in history.get("condition", ()))


def will(consent: Resource) -> str:
    """What is wanted or refused."""
    said_ = [wording.concept(consent.get("policyRule"))]
    said_ += map(wording.concept, consent.get("category", ()))
    return next(filter(None, said_), "")


def permitted(consent: Resource) -> str:
    """Is it refused or allowed?"""
    return str(consent.get("provision", {}).get("type", ""))


def named(resource: Resource) -> str:
    """What it is about, by its name."""
    return (
        wording.concept(resource.get("code"))
        or wording.concept(resource.get("medicationCodeableConcept"))
        or str(resource.get("medicationReference", {}).get("display", ""))
        or ("Medicine without a name" if "medicationReference" in resource else "")
    )


def status(resource: Resource) -> str:
    """How sure it is, whether it still is so, and how bad it is."""
    said: list[Any] = [
        "do not take" if resource.get("doNotPerform") else "",
        wording.concept(resource.get("verificationStatus")),
        wording.concept(resource.get("clinicalStatus")),
        resource.get("status", ""),
        wording.concept(resource.get("severity")),
    ]
    return ", ".join(filter(None, said))


def reactions(allergy: Resource) -> str:
    """What an allergy did and how badly, and how bad it may be."""
    risk = allergy.get("criticality", "")
    shown = map(_reaction, allergy.get("reaction", ()))
    return ", ".join(filter(None, [*shown, risk and f"criticality {risk}"]))


def _reaction(reaction: Resource) -> str:
    shown = ", ".join(filter(None, map(wording.concept, reaction.get("manifestation", ()))))
    severity = reaction.get("severity", "")
    if shown and severity:
        return f"{shown} ({severity})"
    return shown or (severity and f"{severity} reaction")


def result(resource: Resource) -> str:
    """What was found; a long text is read in the entry."""
    found = wording.value(resource) or str(resource.get("conclusion", ""))
    return found if len(found) <= LONGEST else f"{found[:LONGEST]}… (the rest is in the entry)"


def kind(encounter: Resource) -> str:
    """Of which kind a stay is."""
    stay = encounter.get("class", {})
    return str(stay.get("display") or stay.get("code", ""))
