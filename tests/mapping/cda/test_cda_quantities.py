"""Numbers of CDA become FHIR's, digit by digit; what a value is, its `xsi:type` says.

https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.mapping.cda.conftest import reading, said

UCUM = "http://unitsofmeasure.org"


def of(value: str, unit: str = "mg", **more: str) -> dict[str, Any]:
    """A Quantity of UCUM."""
    return {"value": Decimal(value), **more, "unit": unit, "system": UCUM, "code": unit}


QUANTITIES: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ('<value value="72.50" unit="mg"/>', of("72.50")),
    ('<value value="2"/>', {"value": Decimal(2)}),
    ('<value value="2" unit="{tablet}"/>', of("2", "{tablet}")),
    ('<value value="2" unit="Tabl. rot"/>', {"value": Decimal(2), "unit": "Tabl. rot"}),
    ('<value nullFlavor="UNK"/>', None),
    ('<value nullFlavor="UNK" unit="mg"/>', None),
    ('<value value="many" unit="mg"/>', None),
    ('<value><low value="3" unit="mg"/></value>', of("3", comparator=">=")),
    ('<value><high value="3" inclusive="false" unit="mg"/></value>', of("3", comparator="<")),
    ('<value><low value="3" unit="mg"/><high value="3" unit="mg"/></value>', of("3")),
    ('<value><low value="3" unit="mg"/><high value="5" unit="mg"/></value>', None),
    (
        (
            '<value value="1"><translation value="1" code="732936001" displayName="Tablet" '
            'codeSystem="2.16.840.1.113883.6.96"/></value>'
        ),
        {
            "value": Decimal(1),
            "unit": "Tablet",
            "system": "http://snomed.info/sct",
            "code": "732936001",
        },
    ),
)


TABLET = '<translation value="1" code="732936001" codeSystem="2.16.840.1.113883.6.96"'


def test_one_of_what_a_translation_names_is_one_of_these() -> None:
    """`1` is UCUM's unit for what is counted."""
    made = said(
        f'<value value="1" unit="1">{TABLET} displayName="Tablet"/></value>', "PQ", "Quantity"
    )

    assert (made["unit"], made["code"]) == ("Tablet", "732936001")


def test_the_same_number_in_another_unit_stands_beside_it() -> None:
    """Neither of the two is lost."""
    made = said(
        f'<value value="1" unit="mL">{TABLET} displayName="Spoon"/></value>', "PQ", "Quantity"
    )

    (beside,) = made["extension"]
    assert made["unit"] == "mL"
    assert beside["valueQuantity"]["unit"] == "Spoon"


@pytest.mark.parametrize(("snippet", "expected"), QUANTITIES)
def test_a_number_becomes_a_quantity(snippet: str, expected: dict[str, Any] | None) -> None:
    assert said(snippet, "IVL_PQ", "Quantity") == expected


def test_a_quantity_keeps_its_zeros() -> None:
    assert str(said('<value value="72.500" unit="mg"/>', "PQ", "Quantity")["value"]) == "72.500"


def test_a_dose_with_one_bound_is_no_simple_quantity() -> None:
    """A SimpleQuantity has no comparator; nothing is read then."""
    found, node = reading('<doseQuantity><low value="1" unit="mg"/></doseQuantity>')

    assert found.as_("IVL_PQ", "SimpleQuantity", node) is None
    assert not found.claims


def test_an_interval_becomes_a_range() -> None:
    snippet = '<value><low value="1" unit="mg"/><high value="2" unit="mg"/></value>'

    assert said(snippet, "IVL_PQ", "Range") == {"low": of("1"), "high": of("2")}


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ('value="2" unit="mg"', 'value="1" unit="mg"'),
        ('value="1" unit="g"', 'value="500" unit="mg"'),
        ('value="1" unit="mg"', 'value="2" unit="mL"'),
        ('value="1" unit="Tabl."', 'value="2" unit="Stk."'),
    ],
)
def test_ends_without_an_order_are_no_range_but_words(low: str, high: str) -> None:
    """R4 refuses such a range (rng-2)."""
    told = f"<value><low {low}/><high {high}/></value>"

    assert said(told, "IVL_PQ", "Range") is None
    assert " - " in said(told, "UNRANGED", "string")
    assert said(told, "UNRANGED", "code") == "unsupported"


def test_ends_in_units_that_measure_the_same_are_a_range() -> None:
    told = '<value><low value="500" unit="mg"/><high value="1" unit="g"/></value>'

    assert said(told, "IVL_PQ", "Range") == {"low": of("500"), "high": of("1", "g")}
    assert said(told, "UNRANGED", "string") is None


def test_both_ends_are_of_what_one_of_them_names() -> None:
    """One to two tablets: the other end only counts."""
    low = f'<low value="1" unit="1">{TABLET} displayName="Tablet"/></low>'

    made = said(f'<value>{low}<high value="2" unit="1"/></value>', "IVL_PQ", "Range")

    assert [made[end]["unit"] for end in ("low", "high")] == ["Tablet", "Tablet"]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ('<low value="1" unit="mg"/><high value="1" unit="mg"/>', None),
        ('<low value="1" unit="mg"/>', {"low": of("1")}),
        (
            '<low value="1" unit="mg"/><high value="2" unit="mg"/>',
            {"low": of("1"), "high": of("2")},
        ),
        ("", None),
    ],
)
def test_equal_ends_are_not_between(ends: str, expected: dict[str, Any] | None) -> None:
    assert said(f"<value>{ends}</value>", "BETWEEN", "Range") == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ('value="52" unit="a"', of("52", "a")),
        ('value="0" unit="a"', None),
        ('value="52" unit="years"', None),
        ('value="52"', None),
    ],
)
def test_an_age_has_a_unit_of_time_and_is_more_than_nothing(
    age: str, expected: dict[str, Any] | None
) -> None:
    """R4's age-1."""
    assert said(f"<value {age}/>", "PQ", "Age") == expected


