"""All that our examples bring is said by a row of the tables, with the facts it was found with.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.fhirjson import decode
from gateway.intake.convert import convert
from gateway.model import Inbound, Issue, Language, Ruleset
from gateway.settings import Settings
from gateway.wording import hint, say

TESTS = Path(__file__).parents[1]
MESSAGES = sorted((TESTS / "messages" / "hl7v2").glob("*/*.hl7"))
RESOURCES = sorted((TESTS / "resources").glob("*/invalid/*.json"))
AT = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)


@cache
def rules() -> Ruleset:
    return ruleset(Settings())


def told(issue: Issue) -> None:
    """French and German differ from English, from each other, and nothing is left to fill in."""
    said = [say(issue, language) for language in Language]
    hints = [hint(issue, language) for language in Language]

    assert len(set(said)) == len(Language), issue
    assert len(set(hints)) == len(Language), issue
    assert not any("{0}" in text for text in (*said, *hints))


def test_every_issue_of_every_message_is_said_in_its_own_words() -> None:
    issues = {
        (issue.rule, issue.text): issue
        for file in MESSAGES
        for issue in convert(Inbound("default", "hl7v2", file.read_bytes(), AT), rules()).issues
    }

    assert len({rule for rule, _ in issues}) > 10
    for issue in issues.values():
        told(issue)


@pytest.mark.parametrize("file", RESOURCES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_every_issue_of_a_broken_resource_is_said_in_its_own_words(file: Path) -> None:
    resource = decode(file.read_bytes())
    validator = rules().validator

    for issue in validator.check(resource, validator.bound(resource)):
        told(issue)
