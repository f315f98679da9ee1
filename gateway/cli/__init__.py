"""The command line of the gateway. https://typer.tiangolo.com/"""

from gateway.cli.commands import app

__all__ = ["app"]
