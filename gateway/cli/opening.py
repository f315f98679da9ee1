"""`gateway serve` with all its options: the doors open, and stay open until a signal comes.

https://typer.tiangolo.com/
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli import ending
from gateway.cli.ending import stop
from gateway.cli.serving import FIRST, HIGHEST, plain
from gateway.cli.watching import owned


def serve(  # noqa: PLR0913, PLR0917 - the options of a command
    port: Annotated[
        int, typer.Option(min=0, max=HIGHEST, help="HTTP port; 0 takes any free one.")
    ] = 8080,
    mllp_port: Annotated[
        int,
        typer.Option(
            min=0, max=HIGHEST, help="MLLP port of the sender `default`; 0 takes any free one."
        ),
    ] = 2575,
    listen: Annotated[
        list[str] | None,
        typer.Option(metavar="SENDER=PORT", help="A further MLLP port, for a sender of its own."),
    ] = None,
    tls_port: Annotated[
        int | None,
        typer.Option(
            "--mllp-tls-port",
            min=0,
            max=HIGHEST,
            help="MLLP over TLS, for senders that their certificates name.",
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many serve HTTP: more need GATEWAY_STORE.")
    ] = 1,
    watched: Annotated[
        list[str] | None,
        typer.Option(
            "--watch", metavar="DIR=SENDER", help="A folder of files, as `gateway watch` does."
        ),
    ] = None,
) -> None:
    """Open the HTTP and MLLP doors until Ctrl-C.

    The data folder is GATEWAY_DATA (default `data`); the store is a file in it, or the database
    that GATEWAY_STORE names. Several processes share the HTTP port and such a database; the first
    of them has the MLLP ports, and one that dies is replaced. HTTP opens on loopback only, unless
    bearer tokens are configured and GATEWAY_HOST says otherwise; MLLP leaves loopback by TLS only.
    """
    from gateway.bootstrap import processes as several
    from gateway.bootstrap import serve as house
    from gateway.bootstrap.watched import Watching
    from gateway.cli import printing
    from gateway.model import Unavailable
    from gateway.store import Refused

    try:
        ports = {"default": mllp_port, **dict(map(_listener, listen or ()))}
        settings = ending.settings()
        if not settings.cache.is_dir():
            typer.echo(f"gateway: {FIRST}", err=True)
        folders = Watching(owned(watched), spared=settings.own) if watched else None
        opening = house.Opening(port, ports, tls_port, folders)
        if processes == 1:
            house.run(settings, opening, printing.doors)
        else:
            several.run(settings, opening, printing.doors, processes=processes)
    except (house.Closed, Refused, Unavailable, OSError, ValueError) as error:
        stop(plain(error))


def _listener(text: str) -> tuple[str, int]:
    sender, _, port = text.partition("=")
    if not (sender and port.isdecimal() and int(port) <= HIGHEST):
        stop(f"--listen {text}: write it as SENDER=PORT, with a port up to {HIGHEST}")
    return sender, int(port)
