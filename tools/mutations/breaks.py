"""One way of breaking an invariant: what to say, and what to leave out; and what is said often.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """One way of breaking an invariant of an object."""

    put: Said = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    """Elements left out; of a choice, by its name without the type."""

    def apply(self, owner: dict[str, Any]) -> None:
        """Edit the object."""
        for name in [*owner]:
            bare = name.removeprefix("_")
            if any(
                bare == stem or (stem.endswith("*") and bare.startswith(stem[:-1]))
                for stem in self.drop
            ):
                del owner[name]
        owner.update(copy.deepcopy(dict(self.put)))


def put(**said: Any) -> tuple[Break]:
    """One way: something is said."""
    return (Break(said),)


def drop(*names: str, **said: Any) -> tuple[Break]:
    """One way: something is left out, and something else said."""
    return (Break(said, names),)


UCUM = "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem/"
"""Where HL7 keeps its own code systems."""
TEXT = {"text": "x"}
REF = {"reference": "Patient/a"}
RESOURCE = {"resourceType": "Basic", "id": "b1", "code": TEXT}


def coded(system: str, code: str) -> Said:
    """A concept of one code of HL7's own."""
    return {"coding": [{"system": TERMS + system, "code": code}]}
