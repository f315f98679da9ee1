"""Systems that nobody can list are decided by rule: what is right, what is wrong, what is hostile.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from lark.exceptions import LarkError
from ucumvert import get_ucum_parser

from gateway.terminology.grammars import FORMED, GRAMMARS
from tests.pace import within

UNITS, TAGS, MEDIA = "http://unitsofmeasure.org", "urn:ietf:bcp:47", "urn:ietf:bcp:13"
COUNTRIES, MONEY = "urn:iso:std:iso:3166", "urn:iso:std:iso:4217"

RIGHT = [
    (UNITS, "mg/dL 10*3/uL mm[Hg] {score} umol/min/g{Hb} kg.m-2 [in_us] 10^6/L 1 % /min Cel"),
    (TAGS, "lb de-LU fr en-US zh-Hant sgn-BE-FR x-private sr-Latn-RS"),
    (
        MEDIA,
        "text/plain application/fhir+json application/pdf image/svg+xml text/html;charset=utf-8",
    ),
    (COUNTRIES, "LU LUX 442 BE DE"),
    (MONEY, "EUR CHF USD"),
]
WRONG = [
    (UNITS, "ea mcg MG/DL mg/ tab mmol//L ((m) µg"),
    (TAGS, "zz-ZZ xx english de_LU - 12 aaaaaaaaaa"),
    (MEDIA, "pdf json text/ /plain foo/bar text text//plain"),
    (COUNTRIES, "lu XX LU-CA Luxembourg 0"),
    (MONEY, "eur EURO ZZZ 978"),
]


def _rows(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(system, code) for system, codes in rows for code in codes.split()]


@pytest.mark.parametrize(("system", "code"), _rows(RIGHT))
def test_a_right_code(system: str, code: str) -> None:
    assert GRAMMARS[system](code)


KINDS = "http://terminology.hl7.org/CodeSystem/v2-0203"


@pytest.mark.parametrize(
    ("code", "listed"),
    [("NNLUX", True), ("NNFRA", True), ("NNXYZ", False), ("NN442", False), ("NNLU", False)],
)
def test_a_code_listed_by_a_pattern(code: str, listed: bool) -> None:  # noqa: FBT001 - a column
    assert FORMED[KINDS](code) is listed


@pytest.mark.parametrize(("system", "code"), [*_rows(WRONG), (UNITS, ""), (TAGS, "")])
def test_a_wrong_code(system: str, code: str) -> None:
    assert not GRAMMARS[system](code)


UNCOMMON = (
    "4.[pi].10*-7 ug/kg/(8.h) (m) m/(s.(kg)) [degF] B[SPL] %{vol} {a}{b} () (/m) mg() 10*+3 m-2 "
    "m+2 m--2 kg.m/s2 dag Kibit Mim [in_i'H2O] cm[H2O] 2mg mg2{x} {x}2 m2.{a}/L 12 1.2 1. .1 //m "
    "m/ (m/s)2 (m/s){a} [iU]{a b} k kk uum mcd cd dd mmo Gal/s2 10 10*2.m m.(s"
)
"""Pieces of the grammar in every order."""


@pytest.mark.parametrize("code", UNCOMMON.split())
def test_a_unit_is_read_as_the_published_grammar_reads_it(code: str) -> None:
    """Held against the parser of another author."""
    parser = get_ucum_parser()
    try:
        parser.parse(code)
        said = True
    except LarkError:
        said = False

    assert GRAMMARS[UNITS](code) is said


def test_many_units_take_no_time() -> None:
    """Each is another one, so that nothing is remembered."""
    GRAMMARS[UNITS]("m17")
    with within(1):
        assert all(GRAMMARS[UNITS](f"m{number}.kg/{{x{number}}}") for number in range(20_000))


@pytest.mark.parametrize("system", GRAMMARS)
@pytest.mark.parametrize(
    "code",
    ["(" * 10_000, "a-" * 10_000, "{" + "x" * 100_000, "m." * 60, "text/" + "x" * 100_000, "\x00"],
    ids=["brackets", "parts", "words", "products", "long", "control"],
)
def test_a_hostile_code_is_answered_at_once(system: str, code: str) -> None:
    """Whatever the answer is."""
    GRAMMARS[system]("kg")
    with within(0.5):
        GRAMMARS[system](code)


def test_what_most_messages_bring_loads_no_library() -> None:
    """They take a third of a second, and the first message is not to wait for them."""
    program = (
        "import sys; from gateway.terminology.grammars import GRAMMARS;"
        "assert GRAMMARS['http://unitsofmeasure.org']('mmol/L');"
        "assert GRAMMARS['urn:ietf:bcp:13']('text/plain');"
        "print(*{'ucumvert', 'lark', 'langcodes', 'iso4217', 'iso3166'} & sys.modules.keys())"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert done.stdout.strip() == ""
