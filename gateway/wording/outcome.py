"""Says issues as an OperationOutcome: rule, sentence, hint, places and the profile that asked.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from gateway.model import Issue, Language, Resource
from gateway.wording.say import hint, say

RULES = "https://fhir.gateway.example/lu/CodeSystem/rules"
_OURS = "https://fhir.gateway.example/lu/StructureDefinition"
SOURCE = f"{_OURS}/source-location"
"""Beside an issue: where in what was sent."""
_LINE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line"
_COLUMN = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col"
_PLACE = re.compile(r"([0-9]+):([0-9]+)")
OF_OWNER = frozenset(
    {
        "attachment-hash", "attachment-size", "code-system-misspelt", "code-system-relative",
        "code-system-supplementing", "code-system-value-set", "code-system-whole-set",
        "concept-property-type", "constraint-strange", "constraint-unreadable", "definition-base",
        "element-required", "element-too-many", "element-unknown", "extension-condition",
        "extension-context", "extension-context-unknown", "extension-url-other",
        "identifier-system-relative",
        "identifier-uri", "identifier-uuid", "parameter-base", "property-uri-relative",
        "response-link-unknown", "response-media-type", "response-option-unknown",
        "slice-missing", "slice-too-many", "type-not-allowed",
        "value-set-system", "value-set-system-version",
    }
)  # fmt: skip
"""Rules about what is not there, or should not be, or does not go with what is beside it.

Their owner is named too: an `expression` identifies elements that there are.
"""
_FINE = MappingProxyType(
    {"severity": "information", "code": "informational", "diagnostics": "no issue was found"}
)


def outcome(issues: Iterable[Issue], language: Language = Language.EN) -> Resource:
    """An OperationOutcome that says every issue in this language; never empty."""
    said = [_said(issue, language) for issue in issues]
    return {"resourceType": "OperationOutcome", "issue": said or [dict(_FINE)]}


def place(issue: Issue) -> tuple[int, int] | None:
    """(line, column) of what was sent, where its source is such; None where it is another."""
    found = _PLACE.fullmatch(issue.source)
    return (int(found[1]), int(found[2])) if found else None


def expressions(issue: Issue) -> list[str]:
    """The place of an issue in FHIRPath; and that of its owner, where the rule is about both."""
    if not issue.target:
        return []
    place = issue.expression or issue.target
    owner, _, last = place.rpartition(".")
    if last.startswith("ofType("):
        owner = owner.rpartition(".")[0]
    return [place, owner] if owner and issue.rule in OF_OWNER else [place]


def _said(issue: Issue, language: Language) -> Resource:
    coding = {"system": RULES, "code": issue.rule}
    at = place(issue)
    said: Resource = {
        "extension": _beside(issue),
        "severity": issue.severity.value,
        "code": issue.code,
        "details": {"coding": [coding], "text": say(issue, language)},
        "diagnostics": _help(issue, language),
        "location": [f"Line[{at[0]}] Col[{at[1]}]"] if at else [],
        "expression": expressions(issue),
    }
    return {key: value for key, value in said.items() if value}


def _beside(issue: Issue) -> list[Resource]:
    """What an OperationOutcome has no element for."""
    at = place(issue)
    found: list[Resource] = []
    if at:
        found.append({"url": _LINE, "valueInteger": at[0]})
        found.append({"url": _COLUMN, "valueInteger": at[1]})
    elif issue.source:
        found.append({"url": SOURCE, "valueString": issue.source})
    if issue.profile:
        found.append({"url": f"{_OURS}/asked-by", "valueCanonical": issue.profile})
    return found


def _help(issue: Issue, language: Language) -> str:
    """How to mend it, and who asked."""
    profile = f"({issue.profile})" if issue.profile else ""
    return " ".join(filter(None, (hint(issue, language), profile)))
