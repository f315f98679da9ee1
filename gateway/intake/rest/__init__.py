"""Data in over REST: what a client wants changed meets what stands, and is kept whole or not.

https://hl7.org/fhir/R4/http.html
"""

from gateway.intake.rest.wish import Result, Verb, What, Wish, Write, Written, asked_for
from gateway.intake.rest.write import write

__all__ = ["Result", "Verb", "What", "Wish", "Write", "Written", "asked_for", "write"]
