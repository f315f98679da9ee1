"""A whole gateway behind an MLLP door on a real socket, its store in a folder of the test.

https://docs.python.org/3/library/asyncio-stream.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from gateway import mllp
from gateway.bootstrap.asking import asking
from gateway.bootstrap.lines import Inside, listener, secured
from gateway.bootstrap.rules import ruleset
from gateway.bootstrap.serve import _counted
from gateway.intake.lanes import Lanes
from gateway.intake.receive import nothing
from gateway.model import Ruleset, Sender
from gateway.settings import Settings
from gateway.store import Store, open_sqlite
from gateway.telemetry import Telemetry
from tests.warm import warm

WAIT = 30.0
T = TypeVar("T")


@cache
def rules(settings: Settings) -> Ruleset:
    """The ruleset of these settings, made once."""
    return ruleset(settings)


@cache
def code() -> Path:
    """Where what is compiled is kept, for all tests of this process."""
    return warm(Path(mkdtemp(prefix="gateway-code-")))


@dataclass(frozen=True, slots=True)
class Ward:
    """A sender's end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, body: bytes) -> None:
        """Write one frame."""
        self.writer.write(b"\x0b" + body + b"\x1c\r")

    async def answer(self, wait: float = WAIT) -> str:
        """The content of the next frame; "" where the door let go or says nothing so long."""
        try:
            async with asyncio.timeout(wait):
                return (await self.reader.readuntil(b"\x1c\r"))[1:-2].decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            return ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a test holds in its hands."""

    door: mllp.Door
    store: Store
    log: StringIO

    async def call(self, **how: object) -> Ward:
        """A new connection."""
        return Ward(*await asyncio.open_connection("127.0.0.1", self.door.port, **how))  # type: ignore[arg-type]


@asynccontextmanager
async def guarded(
    folder: Path, settings: Settings, **certificates: tuple[str, ...]
) -> AsyncIterator[Gateway]:
    """The door behind TLS, for senders of these names and certificates."""
    found = rules(Settings(data=code()))
    made = {name: Sender(name, certificates=names) for name, names in certificates.items()}
    plain = found.mappers
    found = replace(
        found, senders={**found.senders, **made}, mappers=lambda kind, _: plain(kind, "default")
    )
    log = StringIO()
    telemetry = Telemetry("debug", log)
    store = open_sqlite(folder / "gateway.sqlite")
    take = _counted(lambda: found, store, telemetry, nothing, Lanes())
    inside = Inside(take, asking(lambda: found, store, telemetry), telemetry)
    door = await secured(settings, lambda: found, 0, inside)
    try:
        yield Gateway(door, store, log)
    finally:
        await door.close(grace=1)
        await store.close()


@asynccontextmanager
async def gateway(folder: Path, **said: object) -> AsyncIterator[Gateway]:
    """The door open for the sender `default`, changed as `said`."""
    found = rules(Settings(data=code()))
    sender: Sender = replace(found.senders["default"], **said)  # type: ignore[arg-type]
    found = replace(found, senders={**found.senders, sender.name: sender})
    log = StringIO()
    telemetry = Telemetry("debug", log)
    store = open_sqlite(folder / "gateway.sqlite")
    take = _counted(lambda: found, store, telemetry, nothing, Lanes())
    inside = Inside(take, asking(lambda: found, store, telemetry), telemetry)
    door = await listener(Settings(data=folder), lambda: sender, 0, inside)
    try:
        yield Gateway(door, store, log)
    finally:
        await door.close(grace=1)
        await store.close()


def told(folder: Path, story: Callable[[Gateway, Ward], Awaitable[T]], **said: object) -> T:
    """Play a story with one sender connected."""

    async def whole() -> T:
        async with gateway(folder, **said) as opened:
            ward = await opened.call()
            try:
                return await story(opened, ward)
            finally:
                ward.writer.close()

    return asyncio.run(whole())


def asked(folder: Path, body: bytes, **said: object) -> str:
    """The content of the answer to one frame."""

    async def story(_: Gateway, ward: Ward) -> str:
        ward.send(body)
        return await ward.answer()

    return told(folder, story, **said)
