"""Which codes a value set takes: in, out, or unknown and why; one example for each way to say it.

https://hl7.org/fhir/R4/valueset.html#compose
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.definitions import Definitions
from gateway.fhirpath import FhirPathError
from gateway.fhirpath.regex import full
from gateway.settings import Settings
from gateway.terminology import Terminology

TOOLS, WORDS, PARTS = (f"https://codes.example/{one}" for one in ("tools", "words", "parts"))
FAR = "https://codes.example/far"
URL = "https://codes.example/vs/a"
OTHER = "https://codes.example/vs/b"
UCUM = "http://unitsofmeasure.org"
MANIFEST = '{"name": "test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'


def _concept(code: str, *below: dict[str, Any], **said: str) -> dict[str, Any]:
    concept: dict[str, Any] = {"code": code}
    if below:
        concept["concept"] = list(below)
    if said:
        concept["property"] = [{"code": key, "valueCode": one} for key, one in said.items()]
    return concept


SYSTEMS = [
    {
        "url": TOOLS,
        "version": "2.1.0",
        "content": "complete",
        "caseSensitive": True,
        "concept": [
            _concept("tool", _concept("saw", _concept("fretsaw", edge="thin")), _concept("axe")),
            _concept("glue", state="wet", status="retired"),
        ],
    },
    {"url": WORDS, "content": "complete", "caseSensitive": False, "concept": [_concept("Yes")]},
    {
        "url": PARTS,
        "content": "fragment",
        "caseSensitive": True,
        "concept": [_concept("bolt", _concept("m6")), _concept("nut", size="big")],
    },
]


def _fits(pattern: str, text: str) -> bool | None:
    try:
        return full(pattern, text)
    except FhirPathError:
        return None


@pytest.fixture
def judging(tmp_path: Any) -> Callable[..., Terminology]:
    """Makes a terminology of the base, the systems above, and these value sets."""

    def make(*sets: dict[str, Any]) -> Terminology:
        (tmp_path / "package.json").write_text(MANIFEST, encoding="utf-8")
        held = [{"resourceType": "CodeSystem", **one} for one in SYSTEMS]
        held += [{"resourceType": "ValueSet", **one} for one in sets]
        for number, one in enumerate(held):
            (tmp_path / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
        return Terminology(Definitions.open(Settings().definitions, [tmp_path]), _fits)

    return make


def _filtered(name: str, operator: str, value: str, system: str = TOOLS) -> dict[str, Any]:
    return {
        "include": [
            {"system": system, "filter": [{"property": name, "op": operator, "value": value}]}
        ]
    }


FILTERS = [
    (("concept", "is-a", "saw"), ["saw", "fretsaw"], ["tool", "axe", "nail"]),
    (("concept", "descendent-of", "saw"), ["fretsaw"], ["saw", "tool"]),
    (("concept", "is-not-a", "saw"), ["axe", "tool", "glue"], ["saw", "fretsaw", "nail"]),
    (("concept", "generalizes", "fretsaw"), ["fretsaw", "saw", "tool"], ["axe", "glue"]),
    (("edge", "=", "thin"), ["fretsaw"], ["saw", "glue"]),
    (("code", "in", "axe, glue"), ["axe", "glue"], ["saw", "nail"]),
    (("code", "not-in", "axe,glue"), ["saw"], ["axe", "nail"]),
    (("edge", "exists", "true"), ["fretsaw"], ["saw"]),
    (("edge", "exists", "false"), ["saw"], ["fretsaw", "nail"]),
    (("code", "regex", ".*saw"), ["saw", "fretsaw"], ["axe", "nail"]),
    (("parent", "=", "tool"), ["saw", "axe"], ["fretsaw", "tool"]),
    (("child", "=", "fretsaw"), ["saw"], ["fretsaw", "tool", "axe"]),
    (("concept", "is-a", "nothing"), [], ["saw"]),
]


@pytest.mark.parametrize(("said", "inside", "outside"), FILTERS, ids=lambda one: str(one)[:40])
def test_a_filter(
    judging: Callable[..., Terminology],
    said: tuple[str, str, str],
    inside: list[str],
    outside: list[str],
) -> None:
    """One row for each operator: codes that it takes, and codes that it does not."""
    judge = judging({"url": URL, "compose": _filtered(*said)}).member

    assert [code for code in (*inside, *outside) if judge(URL, TOOLS, code).known] == inside
    assert all(judge(URL, TOOLS, code).known is False for code in outside)


@pytest.mark.parametrize("said", [("code", "regex", "(a+)+b"), ("code", "resembles", "saw")])
def test_a_filter_that_cannot_be_applied_leaves_its_codes_unknown(
    judging: Callable[..., Terminology], said: tuple[str, str, str]
) -> None:
    """A pattern that could run for ever, an operator that nobody knows; others are still out."""
    judge = judging({"url": URL, "compose": _filtered(*said)}).member

    assert judge(URL, TOOLS, "saw").known is None
    assert judge(URL, TOOLS, "nail").known is False
    assert judge(URL, WORDS, "Yes").known is False


SAW = {"system": TOOLS, "concept": [{"code": "saw"}]}
YES = {"system": WORDS, "concept": [{"code": "Yes"}]}
COMPOSED = [
    ("several systems", {"include": [SAW, {"system": WORDS}]}, ("yes", WORDS), True),
    ("exclude", {"include": [{"system": TOOLS}], "exclude": [SAW]}, ("saw", TOOLS), False),
    ("not excluded", {"include": [{"system": TOOLS}], "exclude": [SAW]}, ("axe", TOOLS), True),
    ("value set", {"include": [{"valueSet": [OTHER]}]}, ("axe", TOOLS), True),
    ("intersection", {"include": [{**SAW, "valueSet": [OTHER]}]}, ("saw", TOOLS), False),
    ("union", {"include": [SAW, {"valueSet": [OTHER]}]}, ("axe", TOOLS), True),
    ("case", {"include": [{"system": WORDS}]}, ("YES", WORDS), True),
    ("case kept", {"include": [{"system": TOOLS}]}, ("Saw", TOOLS), False),
    ("case of a list", {"include": [YES]}, ("yes", WORDS), True),
    ("its version", {"include": [{"system": TOOLS, "version": "2.1.0"}]}, ("saw", TOOLS), True),
    ("its start", {"include": [{"system": TOOLS, "version": "2.1"}]}, ("saw", TOOLS), True),
    ("other version", {"include": [{"system": TOOLS, "version": "3"}]}, ("saw", TOOLS), None),
    ("other, listed", {"include": [{**SAW, "version": "3"}]}, ("saw", TOOLS), True),
    ("inactive", {"include": [{"system": TOOLS}], "inactive": False}, ("glue", TOOLS), False),
    ("active", {"include": [{"system": TOOLS}], "inactive": False}, ("axe", TOOLS), True),
    ("inactive allowed", {"include": [{"system": TOOLS}]}, ("glue", TOOLS), True),
    ("fragment has it", {"include": [{"system": PARTS}]}, ("nut", PARTS), True),
    ("fragment lacks it", {"include": [{"system": PARTS}]}, ("rivet", PARTS), None),
    ("below in a fragment", _filtered("concept", "is-a", "bolt", PARTS), ("m6", PARTS), True),
    ("perhaps below", _filtered("concept", "is-a", "bolt", PARTS), ("nut", PARTS), None),
    ("property in a fragment", _filtered("size", "=", "big", PARTS), ("bolt", PARTS), False),
    ("system not here", {"include": [{"system": FAR}]}, ("x", FAR), None),
    ("not that system", {"include": [{"system": FAR}]}, ("saw", TOOLS), False),
    ("known part", {"include": [{"system": FAR}, SAW]}, ("saw", TOOLS), True),
    ("unknown part", {"include": [{"valueSet": [FAR]}, SAW]}, ("saw", TOOLS), True),
    ("perhaps out", {"include": [SAW], "exclude": [{"valueSet": [FAR]}]}, ("saw", TOOLS), None),
    ("any system", {"include": [SAW, {"system": WORDS}]}, ("yes", None), True),
    ("no system", {"include": [SAW]}, ("nail", None), False),
    ("all units", {"include": [{"system": UCUM}]}, ("mmol/L", UCUM), True),
    ("no unit", {"include": [{"system": UCUM}]}, ("mmol per L", UCUM), False),
    (
        "a form of country codes",
        _filtered("code", "regex", "[A-Z]{2}", "urn:iso:std:iso:3166"),
        ("LUX", "urn:iso:std:iso:3166"),
        False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("compose", "code", "known"), [row[1:] for row in COMPOSED], ids=[row[0] for row in COMPOSED]
)
def test_a_composition(
    judging: Callable[..., Terminology],
    compose: dict[str, Any],
    code: tuple[str, str | None],
    known: bool | None,  # noqa: FBT001 - the answer
) -> None:
    """A code is judged by itself, even where another part of the value set is unknown."""
    axes = {
        "url": OTHER,
        "compose": {"include": [{"system": TOOLS, "concept": [{"code": "axe"}]}]},
    }
    judge = judging({"url": URL, "compose": compose}, axes).member

    assert judge(URL, code[1], code[0]).known is known


def test_value_sets_in_a_circle_end_with_a_name(judging: Callable[..., Terminology]) -> None:
    """What the circle does not touch is still judged."""
    judge = judging(
        {"url": URL, "compose": {"include": [{"valueSet": [OTHER]}, SAW]}},
        {"url": OTHER, "compose": {"include": [{"valueSet": [URL]}]}},
    ).member

    assert judge(URL, TOOLS, "saw").known
    found = judge(URL, TOOLS, "axe")
    assert (found.known, found.circular, found.missing) == (None, True, URL)


@pytest.mark.parametrize(
    ("expansion", "known"),
    [({"contains": []}, False), ({"total": 9, "contains": []}, None)],
    ids=["whole", "paged"],
)
def test_an_expansion_counts_where_the_parts_are_not_here(
    judging: Callable[..., Terminology],
    expansion: dict[str, Any],
    known: bool | None,  # noqa: FBT001 - the answer
) -> None:
    """One that says that there are more codes than it lists decides nothing about others."""
    held = {"contains": [{"system": FAR, "code": "a"}, *expansion.pop("contains")]}
    judge = judging(
        {
            "url": URL,
            "compose": {"include": [{"system": FAR}]},
            "expansion": {**expansion, **held},
        }
    ).member

    assert judge(URL, FAR, "a").known
    assert judge(URL, FAR, "b").known is known


@pytest.mark.parametrize(
    ("pin", "known"), [("", True), ("|1.2.0", True), ("|1", True), ("|2", None), ("|1.20", None)]
)
def test_a_pinned_value_set_is_that_version_or_unknown(
    judging: Callable[..., Terminology],
    pin: str,
    known: bool | None,  # noqa: FBT001 - the answer
) -> None:
    """A shorter version means all that begin with it."""
    judge = judging({"url": URL, "version": "1.2.0", "compose": {"include": [SAW]}}).member

    assert judge(URL + pin, TOOLS, "saw").known is known


@pytest.mark.parametrize("tail", ["?fhir_vs", "?vs"])
def test_the_value_set_of_a_whole_system_needs_no_definition(
    judging: Callable[..., Terminology], tail: str
) -> None:
    """Its canonical says it."""
    judge = judging().member

    assert judge(TOOLS + tail, TOOLS, "saw").known
    assert judge(TOOLS + tail, TOOLS, "nail").known is False
    assert judge(TOOLS + tail, WORDS, "saw").known is False
