"""Which profiles a resource says of itself that it meets.

https://hl7.org/fhir/R4/resource-definitions.html#Meta.profile
"""

from __future__ import annotations

from gateway.definitions import Definitions
from gateway.model import Resource


def claimed(resource: Resource, definitions: Definitions) -> tuple[str, ...]:
    """The profiles that a resource says it meets: with a version where that makes a difference."""
    meta = resource.get("meta")
    profiles = meta.get("profile") if meta.__class__ is dict else None
    if profiles.__class__ is not list:
        return ()
    return tuple(definitions.canonical(url) for url in profiles if url.__class__ is str)


def claims(value: Resource) -> bool:
    """Whether a resource may say which profiles it meets."""
    meta = value.get("meta", {})
    return meta.__class__ is not dict or "profile" in meta
