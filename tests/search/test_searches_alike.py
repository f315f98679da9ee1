"""A search filled in by its shape means what it means when it is read with care.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from gateway.search import Search, Wanted
from tests.search.search_house import BASE, NOW, library, understood

PLAIN = (
    ("Patient", "telecom=5551&_count=7"),
    ("Patient", "identifier=urn:x|1"),
    ("Patient", "identifier=urn:x|"),
    ("Patient", "identifier=|1&_count=9999"),
    ("Patient", "_id=a-1&family=Wéber"),
    ("Patient", "birthdate=1980-02-03&birthdate=ge1970"),
    ("Patient", "_lastUpdated=gt2026-01-01T10:00:00Z"),
    ("Observation", "patient=p1&code=c&_count=1"),
    ("Observation", "subject=Patient/1/_history/4"),
    ("Observation", f"subject={BASE}/Patient/1"),
    ("Observation", "subject=1"),
    ("Observation", "value-quantity=5.4|http://unitsofmeasure.org|mg"),
    ("ValueSet", "url=http://x.example/v"),
)
CAREFUL = (
    ("Patient", "identifier=a,b"),
    ("Patient", r"identifier=a\|b"),
    ("Patient", "identifier=a|b|c"),
    ("Patient", "identifier=|"),
    ("Patient", "family="),
    ("Patient", "family:exact=Weber"),
    ("Patient", "birthdate=ap1980"),
    ("Patient", "birthdate=soon"),
    ("Patient", "_count=-1"),
    ("Patient", "_count=1&_count=2"),
    ("Patient", "_sort=family"),
    ("Patient", "colour=red"),
    ("Patient", "_text=weber"),
    ("Observation", "patient.family=weber"),
    ("Observation", "_include=Observation:patient"),
    ("Observation", "code-value-quantity=a$5"),
)


def filled(type_: str, asked: str) -> object:
    sent = parse_qsl(asked, keep_blank_values=True)
    alike = library().alike(type_, [name for name, _ in sent], (BASE,), NOW)
    return alike and alike.meant([value for _, value in sent])


@pytest.mark.parametrize(("type_", "asked"), PLAIN)
def test_it_means_the_same(type_: str, asked: str) -> None:
    search = understood(type_, asked)
    assert isinstance(search, Search)
    wanted = [one.values for one in search.clauses if isinstance(one, Wanted)]
    assert len(wanted) == len(search.clauses)
    assert filled(type_, asked) == (wanted, search.count)


@pytest.mark.parametrize(("type_", "asked"), CAREFUL)
def test_what_is_not_plain_is_read_with_care(type_: str, asked: str) -> None:
    assert filled(type_, asked) is None
