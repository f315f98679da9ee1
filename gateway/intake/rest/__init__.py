"""Data in over REST: what a client wants changed meets what stands, and is kept whole or not.

https://hl7.org/fhir/R4/http.html
"""

from gateway.intake.rest.wish import (
    ANY,
    Hearing,
    Result,
    Verb,
    What,
    Wish,
    Write,
    Written,
    asked_for,
)
from gateway.intake.rest.write import begun, write

__all__ = [
    "ANY",
    "Hearing",
    "Result",
    "Verb",
    "What",
    "Wish",
    "Write",
    "Written",
    "asked_for",
    "begun",
    "write",
]
