"""`gateway watch`: files that others put into a folder are taken in, and put away.

https://man7.org/linux/man-pages/man2/rename.2.html
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import ending
from gateway.cli.ending import DONE, WRONG
from gateway.cli.formats import Said, stated
from gateway.cli.serving import plain

if TYPE_CHECKING:
    from gateway.bootstrap.folders import Around
    from gateway.bootstrap.watched import Watching
    from gateway.folder import Progress

EPILOG = "Example: `gateway watch /srv/nord=hopital-du-nord --once`"


def watch(  # noqa: PLR0913 - the options of a command
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR[=SENDER]",
            help="Folders, and whose files come in each; with `--to` the token says whose.",
        ),
    ],
    *,
    to: Annotated[
        str, typer.Option(metavar="URL", help="Post to this running gateway, as its token says.")
    ] = "",
    token_file: Annotated[
        Path | None, typer.Option(help="A file that holds the bearer token for `--to`.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="End when all that waits is taken: for cron.")
    ] = False,
    subfolders: Annotated[
        bool, typer.Option("--subfolders", help="Look into folders inside them, too.")
    ] = False,
    ready: Annotated[
        str,
        typer.Option(metavar="ENDING", help="A file is whole once NAME+ENDING stands beside it."),
    ] = "",
    settle: Annotated[
        float, typer.Option(min=0, help="Without it: seconds for which a file must not change.")
    ] = 2.0,
    every: Annotated[float, typer.Option(min=0.05, help="Seconds between two looks.")] = 1.0,
    said: Said = "",
) -> None:
    """Take in the files that come into folders; each goes to `done/`, or to `failed/` and why.

    Opens the store of GATEWAY_DATA itself; beside a running gateway, post to it (`--to`), or let
    it watch (`gateway serve --watch DIR=SENDER`). It may be killed at any time: what was claimed
    is taken up again, and nothing is stored twice. Ends with 1 where a file failed.
    """
    import asyncio

    from gateway.adapters import ADAPTERS
    from gateway.bootstrap.folders import Around
    from gateway.bootstrap.watched import Watching
    from gateway.folder import Occupied, Pace
    from gateway.model import Unavailable
    from gateway.store import Refused
    from gateway.telemetry import Telemetry

    settings = ending.settings()
    pace = Pace(every, settle, ready)
    stated(said, ADAPTERS)
    if to and any("=" in one for one in places):
        ending.stop("with --to the token says who sends: name the folder without =SENDER")
    asked = Watching(owned(places), pace, deep=subfolders, said=said, spared=settings.own)
    said_ = _said if once and sys.stderr.isatty() else None
    around = Around(Telemetry("error" if once else settings.log), said=said_)
    try:
        token = token_file.read_text(encoding="utf-8").strip() if token_file else ""
        found = asyncio.run(_run(asked, around, to, token, once=once))
    except Refused as error:
        ending.stop(f"{error}; beside a gateway that runs: --to URL, or gateway serve --watch")
    except (Occupied, Unavailable, OSError, ValueError) as error:
        ending.stop(plain(error))
    for place, progress in zip(asked.places, found, strict=True) if once else ():
        _said(place, progress)
        sys.stderr.write("\n")
    bad = any(one.failed or one.stuck or one.closed for one in found)
    raise typer.Exit(WRONG if bad else DONE)


async def _run(
    asked: Watching, around: Around, to: str, token: str, *, once: bool
) -> Sequence[Progress]:
    from gateway.bootstrap.folders import afar, alone
    from gateway.remote.gateway import Gateway

    if not to:
        return await alone(ending.settings(), asked, around, once=once)
    return await afar(Gateway(to, token), asked, around, once=once)


def placed(text: str) -> tuple[Path, str]:
    """`DIR=SENDER`; without a sender, `default`."""
    place, _, sender = text.rpartition("=")
    return (Path(place), sender) if place else (Path(sender), "default")


def owned(places: Sequence[str]) -> dict[Path, str]:
    """Folder -> sender; a folder that is named twice has no one sender, and ends the command."""
    found = [placed(one) for one in places]
    made = dict(found)
    if len(made) < len(found):
        ending.stop("a folder is named twice: its files would have two senders")
    return made


_LEFT = (
    ("waiting", "not whole yet"),
    ("stuck", "may not be moved"),
    ("closed", "folders cannot be looked into"),
    ("passed", "passed over for their names"),
    ("folders", "folders not looked into (--subfolders)"),
    ("links", "links left alone"),
)
"""What is left of a folder's files, in the words of a person."""


def _said(place: Path, progress: Progress) -> None:
    """One line, written anew after each file."""
    messages = ", ".join(f"{word} {count}" for word, count in progress.statuses.most_common())
    left = ((getattr(progress, name), words) for name, words in _LEFT)
    more = "".join(f", {count} {words}" for count, words in left if count)
    files = f"{progress.done} files done, {progress.failed} failed{more}"
    again = "\r\x1b[K" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{again}{place}: {files}; messages: {messages or 'none'}")
