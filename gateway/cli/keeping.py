"""The commands by which an operator cares for the store: copies, sizes, space, schema, index.

https://www.sqlite.org/backup.html · https://www.postgresql.org/docs/current/backup.html
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import ending
from gateway.cli.ending import DONE
from gateway.cli.form import Form
from gateway.cli.serving import plain

if TYPE_CHECKING:
    from gateway.store.tables import Holdings

FILE = Annotated[Path, typer.Argument(help="The backup: a file.")]
BACKUP_EPILOG = "Example: `gateway backup /backup/gateway-$(date +%F).sqlite`"
COPY_EPILOG = "Example: `gateway copy data/gateway.sqlite postgresql://gateway@db/gateway`"


def backup(file: FILE) -> None:
    """Copy the store to a new file, as it is at one moment; a running gateway is not held up.

    The copy is checked, and is a store of its own. PostgreSQL is backed up by its own tools: the
    command says how.
    """
    from gateway.store import Refused, sqlite_care

    where = ending.settings().kept
    if isinstance(where, str):
        from gateway.store.postgres_care import advice

        ending.stop(advice(where, str(file)))
    try:
        size = sqlite_care.backup(where, file)
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    sys.stdout.write(f"{file}: {size:,} bytes\n")
    raise typer.Exit(DONE)


def restore(file: FILE) -> None:
    """Put a backup in place of the store. The gateway must be stopped.

    The backup is checked first; what stood there is set aside, not deleted. What was acknowledged
    after the backup is not in it: let senders send it again, nothing is stored twice.
    """
    from gateway.bootstrap.checking import clock
    from gateway.store import Refused, sqlite_care

    where = ending.settings().kept
    if isinstance(where, str):
        from gateway.store.postgres_care import advice

        ending.stop(advice(where, str(file)))
    try:
        aside = sqlite_care.restore(file, where, clock())
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    sys.stdout.write(f"{where}: restored from {file}\n")
    if aside:
        sys.stdout.write(f"{aside}: what stood there before\n")
    raise typer.Exit(DONE)


def vacuum() -> None:
    """Give space that is no longer used back.

    The embedded store is written anew: stop the gateway first. In PostgreSQL all goes on
    meanwhile.
    """
    from gateway.store import Refused, care

    try:
        told = care.vacuum(ending.settings().kept)
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    if told:
        sys.stdout.write(f"{told[0]:,} bytes before, {told[1]:,} now\n")
    raise typer.Exit(DONE)


def migrate() -> None:
    """Bring the store to the schema that this version needs; again is harmless.

    PostgreSQL: run it once, before the first process of the new version starts. Steps that only
    add leave running processes of the version before at work; a step that does not says so in
    the changelog. The embedded store is also brought forward by `gateway serve`.
    """
    from gateway.store import Refused, care

    try:
        stood, stands = care.migrate(ending.settings().kept)
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    sys.stdout.write(f"schema {stands}" + (f", was {stood}\n" if stood != stands else "\n"))
    raise typer.Exit(DONE)


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A file, or postgresql://...")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A file, or postgresql://...")],
) -> None:
    """Copy a whole store into an empty one of either kind, and prove that it is the same.

    Stop the gateway first. Every table is read again on both sides: row counts and SHA-256 of all
    rows must agree, or nothing is left in the target.
    """
    from gateway.store import Refused, care

    def told(table: str, rows: int) -> None:
        sys.stdout.write(f"{table:14}{rows:>12,} rows, the same\n")

    try:
        care.copy(_place(source), _place(target), told)
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    raise typer.Exit(DONE)


def retain(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
) -> None:
    """Let go of what has been kept as long as retention.yaml says, but for what is on hold.

    The file stands in a folder of GATEWAY_MAPPINGS: `messages` and `history` are days, `hold`
    names `patients` (ids) and `senders` of which nothing goes. What stands, receipts and audit
    stay for ever. Also beside a running gateway.
    """
    from gateway.bootstrap.checking import clock
    from gateway.bootstrap.retention import applied, policy
    from gateway.store import Refused

    settings = ending.settings()
    try:
        stated = policy(settings)
        went = applied(settings, stated, clock(), really=not dry_run)
    except (Refused, OSError, ValueError) as error:
        ending.stop(plain(error))
    said = "would go" if dry_run else "went"
    for part in went.parts:
        sys.stdout.write(f"{part}: the whole month {said}\n")
    sys.stdout.write(f"{went.messages:,} messages and {went.versions:,} old versions {said}\n")
    if went.answers:
        sys.stdout.write(f"{went.answers:,} answers to requests {said}\n")
    raise typer.Exit(DONE)


def stats(
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Tell what the store holds: rows and bytes of each table, its oldest message, what waits.

    Also beside a running gateway. Nothing of any message is shown.
    """
    from gateway.store import Refused, care

    try:
        found = care.stats(ending.settings().kept)
    except (Refused, OSError) as error:
        ending.stop(plain(error))
    _written(found, form)
    raise typer.Exit(DONE)


def _written(found: Holdings, form: Form) -> None:
    if form is Form.JSON:
        from gateway.fhirjson import pretty

        sys.stdout.buffer.write(pretty(asdict(found)) + b"\n")
        return
    for held in found.tables:
        size = "" if held.size is None else f"{held.size:>16,} bytes"
        sys.stdout.write(f"{held.table:14}{held.rows:>12,} rows{size}\n")
    sys.stdout.write(f"schema {found.schema} · messages from {found.oldest or 'none'}")
    sys.stdout.write(f" to {found.newest or 'none'} · {found.waiting} parked")
    sys.stdout.write(f" · {found.reviews} for a person to look at\n")


def _place(text: str) -> Path | str:
    return text if text.startswith(("postgresql://", "postgres://")) else Path(text)
