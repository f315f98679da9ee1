"""The commands `gateway packages add|list|remove`: which FHIR packages are at hand.

Exit codes: 0 done; 1 done, and something is wrong with what was looked at; 2 could not be done.
https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import ending
from gateway.cli.cells import neutral
from gateway.cli.ending import DONE, IMPOSSIBLE, WRONG, or_stop
from gateway.cli.form import Form

if TYPE_CHECKING:
    from gateway.bootstrap.shelf import Added, Shown

packages = typer.Typer(no_args_is_help=True, help="FHIR packages: profiles, value sets, codes.")

_COLUMNS = (
    "package", "FHIR", "profiles", "extensions", "value sets", "code systems", "in force",
    "sha256", "missing", "origin",
)  # fmt: skip
_COUNTED = ("profiles", "extensions", "value sets", "code systems")
_SHORT = 12
"""Characters of a hash that a person compares."""

Format = Annotated[Form, typer.Option("--format", help="Text on a terminal, else JSON.")]


@packages.command(epilog="Example: `gateway packages add national-core.tgz hl7.fhir.uv.ips@2.0.1`")
@ending.piped
def add(
    asked: Annotated[
        list[str],
        typer.Argument(metavar="PACKAGE", help="A .tgz file, a folder, or NAME@VERSION."),
    ],
    form: Format = Form.AUTO,
) -> None:
    """Install FHIR packages, and what they build on.

    NAME@VERSION comes from the registry that GATEWAY_REGISTRY names. Each is checked, kept as it
    came and pinned by its SHA-256; what cannot be found is told.
    """
    from gateway.bootstrap import shelf

    settings = ending.settings()
    done = or_stop(lambda: shelf.add(settings, asked))
    labels = {package.manifest.label for package in done.packages}
    rows = [one for one in shelf.listed(settings) if one.label in labels]
    _write(rows, form)
    _told(done)
    raise typer.Exit(IMPOSSIBLE if done.failed else WRONG if done.faults else DONE)


@packages.command("list")
@ending.piped
def listing(form: Format = Form.AUTO) -> None:
    """List the installed packages, and those that GATEWAY_PACKAGES names by path."""
    from gateway.bootstrap import shelf

    rows = or_stop(lambda: shelf.listed(ending.settings()))
    _write(rows, form)
    if not rows and _text(form):
        sys.stderr.write("no package is installed: try `gateway packages add FILE`\n")
    for one in rows:
        if one.fault:
            sys.stderr.write(f"gateway: {one.fault}\n")
    raise typer.Exit(WRONG if any(one.fault for one in rows) else DONE)


@packages.command()
@ending.piped
def remove(
    asked: Annotated[str, typer.Argument(metavar="NAME@VERSION", help="An installed package.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Even where another package builds on it.")
    ] = False,
) -> None:
    """Remove an installed package, unless another one builds on it."""
    from gateway.bootstrap import shelf

    label, needy = or_stop(lambda: shelf.remove(ending.settings(), asked, force=force))
    sys.stdout.write(f"removed {label}\n")
    if needy:
        sys.stderr.write(f"gateway: {', '.join(needy)} cannot find it any more\n")


def _told(done: Added) -> None:
    """What is missing and what is wrong, on standard error."""
    for label, who in done.missing.items():
        reason = f" ({done.reasons[label]})" if label in done.reasons else ""
        needed = f", on which {', '.join(who)} builds{reason}"
        note = "" if label in done.grave else "; most profiles do without"
        sys.stderr.write(f"gateway: missing: {label}{needed}{note}\n")
    for fault in done.faults:
        sys.stderr.write(f"{fault.file}:{fault.line}: {fault.rule}: {fault.text}\n")
    for text in done.failed:
        sys.stderr.write(f"gateway: {text}\n")


def _text(form: Form) -> bool:
    return form is Form.TEXT or (form is Form.AUTO and sys.stdout.isatty())


def _write(rows: Sequence[Shown], form: Form) -> None:
    if not _text(form):
        from gateway.fhirjson import pretty

        sys.stdout.write(pretty([_record(one) for one in rows]).decode() + "\n")
    elif rows:
        _table([_cells(one) for one in rows])


def _record(one: Shown) -> dict[str, Any]:
    counts = {_camel(name): one.counts.get(name, 0) for name in _COUNTED}
    return {
        "name": one.manifest.name,
        "version": one.manifest.version,
        "fhirVersions": list(one.manifest.fhir),
        **counts,
        "dependencies": dict(one.manifest.needs),
        "missing": list(one.missing),
        "inForce": one.in_force,
        "sha256": one.pin.sha256,
        "origin": one.pin.origin,
        "promised": one.pin.promised,
        "fault": one.fault,
    }


def _camel(name: str) -> str:
    first, *rest = name.split()
    return first + "".join(map(str.capitalize, rest))


def _cells(one: Shown) -> list[str]:
    counts = [str(one.counts.get(name, 0)) for name in _COUNTED]
    fhir, missing = ", ".join(one.manifest.fhir), ", ".join(one.missing)
    force = "unusable" if one.fault else "yes" if one.in_force else "no"
    origin = one.pin.origin if "://" in one.pin.origin else Path(one.pin.origin).name
    return [one.label, fhir, *counts, force, one.pin.sha256[:_SHORT], missing, origin]


def _table(rows: Iterable[Sequence[str]]) -> None:
    if not sys.stdout.isatty():
        sys.stdout.writelines("\t".join(map(neutral, row)) + "\n" for row in rows)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, no_wrap=name in ("package", "sha256"), overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
