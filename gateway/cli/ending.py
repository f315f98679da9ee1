"""How a command ends where it cannot go on: one plain sentence, and the exit code that says so.

https://typer.tiangolo.com/tutorial/terminating/
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from gateway.cli.serving import plain, strange

if TYPE_CHECKING:
    from gateway.settings import Settings

Made = TypeVar("Made")

DONE, WRONG, IMPOSSIBLE = 0, 1, 2
"""Done and nothing is wrong; done, and what was looked at has errors; could not be done."""


def settings() -> Settings:
    """The settings of this process; ends the program where they cannot be read.

    A name in the environment that looks like a setting and is none is told of: it sets nothing.
    """
    from gateway.settings import misspelt, read

    for one in misspelt():
        typer.echo(f"gateway: {strange(*one)}", err=True)
    return or_stop(read)


def or_stop(make: Callable[[], Made]) -> Made:
    """What `make` gives; ends the program with a plain sentence where it cannot."""
    try:
        return make()
    except (OSError, ValueError) as error:
        stop(plain(error))


def stop(text: str) -> NoReturn:
    """End the program with this sentence: raises Exit."""
    typer.echo(f"gateway: {text}", err=True)
    raise typer.Exit(IMPOSSIBLE)


def piped(command: Callable[..., None]) -> Callable[..., None]:
    """The command, which ends well where whoever reads its output has read enough (`| head`).

    A disk that is full ends it with a sentence, whatever it is writing. So do mappings that are
    broken, with what is wrong with them: they are linked when first used.
    """

    @wraps(command)
    def run(*args: Any, **named: Any) -> None:
        try:
            try:
                command(*args, **named)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            silenced()
        except OSError as error:
            silenced()
            stop(f"what was to be written: {error.strerror}" if full(error) else plain(error))
        except ValueError as error:
            from gateway.mapping.load import Broken

            if not isinstance(error, Broken):
                raise
            stop(str(error))

    return run


def full(error: OSError) -> bool:
    """Is it about what is written, and not about what is read?"""
    return error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT} and not error.filename


def silenced() -> None:
    """Whoever read this has read enough: nothing is left to be written when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
