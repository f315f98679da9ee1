"""How each invariant of R4 and of our profiles is broken: what to say, and what to leave out.

Written from the sentence of each invariant, not from how we evaluate it.
https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tools.mutations.breakers_datatypes import OF_DATATYPES
from tools.mutations.breakers_definitions import OF_DEFINITIONS
from tools.mutations.breakers_records import OF_OURS, OF_RECORDS
from tools.mutations.breaks import Break

BREAKERS: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {**OF_DATATYPES, **OF_DEFINITIONS, **OF_RECORDS, **OF_OURS}
)
"""Key of an invariant (with the element it stands on, where keys repeat) -> ways to break it."""
