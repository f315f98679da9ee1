"""Whom a query describes, looked for by what is indexed: name, birth date, town.

What else is asked is held against whom the index finds: no record is looked through.
https://hl7.org/fhir/R4/patient.html#search · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.model import Criterion, Query
from gateway.search.folding import fold
from gateway.search.moments import span


def described(leads: Iterable[tuple[str, str]], count: int) -> Query:
    """The search for patients of whom all of this is true; `leads` as an `Inquiry` has them."""
    return Query("Patient", tuple(_criteria(leads)), count)


def _criteria(leads: Iterable[tuple[str, str]]) -> Iterator[Criterion]:
    for param, text in leads:
        if param != "birthdate":
            yield Criterion(param, "string", ((fold(text),),))
        elif stretch := span(text):
            # A patient of whom only the year is known may be the one.
            yield Criterion(param, "date", (("ap", *stretch),))
