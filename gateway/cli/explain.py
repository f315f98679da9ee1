"""The command `gateway explain`: what a profile, an extension, a value set or a rule asks.

Exit codes: 0 it was found; 2 nothing of this name is known. https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.form import Told
from gateway.model import Language

EXPLAIN_EPILOG = """Examples:

`gateway explain obs-6` · a rule of FHIR: sentence, expression, where it stands

`gateway explain slice-missing` · a rule of ours, in English, French and German

`gateway explain lu-patient --lang fr` · what a profile asks beyond its base

`gateway explain http://hl7.org/fhir/ValueSet/observation-status` · a value set and its codes"""


def explain(  # noqa: PLR0913 - the options of a command
    asked: Annotated[
        str,
        typer.Argument(
            metavar="URL|RULE",
            help="A canonical, a rule, a type, or the last part of a canonical.",
        ),
    ],
    *,
    lang: Annotated[Language, typer.Option("--lang", help="Language of words.")] = Language.EN,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", help="A FHIR package: a .tgz, a folder or NAME@VERSION; may come again."
        ),
    ] = None,
    form: Annotated[
        Told,
        typer.Option("--format", help="auto: a table on a terminal, Markdown in a pipe; json."),
    ] = Told.AUTO,
    first: Annotated[int, typer.Option("--first", min=0, help="Codes that are listed.")] = 50,
    whole: Annotated[
        bool, typer.Option("--all", help="Show what the base asks too, not only what is added.")
    ] = False,
) -> None:
    """Tell what a profile, an extension, a value set, a code system or a rule asks."""
    from gateway.cli import explain_print, explaining
    from gateway.settings import read

    try:
        found = explaining.explained(read(), asked, package or (), lang, first, whole=whole)
    except (FileNotFoundError, LookupError, ValueError) as error:
        typer.echo(f"gateway: {error.args[0] if error.args else error}", err=True)
        raise typer.Exit(2) from None
    explain_print.write(found, form, lang)
