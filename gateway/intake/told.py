"""What a sender is told about a change that was not taken as it was said.

https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

from gateway.model import Change, Issue, Severity

OLDER = "older-than-standing"
ORPHAN = "correction-without-predecessor"


def older(change: Change) -> Issue:
    """What stands is newer than what this message says: nothing is changed."""
    return Issue(
        rule=OLDER,
        severity=Severity.INFORMATION,
        text="what stands is newer: this message changes nothing in this resource",
        source=change.source,
        target=change.type,
        code="informational",
        resource=f"{change.type}/{change.id}",
    )


def foreign(change: Change) -> Issue:
    """Another sender has said it first: only its source changes a resource."""
    return Issue(
        rule="owned-by-another-source",
        severity=Severity.WARNING,
        text="another sender is the source of this resource: it is left as it stands",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def another(change: Change) -> Issue:
    """The stay is another patient's: it never moves but by a merge."""
    return Issue(
        rule="stay-of-another-patient",
        severity=Severity.WARNING,
        text="this stay belongs to another patient already: it is left as it stands",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def parked(change: Change) -> Issue:
    """What this corrects is unclear."""
    return Issue(
        rule=ORPHAN,
        severity=Severity.WARNING,
        text="a correction without order number is kept aside: what it corrects is unclear",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def moved(change: Change) -> Issue:
    """A result that was another patient's: a correction, or a number used again."""
    return Issue(
        rule="subject-changed",
        severity=Severity.WARNING,
        text="this was about another patient until now: if its number was used again, withdraw it",
        source=change.source,
        target=f"{change.type}.subject",
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )
