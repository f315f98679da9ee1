"""What was found in one resource of a file, and what all of it comes to.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import structs

from gateway.adapters.recognise import foreign
from gateway.bootstrap.checking import Checking
from gateway.cli.files import Piece, Unread
from gateway.cli.shown import shown
from gateway.model import Forbidden, Issue, Rejected, Resource, Severity
from gateway.validation import forbidden, refused
from gateway.validation.sent import Form, Sent, read
from gateway.wording.outcome import place

SEVERE = (Severity.FATAL, Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue, and the value that it is about where somebody asked to see it."""

    issue: Issue
    value: str = ""

    @property
    def at(self) -> str:
        """`line:column`; empty where that is not known."""
        return self.issue.source


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found in one resource."""

    file: str
    findings: tuple[Finding, ...]
    line: int = 0
    """The line of the resource in a file of one a line; 0 where the file is the resource."""

    @property
    def valid(self) -> bool:
        """Whether nothing severe was found."""
        return not any(found.issue.severity in SEVERE for found in self.findings)


@dataclass(slots=True)
class Tally:
    """What all verdicts come to."""

    resources: int = 0
    invalid: int = 0
    errors: int = 0
    warnings: int = 0
    unread: int = 0

    def add(self, verdict: Verdict | Unread) -> None:
        """Count one more."""
        if isinstance(verdict, Unread):
            self.unread += 1
            return
        self.resources += 1
        self.invalid += not verdict.valid
        said = [found.issue.severity for found in verdict.findings]
        self.errors += sum(one in SEVERE for one in said)
        self.warnings += said.count(Severity.WARNING)


class Report(Protocol):
    """A way to write verdicts."""

    def add(self, verdict: Verdict | Unread) -> None:
        """Write one, or what of it can be written yet."""

    def end(self, tally: Tally) -> None:
        """Write what comes last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What every resource is held against besides base R4, and what is told."""

    profiles: Sequence[str] = ()
    """Canonicals."""
    national: bool = True
    """Whether the national profiles that bind a resource are asked too."""
    show_values: bool = False
    must_support: bool = False
    """Whether to tell what a profile wants supported and is absent."""
    forbid: Sequence[Forbidden] = ()
    """What is wrong besides, though FHIR allows it."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Checks one resource after another, in the same way."""

    checking: Checking
    asked: Asked
    now: datetime
    """What limits in time are measured from."""

    def verdict(self, piece: Piece) -> Verdict | Unread:
        """Everything that is wrong with one resource; that it failed, where we fail on it."""
        line = piece.line + 1 if piece.one_of_many else 0
        try:
            return self._verdict(piece, line)
        except Exception as error:  # noqa: BLE001 - one resource must not cost all others
            name = f"{piece.file}:{line}" if line else piece.file
            return Unread(name, f"the gateway failed on it: {_fault(error)}")

    def _verdict(self, piece: Piece, line: int) -> Verdict:
        said = Form.XML if Path(piece.file).suffix.lower() == ".xml" else None
        try:
            sent = read(piece.body, self.checking.xml, said)
        except Rejected as error:
            found = [Finding(issue) for issue in [*foreign(piece.body)] or error.issues]
        else:
            other = [*foreign(piece.body)] if sent.issues else []
            found = [Finding(issue) for issue in other] or self._findings(sent)
        return Verdict(piece.file, tuple(_below(one, piece.line) for one in found), line)

    def _findings(self, sent: Sent) -> list[Finding]:
        return [self._finding(issue, sent.resource) for issue in self._issues(sent)]

    def _issues(self, sent: Sent) -> list[Issue]:
        validator = self.checking.validator
        bound = validator.bound(sent.resource) if self.asked.national else ()
        found = validator.check(
            sent.resource,
            [*bound, *self.asked.profiles],
            now=self.now,
            must_support=self.asked.must_support,
        )
        forbid = self.asked.forbid
        besides = forbidden(sent.resource, forbid)
        return sent.located([*sent.issues, *refused(found, forbid), *besides])

    def _finding(self, issue: Issue, resource: Resource) -> Finding:
        return Finding(issue, shown(resource, issue) if self.asked.show_values else "")


def _below(found: Finding, lines: int) -> Finding:
    """The same, its line counted from the begin of the file."""
    at = place(found.issue)
    if at is None or not lines:
        return found
    return replace(found, issue=structs.replace(found.issue, source=f"{at[0] + lines}:{at[1]}"))


def _fault(error: Exception) -> str:
    """Kind and place of an unexpected fault, and nothing of what it was about."""
    frame = traceback.extract_tb(error.__traceback__, limit=-1)[0]
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
