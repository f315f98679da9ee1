"""What becomes of a message before anything stands, as the expected files beside examples say it.

The pairs of every format and `tools/expected.py` use it. https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from typing import Any

from gateway.model import Adapter, Change, Fate, Issue, Mapper, Ruleset, Sender

KEPT = (Fate.MAPPED, Fate.TRANSLATED, Fate.IGNORED)


def told(change: Change) -> dict[str, Any]:
    """A change as the expected files write it: only what it says."""
    said = {
        "id": change.id,
        "mode": str(change.mode),
        "source": change.source,
        "into": change.into,
        "removed": list(change.removed),
        "defaults": dict(change.defaults),
        "body": change.body,
    }
    return {key: value for key, value in said.items() if value}


def complaint(issue: Issue) -> dict[str, str]:
    """An issue as the expected files write it: the rule and the places."""
    said = {
        "rule": issue.rule,
        "severity": str(issue.severity),
        "source": issue.source,
        "target": issue.target,
    }
    return {key: value for key, value in said.items() if value}


def outcome(body: bytes, adapter: Adapter, sender: Sender, mapper: Mapper) -> dict[str, Any]:
    """The sender's name, the changes, the issues, and every leaf that is not wholly kept."""
    document = adapter.parse(body, sender)
    mapped = mapper.apply(document)
    left = [
        f"{trace.source} {trace.fate}"
        for trace in mapper.traces(document, mapped.tape)
        if trace.fate not in KEPT
    ]
    return {
        "sender": sender.name,
        "changes": [told(change) for change in mapped.changes],
        "issues": [complaint(issue) for issue in mapped.issues],
        "left": left,
    }


def by_rules(found: Ruleset, format: str, body: bytes, sender: str) -> dict[str, Any]:
    """The same, of a message of that format, by the rules in force."""
    mapper = found.mappers(format, sender)
    return outcome(body, found.adapters[format], found.senders[sender], mapper)
