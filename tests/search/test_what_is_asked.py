"""What a search asks for, in the words of an index; and what is refused, by name.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.search import Chained, Having, Listed, Search, Wanted
from tests.pace import within
from tests.search.search_house import BASE, understood

UCUM = "http://unitsofmeasure.org"


def ask(type_: str, asked: str) -> Search:
    found = understood(type_, asked)
    assert isinstance(found, Search), [one.text for one in found]
    return found


def refusals(type_: str, asked: str) -> list[str]:
    found = understood(type_, asked)
    assert isinstance(found, list)
    return [one.text for one in found]


def only(type_: str, asked: str) -> Wanted:
    (clause,) = ask(type_, asked).clauses
    assert isinstance(clause, Wanted)
    return clause


DAY = 86_400_000_000


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ("_id=a,b", [("a",), ("b",)]),
        ("_id=a,,b", [("a",), ("b",)]),
        ("code=v", [(None, "v")]),
        ("code=s|v", [("s", "v")]),
        ("code=s|", [("s", None)]),
        ("code=|v", [("", "v")]),
        (r"code=a\,b,c", [(None, "a,b"), (None, "c")]),
        (r"code=s|a\|b", [("s", "a|b")]),
        (r"code=s|a\\,c", [("s", "a\\"), (None, "c")]),
        (r"code=a\$b", [(None, "a$b")]),
        ("code=s%7Cv", [("s", "v")]),
        ("code=a,a", [(None, "a")]),
        ("subject:Patient=1", [("Patient/1",)]),
        ("subject=Patient/1/_history/4", [("Patient/1",)]),
        (f"subject={BASE}/Patient/1", [("Patient/1",)]),
        ("patient=p1,Patient/p2", [("Patient/p1",), ("Patient/p2",)]),
        ("subject=https://b.example/Patient/1", [("https://b.example/Patient/1",)]),
        ("value-string=M%C3%9CLLER-Wei%C3%9F", [("muller weiss",)]),
        ("value-string=D'Arc", [("darc",)]),
        ("date=1970-01-02", [("eq", DAY, 2 * DAY - 1)]),
        ("date=ge1970-01-02T00:00Z", [("ge", DAY, DAY + 59_999_999)]),
        ("date=lt1970-01-02T01:00:00%2B01:00", [("lt", DAY, DAY + 999_999)]),
        ("date=1970-01-02T01:00:00+01:00", [("eq", DAY, DAY + 999_999)]),
        ("date=sa1970-01-02T00:00:00.5Z", [("sa", DAY + 500_000, DAY + 599_999)]),
        ("value-quantity=gt5", [("gt", "", 5.0, 5.0)]),
        ("value-quantity=gt5||mg", [("gt", "|mg", 5.0, 5.0)]),
        (f"value-quantity=le5|{UCUM}|mg", [("le", f"{UCUM}|g1", 0.005, 0.005)]),
        ("value-quantity=gt5|urn:x|mg", [("gt", "urn:x|mg", 5.0, 5.0)]),
    ],
)
def test_a_value_is_read(asked: str, values: list[Any]) -> None:
    """Commas are alternatives, escapes are undone, precision is kept."""
    assert list(only("Observation", asked).values) == values


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("100", 99.5, 100.5),
        ("100.00", 99.995, 100.005),
        ("1e2", 95, 105),
        ("5.40e-3", 0.005395, 0.005405),
        ("-1", -1.5, -0.5),
        ("ap10", 9, 11),
        ("ap-10", -11, -9),
    ],
)
def test_a_number_stands_for_what_it_may_have_been(said: str, low: float, high: float) -> None:
    """https://hl7.org/fhir/R4/search.html#number: the published examples among them."""
    ((_, first, last),) = only("RiskAssessment", f"probability={said}").values

    assert first == pytest.approx(low, rel=1e-12)
    assert last == pytest.approx(high, rel=1e-12)


def test_what_comes_again_narrows() -> None:
    """Each time it is a condition of its own."""
    assert len(ask("Observation", "code=a&code=b").clauses) == 2


