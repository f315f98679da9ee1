"""FHIRPath by examples: an expression, and what it gives.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from gateway.fhirpath import Environment, FhirPathError, evaluate, parse
from gateway.fhirpath.values import Quantity, moment
from tests.fhirpath.fhirpath_samples import OBSERVATION, PATIENT, QUESTIONNAIRE

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


def ask(expression: str, resource: Any = PATIENT, **world: Any) -> list[Any]:
    return evaluate(expression, resource, None, Environment(resource=resource, now=NOW, **world))


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("name.family", ["Muster"]),
        ("Patient.name.given", ["Ada", None, "Bea", "Ada"]),
        ("Observation.status", []),
        ("name.where(use = 'maiden').given", ["Ada"]),
        ("name[1].use", ["maiden"]),
        ("name.given.count()", [4]),
        ("name.given.where(hasValue()).count()", [3]),
        ("name.given[1].extension('x').value", ["masked"]),
        ("birthDate.extension('t').exists()", [True]),
        ("gender.exists() and gender.hasValue().not()", [True]),
        ("deceased", [False]),
        ("extension('https://example.org/colour').value", ["blue"]),
        ("contained.ofType(Organization).name", ["Ward 7"]),
        ("contained.where($this is Practitioner).id", ["d1"]),
        ("managingOrganization.resolve().name", ["Ward 7"]),
        ("name.select(use & '/' & given.first())", ["official/Ada", "maiden/Ada"]),
        ("name.given.where(hasValue()).select($index)", [0, 1, 2]),
        ("descendants().ofType(Organization).count()", [1]),
        ("%resource.id | %context.id", ["p1"]),
        ("%`vs-x`", ["http://hl7.org/fhir/ValueSet/x"]),
        ("name.trace('who').family", ["Muster"]),
        ("name.repeat(period).count()", [2]),
        ("1.children() | 'a'.extension('x')", []),
        ("'a'.where($this = 'a').hasValue()", [True]),
    ],
)
def test_paths(expression: str, given: list[Any]) -> None:
    """A path gives the JSON values that it leads to."""
    assert ask(expression) == given


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("1 + 2 * 3", 7),
        ("7 / 2", Decimal("3.5")),
        ("-7 div 2", -3),
        ("0.1 + 0.2 = 0.3", True),
        ("13.50.toString()", "13.50"),
        ("1.10 = 1.1", True),
        ("'a' ~ 'A'", True),
        ("'a' = 'A'", False),
        ("(1 | 2) = (2 | 1)", False),
        ("(1 | 2) ~ (2 | 1)", True),
        ("@2012 = @2012-01", None),
        ("@2012 = @2013-01", False),
        ("@2012-01-01T10:00Z = @2012-01-01T11:00+01:00", True),
        ("@2012-01-31 + 1 month", moment("Date", "2012-02-29")),
        ("now() > @2026-11-21T10:00:00Z", True),
        ("today()", moment("Date", "2026-11-21")),
        ("4 'g' = 4000 'mg'", True),
        ("1 'cm' < 1 '[in_i]'", True),
        ("1 year = 1 'a'", None),
        ("true and {}", None),
        ("false and {}", False),
        ("{} implies true", True),
        ("true xor {}", None),
        ("'abc'.substring(1, 1)", "b"),
        ("'a.b'.matches('^a[.]b$')", True),
        ("'abc'.replaceMatches('(b)', '<$1>')", "a<b>c"),
        ("'2026-02-30'.convertsToDate()", False),
        ("'1 \\'wk\\''.toQuantity()", Quantity(Decimal(1), "wk")),
        ("'4 \\'g\\''.toQuantity('mg')", Quantity(Decimal(4000), "mg")),
        ("1 week.toQuantity('d')", Quantity(Decimal(7), "d")),
        ("24 'h'.toQuantity('days')", Quantity(Decimal(1), "day", calendar=True)),
        ("1 year.toQuantity('d')", None),
        ("4 'g'.convertsToQuantity('m')", False),
        ("5 '1' > 4 and 4 < 5 '1' and 5 '1' = 5", True),
        ("5 'mg' > 4", None),
        ("1 + 1 '1'", Quantity(Decimal(2))),
        ("6 'm2' / 2 'm'", Quantity(Decimal(3), "m")),
        ("true.toDecimal().toString()", "1.0"),
        ("@2012 + 365 days", moment("Date", "2013")),
        ("@2012 - 364 days", moment("Date", "2012")),
        ("@2012-01 + 30 days", moment("Date", "2012-02")),
        ("@2012-01-01 - 23 hours", moment("Date", "2012-01-01")),
        ("@T10:00 - 59 seconds", moment("Time", "10:00")),
        ("'11/30'.replaceMatches('(?<m>[0-9]+)/(?<d>[0-9]+)', '${d}-${m}')", "30-11"),
        ("2147483647 + 1", None),
        ("2.power(1000000)", None),
        ("1 / 0", None),
        ("(1 | 2 | 3).aggregate($this + $total, 0)", 6),
        ("iif(true, 1, 'a'.toInteger() / 0)", 1),
        ("'\\u00e9' & `id`", "ép1"),
        ("1.587.lowBoundary(2)", Decimal("1.58")),
        ("@2014.highBoundary(8)", moment("Date", "2014-12-31")),
        ("'abcb'.lastIndexOf('b')", 3),
        ("coalesce({}, name.nothing, 'x', 1)", "x"),
        ("name.defineVariable('n').first().select(%n.count())", 2),
        ("defineVariable('a', 1).select(defineVariable('b', %a + 1).select(%a + %b))", 3),
        ("name.defineVariable('u', use.first()).where(use = %u).count()", 1),
        ("name.first().subsumes(name.first())", True),
        ("name.first().subsumedBy(name.last())", None),
        ("name.sort(-use).first().use", "official"),
    ],
)
def test_values(expression: str, given: Any) -> None:
    """An expression gives one value, or (None) nothing."""
    assert ask(expression) == ([] if given is None else [given])


@pytest.mark.parametrize(
    "expression",
    [
        "name.single()",
        "'a' < 1",
        "'a' + 1",
        "(true | 'foo').allTrue()",
        "name.startsWith('a')",
        "iif('x', 1, 2)",
        "%nobody",
        "'x'.matches('(')",
        "'x'.matches('[[a]')",
        "defineVariable('x', 1).select(%x) | %x",
        "name.slice('https://example.org/p', 's')",
        "elementDefinition()",
    ],
)
def test_faults_when_asked(expression: str) -> None:
    """What cannot be answered raises, and never quotes the patient."""
    with pytest.raises(FhirPathError) as error:
        ask(expression)
    assert not re.search("Muster|Ada|Bea|1980", str(error.value))


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("2 +", 3),
        ("name..given", 5),
        ("name.where(", 11),
        ("nobody()", 0),
        ("a # b", 2),
        ("@2015-13", 0),
        ("$that", 0),
        ("'\\q'", 0),
        ("x is Nonsense.Thing", 2),
        ("name.exists(1, 2)", 5),
        ("defineVariable('x', 1) | %x.defineVariable('x').defineVariable('x')", 48),
        ("defineVariable('context')", 0),
        ("defineVariable(id)", 0),
    ],
)
def test_faults_when_read(expression: str, at: int) -> None:
    """What is no expression is refused with its place."""
    with pytest.raises(FhirPathError) as error:
        ask(expression)
    assert error.value.at == at


def test_the_time_is_told_or_refused() -> None:
    """Without a clock in the environment there is no now."""
    with pytest.raises(FhirPathError):
        evaluate("now()", PATIENT, None, Environment(resource=PATIENT))


def test_a_tree_is_a_value() -> None:
    """The same text gives the same tree, and comments are no part of it."""
    assert parse("a.b(1) /* c */ or d") == parse("a.b(1)         or d")


def test_quantities_of_a_resource() -> None:
    """A FHIR Quantity compares with a literal, in another unit too."""
    assert ask("value > 130 'g/L'", OBSERVATION) == [True]
    assert ask("(value as Quantity).value", OBSERVATION) == [Decimal("13.50")]


def test_years_of_a_resource() -> None:
    """UCUM's years compare with those of the calendar; what is only bounded, never."""
    age = {"value": 17, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
    sample = {"resourceType": "Observation", "valueQuantity": age}
    assert ask("value < 18 years and value > 12 months", sample) == [True]
    sample = {"resourceType": "Observation", "valueQuantity": {**age, "comparator": ">"}}
    assert ask("value < 18 years", sample) == []


def test_links_of_a_questionnaire() -> None:
    """Items at any depth are found."""
    assert ask("repeat(item).linkId", QUESTIONNAIRE) == ["1", "1.1", "1.1", "1.2"]


def test_trace_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What is traced is not printed: it is a patient's."""
    ask("name.trace('name', family)")
    assert capsys.readouterr() == ("", "")


def test_the_resource_is_not_changed() -> None:
    """Asking changes nothing."""
    before = repr(PATIENT)
    ask("descendants().combine(name).distinct().count()")
    assert repr(PATIENT) == before


def test_hooks_of_the_environment() -> None:
    """Profiles, value sets and references outside are asked of the environment."""
    world = {
        "conforms": lambda _value, url: url == "p",
        "member_of": lambda value, _url: value == "Muster",
        "subsumes": lambda wide, narrow: wide["use"] < narrow["use"],
        "slices": lambda value, _url, name: value["use"] == name,
        "element": lambda _value: {"path": "Patient.name"},
        "resolve": {"Patient/x": {"resourceType": "Patient", "id": "x"}}.get,
    }
    assert ask("conformsTo('p')", **world) == [True]
    assert ask("name.family.memberOf('v')", **world) == [True]
    assert ask("name[0].subsumes(name[1])", **world) == [False]
    assert ask("name[0].subsumedBy(name[1])", **world) == [True]
    assert ask("name.slice('p', 'maiden').count()", **world) == [1]
    assert ask("name.first().elementDefinition().path", **world) == ["Patient.name"]
    assert ask("'Patient/x'.resolve().id", **world) == ["x"]
    assert ask("'Patient/y'.resolve()", **world) == []
