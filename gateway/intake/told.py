"""What a sender is told about a change that was not taken as it was said.

https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

from gateway.model import Change, Issue
from gateway.wording import told

OLDER = "older-than-standing"
ORPHAN = "correction-without-predecessor"


def older(change: Change) -> Issue:
    """What stands is newer than what this message says: nothing is changed."""
    return told(
        OLDER,
        source=change.source,
        target=change.type,
        code="informational",
        resource=f"{change.type}/{change.id}",
    )


def foreign(change: Change) -> Issue:
    """Another sender has said it first: only its source changes a resource."""
    return told(
        "owned-by-another-source",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def outside(change: Change) -> Issue:
    """The number is not of the sender's authority: it gives way to nothing."""
    return told(
        "merge-outside-authority",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def another(change: Change) -> Issue:
    """The stay is another patient's: it never moves but by a merge."""
    return told(
        "stay-of-another-patient",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def begun_since(change: Change) -> Issue:
    """What was planned has begun under a number of its own: only that number cancels it."""
    return told(
        "stay-begun-since",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def parked(change: Change) -> Issue:
    """What this corrects is unclear."""
    return told(
        ORPHAN,
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def moved(change: Change) -> Issue:
    """A result that was another patient's: a correction, or a number used again."""
    return told(
        "subject-changed",
        source=change.source,
        target=f"{change.type}.subject",
        code="business-rule",
        resource=f"{change.type}/{change.id}",
    )


def waits(change: Change, what: str) -> Issue:
    """It speaks of what nobody has heard of yet: it waits for that."""
    return told(
        "waits-for-predecessor",
        source=change.source,
        target=change.type,
        code="business-rule",
        resource=what,
    )