def test_a_ratio_has_both_parts_or_is_none() -> None:
    over, under = '<numerator value="5" unit="mg"/>', '<denominator value="1" unit="mL"/>'

    assert said(f"<value>{over}{under}</value>", "RTO", "Ratio") == {
        "numerator": of("5"),
        "denominator": of("1", "mL"),
    }
    assert said(f"<value>{over}</value>", "RTO", "Ratio") is None
    assert said(f"<value>{over}{under}</value>", "RTO", "string") == "5 mg:1 mL"


def test_a_curve_becomes_sampled_data() -> None:
    """Where each number lies is the origin and so many times the factor."""
    points = '<origin value="0" unit="uV"/><scale value="2.50" unit="uV"/>'

    assert said(f"<value>{points}<digits>1 -2  3</digits></value>", "SLIST_PQ", "SampledData") == {
        "origin": of("0", "uV"),
        "factor": Decimal("2.50"),
        "dimensions": 1,
        "data": "1 -2 3",
    }


@pytest.mark.parametrize(
    "points",
    [
        '<scale value="1" unit="uV"/><digits>1 2</digits>',
        '<origin value="0" unit="uV"/><scale value="1" unit="mV"/><digits>1 2</digits>',
        '<origin value="0" unit="uV"/><digits>1 high 2</digits>',
        '<origin value="0" unit="uV"/><digits> </digits>',
    ],
)
def test_a_curve_that_is_not_whole_is_none(points: str) -> None:
    """Without an origin, in two units, or not of numbers: nothing of it is read."""
    found, node = reading(f"<value>{points}</value>")

    assert found.as_("SLIST_PQ", "SampledData", node) is None
    assert not found.claims


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        ('<increment value="0.002" unit="s"/>', Decimal(2)),
        ('<increment value="4" unit="ms"/>', Decimal(4)),
        ('<increment value="2.0" unit="s"/>', Decimal(2000)),
        ('<increment value="4" unit="mo"/>', None),
        ('<increment value="0" unit="s"/>', None),
        ('<increment nullFlavor="UNK"/>', None),
    ],
)
def test_how_far_points_are_apart_is_told_in_milliseconds(
    apart: str, expected: Decimal | None
) -> None:
    assert said(apart, "MILLISECONDS", "decimal") == expected


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ('<value xsi:type="PQ" value="3" unit="mg"/>', "3 mg"),
        ('<value xsi:type="ST">as told</value>', "as told"),
        ('<value xsi:type="BL" value="true"/>', "true"),
        ('<value xsi:type="IVL_PQ"><low value="1" unit="mg"/></value>', ">= 1 mg"),
        ('<value xsi:type="CD" code="1" codeSystem="1.2"/>', None),
    ],
)
def test_what_was_not_found_is_told_in_words(snippet: str, expected: str | None) -> None:
    assert said(snippet, "WORDS", "string") == expected


def test_money_has_a_currency() -> None:
    made = said('<amount value="12.30" currency="EUR"/>', "MO", "Money")

    assert made == {"value": Decimal("12.30"), "currency": "EUR"}


ANY: tuple[tuple[str, str, Any], ...] = (
    ('<value xsi:type="PQ" value="1" unit="mg"/>', "Quantity", of("1")),
    ('<value xsi:type="INT" value="7"/>', "integer", 7),
    ('<value xsi:type="REAL" value="7.0"/>', "Quantity", {"value": Decimal("7.0")}),
    ('<value xsi:type="BL" value="false"/>', "boolean", False),
    ('<value xsi:type="ST">as told</value>', "string", "as told"),
    ('<value xsi:type="TS" value="20261121"/>', "dateTime", "2026-11-21"),
    (
        '<value xsi:type="CE.EPSOS" code="1" codeSystem="1.2"/>',
        "CodeableConcept",
        {"coding": [{"system": "urn:oid:1.2", "code": "1"}]},
    ),
    ('<value xsi:type="IVL_PQ"><low value="1" unit="mg"/></value>', "Range", None),
    (
        '<value xsi:type="IVL_PQ"><low value="1" unit="mg"/></value>',
        "Quantity",
        of("1", comparator=">="),
    ),
    ('<value code="1" codeSystem="1.2"/>', "string", None),
    ('<value value="as told"/>', "string", "as told"),
)


@pytest.mark.parametrize(("snippet", "type", "expected"), ANY)
def test_a_value_is_what_it_says_it_is(snippet: str, type: str, expected: Any) -> None:
    assert said(snippet, "ANY", type) == expected


@pytest.mark.parametrize("type", ["Quantity", "string", "boolean", "dateTime", "Period", "Range"])
def test_a_value_is_nothing_else(type: str) -> None:
    """Of the rows of a choice only one has a value."""
    assert said('<value xsi:type="CD" code="1" codeSystem="1.2"/>', "ANY", type) is None
