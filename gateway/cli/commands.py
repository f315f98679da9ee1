"""The command line: its table of commands, and the shorter ones of them.

Exit codes: 0 done and nothing is wrong; 1 done, and what was looked at has errors; 2 could not be
done (no such file, wrong settings). https://typer.tiangolo.com/
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from gateway.cli import ending
from gateway.cli.covering import coverage
from gateway.cli.differing import diff
from gateway.cli.ending import DONE, WRONG, full, or_stop, piped, stop
from gateway.cli.explain import EXPLAIN_EPILOG, explain
from gateway.cli.form import Form
from gateway.cli.formats import Said
from gateway.cli.keeping import (
    BACKUP_EPILOG,
    COPY_EPILOG,
    backup,
    copy,
    migrate,
    restore,
    retain,
    stats,
    vacuum,
)
from gateway.cli.lineage import lineage
from gateway.cli.opening import serve
from gateway.cli.packages import packages
from gateway.cli.parked import parked
from gateway.cli.reindexing import EPILOG as REINDEX_EPILOG
from gateway.cli.reindexing import reindex
from gateway.cli.replaying import EPILOG as REPLAY_EPILOG
from gateway.cli.replaying import replay
from gateway.cli.scaffold import scaffold
from gateway.cli.validate import EPILOG, validate
from gateway.cli.watching import EPILOG as WATCH_EPILOG
from gateway.cli.watching import watch
from gateway.model import Fate, Language

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="markdown",
    help="National FHIR gateway: hospital messages in, FHIR R4 out.\n\n"
    "Try `gateway convert MESSAGE.hl7`, then `gateway serve`.",
    epilog="Exit codes: 0 fine · 1 errors were found · 2 it could not be done.",
)
definitions = typer.Typer(no_args_is_help=True, help="The base definitions of FHIR R4.")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    from importlib.metadata import version

    if asked:
        sys.stdout.write(f"gateway {version('fhir-gateway')} (FHIR R4, 4.0.1)\n")
        raise typer.Exit(DONE)


@app.callback()
def begin(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """What stands before every command."""


def convert(  # noqa: PLR0913 - the options of a command
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Messages or documents, of any format; `-` is standard input."
        ),
    ],
    *,
    said: Said = "",
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Show what became of each source leaf instead.")
    ] = False,
    validate: Annotated[
        bool, typer.Option("--validate", help="Show what is wrong instead.")
    ] = False,
    fate: Annotated[
        list[Fate] | None,
        typer.Option(help="Of the ledger, only leaves that came to this; may be said again."),
    ] = None,
    sender: Annotated[
        str, typer.Option(help="Whose rules apply: a file under mappings/senders.")
    ] = "default",
    lang: Annotated[Language, typer.Option("--lang", help="Language of sentences.")] = Language.EN,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Print the FHIR Bundle of a message or document; nothing is kept.

    HL7 v2, CDA, KMEHR, DICOM, FHIR and delimited files are told apart by their content. The Bundle
    is printed even where the message would be refused: the exit code is then 1, and `--validate`
    says why. Of a batch, or of several messages in one file, each is printed after the other:
    Bundles one a line, tables under the number of the message.
    """
    from gateway.cli.converting import Show, Shown, convert_all
    from gateway.cli.printing import filed

    what = Show.LEDGER if ledger or fate else Show.ISSUES if validate else Show.BUNDLE
    shown = Shown(what, lang, form, frozenset(fate or ()))
    fine = True
    for file in files:
        with _opened(file) as stream:
            if len(files) > 1:
                filed(str(file), form, beside=what is Show.BUNDLE)
            fine &= convert_all(stream, sender, shown, said, file.name)
    raise typer.Exit(DONE if fine else WRONG)


