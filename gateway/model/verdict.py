"""What is wrong, and what became of it: issues, statuses, and the one verdict.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct

Resource: TypeAlias = dict[str, Any]
"""Plain FHIR JSON: dict, list, str, int, bool, Decimal, None and nothing else."""

Empty: Mapping[Any, Any] = MappingProxyType({})


class Forbidden(StrEnum):
    """What FHIR allows in a resource, and some houses do not."""

    EXAMPLES = "examples"
    EXTENSIONS = "extensions"
    """Those of which no definition is at hand."""
    MARKUP = "markup"


class Language(StrEnum):
    """A language that every sentence is said in, by its BCP 47 code."""

    EN = "en"
    FR = "fr"
    DE = "de"


class Severity(StrEnum):
    """How bad an issue is. https://hl7.org/fhir/R4/valueset-issue-severity.html"""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Status(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    PARKED = "parked"
    FAULTED = "faulted"


class Issue(Struct, frozen=True):
    """One thing that is wrong: which rule says so, where, in a plain sentence; never whose.

    A Struct, as is Change: advice of a code system makes one for nearly every result.
    """

    rule: str
    """Stable id, lower case with hyphens (`value-required`), or the invariant's key."""
    severity: Severity = Severity.ERROR
    text: str = ""
    """A plain English sentence that never quotes a patient's data."""
    source: str = ""
    """Place in what was sent, in the format's own notation: `PID-7`, `OBX[3]-5[2].4`."""
    target: str = ""
    """Place in the resource: `Patient.birthDate`, `Observation.category[0].coding`."""
    code: str = "invalid"
    """https://hl7.org/fhir/R4/valueset-issue-type.html"""
    profile: str = ""
    """Canonical of the profile that asked, where one did."""
    span: tuple[int, int] | None = None
    """Bytes [start, end) of what was sent."""
    resource: str = ""
    """`Type/id` of the resource that the target lies in, where there is one."""
    facts: tuple[str, ...] = ()
    """What stands in the sentence for `{0}`, `{1}`: with them it is said in another language."""
    translations: tuple[tuple[str, str], ...] = ()
    """(language, sentence), where whoever wrote the rule wrote it in other languages too."""
    expression: str = ""
    """The target in FHIRPath, where a form of a choice is not called by its key in JSON."""


class Rejected(Exception):  # noqa: N818 - a verdict, not an error; the name is the domain's
    """The verdict: what was sent is not taken, and these are all the reasons."""

    def __init__(self, issues: Sequence[Issue], status: Status = Status.REJECTED) -> None:
        super().__init__(", ".join(issue.rule for issue in issues))
        self.issues = tuple(issues)
        self.status = status


class Unavailable(Exception):  # noqa: N818 - names the state of the world, as Rejected does
    """A fault of the surroundings (store, disk, network): the same call may succeed later."""


class Stale(Exception):  # noqa: N818 - names the state of the world, as Rejected does
    """What stood when the entry was computed no longer stands: compute it again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in our own data, found before the first message: file, line and what is wrong."""

    file: str
    line: int
    rule: str
    text: str
