"""Documents of CDA that others wrote: what becomes of every leaf and of every value of each.

A value is kept where a typed element of the output holds it: no narrative, note, attachment.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import gateway
from gateway import UNRECORDED, xml
from gateway.intake.convert import Conversion, convert
from gateway.model import Fate, Inbound, Node, Rejected, Severity, Status, Trace
from tests.suites.document_files import Sent, own, sent
from tests.suites.document_values import APART, MIXED, STRUCTURAL, held, kept, values
from tests.suites.messages import SENDER


@dataclass(slots=True)
class Counted:
    """What became of the documents of one suite."""

    documents: int = 0
    unread: list[str] = field(default_factory=list)
    faulted: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    clinical: Counter[Fate] = field(default_factory=Counter)
    """Of the leaves that are no structure and no narrative."""
    retained: int = 0
    values: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    """Place -> values of it that no typed element holds."""
    unmapped: Counter[str] = field(default_factory=Counter)

    @property
    def worst(self) -> int:
        """Clinical leaves that are ignored (as duplicates) or degraded."""
        return self.clinical[Fate.IGNORED] + self.clinical[Fate.DEGRADED]


def converted(document: Sent) -> Conversion:
    """The document said in FHIR, with its ledger."""
    inbound = Inbound(SENDER, "cda", document.body, UNRECORDED)
    return convert(inbound, gateway._rules(), ledger=True)


def count(suite: str) -> Counted:
    """What becomes of the documents of a suite."""
    found = Counted()
    for document in sent(suite):
        name = document.file.name
        try:
            root = xml.read(document.body).root
        except Rejected as verdict:
            found.unread.append(f"{name}: {verdict.issues[0].rule}")
            continue
        found.documents += 1
        try:
            made = converted(document)
        except Exception as fault:  # noqa: BLE001 - a fault is what is counted
            found.faulted.append(f"{name}: {type(fault).__name__}: {fault}")
            continue
        _judge(found, name, made)
        part = own(root, document)
        _tally(found, made, part if document.framed else root)
        among = kept(made.bundle)
        for value, place in values(part).items():
            found.values += 1
            if held(value, among):
                found.retained += 1
            else:
                found.lost[place] += 1
    return found


def _judge(found: Counted, name: str, made: Conversion) -> None:
    wrong = [one for one in made.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    if made.status is not Status.ACCEPTED:
        first = f"{wrong[0].rule} {wrong[0].target or wrong[0].source}" if wrong else ""
        found.refused.append(f"{name}: {made.status} {first}")
    elif wrong:
        found.invalid.append(f"{name}: {wrong[0].rule} {wrong[0].target}")


def _tally(found: Counted, made: Conversion, part: Node) -> None:
    for trace in made.ledger:
        inside = not any(trace.span) or part.start <= trace.span[0] < part.end
        if inside and clinical(trace):
            found.clinical[trace.fate] += 1
            if trace.fate is Fate.UNMAPPED:
                found.unmapped[re.sub(r"\[\d+\]", "", trace.source)] += 1


def clinical(trace: Trace) -> bool:
    """Is it a leaf that says something of somebody: no structure, no narrative, nothing empty?"""
    steps = re.sub(r"\[\d+\]", "", trace.source).split("/")
    leaf = steps[-1].lstrip("@").rpartition(":")[2]
    slip = leaf == "text()" and steps[-2].rpartition(":")[2] not in MIXED
    if (
        slip
        or leaf in STRUCTURAL | {"valueSet"}
        or APART & set(steps)
        or "/section/text" in "/".join(steps)
    ):
        return False
    return trace.fate is not Fate.IGNORED or trace.reason == "duplicate"
