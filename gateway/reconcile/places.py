"""Of a stay that is over, or never was, no place is where the patient is now. Pure.

https://hl7.org/fhir/R4/valueset-encounter-location-status.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.model import Resource

OVER = frozenset({"finished", "cancelled", "entered-in-error"})
"""States of an Encounter whose patient is at none of its places."""


def unoccupied(stay: Resource) -> Resource:
    """The same Encounter, its places not active once it is over; the places themselves stay."""
    if stay.get("status") not in OVER or not any(map(_there, stay.get("location", ()))):
        return stay
    places = [
        {key: said for key, said in place.items() if key != "status" or not _there(place)}
        for place in stay["location"]
    ]
    return {**stay, "location": places}


def _there(place: Mapping[str, Any]) -> bool:
    return place.get("status") == "active"
