"""What `gateway convert` does: each message of a file said in FHIR, one at a time, nothing kept.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from gateway import UNRECORDED
from gateway.bootstrap.rules import ruleset
from gateway.cli import ending, printing
from gateway.cli.form import Form
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound, Issue, Language, Piece, Ruleset
from gateway.wording import localized

FORMAT = "hl7v2"
_TAKEN = ("accepted", "parked")


class Show(Enum):
    """What is printed of a message."""

    BUNDLE = "bundle"
    LEDGER = "ledger"
    ISSUES = "issues"


def convert_all(
    chunks: Iterable[bytes], sender: str, shown: Show, language: Language, form: Form
) -> bool:
    """Print what becomes of each message; True where all would be taken and no count is wrong.

    Ends the program where there is no such sender.
    """
    rules = rules_for(sender)
    fine, number = True, 0
    for piece, alone in _pieces(chunks, rules):
        if isinstance(piece, Issue):
            printing.batch_issue(localized(piece, language))
            fine = False
            continue
        number += 1
        ledger = shown is Show.LEDGER
        found = conversion(Inbound(sender, FORMAT, piece, UNRECORDED), rules, ledger=ledger)
        _print(found, shown, language, form, 0 if alone else number)
        fine = fine and found.status.value in _TAKEN
    return fine


def rules_for(sender: str) -> Ruleset:
    """The rules in force; ends the program where there is no such sender among them."""
    rules = ending.or_stop(lambda: ruleset(ending.settings()))
    if sender not in rules.senders:
        known = ", ".join(sorted(rules.senders))
        ending.stop(f"there is no sender {sender}; these are: {known}")
    return rules


def _pieces(chunks: Iterable[bytes], rules: Ruleset) -> Iterator[tuple[Piece, bool]]:
    """(a message or an issue of the batch, is it alone in its file?)"""
    cut = rules.adapters[FORMAT].splitter(ending.settings().max_message)
    head: list[bytes] = []
    waiting: list[Piece] = []
    for chunk in chunks:
        waiting += cut.feed(chunk)
        if cut.several:
            yield from ((piece, False) for piece in waiting)
            waiting, head = [], []
        else:
            head.append(chunk)
    waiting += cut.end()
    if cut.several:
        yield from ((piece, False) for piece in waiting)
    else:
        yield b"".join(head), True


def _print(found: Conversion, shown: Show, language: Language, form: Form, number: int) -> None:
    if shown is Show.LEDGER:
        printing.headed(number, form)
        printing.ledger(found.ledger, form)
    elif shown is Show.ISSUES:
        printing.headed(number, form)
        printing.issues([localized(issue, language) for issue in found.issues], form)
    else:
        printing.bundle(found.bundle, one_of_many=number > 0)
        printing.verdict(found.status, found.issues, number)
