"""A real `gateway serve` to be measured from outside, and a sender that asks it over MLLP.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
https://man7.org/linux/man-pages/man5/proc.5.html
"""

from __future__ import annotations

import asyncio
import compileall
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.core import premise
from bench.fixtures import SENDER

BEGIN, END = b"\x0b", b"\x1c\r"
PROC = Path("/proc")
_ALL_THREADS = 2
"""Which of its clocks: man 3 clock_getcpuclockid leaves to the kernel how a process's is named
(https://github.com/torvalds/linux/blob/master/include/linux/posix-timers.h)."""
OPENING = 60
"""Seconds that a server of others may take to open its door."""


class Server:
    """A running program with an MLLP port."""

    def __init__(self, process: subprocess.Popen[Any], port: int, said: str = "") -> None:
        """`said`: what it printed until it told its port."""
        self.process = process
        self.port = port
        self.said = said

    def cpu(self) -> float:
        """CPU seconds that all its threads have taken, by the clock of the process itself.

        `/proc` tells them in hundredths, which is more than eighty searches take.
        """
        return time.clock_gettime(~self.process.pid << 3 | _ALL_THREADS)

    def memory(self) -> float:
        """Resident megabytes."""
        text = (PROC / str(self.process.pid) / "status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", text)
        premise(holds=found is not None, text="the system tells the size of a process")
        return int(found[1]) * 1024 / 1e6 if found else 0.0

    def kill(self) -> None:
        """End it as a power cut would, as far as the process goes."""
        self.process.kill()
        self.process.wait()


@contextmanager
def rest(data: Path, store: str = "") -> Iterator[Server]:
    """A gateway of its own, asked over HTTP; see `gateway`."""
    with gateway(data, r"HTTP +http://\S+?:(\d+)/", store) as server:
        yield server


@contextmanager
def gateway(
    data: Path, told: str = rf"MLLP +\S+:(\d+) +\(sender {SENDER}\)", store: str = ""
) -> Iterator[Server]:
    """A gateway of its own on free ports; what it takes is kept under `data`, or in `store`.

    `told` is the line that tells the port which is meant, `store` the address of a database. Its
    modules are compiled, as those of an installed one are.
    """
    compileall.compile_dir(Path(__file__).parent.parent / "gateway", quiet=1)
    words = [
        "-m",
        "gateway",
        "serve",
        "--port",
        "0",
        "--mllp-port",
        "0",
        "--listen",
        f"{SENDER}=0",
    ]
    environment = {**os.environ, "GATEWAY_DATA": str(data), "GATEWAY_LOG": "error"}
    environment |= {"GATEWAY_STORE": store} if store else {}
    with _running(words, told, environment) as server:
        yield server


@contextmanager
def echo() -> Iterator[Server]:
    """A program that acknowledges every frame and does nothing else."""
    words = [str(Path(__file__).parent / "echo.py")]
    with _running(words, r"(\d+)", dict(os.environ)) as server:
        yield server


@contextmanager
def door(
    python: Path, words: Sequence[str], port: int, folder: Path, environment: dict[str, str]
) -> Iterator[Server]:
    """Somebody else's server at work in a folder, once its port answers."""
    command = [str(python), *words]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment) as process,
    ):
        try:
            premise(holds=_opened(port), text="the other server opens its door")
            yield Server(process, port)
        finally:
            process.kill()


def _opened(port: int) -> bool:
    until = time.monotonic() + OPENING
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.1)
    return False


@contextmanager
def _running(words: Sequence[str], told: str, environment: dict[str, str]) -> Iterator[Server]:
    command = [sys.executable, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout  # noqa: S101 - it was asked for
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if re.match(told, line):
                    break
            found = re.match(told, said[-1]) if said else None
            premise(holds=found is not None, text="the program opens its door")
            if found:
                yield Server(process, int(found[1]), "".join(said))
        finally:
            process.kill()


def send(port: int, body: bytes) -> bytes:
    """The acknowledgement of one message, asked again until the door is open."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(BEGIN + body + END)
        heard = b""
        while not heard.endswith(END):
            heard += line.recv(65536)
    return heard


def load(port: int, bodies: Sequence[bytes], connections: int) -> list[float]:
    """Send all of them, each connection one at a time; wall seconds from send to AA of each."""
    return asyncio.run(_load(port, bodies, connections))


async def _load(port: int, bodies: Sequence[bytes], connections: int) -> list[float]:
    waiting = iter(bodies)
    found: list[float] = []

    async def speak() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000_000)
        for body in waiting:
            began = time.perf_counter()
            writer.write(BEGIN + body + END)
            heard = await reader.readuntil(END)
            found.append(time.perf_counter() - began)
            premise(holds=accepted(heard, body), text="every message is accepted by name")
        writer.close()

    await asyncio.gather(*(speak() for _ in range(connections)))
    premise(holds=len(found) == len(bodies), text="every message is answered")
    return found


def accepted(heard: bytes, body: bytes) -> bool:
    """AA, for the control id of this message."""
    return b"\rMSA|AA|" + body.split(b"|", 10)[9] in heard
