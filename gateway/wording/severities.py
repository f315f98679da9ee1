"""How bad a breach of a rule is, where it is not an error.

The rules that a resource can break stand in `gateway/validation/rules.py`, the flaws of a value in
`gateway/mapping/flaws.py`. https://hl7.org/fhir/R4/valueset-issue-severity.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.model import Severity

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {
        "cda-root": Severity.FATAL,
        "cda-two-patients": Severity.FATAL,
        "cell-text-mark": Severity.INFORMATION,
        "content-awaited": Severity.INFORMATION,
        "correction-without-predecessor": Severity.WARNING,
        "charset-assumed": Severity.WARNING,
        "header-absent": Severity.WARNING,
        "header-again": Severity.INFORMATION,
        "header-extra": Severity.WARNING,
        "header-late": Severity.WARNING,
        "header-order": Severity.INFORMATION,
        "header-renamed": Severity.INFORMATION,
        "identity-disputed": Severity.WARNING,
        "internal-fault": Severity.FATAL,
        "issues-more": Severity.INFORMATION,
        "json-depth": Severity.FATAL,
        "json-duplicate-key": Severity.FATAL,
        "json-number": Severity.FATAL,
        "json-size": Severity.FATAL,
        "json-syntax": Severity.FATAL,
        "lookup-missing": Severity.WARNING,
        "merge-outside-authority": Severity.WARNING,
        "merge-two-national-ids": Severity.WARNING,
        "move-names-nothing": Severity.WARNING,
        "national-id-birth-date": Severity.WARNING,
        "national-id-check-digits": Severity.WARNING,
        "national-id-doubted": Severity.WARNING,
        "national-id-name": Severity.WARNING,
        "national-id-second": Severity.WARNING,
        "older-than-standing": Severity.INFORMATION,
        "own-id-birth-date": Severity.WARNING,
        "owned-by-another-source": Severity.WARNING,
        "patient-link-untold": Severity.WARNING,
        "reference-kept-as-identifier": Severity.INFORMATION,
        "reference-leads-nowhere": Severity.WARNING,
        "request-forgotten": Severity.INFORMATION,
        "request-kept": Severity.INFORMATION,
        "resource-type": Severity.FATAL,
        "stay-begun-since": Severity.WARNING,
        "stay-of-another-patient": Severity.WARNING,
        "subject-changed": Severity.WARNING,
        "subject-in-no-record": Severity.WARNING,
        "waits-for-predecessor": Severity.WARNING,
    }
)
"""Rule id -> severity; the others are errors."""
