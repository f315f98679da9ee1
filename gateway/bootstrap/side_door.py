"""A door for the operator alone: a socket in the data folder of a gateway that holds its store.

Each line names an attempt of the journal by its number; the answer says what became of it, as one
line of JSON. Who may open the store's file may open it, and nobody else.
https://man7.org/linux/man-pages/man7/unix.7.html
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from gateway.bootstrap.replaying import Became, Replay
from gateway.fhirjson import decode, encode
from gateway.model import Unavailable
from gateway.store.refused import Attempt
from gateway.telemetry import Telemetry

NAME = "operator.sock"
NARROW = 0o600
"""Only the owner may ask."""


class Shut(Exception):  # noqa: N818 - a verdict on the gateway, not an error of ours
    """Nobody answers there."""


@asynccontextmanager
async def side_door(folder: Path, replay: Replay, telemetry: Telemetry) -> AsyncIterator[None]:
    """Open it for as long as the house stands; where it cannot be opened, all else goes on."""
    try:
        with _at(folder) as place:
            opened = _bound(place)
    except OSError as error:
        telemetry.event("side-door-shut", "warning", why=error.strerror or "")
        yield
        return
    serve = partial(_served, replay=replay, telemetry=telemetry)
    server = await asyncio.start_unix_server(serve, sock=opened)
    try:
        yield
    finally:
        server.close()
        with suppress(OSError):
            (folder / NAME).unlink()


def _bound(place: str) -> socket.socket:
    """What stands there is of a gateway that is gone: whoever opens it holds the store.

    Nobody can connect before somebody listens, and by then it is narrow.
    """
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(FileNotFoundError):
            os.unlink(place)  # noqa: PTH108 - a place of the system's, not of ours
        opened.bind(place)
        os.chmod(place, NARROW)  # noqa: PTH101 - the same
    except OSError:
        opened.close()
        raise
    return opened


@contextmanager
def _at(folder: Path) -> Iterator[str]:
    """The socket's address: it must be short, however long the folder's is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        near = Path(f"/proc/self/fd/{opened}")
        yield str((near if near.exists() else folder) / NAME)
    finally:
        os.close(opened)


async def _served(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    replay: Replay,
    telemetry: Telemetry,
) -> None:
    try:
        while line := await reader.readline():
            if not line.strip().isdigit():
                break
            writer.write(encode(await _said(int(line), replay, telemetry)) + b"\n")
            await writer.drain()
    except (ConnectionError, asyncio.LimitOverrunError, ValueError):
        pass  # whoever asked is gone, or says what is no line
    finally:
        writer.close()


async def _said(seq: int, replay: Replay, telemetry: Telemetry) -> dict[str, object]:
    try:
        became = await replay(seq)
    except Unavailable as error:
        return {"unavailable": str(error)}
    except Exception as fault:  # noqa: BLE001 - what it says may be of a patient: its kind only
        kind = type(fault).__name__
        telemetry.event("replay-failed", "error", seq=seq, kind=kind)
        return {"unavailable": f"the gateway failed here ({kind})"}
    telemetry.event("replay", seq=seq, status=became.status, rules=[*became.rules])
    return {"status": became.status, "rules": [*became.rules]}


def through(folder: Path, attempts: Sequence[Attempt]) -> Iterator[tuple[Attempt, Became]]:
    """Have the gateway that runs on this folder replay them, one after the other.

    Raises Shut where none answers, and Unavailable where its store keeps nothing.
    """
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as line:
        try:
            with _at(folder) as place:
                line.connect(place)
            talk = line.makefile("rwb")
            for one in attempts:
                talk.write(b"%d\n" % one.seq)
                talk.flush()
                yield one, _heard(talk.readline())
        except OSError as error:
            raise Shut(error.strerror or "") from None


def _heard(line: bytes) -> Became:
    if not line:
        raise Shut("it has closed")
    said = decode(line)
    if "unavailable" in said:
        raise Unavailable(said["unavailable"])
    return Became(said["status"], tuple(said["rules"]))
