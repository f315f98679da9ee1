"""What only a terminology server can tell, and what it told.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Term: TypeAlias = tuple[str | None, str, str, str]
"""(system, version, code, display); no system: a code whose value set says which."""


@dataclass(frozen=True, slots=True)
class Question:
    """Is one of these codes in the value set? Without a value set: in its code system?"""

    valueset: str
    """Canonical, perhaps with |version; empty: the code system is meant."""
    terms: tuple[Term, ...]
    """In their order; one that is right is enough."""
    rule: str
    """The rule that is broken where none is."""
    named: str = ""
    """What the sentence of that rule calls the value set, or the code system."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a terminology server said."""

    known: bool | None
    """None: it could not tell, or could not be reached."""
    misnamed: bool = False
    """Whether the display is not one that the code may have."""
    reached: bool = True
    """False: nobody answered, in time or at all."""
