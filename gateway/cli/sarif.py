"""Verdicts as SARIF 2.1.0, which GitHub, GitLab and editors show beside the lines of a file.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html ·
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from gateway.cli.files import Unread
from gateway.cli.verdicts import Finding, Tally, Verdict
from gateway.fhirjson import encode
from gateway.model import Issue, Language, Severity
from gateway.wording import SENTENCES, hint, say
from gateway.wording.outcome import place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.FATAL: "error",
        Severity.ERROR: "error",
        Severity.WARNING: "warning",
        Severity.INFORMATION: "note",
    }
)


class Sarif:
    """One run; its results are written as they come, the rules that they name last."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._rules: dict[str, dict[str, Any]] = {}
        self._unread: list[dict[str, Any]] = []
        self._begun = False

    def add(self, verdict: Verdict | Unread) -> None:
        """Write the results of one resource."""
        if isinstance(verdict, Unread):
            self._unread.append(
                {"level": "error", "message": {"text": f"{verdict.file}: {verdict.reason}"}}
            )
            return
        for found in verdict.findings:
            self._begin_or_go_on()
            self._write(encode(self._result(verdict.file, found)))

    def end(self, tally: Tally) -> None:
        """Write the rules, and close the run."""
        if not self._begun:
            self._head()
        driver = {
            "name": "gateway validate",
            "version": version("fhir-gateway"),
            "informationUri": "https://hl7.org/fhir/R4/validation.html",
            "language": self._language.value,
            "rules": list(self._rules.values()),
        }
        done: dict[str, Any] = {"executionSuccessful": not tally.unread}
        if self._unread:
            done["toolExecutionNotifications"] = self._unread
        self._write(b'\n],"tool":' + encode({"driver": driver}))
        self._write(b',"invocations":' + encode([done]) + b"}]}\n")

    def _begin_or_go_on(self) -> None:
        if self._begun:
            self._write(b",\n")
            return
        self._begun = True
        self._head()

    def _head(self) -> None:
        head = encode({"$schema": _SCHEMA, "version": "2.1.0"})[:-1]
        self._write(head + b',"runs":[{"columnKind":"unicodeCodePoints","results":[\n')

    def _result(self, file: str, found: Finding) -> dict[str, Any]:
        issue = found.issue
        self._rules.setdefault(issue.rule, self._rule(issue))
        words = [say(issue, self._language), f"[{found.value}]" if found.value else ""]
        mark = f"{file}|{issue.rule}|{issue.target}|{issue.profile}".encode()
        return {
            "ruleId": issue.rule,
            "ruleIndex": list(self._rules).index(issue.rule),
            "level": _LEVELS[issue.severity],
            "message": {"text": " ".join(filter(None, words))},
            "locations": [_location(file, issue)],
            "partialFingerprints": {"issue/v1": hashlib.sha256(mark).hexdigest()[:32]},
            "properties": {"profile": issue.profile} if issue.profile else {},
        }

    def _rule(self, issue: Issue) -> dict[str, Any]:
        """What a rule asks, in general: the sentence with its facts left open."""
        known = SENTENCES.get(issue.rule)
        text = known.text[self._language] if known else say(issue, self._language)
        for fact in ("{0}", "{1}", "{2}"):
            text = text.replace(fact, "…")
        help_ = known.hint[self._language] if known else hint(issue, self._language)
        for fact in ("{0}", "{1}", "{2}"):
            help_ = help_.replace(fact, "…")
        return {
            "id": issue.rule,
            "shortDescription": {"text": text},
            "fullDescription": {"text": text},
            "help": {"text": help_ or text, "markdown": help_ or text},
            "defaultConfiguration": {"level": _LEVELS[issue.severity]},
            "properties": {"tags": ["fhir", issue.code]},
        }

    def _write(self, text: bytes) -> None:
        sys.stdout.buffer.write(text)


def _location(file: str, issue: Issue) -> dict[str, Any]:
    line, column = place(issue) or (1, 1)
    said: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(file),
            "region": {"startLine": line, "startColumn": column},
        }
    }
    if issue.target:
        said["logicalLocations"] = [{"fullyQualifiedName": issue.target, "kind": "element"}]
    return said


def _artifact(file: str) -> dict[str, str]:
    """The file, from where the command was given; else its whole address."""
    path = Path(file)
    here = Path.cwd()
    if path.is_absolute() and path.is_relative_to(here):
        path = path.relative_to(here)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}
