"""`gateway coverage`: how much of a folder of messages arrives in FHIR, and what is left out.

https://typer.tiangolo.com/
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import ending
from gateway.cli.cells import neutral
from gateway.cli.counts import counted
from gateway.cli.ending import DONE, WRONG
from gateway.cli.formats import Said, stated

if TYPE_CHECKING:
    from gateway.intake.coverage import Cell, Coverage


class Shape(StrEnum):
    """How the coverage is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def coverage(
    place: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of messages, or a file.")],
    *,
    said: Said = "",
    sender: Annotated[
        str, typer.Option(help="Whose rules apply: a file under mappings/senders.")
    ] = "default",
    shape: Annotated[Shape, typer.Option("--format", help="How to write it.")] = Shape.TEXT,
    below: Annotated[
        float, typer.Option(metavar="PERCENT", help="End with 1 where more leaves are unmapped.")
    ] = 100.0,
) -> None:
    """Tell what share of all leaves was mapped, translated, ignored, degraded or unmapped.

    Per segment and field (of documents: per element, of rows: per column), most unmapped first;
    nothing that a message says is shown. `--format html` writes one page with a heat map.
    """
    found, aside = measured(place, sender, said)
    if shape is Shape.JSON:
        from gateway.fhirjson import pretty

        sys.stdout.buffer.write(pretty(found.json()) + b"\n")
    elif shape is Shape.HTML:
        from gateway.cli.heatmap import page

        sys.stdout.write(page(found, f"Coverage of {place.name} for {sender}"))
    else:
        _table(found)
    if aside:
        sys.stderr.write(f"{counted(aside, 'file')} without a message: left aside\n")
    if not (aside or found.messages):
        sys.stderr.write("no file is there\n")
    unmapped = 100 * found.whole.fates["unmapped"] / (found.whole.total or 1)
    raise typer.Exit(WRONG if unmapped > below or not found.messages else DONE)


def measured(place: Path, sender: str, said: str = "") -> tuple[Coverage, int]:
    """(what became of each message below a place, how many files hold none)"""
    from gateway import UNRECORDED
    from gateway.cli.converting import rules_for
    from gateway.cli.corpus import Corpus
    from gateway.intake.convert import convert
    from gateway.intake.coverage import Coverage
    from gateway.model import Inbound

    rules = rules_for(sender)
    found = Coverage()
    told = stated(said, rules.adapters)
    most = ending.settings().max_message
    corpus = Corpus(place, rules.adapters, most, told, rules.senders[sender])
    for _, format, body in corpus:
        found.add(convert(Inbound(sender, format, body, UNRECORDED), rules, ledger=True))
    return found, len(corpus.aside)


def _table(found: Coverage) -> None:
    write = sys.stdout.write
    for name, counts in (("kind", found.kinds), ("status", found.statuses), ("rule", found.rules)):
        for word, count in counts.most_common():
            write(f"{name}\t{word}\t{count}\n")
    write("\t".join(("place", "leaves", *_fates(), "why")) + "\n")
    write(_line("all", found.whole))
    for segment, cell in found.parts():
        write(_line(segment, cell))
    for name, cell in found.worst():
        write(_line(name, cell))


def _fates() -> tuple[str, ...]:
    from gateway.intake.coverage import FATES

    return tuple(fate.value for fate in FATES)


def _line(name: str, cell: Cell) -> str:
    shares = (f"{100 * cell.fates[fate] / (cell.total or 1):.1f}%" for fate in _fates())
    why = ", ".join(f"{reason} {count}" for reason, count in cell.reasons.most_common(3))
    return "\t".join(map(neutral, (name, str(cell.total), *shares, why))) + "\n"
