"""How a command ends where it cannot go on: one plain sentence, and the exit code that says so.

https://typer.tiangolo.com/tutorial/terminating/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from gateway.settings import Settings

Made = TypeVar("Made")

DONE, WRONG, IMPOSSIBLE = 0, 1, 2
"""Done and nothing is wrong; done, and what was looked at has errors; could not be done."""


def settings() -> Settings:
    """The settings of this process; ends the program where they cannot be read."""
    from gateway.settings import read

    return or_stop(read)


def or_stop(make: Callable[[], Made]) -> Made:
    """What `make` gives; ends the program with a plain sentence where it cannot."""
    try:
        return make()
    except (OSError, ValueError) as error:
        stop(str(error))


def stop(text: str) -> NoReturn:
    """End the program with this sentence."""
    typer.echo(f"gateway: {text}", err=True)
    raise typer.Exit(IMPOSSIBLE)
