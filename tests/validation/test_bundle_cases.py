"""Each right Bundle is taken; each broken one breaks the rule that it was made for, in its place.

An example is two files, named for the fact that they show.
https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.model import Severity, Validator
from gateway.validation import RULES

CASES = sorted(
    file
    for file in (Path(__file__).parent / "bundles").glob("*/*.json")
    if ".exp" not in file.name
)
OURS = {
    rule
    for rule in RULES
    if rule.startswith(
        (
            "canonical-",
            "contained-",
            "entry-",
            "full-url-",
            "link-",
            "reference-",
            "request-",
            "search-",
        )
    )
} | {"element-id-twice", "response-status", "transaction-overlap"}
"""Rules of references and Bundles: each warning of these counts too."""


def _name(file: Path) -> str:
    return f"{file.parent.name}-{file.stem}"


@pytest.mark.parametrize("file", CASES, ids=_name)
def test_the_rules_are_broken_that_the_name_says_and_no_others(
    file: Path, validator: Validator
) -> None:
    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    issues = validator.check(fhirjson.resource(file.read_bytes()))
    found = [
        (one.rule, one.target)
        for one in issues
        if one.severity is Severity.ERROR or one.rule in OURS
    ]
    assert sorted(found) == sorted((one["rule"], one["path"]) for one in expected)


def test_each_rule_of_bundles_has_an_example() -> None:
    shown = {
        one["rule"]
        for file in CASES
        for one in json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    }
    elsewhere = {
        "canonical-of-other",
        "reference-aggregation",
        "reference-version",
        "reference-versioned",
    }
    assert OURS - elsewhere <= shown
