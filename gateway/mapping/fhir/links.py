"""Links that say that two patients are one are not taken over: that is told by their numbers.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.fhir.account import Account, Place
from gateway.model import Fate, Resource
from gateway.wording import told


def unlinked(account: Account, body: Resource, place: Place) -> Resource:
    """Without links that say that two patients are one: that is told by their numbers."""
    stated = body.get("link")
    if not isinstance(stated, list):
        return body
    aside = [n for n, one in enumerate(stated) if not _beside(one)]
    for number in aside:
        at = place.inside("link", number)
        account.claim(stated[number], at, Fate.DEGRADED, "told by numbers alone")
        account.issues.append(
            told("patient-link-untold", source=at.source, target=at.target, code="business-rule")
        )
    left = [one for n, one in enumerate(stated) if n not in aside]
    rest = {key: value for key, value in body.items() if key != "link"}
    return {**rest, "link": left} if left else rest


def _beside(link: Any) -> bool:
    """Does a Patient.link name a record beside this one, that neither takes the place of?"""
    return isinstance(link, dict) and link.get("type") in ("refer", "seealso")
