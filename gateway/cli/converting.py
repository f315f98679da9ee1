"""What `gateway convert` does: each message of a file said in FHIR, one at a time, nothing kept.

The file is read in the format that its content shows, or that the operator says.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO

from gateway import UNRECORDED
from gateway.adapters.recognise import DELIMITED
from gateway.bootstrap.rules import ruleset
from gateway.cli import ending, printing
from gateway.cli.form import Form
from gateway.cli.formats import stated
from gateway.fhirjson import encode
from gateway.intake.blame import BAD
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.intake.files import Files
from gateway.model import Fate, Inbound, Issue, Language, Ruleset
from gateway.wording import localized

if TYPE_CHECKING:
    from gateway.intake.rows import Rows, Said

_TAKEN = ("accepted", "parked")


class Show(Enum):
    """What is printed of a message."""

    BUNDLE = "bundle"
    LEDGER = "ledger"
    ISSUES = "issues"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is printed, and how."""

    what: Show
    language: Language
    form: Form
    fates: frozenset[Fate] = frozenset()
    """Of the ledger, only these; empty: all."""


def convert_all(
    stream: BinaryIO, sender: str, shown: Shown, said: str = "", file: str = ""
) -> bool:
    """Print what becomes of each message; True where all would be taken and no count is wrong.

    `said`: the format, where the operator says it; `file`: its name. Ends the program where there
    is no such sender or format.
    """
    rules = rules_for(sender)
    stated(said, rules.adapters)
    files = Files(rules.adapters, rules.senders[sender], ending.settings().max_message, said)
    rows: Rows | None = None
    fine, number = True, 0
    for one in files.found(stream, file):
        if isinstance(one, Issue):
            fine = _told(one, shown.language) and fine
            continue
        number += 1
        inbound = Inbound(sender, one.format, one.body, UNRECORDED)
        if one.format == DELIMITED and shown.what is not Show.LEDGER:
            rows = rows or _rows(rules, sender)
            row = rows.said(inbound)
            _line(row, shown, number, one.entry)
            fine = fine and row.status.value in _TAKEN
            continue
        made = conversion(inbound, rules, ledger=shown.what is Show.LEDGER)
        _print(made, shown, 0 if one.alone else number, one.entry)
        fine = fine and made.status.value in _TAKEN
    return fine


def _told(issue: Issue, language: Language) -> bool:
    """Say what is wrong with a file; True where it is no error."""
    printing.batch_issue(localized(issue, language))
    return issue.severity not in BAD


def rules_for(sender: str) -> Ruleset:
    """The rules in force; ends the program where there is no such sender among them."""
    settings = ending.settings()
    rules = ending.or_stop(lambda: ruleset(settings))
    if sender not in rules.senders:
        known = ", ".join(sorted(rules.senders))
        _, *own = settings.mappings
        more = "" if own else "; GATEWAY_MAPPINGS names no folder of your own"
        ending.stop(f"there is no sender {sender}; these are: {known}{more}")
    return rules


def _rows(rules: Ruleset, sender: str) -> Rows:
    """What says rows of files."""
    from gateway.intake.rows import Rows  # noqa: PLC0415 - no other format needs it

    return Rows(rules, sender)


def _line(row: Said, shown: Shown, number: int, entry: int) -> None:
    """One row of a file, but for its ledger."""
    if shown.what is Show.ISSUES:
        printing.headed(number, shown.form, entry)
        printing.issues(row.issues, shown.language, shown.form)
    else:
        printing.line(row.text)
        printing.verdict(row.status, row.count, row.bad, number, shown.language)


def _print(found: Conversion, shown: Shown, number: int, entry: int) -> None:
    if shown.what is Show.LEDGER:
        printing.headed(number, shown.form, entry)
        printing.ledger(found.ledger, shown.form, shown.fates)
    elif shown.what is Show.ISSUES:
        printing.headed(number, shown.form, entry)
        printing.issues(found.issues, shown.language, shown.form)
    else:
        if number:
            printing.line(encode(found.bundle))
        else:
            printing.bundle(found.bundle)
        bad = sum(issue.severity in BAD for issue in found.issues)
        printing.verdict(found.status, len(found.issues), bad, number, shown.language)