def test_ways_to_other_resources() -> None:
    """A chain, its types; what refers here; what a list holds."""
    chain, typed, has, nested, listed = ask(
        "Observation",
        "subject.name=x&subject:Patient.general-practitioner.name=y&_has:Provenance:target:recorded=2026"
        "&_has:DiagnosticReport:result:_has:Provenance:target:_id=a&_list=l1",
    ).clauses

    assert isinstance(chain, Chained)
    assert {type_ for type_, _ in chain.inner} == {"Location", "Patient"}
    assert isinstance(typed, Chained)
    assert [type_ for type_, _ in typed.inner] == ["Patient"]
    assert isinstance(typed.inner[0][1], Chained)
    assert isinstance(has, Having)
    assert isinstance(nested, Having)
    assert isinstance(nested.inner, Having)
    assert listed == Listed("l1")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("codes=1", "Parameter 1 of the search is none by which Observation can be searched"),
        ("code=1&datte=2026", "Parameter 2 of the search is none by which"),
        (
            "Subject=1",
            "Parameter 1 of the search is none by which Observation can be searched; it",
        ),
        ("_filter=x", "_filter is not understood here"),
        ("_query=x", "_query is not understood here"),
        ("_contained=true", "_contained is not understood here"),
        ("code:exact=v", "code does not take this modifier; these are: missing, not, text"),
        ("date:not=2026", "date does not take this modifier; these are: missing."),
        ("_text:exact=v", "_text takes no modifier"),
        ("subject:Patients=1", "subject does not take this modifier"),
        ("_sort:x=date", "_sort takes no modifier"),
        ("code=", "code has no value"),
        ("code=,", "code has no value"),
        ("value-string=-", "value-string has no value"),
        ("code=a%00", "code holds a character that no text of FHIR may hold"),
        ("code=|", "code takes code, system|code"),
        ("code=a|b|c", "code takes code, system|code"),
        ("code:of-type=a|b", "code:of-type takes system|code|value"),
        ("date=2026-13", "date takes a date"),
        ("date=2026-02-30", "date takes a date"),
        ("date=xx2026", "date takes a date"),
        ("date=2026-01-01T25:00Z", "date takes a date"),
        ("date=0000", "date takes a date"),
        ("date=10000-01-01", "date takes a date"),
        ("value-quantity=x", "value-quantity takes number"),
        ("value-quantity=5|mg", "value-quantity takes number"),
        ("value-quantity=5|urn:x|", "value-quantity takes number"),
        ("value-quantity=1e999", "value-quantity takes number"),
        ("value-quantity=" + "9" * 5000, "value-quantity takes number"),
        ("patient=Group/g1", "patient takes Type/id"),
        ("subject=a b", "subject takes Type/id"),
        ("code:missing=yes", "code:missing is true or false"),
        ("code-value-quantity=a", "code-value-quantity takes its parts joined by $"),
        ("code-value-quantity=a$b$c", "code-value-quantity takes its parts joined by $"),
        ("code:in=http://nobody.example/vs", "code: this value set is not known here"),
        ("code:below=1", "code: nothing is known here of what is above or below"),
        ("code.name=x", "code is no reference that leads there"),
        ("subject:Patients.name=x", "subject leads to none of the types"),
        ("_has:Observation=x", "_has is written as"),
        ("_has:Nothing:patient:code=x", "_has is written as"),
        ("_has:Patient:link:name=x", "link is no reference that leads there"),
        ("_list=$current-problems", "_list takes the id of one List"),
        ("_include=Patient:link", "_include begins at Patient, and Observation is searched"),
        ("_include:recurse=Observation:subject", "_include does not take this modifier; these"),
        ("_include=Weber:subject", "_include takes Type:reference"),
        ("_include=Observation", "_include takes Type:reference"),
        ("_include=Observation:code", "_include names no reference of Observation; these are: "),
        ("_revinclude=*", "_revinclude=* is not taken"),
        ("_sort=nothing", "_sort takes parameters"),
        ("_sort=code-value-quantity", "_sort takes parameters"),
        ("_sort=" + ",".join(["date"] * 5), "A search may be sorted by at most 4"),
        ("_total=many", "_total is one of none, estimate, accurate"),
        ("_summary=short", "_summary is one of"),
        ("_count=-1", "_count is one whole number"),
        ("_count=ten", "_count is one whole number"),
        ("_count=", "_count is one whole number"),
        ("_count=%C2%B2", "_count is one whole number"),
        ("_count=5&_count=6", "_count may be said once only"),
        ("code=" + "a," * 101, "A search may have at most 100 values"),
        ("_id=a&" * 101, "A search may have at most 100 values"),
        ("_id=" + "a," * 10_000, "A search may have at most 100 values"),
        ("subject:Patient." + "link." * 6 + "name=x", "A chain may follow at most 4"),
        ("patient." * 500 + "name=x", "Parameter 1 of the search is none by which Patient"),
        ("_has:Observation:has-member:" * 400 + "code=x", "A chain may follow at most 4"),
        ("focus._id=x", "focus leads to more than 12 types"),
        ("focus.subject.subject.subject.subject._id=x", "focus leads to more than 12 types"),
    ],
)
def test_what_is_refused(asked: str, says: str) -> None:
    """The refusal names the parameter and says what would do."""
    with within(2):
        assert refusals("Observation", asked)[0].startswith(says)


def test_all_that_is_wrong_is_said() -> None:
    """Not only the first of it, and nothing twice."""
    assert len(refusals("Observation", "date=x&code=&date=y&unknown=1&other=2")) == 4


@pytest.mark.parametrize(
    "asked",
    [
        "Weber=Anna",
        "Weber:exact=Anna",
        "code:Weber=1",
        "subject.Weber=1",
        "subject:Weber.name=1",
        "_has:Observation:Weber:code=1",
        "_has:Weber:patient:code=1",
        "patient=Weber Anna",
        "_count=Weber",
        "date:Weber=1",
        "date=Weber",
        "code:in=Weber",
        "_include=Weber",
        "_sort=Weber",
        "_list=Weber Anna",
        r"code=Weber\|Anna|b|c",
    ],
)
def test_a_refusal_repeats_nothing_of_a_stranger(asked: str) -> None:
    """Neither a value nor a name that FHIR does not know comes back."""
    assert not any("Weber" in text or "Anna" in text for text in refusals("Observation", asked))


def test_the_lenient_leave_aside_what_is_not_known() -> None:
    """It is said what was left aside, and what was kept; a wrong value is wrong all the same."""
    found = understood("Observation", "codes=1&code=2&_count=3", lenient=True)
    assert isinstance(found, Search)

    assert found.said == (("code", "2"), ("_count", "3"))
    assert len(found.clauses) == 1
    assert [one.severity.value for one in found.ignored] == ["warning"]
    assert isinstance(understood("Observation", "codes=1&date=x", lenient=True), list)
