"""Where an OperationOutcome says that something is wrong, so that a program finds it.

https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.expression
"""

from __future__ import annotations

import pytest

from gateway.model import Issue, Severity
from gateway.validation import RULES
from gateway.wording.outcome import OF_OWNER, outcome


@pytest.mark.parametrize(
    ("rule", "target", "expression", "said"),
    [
        ("element-required", "Patient.name", "", ["Patient.name", "Patient"]),
        ("element-required", "Patient", "", ["Patient"]),
        ("id-format", "Patient.id", "", ["Patient.id"]),
        (
            "type-not-allowed",
            "Patient.extension[0].valueUri",
            "Patient.extension[0].value.ofType(Uri)",
            ["Patient.extension[0].value.ofType(Uri)", "Patient.extension[0]"],
        ),
        ("element-required", "", "", None),
    ],
)
def test_the_owner_is_named_of_what_is_not_there(
    rule: str, target: str, expression: str, said: list[str] | None
) -> None:
    issue = Issue(rule, Severity.ERROR, "x", target=target, expression=expression)
    assert outcome([issue])["issue"][0].get("expression") == said


def test_every_rule_that_names_an_owner_is_one_of_ours() -> None:
    assert RULES.keys() >= OF_OWNER
