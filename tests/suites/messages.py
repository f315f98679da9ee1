"""Messages of HL7 v2 that others wrote: where they lie, and what becomes of every leaf of each.

A file may hold several messages. They are of public projects; none is kept here.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gateway
from gateway.intake.convert import Conversion
from gateway.model import Fate, Severity, Status, Trace
from tests.suites.places import SHARED, SUITES

SENDER = "hopital-du-nord"
"""A sender that declares a zone: most messages of others send no offset."""
FOLDERS = (SUITES / "hl7v2-messages", SUITES / "hl7v2-to-fhir", SHARED / "newborn-screening")
_OTHERS = frozenset({".fhir", ".json", ".md", ".kt", ".groovy", ".xml", ".java"})
_BEGINS = re.compile(rb"(?=(?:^|(?<=[\r\n]))MSH\|)")
_WORDS = ("note", "text.div", "attachment")
"""Elements whose words are no typed element: what stands only there is not retained."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of a file of others."""

    file: Path
    number: int
    body: bytes

    @property
    def kind(self) -> str:
        """Its type as MSH-9 says it: `ORU`."""
        fields = self.body.split(b"\r")[0].split(b"\n")[0].split(b"|")
        return fields[8].split(b"^")[0].decode("latin-1").strip() if len(fields) > 8 else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that is not accepted, and the first thing that is wrong with it."""

    name: str
    kind: str
    source: str
    target: str
    rule: str


@dataclass(slots=True)
class Counted:
    """What became of the messages of one type."""

    messages: int = 0
    faulted: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    fates: Counter[Fate] = field(default_factory=Counter)
    clinical: Counter[Fate] = field(default_factory=Counter)
    """Of the leaves that are no position, transport, empty or billing."""
    retained: int = 0
    """Distinct values of each message that a typed element holds."""
    values: int = 0


def sent() -> Iterator[Sent]:
    """Every message of the shared data, each once."""
    seen: set[bytes] = set()
    for folder in FOLDERS:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            if file.suffix not in _OTHERS:
                yield from _of(file, seen)


def _of(file: Path, seen: set[bytes]) -> Iterator[Sent]:
    for number, body in enumerate(_BEGINS.split(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))):
        if body.startswith(b"MSH|") and body not in seen:
            seen.add(body)
            yield Sent(file, number, body)


def converted(message: Sent) -> Conversion:
    """The message said in FHIR, with its ledger."""
    return gateway.convert(message.body, sender=SENDER, ledger=True)


def count(messages: Iterator[Sent]) -> dict[str, Counted]:
    """Type -> what became of its messages."""
    found: dict[str, Counted] = {}
    for message in messages:
        one = found.setdefault(message.kind, Counted())
        one.messages += 1
        name = f"{message.file.name}#{message.number}"
        try:
            made = converted(message)
        except Exception as fault:  # noqa: BLE001 - a fault is what is counted
            one.faulted.append(f"{name}: {type(fault).__name__}")
            continue
        bad = any(issue.severity in (Severity.ERROR, Severity.FATAL) for issue in made.issues)
        if made.status is Status.ACCEPTED and bad:
            one.invalid.append(name)
        if made.status is not Status.ACCEPTED:
            one.refused.append(_refusal(message, made))
        for trace in made.ledger:
            one.fates[trace.fate] += 1
            if _clinical(trace):
                one.clinical[trace.fate] += 1
        held, values = kept(message, made)
        one.retained, one.values = one.retained + held, one.values + values
    return found


def _refusal(message: Sent, made: Conversion) -> Refusal:
    wrong = next(one for one in made.issues if one.severity in (Severity.ERROR, Severity.FATAL))
    name = f"{message.file.parent.name}/{message.file.name}#{message.number}"
    return Refusal(name, message.kind, wrong.source, wrong.target, wrong.rule)


def _clinical(trace: Trace) -> bool:
    return trace.fate is not Fate.IGNORED or trace.reason == "duplicate"


def kept(message: Sent, made: Conversion) -> tuple[int, int]:
    """Of the distinct values of a message, set ids aside: how many a typed element holds."""
    said: dict[bytes, bool] = {}
    for trace in made.ledger:
        if not trace.source.startswith("MSH") and trace.reason != "position":
            text = message.body[trace.span[0] : trace.span[1]].strip()
            typed = trace.fate in (Fate.MAPPED, Fate.TRANSLATED)
            typed = typed and not any(word in trace.target for word in _WORDS)
            said[text] = said.get(text, False) or typed
    return sum(said.values()), len(said)
