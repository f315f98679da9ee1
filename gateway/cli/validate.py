"""The command `gateway validate`: is this resource right? Everything that is wrong, and where.

Exit codes: 0 all are valid; 1 errors were found; 2 something could not be read, or was not meant.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.form import Written
from gateway.model import Forbidden, Language

EPILOG = """Examples:

`gateway validate patient.json` · base R4, its own meta.profile and the national profiles

`gateway validate bundle.xml --profile http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips
--package hl7.fhir.uv.ips@2.0.1`

`gateway validate exports/ more/*.ndjson --format sarif > found.sarif` · folders, patterns, one
resource a line

`curl -s $SERVER/Patient/1 | gateway validate - --lang fr`

Exit codes: 0 all are valid · 1 errors were found · 2 something could not be read, or an option is
wrong. Warnings alone leave 0."""


def validate(  # noqa: PLR0913 - the options of a command
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="JSON, XML or NDJSON; folders and patterns too; `-` reads standard input.",
        ),
    ],
    *,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            "--profile", "-p", help="Canonical of a profile to meet, or its name; may come again."
        ),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", help="A FHIR package: a .tgz, a folder or NAME@VERSION; may come again."
        ),
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of sentences.")] = Language.EN,
    written: Annotated[
        Written,
        typer.Option(
            "--format", help="text; json: OperationOutcomes; sarif: for GitHub and editors."
        ),
    ] = Written.TEXT,
    base: Annotated[bool, typer.Option("--base", help="Leave the national profiles out.")] = False,
    must_support: Annotated[
        bool,
        typer.Option(
            "--must-support", help="Tell too what a profile wants supported and is absent."
        ),
    ] = False,
    forbid: Annotated[
        list[Forbidden] | None,
        typer.Option(
            "--forbid",
            help="Refuse what FHIR allows: markup (tags in texts), examples (example.org), "
            "extensions (those that nothing at hand defines).",
        ),
    ] = None,
    show_values: Annotated[
        bool,
        typer.Option("--show-values", help="Show the values too: they may be a patient's."),
    ] = False,
) -> None:
    """Check FHIR resources: everything that is wrong, where, by which rule, and how to mend it.

    Each resource meets base R4 and the profiles of its own meta.profile. Where neither --profile,
    --package nor --base is given, it meets the national profiles that bind it too, as it must to
    be kept here. No value of a resource is shown unless --show-values says so.
    """
    from gateway.cli.validating import Told, run
    from gateway.cli.verdicts import Asked
    from gateway.settings import read

    try:
        asked = Asked(
            profiles=profile or (),
            national=not (profile or package or base),
            show_values=show_values,
            must_support=must_support,
            forbid=forbid or (),
        )
        told = Told(lang, written)
        code = run(read(), files, package or (), asked, told)
    except (FileNotFoundError, ValueError) as error:
        typer.echo(f"gateway: {error}", err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(code)
