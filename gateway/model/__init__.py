"""The nouns of the house: what is handed from one room to the next.

Nothing here does anything and nothing here changes once made. Each step of the walk
takes one noun and makes the next: Inbound, Document, Change, Entry, Receipt.
https://hl7.org/fhir/R4/
"""

from gateway.model.asked import Caller, Decision, Page, Query
from gateway.model.kept import (
    Contribution,
    Entry,
    Keys,
    Link,
    Pending,
    Receipt,
    Review,
    Standing,
    Stored,
    Version,
)
from gateway.model.said import (
    Change,
    Document,
    Fate,
    Inbound,
    Lowered,
    Mapped,
    Mode,
    Select,
    Sender,
    Trace,
)
from gateway.model.terms import Answer, Question, Term
from gateway.model.verbs import (
    Adapter,
    Checker,
    Journal,
    Mapper,
    Record,
    Resolver,
    Ruleset,
    Validator,
)
from gateway.model.verdict import (
    Empty,
    Fault,
    Issue,
    Language,
    Rejected,
    Resource,
    Severity,
    Stale,
    Status,
    Unavailable,
)

__all__ = [
    "Adapter",
    "Answer",
    "Caller",
    "Change",
    "Checker",
    "Contribution",
    "Decision",
    "Document",
    "Empty",
    "Entry",
    "Fate",
    "Fault",
    "Inbound",
    "Issue",
    "Journal",
    "Keys",
    "Language",
    "Link",
    "Lowered",
    "Mapped",
    "Mapper",
    "Mode",
    "Page",
    "Pending",
    "Query",
    "Question",
    "Receipt",
    "Record",
    "Rejected",
    "Resolver",
    "Resource",
    "Review",
    "Ruleset",
    "Select",
    "Sender",
    "Severity",
    "Stale",
    "Standing",
    "Status",
    "Stored",
    "Term",
    "Trace",
    "Unavailable",
    "Validator",
    "Version",
]
