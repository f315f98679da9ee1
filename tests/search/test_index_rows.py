"""The index rows of a resource: which they are, and that nothing makes them fail.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.fhirjson import decode
from gateway.model import Resource
from gateway.search import Library, patients, rows
from gateway.search.folding import fold
from gateway.search.indexing import Indexing, read
from gateway.search.moments import span
from gateway.settings import Settings
from tests.pace import within
from tests.search.search_house import definitions, library

SHARED = Path(__file__).parents[3] / "shared" / "data" / "suites" / "fhir-examples"
PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p",
    "identifier": [{"system": "urn:s", "value": "1"}],
    "name": [{"family": "Müller-Weiß", "given": ["Anna"]}],
    "gender": "female",
    "birthDate": "1987-04",
    "generalPractitioner": [{"reference": "Practitioner/d/_history/2"}],
    "telecom": [{"system": "phone", "value": "+352 1"}],
    "address": [{"city": "Esch", "postalCode": "4001"}],
    "deceasedBoolean": False,
}


def data() -> Library:
    """What the data of this installation wants."""
    return Library(definitions(), read(Settings().mappings))


def test_the_rows_of_a_patient() -> None:
    """Everything that the data names, each in its form."""
    assert sorted(data().rows(PATIENT), key=repr) == [
        ("date", "birthdate", 544233600000000, 546825599999999),
        ("reference", "general-practitioner", "Practitioner", "d"),
        ("string", "address-city", "esch"),
        ("string", "address-postalcode", "4001"),
        ("string", "family", "muller weiss"),
        ("string", "given", "anna"),
        ("string", "name", "anna"),
        ("string", "name", "muller weiss"),
        (
            "token",
            "deceased",
            "http://terminology.hl7.org/CodeSystem/special-values",
            "false",
        ),
        ("token", "gender", "http://hl7.org/fhir/administrative-gender", "female"),
        ("token", "identifier", "urn:s", "1"),
        ("token", "telecom", "phone", "+352 1"),
    ]


@pytest.mark.parametrize(
    "type_", ["Observation", "DiagnosticReport", "ServiceRequest", "Specimen", "Provenance"]
)
def test_what_is_large_keeps_few_rows(type_: str) -> None:
    """By their numbers and their patient, and by nothing else: rows cost space."""
    given_ = {
        "resourceType": type_,
        "id": "a",
        "status": "final",
        "code": {"coding": [{"system": "urn:s", "code": "1"}]},
        "subject": {"reference": "Patient/p"},
        "target": [{"reference": "Patient/p"}],
        "identifier": [{"system": "urn:s", "value": "1"}],
    }
    names = {name for of, name in data().indexed if of == type_}

    assert names <= {"identifier", "patient"}
    assert data().rows(given_) == tuple(rows(given_))
    assert {row[1] for row in rows(given_)} == {"identifier", "patient"}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("MÜLLER", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Weiß", "weiss"),
        ("Ærø  Łódź", "aero lodz"),
        ("Jean-Paul", "jean paul"),
        ("D'Arc", "darc"),
        ("\tA\n b ", "a b"),
        ("李明", "李明"),
        ("İstanbul", "istanbul"),
        ("...", ""),
        ("\U0001f600 x\x00", "\U0001f600 x"),
    ],
)
def test_texts_are_folded(text: str, folded: str) -> None:
    """Without accents, case, punctuation and extra spaces; again it is the same."""
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "text", ["2020-W01-1", "2020-02-30", "٢٠٢٠-01-01", "2020-1 -01", "0000-01-01", "2020-01-1Z"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Neither a week of a year nor the digits of other scripts are FHIR's."""
    assert span(text) is None
    assert span("2020-02-29") == (1582934400000000, 1583020799999999)


def test_a_text_of_accents_is_folded_in_no_time() -> None:
    """However they stand: nobody's name makes a message wait."""
    with within(1):
        assert fold("a" + "\u0301\u0316" * 200_000) == "a"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Whatever the text."""
    assert fold(fold(text)) == fold(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("coding", "code", "system", "value", "family", "start", "end", "reference"),
                    *("low", "high", "unit", "event", "repeat", "type", "url", "text", "display"),
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*PATIENT, "subject", "link", "meta"]), JSON))
def test_whatever_the_shape_rows_are_made(said: dict[str, Any]) -> None:
    """A resource that is not shaped as it should be is refused elsewhere; here nothing fails."""
    body = {**said, "resourceType": "Patient", "id": "p"}
    known = library()

    for row in known.rows(body):
        assert row[0] in {"token", "string", "date", "number", "quantity", "reference", "uri"}
        json.dumps(row)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*PATIENT, "contact", "meta"]), JSON | st.lists(JSON)))
def test_rows_are_what_a_search_compares_whatever_the_shape(said: dict[str, Any]) -> None:
    """What is read without steps between says the same as what looks at each resource."""
    body, known = {**said, "resourceType": "Patient", "id": "p"}, library()
    params = [known.param("Patient", name) for name in known.parameters("Patient")]
    for param in params:
        if param is not None:
            expected = [(param.kind, param.name, *value) for value in param.held(body, body)]
            assert [*param.reader()(body)] == expected


def examples() -> Iterator[Resource]:
    """Published examples of others, where they are at hand."""
    for file in sorted(SHARED.rglob("*.json")):
        found = decode(file.read_bytes())
        if isinstance(found, dict) and found.get("resourceType") in library().types:
            yield found


@pytest.mark.skipif(not SHARED.is_dir(), reason="the examples of others are not at hand")
def test_what_is_read_by_hand_is_what_is_read_by_expression() -> None:
    """Numbers and patients of published examples: both ways find the same."""
    plain = Library(definitions(), Indexing())
    for body in examples():
        type_ = body["resourceType"]
        hand = rows(body)
        param = plain.param(type_, "identifier")
        if param is not None:
            its = {row[2:] for row in hand if row[1] == "identifier"}
            assert its <= set(param.values(body, body)) or not its
        about = plain.param(type_, "patient")
        if about is not None and type_ in {"Observation", "Condition", "Encounter"}:
            named = {id_ for of, id_ in about.values(body, body) if of == "Patient"}
            assert named == set(patients(body))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the examples of others are not at hand")
def test_every_parameter_reads_the_examples() -> None:
    """Something is found in each of them, and many kinds of things in all."""
    seen = set()
    for body in examples():
        for row in library().rows(body):
            seen.add((body["resourceType"], row[1], row[0]))

    assert len({form for *_, form in seen}) >= 6
    assert len(seen) > 200


@pytest.mark.parametrize("absent", sorted(PATIENT.keys() - {"resourceType"}))
def test_what_is_not_read_has_the_rows_that_reading_it_gives(absent: str) -> None:
    """A parameter is passed over where a resource has none of the elements that it begins with."""
    known = data()
    body = {key: value for key, value in PATIENT.items() if key != absent}
    names = {name for type_, name in known.indexed if type_ == "Patient"} - {"patient"}
    params = [param for name in names if (param := known.param("Patient", name))]
    read = [(one.kind, one.name, *value) for one in params for value in one.values(body, body)]
    assert sorted(known.rows(body), key=repr) == sorted(read, key=repr)
