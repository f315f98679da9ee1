"""Says why a resource does not meet the profile that a reference asks of it: rules and places.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.targetProfile
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from gateway.validation.findings import Found, severe
from gateway.validation.paths import Path, text

_MOST = 3
"""Reasons that are told: who mends these asks again."""
_OF_SLICES = frozenset({"slice-missing", "slice-too-many"})
"""Rules whose second fact is the name of a slice."""


def reasons(found: Sequence[Found], path: Path) -> str:
    """The first errors among what was found below this path: `rule place; rule place`."""
    start = len(text(path)) + 1
    wrong = (one for one in found if severe(one[0], one[4]))
    return "; ".join(islice(dict.fromkeys(_reason(one, start) for one in wrong), _MOST))


def _reason(one: Found, start: int) -> str:
    rule, path, facts, *_ = one
    part = f":{facts[1]}" if rule in _OF_SLICES else ""
    return f"{rule} {text(path)[start:]}{part}".strip()
