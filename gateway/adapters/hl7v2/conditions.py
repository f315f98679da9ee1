"""What an issue is called in HL7's own table of error conditions, for ERR-3.

Table 0357, https://terminology.hl7.org/CodeSystem-v2-0357.html
"""

from __future__ import annotations

from types import MappingProxyType

from gateway.model import Issue, Severity

TEXTS = MappingProxyType(
    {
        "100": "Segment sequence error",
        "101": "Required field missing",
        "102": "Data type error",
        "103": "Table value not found",
        "200": "Unsupported message type",
        "201": "Unsupported event code",
        "202": "Unsupported processing id",
        "203": "Unsupported version id",
        "204": "Unknown key identifier",
        "205": "Duplicate key identifier",
        "206": "Application record locked",
        "207": "Application error",
    }
)

RULES = MappingProxyType(
    {
        "unsupported-type": "200",
        "unsupported-event": "201",
        "unsupported-processing-id": "202",
        "unsupported-version": "203",
        "control-id-reused": "205",
        "internal-fault": "207",
        "value-required": "101",
    }
)
"""Rule of the issue -> condition; it goes before the issue's type."""

TYPES = MappingProxyType(
    {
        "required": "101",
        "value": "102",
        "invalid": "102",
        "too-long": "102",
        "code-invalid": "103",
        "structure": "100",
        "not-found": "204",
        "duplicate": "205",
        "conflict": "205",
        "lock-error": "206",
    }
)
"""FHIR issue type -> condition. https://hl7.org/fhir/R4/valueset-issue-type.html"""

OTHER = "207"
"""Condition of whatever has no row."""

SEVERITIES = MappingProxyType(
    {
        Severity.FATAL: "F",
        Severity.ERROR: "E",
        Severity.WARNING: "W",
        Severity.INFORMATION: "I",
    }
)
"""Table 0516, https://terminology.hl7.org/CodeSystem-v2-0516.html"""


def condition(issue: Issue) -> str:
    """Code of table 0357 for an issue: by its rule, else by its type."""
    return RULES.get(issue.rule) or TYPES.get(issue.code, OTHER)
