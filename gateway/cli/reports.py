"""Verdicts as plain lines, as OperationOutcomes, and on a terminal: each written as it is found.

https://hl7.org/fhir/R4/operationoutcome.html · https://rich.readthedocs.io/
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MappingProxyType

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from gateway.cli.files import Unread
from gateway.cli.verdicts import Finding, Tally, Verdict
from gateway.fhirjson import encode, pretty
from gateway.model import Issue, Language, Resource, Severity
from gateway.wording import hint, say, told
from gateway.wording.outcome import outcome

_FILE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
_SUMS: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "checked: {0} · valid: {1} · not valid: {2} · errors: {3} · warnings: {4}",
        Language.FR: (
            "contrôlées : {0} · valides : {1} · non valides : {2} · erreurs : {3} · "
            "avertissements : {4}"
        ),
        Language.DE: "geprüft: {0} · gültig: {1} · ungültig: {2} · Fehler: {3} · Warnungen: {4}",
    }
)
_UNREAD: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: " · not read: {0}",
        Language.FR: " · non lues : {0}",
        Language.DE: " · nicht gelesen: {0}",
    }
)
_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.FATAL: "bold red",
        Severity.ERROR: "red",
        Severity.WARNING: "yellow",
        Severity.INFORMATION: "cyan",
    }
)


def summary(tally: Tally, language: Language) -> str:
    """One line: how many are valid, how many not."""
    valid = tally.resources - tally.invalid
    said = _SUMS[language].format(
        tally.resources, valid, tally.invalid, tally.errors, tally.warnings
    )
    return said + (_UNREAD[language].format(tally.unread) if tally.unread else "")


def _printable(text: str) -> str:
    """The same without signs that a terminal would obey: an element may be called anything."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def _ended(sentence: str) -> str:
    """A sentence that another may follow: authors of profiles often leave out its full stop."""
    return sentence if sentence.endswith((".", "!", "?", ":", "…")) else f"{sentence}."


class Lines:
    """`file:line:column: severity: rule: expression: sentence`, one line for each issue."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def add(self, verdict: Verdict | Unread) -> None:
        """Write a line for each issue; nothing of a resource without any."""
        if isinstance(verdict, Unread):
            sys.stderr.write(f"{verdict.file}: {verdict.reason}\n")
            return
        for found in verdict.findings:
            sys.stdout.write(f"{verdict.file}:{_printable(self._line(found))}\n")

    def end(self, tally: Tally) -> None:
        """Write the sum, beside the lines."""
        sys.stderr.write(summary(tally, self._language) + "\n")

    def _line(self, found: Finding) -> str:
        issue = found.issue
        at = f"{found.at}: " if found.at else " "
        words = [_ended(say(issue, self._language)), hint(issue, self._language)]
        value = f" [{found.value}]" if found.value else ""
        profile = f" ({issue.profile})" if issue.profile else ""
        target = f"{issue.target}: " if issue.target else ""
        sentence = " ".join(filter(None, words))
        return f"{at}{issue.severity.value}: {issue.rule}: {target}{sentence}{value}{profile}"


class Screen:
    """The same for a person at a terminal."""

    def __init__(self, language: Language, console: Console) -> None:
        self._language = language
        self._console = console

    def add(self, verdict: Verdict | Unread) -> None:
        """Write a paragraph for each resource."""
        if isinstance(verdict, Unread):
            self._console.print(Text.assemble((verdict.file, "bold"), f"  {verdict.reason}"))
            return
        if not verdict.findings:
            return
        name = f"{verdict.file}:{verdict.line}" if verdict.line else verdict.file
        mark = ("✓ ", "green") if verdict.valid else ("✗ ", "red")
        self._console.print(Text.assemble(mark, (name, "bold")))
        for found in verdict.findings:
            self._finding(found)

    def end(self, tally: Tally) -> None:
        """Write the sum."""
        colour = "red" if tally.invalid or tally.unread else "green"
        self._console.print(Text(summary(tally, self._language), style=colour))

    def _finding(self, found: Finding) -> None:
        issue = found.issue
        head = Text.assemble(
            (f"{found.at:>9}  ", "dim"),
            (f"{issue.severity.value:<12}", _COLOURS[issue.severity]),
            (_printable(issue.target), "bold"),
            (f"  {issue.rule}", "dim"),
        )
        self._console.print(head)
        for text, style in self._words(found):
            if text:
                said = Text(_printable(text), style=style)
                self._console.print(Padding(said, (0, 0, 0, 11)))

    def _words(self, found: Finding) -> tuple[tuple[str, str], ...]:
        issue = found.issue
        return (
            (say(issue, self._language), ""),
            (f"= {found.value}" if found.value else "", "magenta"),
            (f"→ {hint(issue, self._language)}" if hint(issue, self._language) else "", "green"),
            (issue.profile, "dim"),
        )


class Outcomes:
    """An OperationOutcome that names the file; of several, a Bundle of them."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._first: Resource | None = None
        self._many = False

    def add(self, verdict: Verdict | Unread) -> None:
        """Hold the first back until a second shows that there are several; write the others."""
        made = self._outcome(verdict)
        if self._first is None:
            self._first = made
            return
        if not self._many:
            self._many = True
            self._write(b'{"resourceType":"Bundle","type":"collection","entry":[\n')
            self._write(encode({"resource": self._first}))
        self._write(b",\n" + encode({"resource": made}))

    def end(self, tally: Tally) -> None:  # noqa: ARG002 - what the reports agreed on
        """Write what is held back, or close the Bundle."""
        if self._many:
            self._write(b"\n]}\n")
        elif self._first is not None:
            self._write(pretty(self._first) + b"\n")

    def _outcome(self, verdict: Verdict | Unread) -> Resource:
        if isinstance(verdict, Unread):
            issues = [_unread(verdict)]
        else:
            issues = [found.issue for found in verdict.findings]
        made = outcome(issues, self._language)
        if isinstance(verdict, Verdict):
            for said, found in zip(made["issue"], verdict.findings, strict=False):
                if found.value:
                    said["diagnostics"] = f"{said.get('diagnostics', '')} [{found.value}]".strip()
        file = {"url": _FILE, "valueString": verdict.file}
        return {"resourceType": "OperationOutcome", "extension": [file], "issue": made["issue"]}

    def _write(self, text: bytes) -> None:
        sys.stdout.buffer.write(text)


def _unread(file: Unread) -> Issue:
    return told("file-unreadable", file.reason, severity=Severity.FATAL, code="not-found")
