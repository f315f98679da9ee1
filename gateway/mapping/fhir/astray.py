"""References that nobody can follow, or that lead into no patient's record: told, or refused.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.model import Resource

REFUSED = frozenset({"reference-search-untaken"})
"""What means something only to the server that it is sent to, which would have to look."""
_SEARCH = re.compile(r"[A-Z][A-Za-z]+\?.*", re.DOTALL)
_SOMEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.+|(?:.*/)?[A-Z][A-Za-z]+/[^/?#]+.*", re.DOTALL)
"""An address, or a type and an id."""
_PATIENT = re.compile(r".*/Patient/[^/?#]+(?:/_history/[^/]+)?")
_WHOSE = frozenset({"beneficiary", "patient", "subject"})
"""Elements by which a resource is of somebody's record."""


def astray(said: str, element: str, inside: Mapping[str, str], *, known: bool) -> str:
    """The rule that a reference breaks that was not rewritten; "" where it breaks none.

    `inside`: the types of what is contained, by id; `known`: it became a number with its type.
    """
    if known or not said:
        return ""
    if _SEARCH.fullmatch(said):
        return "reference-search-untaken"
    if said[0] == "#":
        strange = inside.get(said[1:]) == "Patient"
    elif not _SOMEWHERE.fullmatch(said):
        return "reference-leads-nowhere"
    else:
        strange = said.startswith("urn:") or _PATIENT.fullmatch(said) is not None
    return "subject-in-no-record" if strange and element in _WHOSE else ""


def contained(body: Resource) -> dict[str, str]:
    """Id -> type of what a resource contains."""
    stated: Any = body.get("contained")
    found = [one for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    return {str(one.get("id")): str(one.get("resourceType")) for one in found}
