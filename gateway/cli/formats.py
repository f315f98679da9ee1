"""Which format is a file in? As the operator says it, or as its first bytes show.

https://typer.tiangolo.com/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from gateway.cli import ending

if TYPE_CHECKING:
    from gateway.model import Adapter

Said: TypeAlias = Annotated[
    str,
    typer.Option(
        "--input-format",
        metavar="NAME",
        help="The format of what is read (`hl7v2`, `cda`, ...); without it, its content says it.",
    ),
]
"""The option by which a format is said."""


def stated(said: str, adapters: Mapping[str, Adapter]) -> str:
    """The format that was said; ends the program where it is none that is read here."""
    if said and said not in adapters:
        ending.stop(f"there is no format {said}; these are: {', '.join(sorted(adapters))}")
    return said


def format_of(head: bytes, adapters: Mapping[str, Adapter], said: str = "") -> str:
    """The format of a file by its first bytes, or as it was said; empty for none of `adapters`."""
    from gateway.adapters.recognise import recognise

    name = said or recognise(head)
    return name if name in adapters else ""


def format_among(head: bytes, adapters: Mapping[str, Adapter], said: str = "") -> str:
    """The same of one file among others: what was said does not make it another format's file."""
    from gateway.adapters.recognise import DELIMITED, recognise

    shown = recognise(head)
    if said and shown not in ("", DELIMITED, said):
        return ""
    return format_of(head, adapters, said)
