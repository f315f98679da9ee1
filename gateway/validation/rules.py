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
        "code-not-recommended",
        "extension-unknown",
        "invariant-unevaluated",
        "profile-unknown",
        "text-blank",
    },
)

_CODES: Mapping[str, str] = MappingProxyType(
    {
        "code-missing": "code-invalid",
        "code-not-in-value-set": "code-invalid",
        "code-not-recommended": "code-invalid",
        "element-required": "required",
        "extension-context": "extension",
        "extension-unknown": "extension",
        "extension-url": "extension",
        "invariant-unevaluated": "not-supported",
        "modifier-extension-unknown": "extension",
        "profile-unknown": "not-found",
        "reference-unresolved": "not-found",
        "slice-missing": "required",
        "value-too-long": "too-long",
    },
)

_VALUES = frozenset({"fixed-value", "pattern-value", "text-blank", "value-too-large"})


def _code(rule: str) -> str:
    if rule in _CODES:
        return _CODES[rule]
    if rule.endswith("-format") or rule in _VALUES or rule == "value-too-small":
        return "value"
    return "structure"


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule: Rule(
            rule, Severity.WARNING if rule in _WARNINGS else Severity.ERROR, _code(rule), text
        )
        for rule, text in EN.items()
    },
)
