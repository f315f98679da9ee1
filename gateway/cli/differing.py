"""`gateway diff`: which elements two versions of the mappings make differently of a corpus.

https://typer.tiangolo.com/
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import ending
from gateway.cli.ending import DONE, WRONG
from gateway.cli.form import Form
from gateway.cli.formats import Said, stated

if TYPE_CHECKING:
    from gateway.intake.difference import Difference
    from gateway.model import Ruleset

_TWO = 2


def diff(
    place: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of messages, or a file.")],
    *,
    mappings: Annotated[
        list[Path],
        typer.Option(help="Given twice: a folder of mappings, whole or over those in force."),
    ],
    said: Said = "",
    sender: Annotated[
        str, typer.Option(help="Whose rules apply: a file under mappings/senders.")
    ] = "default",
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Tell which FHIR elements change between two versions of the mappings, grouped by row.

    Ends with 1 where anything changes, with 0 where nothing does. Values are not shown.
    """
    if len(mappings) != _TWO:
        ending.stop("give --mappings twice: the version before, and the version after")
    found = _compared(place, sender, [_rules(folder, sender) for folder in mappings], said)
    if not found.messages:
        ending.stop(f"{place} holds no message")
    _written(found, form, sender)
    raise typer.Exit(WRONG if found.any else DONE)


def _rules(folder: Path, sender: str) -> Ruleset:
    """The rules with this folder: alone where it is whole, else over those in force."""
    from gateway.bootstrap.rules import faults, ruleset

    if not folder.is_dir():
        ending.stop(f"there is no folder {folder}")
    settings = ending.settings()
    whole = (folder / "hl7v2" / "events.yaml").is_file()
    _, *own = settings.mappings
    settings = replace(settings, mappings=(folder,) if whole else (*settings.mappings, folder))
    wrong = ending.or_stop(lambda: list(faults(settings)))
    if wrong:
        # What is in force beside the folder may be what does not go with it.
        under = (
            "" if whole or not own else f" (laid over {own[-1]}: GATEWAY_MAPPINGS= leaves it out)"
        )
        ending.stop(f"{folder}: {wrong[0].file}:{wrong[0].line}: {wrong[0].text}{under}")
    made = ending.or_stop(lambda: ruleset(settings))
    if sender not in made.senders:
        ending.stop(f"there is no sender {sender} with {folder}")
    return made


def _compared(place: Path, sender: str, rules: list[Ruleset], said: str) -> Difference:
    from gateway import UNRECORDED
    from gateway.cli.corpus import Corpus
    from gateway.intake.convert import convert
    from gateway.intake.difference import Difference
    from gateway.model import Inbound

    found = Difference()
    adapters, most = rules[0].adapters, ending.settings().max_message
    corpus = Corpus(place, adapters, most, stated(said, adapters), rules[0].senders[sender])
    for number, (path, format, body) in enumerate(corpus, 1):
        inbound = Inbound(sender, format, body, UNRECORDED)
        before, after = (convert(inbound, one, ledger=True) for one in rules)
        found.add(f"{path} (message {number})", before, after)
    return found


def _written(found: Difference, form: Form, sender: str) -> None:
    from gateway.fhirjson import pretty

    if form is Form.JSON:
        sys.stdout.buffer.write(pretty(found.json()) + b"\n")
        return
    row = ""
    for one, count in sorted(found.changes.items()):
        if one.row != row:
            row = one.row
            sys.stdout.write(f"{row}\n")
        sys.stdout.write(f"  {one.how}\t{one.element}\t{count}\t{found.first[one]}\n")
    for (before, after), count in sorted(found.statuses.items()):
        sys.stdout.write(f"verdict\t{before} -> {after}\t{count}\n")
    for (rule, how), count in sorted(found.rules.items()):
        sys.stdout.write(f"rule\t{rule} {how}\t{count}\n")
    said = f"{found.different} of {found.messages} messages differ"
    sys.stderr.write(f"{said}, by the rules of the sender {sender} (--sender)\n")
