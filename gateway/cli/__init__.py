"""The command line of the gateway, loaded when it is asked for. https://typer.tiangolo.com/"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.cli.commands import app

__all__ = ["app"]


def __getattr__(name: str) -> Any:
    """All commands; raises AttributeError on any other name."""
    if name != "app":
        raise AttributeError(name)
    from gateway.cli.commands import app  # noqa: PLC0415 - loads all commands

    return app
