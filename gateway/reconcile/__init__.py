"""A change meets what stands: what is new, what is older, what is emptied, what is composed.

Empty says nothing, `""` removes, a valued repeating field replaces that sender's list, older never
overwrites newer, and no change makes no version.
https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from gateway.reconcile.elements import (
    DEEP,
    ERROR,
    FALLEN,
    HELD,
    LEADS,
    NAMED,
    OF_STATE,
    RETIRED,
    UNION,
    UNSAID,
    choice,
)
from gateway.reconcile.moment import effective
from gateway.reconcile.person import compose, linked, stub
from gateway.reconcile.saying import State, anew, in_order, repeated, revived, say
from gateway.reconcile.subject import called, patient_of, pointed, same
from gateway.reconcile.values import undisputed

__all__ = [
    "DEEP",
    "ERROR",
    "FALLEN",
    "HELD",
    "LEADS",
    "NAMED",
    "OF_STATE",
    "RETIRED",
    "UNION",
    "UNSAID",
    "State",
    "anew",
    "called",
    "choice",
    "compose",
    "effective",
    "in_order",
    "linked",
    "patient_of",
    "pointed",
    "repeated",
    "revived",
    "same",
    "say",
    "stub",
    "undisputed",
]
