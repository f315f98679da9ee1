"""`gateway reindex`: by which parameters resources are found at once, and the rows for that.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gateway.cli import ending
from gateway.cli.ending import DONE

EPILOG = "Example: `gateway reindex --add Observation.code --add Observation.date`"


def reindex(
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE.PARAM", help="Index this parameter from now on."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE.PARAM", help="Index it no longer: its rows go."),
    ] = None,
) -> None:
    """Change which search parameters have index rows, and make the rows of all that is kept.

    `--add` and `--drop` change search.yaml in your last folder of GATEWAY_MAPPINGS. Without them
    the index is brought up to that file. Where a gateway runs on the store, it does the work
    while it serves, once it gets SIGHUP; a parameter counts as indexed when all rows are there,
    and until then is searched by looking at resources one by one.
    """
    from gateway.bootstrap import reindexing
    from gateway.store import Refused, care

    settings = ending.settings()
    try:
        if add or drop:
            file = reindexing.changed(settings, add or (), drop or ())
            sys.stdout.write(f"{file}: written\n")
        if care.in_use(settings.kept):
            sys.stdout.write(
                "a gateway runs on this store: send SIGHUP to each of its processes, and it\n"
                "makes the rows while it serves (`reindex-done` in its log)\n"
            )
            raise typer.Exit(DONE)
        missing = reindexing.brought_up(settings, _progress)
    except (reindexing.Unfit, Refused, OSError, ValueError) as error:
        ending.stop(str(error))
    said = f"{missing} parameters brought up" if missing else "nothing to do"
    sys.stdout.write(f"{said}\n")
    raise typer.Exit(DONE)


def _progress(done: int) -> None:
    sys.stderr.write(f"\r{done:,} resources")
    sys.stderr.flush()
