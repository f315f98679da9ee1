"""What the order, the specimen or the report of one message has in common with that of another.

They differ in numbers, times, persons and results: what is the same was judged before.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from gateway import fhirjson
from gateway.model import Like, Resource

_SAME = frozenset({"resourceType", "status", "intent", "priority", "category", "code", "type"})
"""Elements that say what it is: codes, of which a house has few."""
_OF_ALL = frozenset({"identifier", "subject", "encounter", "extension"})
OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "DiagnosticReport": _OF_ALL
        | {"effectiveDateTime", "issued", "performer", "result", "specimen", "basedOn"},
        "ServiceRequest": _OF_ALL | {"requester", "authoredOn", "occurrenceDateTime", "specimen"},
        "Specimen": _OF_ALL | {"request", "collection", "receivedTime"},
        "Provenance": frozenset({"recorded", "occurredDateTime", "entity", "target"}),
    }
)
"""Type -> its elements that differ from one message to the next: they are judged each time."""
_TAKEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {type: open | _SAME | {"agent", "activity"} for type, open in OPEN.items()}
)
"""Type -> all that it may say, so that nothing of one person only is kept."""


def alike(body: Resource) -> Like | None:
    """What a resource has in common with those that say the same of what they are.

    None where it says more than that: such a resource is judged whole.
    """
    type = body["resourceType"]
    if type not in OPEN or not body.keys() <= _TAKEN[type]:
        return None
    open = OPEN[type]
    same = {key: value for key, value in body.items() if key not in open}
    return _like(tuple(body), fhirjson.encode(same))


@lru_cache(maxsize=4096)
def _like(keys: tuple[str, ...], same: bytes) -> Like:
    """The same one for the same words: it is known by its identity."""
    type = fhirjson.decode(same)["resourceType"]
    return Like(frozenset(keys) - OPEN[type], len(keys))
