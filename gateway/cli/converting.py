"""What `gateway convert` does: each message of a file said in FHIR, one at a time, nothing kept.

The file is read in the format that its content shows, or that the operator says.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from typing import TypeAlias

from gateway import UNRECORDED
from gateway.bootstrap.rules import ruleset
from gateway.cli import ending, printing
from gateway.cli.form import Form
from gateway.cli.formats import format_of, stated
from gateway.intake.blame import BAD
from gateway.intake.convert import Conversion, unread
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound, Issue, Language, Piece, Ruleset, Sender
from gateway.wording import localized, told

_TAKEN = ("accepted", "parked")
Found: TypeAlias = tuple[str, Piece, bool]
"""(format, a message or an issue of the batch, is it alone in its file?)"""


class Show(Enum):
    """What is printed of a message."""

    BUNDLE = "bundle"
    LEDGER = "ledger"
    ISSUES = "issues"


def convert_all(  # noqa: PLR0913, PLR0917 - the options of the command
    chunks: Iterable[bytes],
    sender: str,
    shown: Show,
    language: Language,
    form: Form,
    said: str = "",
    file: str = "",
) -> bool:
    """Print what becomes of each message; True where all would be taken and no count is wrong.

    `said`: the format, where the operator says it; `file`: its name. Ends the program where there
    is no such sender or format.
    """
    rules = rules_for(sender)
    stated(said, rules.adapters)
    fine, number = True, 0
    for format, piece, alone in _pieces(iter(chunks), rules, said, (rules.senders[sender], file)):
        if isinstance(piece, Issue):
            printing.batch_issue(localized(piece, language))
            fine = fine and piece.severity not in BAD
            continue
        number += 1
        found = _converted(sender, format, piece, rules, ledger=shown is Show.LEDGER)
        _print(found, shown, language, form, 0 if alone else number)
        fine = fine and found.status.value in _TAKEN
    return fine


def _converted(
    sender: str, format: str, piece: bytes, rules: Ruleset, *, ledger: bool
) -> Conversion:
    if not format:
        return unread(told("format-unknown", ", ".join(sorted(rules.adapters)), code="structure"))
    return conversion(Inbound(sender, format, piece, UNRECORDED), rules, ledger=ledger)


def rules_for(sender: str) -> Ruleset:
    """The rules in force; ends the program where there is no such sender among them."""
    rules = ending.or_stop(lambda: ruleset(ending.settings()))
    if sender not in rules.senders:
        known = ", ".join(sorted(rules.senders))
        ending.stop(f"there is no sender {sender}; these are: {known}")
    return rules


def _pieces(
    chunks: Iterator[bytes], rules: Ruleset, said: str, whose: tuple[Sender, str]
) -> Iterator[Found]:
    first = next(chunks, b"")
    format = format_of(first, rules.adapters, said)
    if not format:
        yield "", b"", True
        return
    cut = rules.adapters[format].splitter(ending.settings().max_message, *whose)
    head: list[bytes] = []
    waiting: list[Piece] = []
    for chunk in chain([first], chunks):
        waiting += cut.feed(chunk)
        if cut.several:
            yield from ((format, piece, False) for piece in waiting)
            waiting, head = [], []
        else:
            head.append(chunk)
    waiting += cut.end()
    if cut.several:
        yield from ((format, piece, False) for piece in waiting)
    else:
        yield format, b"".join(head), True


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
