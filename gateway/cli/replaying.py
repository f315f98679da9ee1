"""`gateway replay`: what was refused comes again, by the rules of now.

https://docs.python.org/3/library/datetime.html#datetime.datetime.fromisoformat
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import ending
from gateway.cli.cells import neutral
from gateway.cli.counts import counted
from gateway.cli.ending import DONE, WRONG
from gateway.cli.form import Form
from gateway.cli.serving import plain

if TYPE_CHECKING:
    from gateway.bootstrap.replaying import Asked, Became
    from gateway.model import Status
    from gateway.settings import Settings
    from gateway.store.refused import Attempt

EPILOG = "Example: `gateway replay --rule code-untranslated --dry-run`"
_MENDED = frozenset({"accepted", "duplicate", "parked", "conflict"})
"""What needs no more of the operator; a conflict: another was accepted under its number."""


class Verdict(StrEnum):
    """With which verdict a message may have ended that comes again."""

    FAULTED = "faulted"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    PARKED = "parked"


def replay(  # noqa: PLR0913 - the options of a command
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WHICH",
            help="SENDER/CONTROL-ID, or the number of an attempt (`seq` in the log).",
        ),
    ] = None,
    *,
    sender: Annotated[str, typer.Option(help="Only what this sender sent.")] = "",
    rule: Annotated[
        list[str] | None, typer.Option(help="Only what was told this rule; may be said again.")
    ] = None,
    status: Annotated[
        list[Verdict] | None,
        typer.Option(help="Only what ended so; without it, all of these but parked."),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Only what came then or later: 2026-11-20, or "
            "2026-11-20T08:00:00+01:00; without an offset, UTC.",
        ),
    ] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="Only what came before.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Whatever was refused.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would become of each.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Take in messages that were refused or failed, by the rules of now.

    For when a mapping, a code table or the gateway itself was mended: nobody has to send anything
    again. What is right now is kept, in its own place in time; what is still refused stays as it
    was, and nothing is written. Doing it twice changes nothing. Left out is what was accepted
    since, also in another wording under the same control id. Where a gateway runs on the store,
    it does the work, by the rules that it has in force (SIGHUP renews them). Ends with 1 where
    something is still refused.
    """  # fmt: skip
    from gateway.bootstrap import replaying, side_door
    from gateway.model import Status, Unavailable
    from gateway.store import Refused

    statuses = tuple(Status(one.value) for one in status or ()) or replaying.REFUSED
    asked = _asked(which or (), statuses, sender, rule or (), _time(since), _time(until))
    if not (all_ or which or sender or rule or status or since or until):
        ending.stop("say which: a sender, a rule, a time, a control id, or --all")
    settings = ending.settings()
    try:
        found = replaying.chosen(settings, asked)
        became = _written(_replayed(settings, found, really=not dry_run), len(found), form)
    except side_door.Shut as error:
        ending.stop(f"the gateway that holds this store does not answer: {error}")
    except (Refused, Unavailable, OSError, ValueError) as error:
        ending.stop(plain(error))
    raise typer.Exit(DONE if _MENDED.issuperset(became) else WRONG)


def _asked(  # noqa: PLR0913, PLR0917 - the options of a command
    which: Sequence[str],
    statuses: tuple[Status, ...],
    sender: str,
    rules: Sequence[str],
    since: str,
    until: str,
) -> Asked:
    from gateway.bootstrap.replaying import Asked

    numbers = {one for one in which if one.isascii() and one.isdigit()}
    ids = frozenset(map(_named, [one for one in which if one not in numbers]))
    return Asked(
        sender, ids, frozenset(map(int, numbers)), frozenset(rules), statuses, since, until
    )


def _named(text: str) -> tuple[str, str]:
    sender, _, control_id = text.partition("/")
    if not (sender and control_id):
        ending.stop(f"{text}: write SENDER/CONTROL-ID, or the number of an attempt")
    return sender, control_id


def _time(said: str) -> str:
    """A time as the journal has it; ends the program where it is none."""
    if not said:
        return ""
    try:
        found = datetime.fromisoformat(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        ending.stop(f"{said}: write a time as 2026-11-20 or 2026-11-20T08:00:00+01:00")


def _replayed(
    settings: Settings, found: Sequence[Attempt], *, really: bool
) -> Iterator[tuple[Attempt, Became]]:
    from gateway.bootstrap import replaying, side_door
    from gateway.store import care

    if not found:
        return iter(())
    if really and not settings.database and care.in_use(settings.kept):
        return side_door.through(settings.data, found)
    return replaying.alone(settings, found, really=really)


def _written(work: Iterator[tuple[Attempt, Became]], count: int, form: Form) -> Sequence[str]:
    """Each as it is done; gives the verdicts."""
    rows = []
    for number, (one, became) in enumerate(work, 1):
        row = _row(one, became)
        rows.append(row)
        if form is not Form.JSON:
            line = "\t".join(map(neutral, _cells(row)))
            sys.stdout.write(line + "\n")
        _progress(number, count)
    if form is Form.JSON:
        from gateway.fhirjson import pretty

        sys.stdout.buffer.write(pretty(rows) + b"\n")
    verdicts = [str(row["status"]) for row in rows]
    summed = ", ".join(f"{word} {n}" for word, n in Counter(verdicts).most_common())
    sys.stderr.write(f"{counted(count, 'message')}: {summed}\n" if rows else f"{_NOTHING}\n")
    return verdicts


_NOTHING = "nothing to replay: no such message was refused, or it was accepted since"


def _row(one: Attempt, became: Became) -> dict[str, Any]:
    told = one.receipt
    return {
        "attempt": one.seq,
        "sender": told.sender,
        "controlId": told.control_id,
        "kind": told.kind,
        "was": told.status.value,
        "status": became.status,
        "rules": list(became.rules),
    }


def _cells(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        yield " ".join(value) if name == "rules" else str(value)


def _progress(done: int, count: int) -> None:
    """How far it is, where the rows themselves do not show it."""
    if sys.stderr.isatty() and not sys.stdout.isatty():
        sys.stderr.write(f"\r{done:,} of {count:,} messages" + ("\n" if done == count else ""))
        sys.stderr.flush()
