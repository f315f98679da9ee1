"""A sign never passes over what has the code, and nearly always what has not.

https://hl7.org/fhir/R4/search.html#token
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Resource
from gateway.search import signs
from gateway.search.plan import rest
from gateway.search.wanted import Wanted
from tests.search.search_house import library

CODED = {"coding": [{"system": "urn:lab", "code": "2345-7"}, {"code": "GLU"}], "text": "Glucose"}


def result(code: Any) -> Resource:
    return {"resourceType": "Observation", "code": code}


def wanted(type_: str, name: str, *codes: str, **more: Any) -> Wanted:
    param = library(rich=False).param(type_, name)
    assert param
    return Wanted(param, tuple(("urn:lab", code) for code in codes), **more)


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        (CODED, ["2345-7", "GLU"]),
        ({"coding": [{"code": "GLU"}]}, ["GLU"]),
        ({"coding": [{"system": "urn:lab"}]}, [""]),
        ({"coding": [{"coding": [{"code": "deep"}]}]}, ["deep"]),
        ([{"coding": [{"code": "a"}]}, {"coding": [{"code": "b"}]}], ["a", "b"]),
        ({"text": "Glucose"}, []),
        ("final", ["final"]),
    ],
)
def test_each_code_has_its_sign(code: Any, codes: list[str]) -> None:
    assert signs.signs(result(code)) == b"".join(sorted({signs.sign(one) for one in codes}))


def test_what_has_no_code_has_no_sign() -> None:
    assert signs.signs({"resourceType": "Patient"}) == b""


@pytest.mark.parametrize("code", [{"coding": 3}, {"coding": [{"system": 3}, None], "code": 1}])
def test_what_is_misshapen_has_no_sign_that_its_code_would_not_have(code: Any) -> None:
    """It fits no code either; or it is not sure, and looked at."""
    assert signs.signs(result(code)) in {None, b"", signs.sign("")}


def test_a_code_is_looked_for_by_its_sign() -> None:
    found = rest([wanted("Observation", "code", "GLU")])
    assert found
    assert found.sign == signs.sign("GLU")


@pytest.mark.parametrize(
    ("type_", "name", "codes", "more"),
    [
        ("Observation", "code", ["GLU", "HB"], {}),
        ("Observation", "code", ["GLU"], {"modifier": "not"}),
        ("Observation", "code", ["GLU"], {"test": lambda _system, _code: True}),
        ("Observation", "category", ["laboratory"], {}),
        ("Observation", "combo-code", ["GLU"], {}),
        ("AllergyIntolerance", "code", ["GLU"], {}),
        ("Observation", "code", [""], {}),
    ],
)
def test_what_says_more_than_one_code_of_one_element_is_not(
    type_: str, name: str, codes: list[str], more: Any
) -> None:
    found = rest([wanted(type_, name, *codes, **more)])
    assert found
    assert found.sign == b""
