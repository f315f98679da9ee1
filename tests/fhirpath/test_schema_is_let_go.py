"""What was read of definitions that are no longer in force does not stay in memory.

A gateway reads its rules again as often as an operator wants, without a start between.
https://docs.python.org/3/library/weakref.html
"""

from __future__ import annotations

import gc
import weakref

from gateway.definitions import Definitions
from gateway.fhirpath.schema import schema
from gateway.settings import Settings


def test_of_definitions_that_were_renewed_thrice_the_first_are_gone() -> None:
    first = Definitions.open(Settings().definitions)
    assert "birthDate" in schema(first).keys("Patient")
    gone = weakref.ref(first)
    del first

    for _ in range(2):
        schema(Definitions.open(Settings().definitions)).keys("Patient")
    gc.collect()

    assert gone() is None
