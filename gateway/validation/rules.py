"""Every rule that a resource can break, how bad that is, and what FHIR calls it.

The rules that profiles write themselves (invariants) are not here: they are known by their key.
https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.model import Severity
from gateway.validation.messages import EN


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of ours: its id, how bad a breach is, FHIR's code for it, and the sentence."""

    id: str
    severity: Severity
    code: str
    """https://hl7.org/fhir/R4/valueset-issue-type.html"""
    text: str
    """With `{0}`, `{1}` where a fact of the definition goes."""


_WARNINGS = frozenset(
    {
        "anchor-unresolved",
        "canonical-relative",
        "code-abstract",
        "code-inactive",
        "code-not-in-fragment",
        "code-not-there",
        "code-out-of-scope",
        "code-system-missing",
        "code-system-unknown",
        "display-other",
        "display-wrong",
        "terminology-unreachable",
        "value-set-circular",
        "value-set-undecided",
        "value-set-unknown",
        "code-not-recommended",
        "entry-only-backwards",
        "entry-unconcerned",
        "extension-unknown",
        "invariant-unevaluated",
        "narrative-anchor",
        "profile-unknown",
        "profile-version-absent",
        "property-undeclared",
        "question-condition-later",
        "reference-beside",
        "reference-elsewhere",
        "reference-version-unmatched",
        "request-url-wrong",
        "request-with-body",
        "search-id-absent",
        "search-self-missing",
        "text-blank",
    },
)

_INFORMATION = frozenset({"code-not-preferred", "must-support-absent"})

_CODES: Mapping[str, str] = MappingProxyType(
    {
        "address-example": "business-rule",
        "anchor-unresolved": "not-found",
        "attachment-hash": "value",
        "canonical-of-other": "value",
        "canonical-relative": "value",
        "code-abstract": "business-rule",
        "code-inactive": "business-rule",
        "code-missing": "code-invalid",
        "code-not-in-fragment": "code-invalid",
        "code-not-preferred": "code-invalid",
        "code-not-there": "code-invalid",
        "code-out-of-scope": "code-invalid",
        "code-system-misspelt": "code-invalid",
        "code-system-missing": "code-invalid",
        "code-system-relative": "code-invalid",
        "code-system-supplementing": "code-invalid",
        "code-system-unknown": "not-found",
        "code-system-value-set": "code-invalid",
        "code-system-whole-set": "business-rule",
        "code-unknown": "code-invalid",
        "display-other": "invalid",
        "display-wrong": "invalid",
        "terminology-unreachable": "transient",
        "value-set-circular": "processing",
        "value-set-undecided": "not-supported",
        "value-set-unknown": "not-found",
        "code-not-in-value-set": "code-invalid",
        "code-not-recommended": "code-invalid",
        "constraint-key-taken": "duplicate",
        "constraint-strange": "structure",
        "contained-id-missing": "required",
        "contained-id-twice": "duplicate",
        "element-id-twice": "duplicate",
        "element-required": "required",
        "entry-missing": "required",
        "extension-condition": "extension",
        "extension-context": "extension",
        "extension-modifier": "extension",
        "extension-part-unknown": "extension",
        "extension-unknown": "extension",
        "extension-url": "extension",
        "extension-version": "extension",
        "identifier-system-relative": "value",
        "identifier-uri": "value",
        "identifier-uuid": "value",
        "full-url-missing": "required",
        "full-url-without-id": "required",
        "invariant-unevaluated": "not-supported",
        "issues-too-many": "too-long",
        "filter-value": "value",
        "label-twice": "duplicate",
        "link-twice": "duplicate",
        "link-unresolved": "not-found",
        "modifier-extension-unknown": "extension",
        "must-support-absent": "informational",
        "narrative-address": "value",
        "narrative-anchor": "not-found",
        "narrative-language-missing": "business-rule",
        "narrative-languages-none": "business-rule",
        "narrative-languages-several": "business-rule",
        "narrative-link": "not-found",
        "narrative-source": "business-rule",
        "narrative-tie": "not-found",
        "profile-absent": "not-found",
        "profile-unknown": "not-found",
        "profile-version-absent": "not-found",
        "property-twice": "duplicate",
        "property-type": "business-rule",
        "property-undeclared": "business-rule",
        "property-uri-relative": "value",
        "question-condition": "business-rule",
        "question-condition-later": "business-rule",
        "reference-ambiguous": "multiple-matches",
        "reference-beside": "not-found",
        "reference-elsewhere": "not-found",
        "reference-format": "value",
        "reference-not-by-full-url": "not-found",
        "reference-unresolved": "not-found",
        "reference-version-unmatched": "not-found",
        "request-without-body": "required",
        "response-status": "value",
        "search-id-absent": "required",
        "search-id-missing": "required",
        "search-resource-missing": "required",
        "search-self-missing": "required",
        "response-answer-missing": "required",
        "response-answers-few": "required",
        "data-too-large": "too-long",
        "value-too-precise": "value",
        "response-media-type": "value",
        "response-option-alone": "business-rule",
        "response-unit": "code-invalid",
        "parameter-base": "business-rule",
        "parameter-parts": "required",
        "parameter-type": "value",
        "slice-missing": "required",
        "text-markup": "security",
        "transaction-overlap": "duplicate",
        "url-relative": "value",
        "value-set-system": "value",
        "value-set-system-version": "value",
        "value-too-long": "too-long",
    },
)

_VALUES = frozenset(
    {
        "fixed-value",
        "pattern-value",
        "text-blank",
        "value-form",
        "value-too-large",
        "value-too-short",
        "value-too-small",
    }
)


def _code(rule: str) -> str:
    if rule in _CODES:
        return _CODES[rule]
    return "value" if rule.endswith("-format") or rule in _VALUES else "structure"


def _severity(rule: str) -> Severity:
    if rule in _INFORMATION:
        return Severity.INFORMATION
    return Severity.WARNING if rule in _WARNINGS else Severity.ERROR


RULES: Mapping[str, Rule] = MappingProxyType(
    {rule: Rule(rule, _severity(rule), _code(rule), text) for rule, text in EN.items()},
)

PENDING = "code-pending"
"""Stands in the place of a rule where nothing is said unless a terminology server answers."""
ONCE = frozenset({"value-set-circular", "value-set-undecided", "value-set-unknown"})
"""Rules that speak of what is at hand here: said once of a resource, where first met."""
