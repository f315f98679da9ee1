"""An expression is foreign: it runs no code of its own, and cannot run for ever."""

from __future__ import annotations

import builtins
import contextlib
import tracemalloc
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer
from gateway.definitions import Definitions
from gateway.fhirpath import (
    FUNCTIONS,
    Environment,
    FhirPathError,
    emit,
    emit_test,
    evaluate,
    regex,
)
from tests.fhirpath.fhirpath_samples import PATIENT
from tests.pace import within

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
EVIL = "__import__('os').system('x') or evil()"
QUOTED = EVIL.replace("'", "\\'")
LINES = "\\n    evil()\\n# \\\" \\'\\'\\' {evil()} %s"
MANY = " | ".join(map(str, range(60)))
HUGE = {
    **PATIENT,
    "name": [{"family": "a" * 7000, "given": ["x"] * 20} for _ in range(3000)],
    "contact": [{"name": {"family": "b" * 7000}} for _ in range(3000)],
}
INJECTIONS = (
    f"name.where(family = '{QUOTED}')",
    f"`{EVIL}`",
    f"name.`{EVIL}`.exists()",
    f"%`{EVIL}`",
    f"'{QUOTED}' is `{EVIL}`",
    f"extension('{LINES}').exists()",
    f"`{LINES}` | '{LINES}'",
    f"name.family.matches('{LINES}')",
    f"'{LINES}' in ('{QUOTED}' | '{LINES}')",
    f"1 '{QUOTED}'",
    f"trace('{QUOTED}', `{EVIL}`)",
    f"name.startsWith('{LINES}') or `focus` or `env` or `p_yes`",
)


