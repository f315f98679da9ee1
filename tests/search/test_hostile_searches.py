"""Whatever is asked is understood or refused, at once.

https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.search import Search, Wanted, planned
from tests.pace import within
from tests.search.search_house import BASE, NOW, library, understood

HOSTILE = (
    "value-string=" + "(a+)+" * 5_000 + "!",
    "value-string=" + "%CC%81" * 30_000,
    "value-string=a" + "%CC%81%CC%96" * 100_000,
    "strange=1&" * 100_000,
    "code=" + "\\" * 50_001,
    "code=" + "|" * 50_000,
    "code-value-quantity=" + "$" * 50_000,
    "date=" + "1" * 50_000,
    "value-quantity=" + "1" * 40 + "." + "1" * 40 + "e999",
    "value-quantity=1e-999",
    "subject=" + "/" * 50_000,
    "_sort=" + "-" * 50_000,
    "_include=" + ":" * 50_000,
    "_" + "has:" * 20_000 + "=x",
    "%00=%00",
    "code=%F0%9F%98%80%00",
)


@pytest.mark.parametrize("asked", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_search_is_read_at_once(asked: str) -> None:
    """Understood or refused, in no time to speak of."""
    with within(1):
        assert understood("Observation", asked) is not None


NAMES = st.sampled_from(
    [
        "code",
        "date",
        "value-quantity",
        "subject",
        "_id",
        "_text",
        "combo-code-value-quantity",
        "code:not",
        "code:in",
        "code:below",
        "subject:Patient",
        "subject:identifier",
        "date:missing",
        "subject.name",
        "_list",
        "_sort",
        "subject:Patient.birthdate",
        "_has:Provenance:target:recorded",
        "_count",
        "_include",
        "_total",
        "_revinclude:iterate",
        "_lastUpdated",
        "_content",
    ]
)
VALUES = st.lists(
    st.sampled_from([*"aZ09,|$\\-:/.+ \u00e9\u0301\U0001f600", "eq", "gt", "2026", "Patient/1"]),
    max_size=12,
).map("".join)
RESOURCE = {
    "resourceType": "Observation",
    "id": "o",
    "code": {"coding": [{"system": "s", "code": "a"}], "text": "A"},
    "effectivePeriod": {"start": "2026"},
    "subject": {"reference": "Patient/1", "identifier": {"value": "9"}},
    "valueQuantity": {"value": 9, "unit": "Z"},
}


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=3))
def test_whatever_is_asked_is_answered_or_refused(sent: list[tuple[str, str]]) -> None:
    """Nothing fails, on whatever plan."""
    found = library().understood("Observation", sent, [BASE], NOW)
    if isinstance(found, Search):
        wanted = [one for one in found.clauses if isinstance(one, Wanted)]
        for indexed in (library().indexed, frozenset[tuple[str, str]]()):
            query = planned("Observation", wanted, indexed, sort=found.sort)
            assert query.rest is None or query.rest.fits(RESOURCE) in {True, False}
            assert query.order is None or query.order.key(RESOURCE)
    else:
        assert found
        assert all(one.rule.startswith("search-") for one in found)
