"""An answer that is looked up among many is found exactly where it is the one that is meant.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from gateway.validation.choices import Given, Wanted, same

VALUES: tuple[Any, ...] = (
    *("a", "", 1, Decimal("1.0"), True, False, 0, None, [], ["a"]),
    *({}, {"code": "a"}, {"system": "urn:oid:1.2.3", "code": "a"}, {"display": "A"}),
    {"system": "urn:oid:1.2.3", "code": "a", "display": "A"},
    {"code": "a", "userSelected": True},
    {"code": "a", "extension": [{"url": "http://example.org/e"}]},
    {"code": "a", "extension": [{"url": "http://example.org/e"}, {"url": "http://example.org/f"}]},
    *({"value": 1, "unit": "g"}, {"value": Decimal("1.0"), "unit": "g"}, {"value": True}),
)
"""What may be answered, and meant: right and wrong."""


@pytest.mark.parametrize(("value", "wanted"), [*product(VALUES, VALUES)])
def test_an_answer_is_found_where_it_is_meant(value: Any, wanted: Any) -> None:
    beside = {"code": "z"}, "z", {"code": "z", "extension": []}
    meant = same(value, wanted)

    assert Wanted([*beside, wanted]).fits(value) is meant
    assert Given([value, "z", {"code": "z"}]).count(wanted) == meant + same({"code": "z"}, wanted)
