"""Of a stay that is over, or never was, no place is where the patient is now. Pure.

https://hl7.org/fhir/R4/valueset-encounter-location-status.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.model import Resource

OVER = frozenset({"finished", "cancelled", "entered-in-error"})
"""States of an Encounter whose patient is at none of its places."""

_BEDS = frozenset({"PV1-3", "PV1-11"})
"""Fields that say where the patient is now: assigned, or for a time."""


def unoccupied(stay: Resource) -> Resource:
    """The same Encounter, its places not active once it is over; the places themselves stay."""
    if stay.get("status") not in OVER or not any(map(_there, stay.get("location", ()))):
        return stay
    places = [
        {key: said for key, said in place.items() if key != "status" or not _there(place)}
        for place in stay["location"]
    ]
    return {**stay, "location": places}


def occupied(stay: Resource, origins: Sequence[str]) -> Resource:
    """The same Encounter, which goes on after all: the patient is in its bed again.

    Takes the stay and from which field each of its places came. What is planned, reserved or
    left says so, and stays so.
    """
    if stay.get("status") in OVER or len(origins) != len(stay.get("location", ())):
        return stay
    places = [
        {**place, "status": "active"} if origin in _BEDS and "status" not in place else place
        for place, origin in zip(stay.get("location", ()), origins, strict=True)
    ]
    return {**stay, "location": places} if places else stay


def _there(place: Mapping[str, Any]) -> bool:
    return place.get("status") == "active"