def check(
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Look through all data (settings, senders, mappings, code tables, profiles) for faults.

    Retention, too. Every fault is told with its file and line.
    """
    from gateway.bootstrap import retention
    from gateway.bootstrap.checking import clock
    from gateway.bootstrap.rules import faults
    from gateway.bootstrap.sender_lint import ended
    from gateway.cli import printing
    from gateway.model import Fault
    from gateway.settings import misspelt, read

    told = (
        Fault("environment", 0, "setting-unknown", f"{name} is no setting: is it {like}?")
        for name, like in misspelt()
    )

    def looked_through() -> list[Fault]:
        settings = read()
        over = ended(settings, clock().date())
        return [*told, *faults(settings), *over, *retention.lint(settings)]

    found = or_stop(looked_through)
    printing.faults(found, form)
    raise typer.Exit(WRONG if found else DONE)


@definitions.command("build")
@piped
def build(
    package: Annotated[Path, typer.Argument(help="hl7.fhir.r4.core 4.0.1 as a .tgz file.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to; default: where the gateway looks for it.")
    ] = None,
) -> None:
    """Build the archive of base definitions from the official package."""
    from gateway.definitions import build as make

    target = out or ending.settings().definitions
    if not package.is_file():
        stop(f"there is no file {package}")
    or_stop(lambda: make(package, target))
    sys.stdout.write(f"{target}: {target.stat().st_size:,} bytes\n")


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            help="sender, maps, events, structure, documents, walk, fhir or delimited."
        ),
    ],
) -> None:
    """Print the JSON Schema of one kind of mapping file: editors complete and check by it."""
    from gateway.fhirjson import pretty
    from gateway.mapping import shape

    if kind not in shape.KINDS:
        stop(f"there is no kind {kind}; these are: {', '.join(shape.KINDS)}")
    sys.stdout.buffer.write(pretty(shape.schema(kind)) + b"\n")


def token(
    sender: Annotated[str, typer.Argument(help="Whose messages it will bring.")],
) -> None:
    """Make a bearer token: printed once, for the sender; only its hash is kept.

    Put the printed line under `tokens:` in mappings/senders/SENDER.yaml.
    """
    import secrets

    from gateway.access import hashed

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", sender):
        stop(f"{sender}: a sender is called as its file is, in letters, digits and hyphens")
    made = secrets.token_urlsafe(32)
    sys.stdout.write(f"for {sender}: {made}\n")
    sys.stdout.write(f"in mappings/senders/{sender}.yaml:\ntokens:\n  - {hashed(made)}\n")


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`; ends the program where it cannot be read."""
    try:
        with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        if full(error):
            raise
        if file.is_dir():
            stop(f"{file} is a folder: name its files; `gateway coverage` looks through folders")
        stop(f"{file} cannot be read: {error.strerror}")


_FIRST = "Look at what you have, and begin"
_HOSPITAL = "Bring a hospital live"
_STORE = "Care for the store"
_DATA = "Definitions and packages"
COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    (_FIRST, convert, "Example: `gateway convert admission.hl7 --ledger`"),
    (_FIRST, validate, EPILOG),
    (_FIRST, serve, "Example: `gateway serve --port 8080 --mllp-port 2575`"),
    (_FIRST, check, "Example: `GATEWAY_MAPPINGS=/etc/gateway gateway check`"),
    (_FIRST, explain, EXPLAIN_EPILOG),
    (_HOSPITAL, coverage, "Example: `gateway coverage messages/ --format html > coverage.html`"),
    (_HOSPITAL, diff, "Example: `gateway diff --mappings old --mappings new messages/`"),
    (_HOSPITAL, schema, "Example: `gateway schema sender > sender.schema.json`"),
    (_HOSPITAL, token, "Example: `gateway token clinique-du-sud`"),
    (_HOSPITAL, watch, WATCH_EPILOG),
    (_HOSPITAL, parked, "Example: `gateway parked --format json`"),
    (_HOSPITAL, replay, REPLAY_EPILOG),
    (_HOSPITAL, lineage, "Example: `gateway lineage Patient/ID birthDate`"),
    (_STORE, stats, "Example: `gateway stats --format json`"),
    (_STORE, backup, BACKUP_EPILOG),
    (_STORE, restore, "Example: `gateway restore /backup/gateway-2026-11-28.sqlite`"),
    (_STORE, vacuum, "Example: `gateway vacuum`"),
    (_STORE, retain, "Example: `gateway retain --dry-run`"),
    (_STORE, reindex, REINDEX_EPILOG),
    (_STORE, copy, COPY_EPILOG),
    (_STORE, migrate, "Example: `GATEWAY_STORE=postgresql://... gateway migrate`"),
)
"""Under which heading of `--help`, the command, and what stands below its own help."""

for _panel, _command, _epilog in COMMANDS:
    app.command(rich_help_panel=_panel, epilog=_epilog)(piped(_command))
app.add_typer(scaffold, name="scaffold", rich_help_panel=_HOSPITAL)
app.add_typer(definitions, name="definitions", rich_help_panel=_DATA)
app.add_typer(packages, name="packages", rich_help_panel=_DATA)
