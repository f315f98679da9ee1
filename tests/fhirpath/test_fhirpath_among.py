"""What is looked up is found exactly where it would be, held against each of the others in turn.

https://hl7.org/fhirpath/N1/#equality
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from gateway.fhirpath import Environment
from gateway.fhirpath.among import Held, among, distinct
from gateway.fhirpath.comparison import same
from gateway.fhirpath.items import Item, raw
from gateway.fhirpath.values import Quantity, moment

MANY: tuple[Any, ...] = (
    *("a", "A", "", "2026-11-21", "1", Item("a", "string"), Item("2026-11-21", "date")),
    *(
        True,
        False,
        1,
        0,
        Decimal(1),
        Decimal("1.0"),
        Item(1, "decimal"),
        Item(value=True, place="boolean"),
    ),
    *(moment("Date", "2026-11-21"), moment("DateTime", "2026-11-21"), moment("Date", "2026-11")),
    moment("DateTime", "2026-11-21T10:00:00+01:00"),
    moment("DateTime", "2026-11-21T09:00:00Z"),
    moment("DateTime", "2026-11-21T09:00:00"),
    *(moment("Time", "09:00:00"), moment("Time", "09:00:00.0"), moment("Time", "09:00")),
    *(Quantity(Decimal(1)), Quantity(Decimal(1), "g"), Quantity(Decimal("0.001"), "kg")),
    Item({"value": 1, "code": "g", "unit": "g"}, "Quantity"),
    Item({"value": 1, "code": "g", "unit": "g"}, "Coding"),
    *(Item({"code": "a"}, "Coding"), Item({"code": "a"}, ""), Item({"code": ["a"]}, "Coding")),
    *(Item({}, ""), Item(None, "string", {"id": "x"}), Item("x", "dateTime")),
    *(Item({"a": {"b": [1, True]}}, ""), Item({"a": {"b": [Decimal(1), 1]}}, "")),
)
"""Values of every kind, some of which are equal although they are written in other ways."""


@pytest.mark.parametrize(("one", "other"), [*product(MANY, MANY)])
def test_a_value_is_found_where_it_is_equal(one: Any, other: Any) -> None:
    held = Held(Environment())
    held.add(other)

    assert held.has(one) is (same(one, other) is True)


def test_many_are_found_as_few_are() -> None:
    """The ways for few and for many give the same."""
    plainly = [any(same(one, other) is True for other in MANY[::2]) for one in MANY]

    assert among([*MANY], [*MANY[::2]], Environment()) == plainly


def test_each_stays_once_where_it_came_first() -> None:
    texts = [Item(text, "string") for text in ("b", "a", "b", "c", "a")]

    assert [raw(one) for one in distinct(texts, Environment())] == ["b", "a", "c"]
    assert distinct([3, 1, Decimal("3.0"), True], Environment()) == [3, 1, True]
