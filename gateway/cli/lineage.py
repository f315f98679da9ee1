"""`gateway lineage`: which field of which message an element came from, and the other way.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli import ending
from gateway.cli.cells import neutral
from gateway.cli.ending import DONE, WRONG
from gateway.cli.form import Form

if TYPE_CHECKING:
    from gateway.intake.lineage import Line


def lineage(
    what: Annotated[
        str, typer.Argument(metavar="RESOURCE", help="Type/id; with --message SENDER/CONTROL-ID.")
    ],
    path: Annotated[
        str, typer.Argument(help="An element (`birthDate`, `name[0]`); of a message, a field.")
    ] = "",
    *,
    message: Annotated[
        bool, typer.Option("--message", help="What was made of a message, leaf by leaf.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Tell which message, field and row each element of a kept resource came from.

    Reads the store of GATEWAY_DATA or GATEWAY_STORE, also beside a running gateway. No value is
    shown.
    """
    from gateway.bootstrap.origins import of_message, of_resource
    from gateway.bootstrap.rules import ruleset
    from gateway.store import Refused

    settings = ending.settings()
    rules = ending.or_stop(lambda: ruleset(settings))
    first, slash, rest = what.partition("/")
    if not (slash and _text(what + path)):
        ending.stop(f"{what}: write Patient/ID, or with --message SENDER/CONTROL-ID")
    try:
        if message:
            found = of_message(settings.kept, rules, first, rest, path)
        else:
            found = of_resource(settings.kept, rules, what, path)
    except Refused as error:
        ending.stop(str(error))
    if found is None:
        ending.stop(f"there is no {'message' if message else 'resource'} {what}")
    _written(found, form)
    if not found:
        sys.stderr.write(f"nothing that is kept stands at {path or what}\n")
    raise typer.Exit(DONE if found else WRONG)


_NAMES: Mapping[str, str] = MappingProxyType(
    {"element": "path", "control_id": "controlId", "span": "bytes"}
)
"""Part of a line -> its name in JSON, where that is another: as HTTP calls it."""


def _text(word: str) -> bool:
    """Is it text at all? A word of the command line may hold bytes that are none."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _said(line: Line) -> Iterator[tuple[str, Any]]:
    """What is known of it; a span without an end is none."""
    for key, said in asdict(line).items():
        if said and said != (0, 0):
            yield key, said


def _written(found: list[Line], form: Form) -> None:
    from gateway.fhirjson import pretty

    if form is Form.JSON:
        told = [{_NAMES.get(key, key): it for key, it in _said(one)} for one in found]
        sys.stdout.buffer.write(pretty(told) + b"\n")
        return
    for one in found:
        by = f"{one.sender}/{one.control_id}" if one.sender else ""
        fate = f"{one.fate}: {one.reason}" if one.reason else one.fate
        cells = (one.resource, one.element, one.source, fate, one.row, by)
        sys.stdout.write("\t".join(map(neutral, cells)) + "\n")