@pytest.fixture
def evil(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    called: list[str] = []
    monkeypatch.setattr(builtins, "evil", lambda: called.append("evil"), raising=False)
    monkeypatch.setattr("os.system", lambda _text: called.append("system"))
    return called


@cache
def _definitions() -> Definitions | None:
    return Definitions.open(ARCHIVE) if ARCHIVE.exists() else None


@pytest.mark.parametrize("expression", INJECTIONS)
def test_what_an_expression_says_never_becomes_source(expression: str, evil: list[str]) -> None:
    """Python in strings, names, variables and units is data."""
    for known in (None, _definitions()):
        for write in (emit, emit_test):
            writer = Writer()
            try:
                write(writer, expression, "Patient", known)
            except FhirPathError:
                continue
            assert "evil" not in writer.done().text
            assert "system" not in writer.done().text
        try:
            evaluate(expression, PATIENT, known)
        except FhirPathError:
            continue

    assert evil == []


def test_the_context_never_becomes_source() -> None:
    """The context is foreign too."""
    writer = Writer()
    emit(writer, "name", f"Patient.{EVIL}", _definitions())
    assert "evil" not in writer.done().text


ENDLESS = (
    "descendants().select(%resource.descendants().select(%resource.descendants().select($this)))",
    "(1 | 2).repeat($this + 1)",
    "('a' | 'b').repeat($this & $this)",
    "name.repeat(%resource.descendants().select(%resource.descendants().combine($this)))",
    f"({MANY}).aggregate($total.combine($total), 1)",
    f"({MANY}).aggregate($total.select(1).combine((1 | 2 | 3).select($total)), 1)",
    f"({MANY}).aggregate($total & $total, 'aa')",
    f"({MANY}).aggregate($total + $total, 'aa')",
    f"({MANY}).aggregate($total.replace('a', 'aaaaaaaaaaaaaaaaa'), 'aa')",
    f"({MANY}).aggregate($total.replaceMatches('a', 'aaaaaaaaaaaaaaaaa'), 'aa')",
    f"({MANY}).aggregate($total.encode('hex'), 'aa')",
    f"({MANY}).aggregate($total.toChars().combine($total.toChars()).join(), 'aa')",
    "'" + "a" * 40 + "!'.matches('^(a+)+$')",
    "'" + "a" * 40 + "!'.matches('^(a|aa)+$')",
    "'a'.matches('"
    + "(" * 90
    + "(aa|"
    + "|".join(f"{chr(n)}b?" for n in range(0x400, 0x480))
    + ")"
    + "x)+" * 90
    + "')",
    "'" + ".bbb" * 40 + "!'.matches('^(\\.b*b*)+$')",
    "'" + ".a[x]" * 40 + "!'.matches('^(\\.[^.]*(\\[x\\])?)*$')",
    "'" + "a" * 40 + "!'.matches('^((b?)?a)+$')",
    "'" + "aé" * 40 + "!'.matches('^(é|a[à-ý]?)+$')",
    "'" + "aA" * 40 + "!'.matches('(?i)^(A|aa?)+$')",
    "'" + "a" * 5000 + "'.matches('a*a*a*a*a*b')",
    "'" + "a" * 9000 + "'.matches('a*b')",
    "'" + "a" * 100 + "'.matches('(a*)\\\\1b')",
    "'" + "a" * 60 + "'.matches('((a{0,10}){0,10}){0,10}b')",
)
"""What never ends by itself, or not soon."""
LARGE = (
    "name.select(%resource.name.select(%resource.name.family))",
    "name.all(%resource.contact.name.family.count() > 5)",
    "name.all(%resource.contact.all(name.exists()))",
    "name.where(family.matches('a*b'))",
    "name.family in contact.name.family.combine(name.family)",
    "name.all(%resource ~ %resource)",
    "name.given.select(%resource.name.given.first())",
    "name.aggregate(%resource.descendants().combine($total))",
    "name.given.select(%resource.name.first().family & $this & %resource.name.last().family)",
    "descendants().sort($this.toString())",
    "descendants().repeat(descendants())",
    "descendants().intersect(%resource.descendants())",
)
"""What is harmless when asked of little, and grows faster than the resource."""


@pytest.mark.parametrize("expression", ENDLESS)
def test_nothing_runs_for_ever(expression: str) -> None:
    """An expression that would take long is stopped within a second, and without its memory."""
    for known in (None, _definitions()):
        with within(1), pytest.raises(FhirPathError):
            evaluate(expression, PATIENT, known)


@pytest.mark.parametrize("expression", LARGE)
def test_nothing_grows_faster_than_its_budget(expression: str) -> None:
    """Asked of a large resource it is stopped within a second too, or answered."""
    with within(1), contextlib.suppress(FhirPathError):
        evaluate(expression, HUGE, _definitions())


def test_a_hostile_expression_takes_little_memory() -> None:
    """What is stopped has not filled the memory before: strings and lists are paid by size."""
    for expression in (*ENDLESS, *LARGE):
        tracemalloc.start()
        with contextlib.suppress(FhirPathError):
            evaluate(expression, PATIENT, None)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
        tracemalloc.stop()


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999"])
@pytest.mark.parametrize(
    "asked",
    ["toString()", "floor()", "round(3)", "toQuantity().toString()", "precision()", "truncate()"],
)
def test_a_huge_number_is_not_written_out(number: str, asked: str) -> None:
    """A number of a thousand million digits is refused, or left as it is."""
    resource = {
        "resourceType": "Basic",
        "extension": [{"url": "x", "valueDecimal": Decimal(number)}],
    }
    with within(1), contextlib.suppress(FhirPathError):
        evaluate(f"extension.value.{asked}", resource, _definitions())


def test_long_rows_are_read() -> None:
    """How many alternatives a condition lists is no question of depth."""
    row = " or ".join(f"name.use = 'u{n}'" for n in range(500))
    codes = " | ".join(f"'c{n}'" for n in range(500))
    assert evaluate(f"{row} or true", PATIENT, None) == [True]
    assert evaluate(f"('c499' in ({codes})) and ({codes}).count() = 500", PATIENT, None) == [True]


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("^[ \\r\\n\\t\\S]+$", 5_000),
        ("[A-Z]([A-Za-z0-9_]){0,254}", 100_000),
        ("^[a-z]+://[^/]+/[^?]*$", 5_000),
        (".*needle.*", 5_000),
        ("^[^.[]{1,64}(\\.[^.[]{1,64}(\\[x\\])?)*$", 5_000),
        ("^urn:oid:[0-2](\\.(0|[1-9][0-9]*))+$", 5_000),
        ("[^\\s]+(\\s[^\\s]+)*", 5_000),
        ("^([A-Z][a-z]*)+$", 5_000),
        ("^(ab|cd)+$", 5_000),
        ("(?i)^([a-z][0-9]*)+$", 5_000),
    ],
)
def test_honest_patterns_take_long_strings(pattern: str, longest: int) -> None:
    """Patterns whose work is bounded are tried on strings as long as records have them."""
    with within(2):
        regex.search(pattern, "a" * longest)
        regex.search(pattern, "a:/.?" * (longest // 5))


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 500 + "1" + ")" * 500,
        ".".join(["a"] * 500),
        " + ".join(["a"] * 500),
        "a.where(" * 100 + "b" + ")" * 100,
        "1" * 5000,
        "x" * 50_000,
        "-" * 1000 + "1",
        "a[0]" + "[0]" * 500,
    ],
)
def test_what_is_too_large_is_refused(expression: str) -> None:
    """Depth and length have bounds."""
    with pytest.raises(FhirPathError):
        evaluate(expression, PATIENT, None)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 55 + "1" + ")" * 55,
        ".".join(["a"] * 55),
        " | ".join(["a"] * 55),
        " and ".join(["a.exists()"] * 55),
        " xor ".join(["active"] * 55),
        "name.where(" * 30 + "true" + ")" * 30,
        "name.exists(" * 30 + "true" + ")" * 30,
        "name.all(period.empty() = (" * 15 + "true" + "))" * 15,
        "iif(true, " * 30 + "1" + ")" * 30,
        "(" * 39 + "a.exists()" + " = true)" * 39,
    ],
)
def test_what_is_within_bounds_compiles(expression: str) -> None:
    """Whatever the bounds let through, Python can hold, and it stays small."""
    for known in (None, _definitions()):
        for write in (emit, emit_test):
            writer = Writer()
            write(writer, expression, "Patient", known)
            text = writer.done().text
            compile(text, "bounds", "exec")
            assert len(text) < 300 * len(expression)


def test_a_resource_of_the_wrong_shape_raises_by_name() -> None:
    """Where JSON is not what the definitions say, it is FhirPathError and nothing else."""
    wrong: dict[str, Any] = {"resourceType": "Patient", "name": "x", "contact": [1, None]}
    for expression in ("name.given", "contact.name.exists()", "name.where(use = 'x')", "name > 1"):
        try:
            evaluate(expression, wrong, _definitions(), Environment(resource=wrong))
        except FhirPathError as error:
            assert "x" not in str(error).split()  # noqa: PT017 - it need not raise


def test_the_table_is_whole() -> None:
    """Every function that R4's invariants use has its row."""
    used = (
        "exists empty not all where count isDistinct select startsWith first contains trace "
        "hasValue matches toInteger tail descendants toString children length is ofType iif "
        "substring htmlChecks as combine resolve replaceMatches intersect"
    )
    assert set(used.split()) <= set(FUNCTIONS)
