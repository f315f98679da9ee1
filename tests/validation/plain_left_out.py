"""Which rules the plain twin of the validator does not look at, and why.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "narrative-": "what a narrative may hold has its own reader and its own tests",
        "attachment-": "one sum, tested where it is done",
        "code-system-": "what is wrong with a code by itself has tests of its own",
        "code-unknown": "the same",
        "identifier-": "whose an identifier is has tests of its own",
        "code-out-of-scope": "the same",
        "constraint-key-taken": "how a profile follows from its base has tests of its own",
        "limit-idle": "the same",
        "property-": "what a code system says of itself has tests of its own",
        "filter-value": "the same of a value set",
        "label-twice": "that a label is said once has a test of its own",
        "parameter-": "the same of a search parameter",
        "contained-id-missing": "that it has no id is said beside what else is wrong with it",
        "question-condition": "how questions hang together has tests of its own",
        "concept-property-type": "what a code system says of itself has tests of its own",
        "value-set-system": "the same of a value set",
        "url-relative": "the same of any definition",
        "extension-modifier": "where an extension may stand has tests of its own",
        "extension-condition": "where an extension may stand has tests of its own",
        "extension-context": "the same",
        "extension-part-unknown": "what parts it may have has tests of its own",
        "anchor-unresolved": "where an address inside leads has tests of its own",
        "canonical-of-other": "what a canonical names has tests of its own",
        "canonical-unresolved": "where a reference leads, and how, has tests of its own",
        "reference-aggregation": "the same",
        "reference-ambiguous": "the same",
        "reference-conditional": "the same",
        "reference-format": "the same",
        "reference-not-by-full-url": "the same",
        "reference-type-wrong": "the same",
        "reference-unresolved": "the same",
        "reference-version": "the same",
        "entry-": "how the entries of a Bundle go together has tests of its own",
        "full-url-": "the same",
        "link-": "the same",
        "request-": "the same",
        "response-status": "the same",
        "search-": "the same",
        "transaction-": "the same",
        "definition-base": "how a profile follows from its base has tests of its own",
        "constraint-strange": "the same",
        "constraint-unreadable": "the same",
        "slicing-single": "the same",
        "extension-url-other": "the same",
        "profile-line-wrong": "how a profile follows from its base has tests of its own",
        "obligation-": "what profiles say of duties has tests of its own",
        "narrative-language": "what profiles ask of narratives has tests of its own",
        "narrative-source": "the same",
        "extension-version": "how an extension is named has tests of its own",
        "profile-absent": "what is not at hand is asked of nobody",
        "report-": "a report held against its Measure has tests of its own",
        "response-": "answers held against their Questionnaire have tests of their own",
        "issues-too-many": "the twin never tires",
    }
)
"""What a rule begins with -> why the twin does not look at it.

Of terminology it takes the answers as they are, and compares no warnings and no advice.
"""


def left_out(rule: str) -> bool:
    """Whether the twin does not look at a rule."""
    return rule.startswith(tuple(LEFT_OUT))
