"""How many reports a CPU-second does a gateway take in over MLLP, beside two servers of others?

Ours keeps each report durably, as FHIR, before it answers. hl7v2-fhir-bridge writes a Bundle to a
folder, without waiting for the disk; messagefoundry keeps the message as it is and writes it to a
file, and is timed until the last file is there.
https://pypi.org/project/hl7v2-fhir-bridge/ · https://pypi.org/project/messagefoundry/
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench import fixtures
from bench.core import Row, Scale, noise, premise, rate, times, turns
from bench.house import PROC, Server, door, gateway, load
from bench.peer import PEERS, Absent, environment

CONNECTIONS = 8
WARM = 16
FEW = 60
"""Reports of a turn: the slowest takes 30 milliseconds for each."""
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Other:
    """A server of somebody else's."""

    what: str
    start: Callable[[Path, int], AbstractContextManager[Server]]
    """Folder, port -> it at work there."""
    out: str
    """Where in the folder it leaves one file for each report."""


def _bridge(folder: Path, port: int) -> AbstractContextManager[Server]:
    python = environment("hl7v2_fhir_bridge")
    words = ["-m", "v2fhir", "serve", "--port", str(port), "--out", str(folder / "out")]
    return door(python, words, port, folder, dict(os.environ))


def _foundry(folder: Path, port: int) -> AbstractContextManager[Server]:
    python = environment("messagefoundry")
    words = ["-m", "messagefoundry", "serve", "--config", str(PEERS / "messagefoundry")]
    words += ["--env", "dev", "--db", str(folder / "kept"), "--port", str(free())]
    words += ["--log-level", "ERROR"]
    return door(python, words, port, folder, {**os.environ, "REPORTS_PORT": str(port)})


OTHERS: Mapping[str, Other] = MappingProxyType(
    {
        "servers.hl7v2-fhir-bridge": Other("hl7v2-fhir-bridge 0.1.0", _bridge, "out"),
        "servers.messagefoundry": Other("messagefoundry 0.2.1", _foundry, "out"),
    }
)
"""Row -> whose server it is held against."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Messages a CPU-second of our server, and how many times each other one."""
    if not PROC.is_dir():
        yield Row("servers", "over MLLP", "-", note="skipped: this system has no /proc")
        return
    for name, other in OTHERS.items():
        own = folder / name
        own.mkdir()
        try:
            yield _row(name, other, own, scale)
        except Absent as reason:
            yield Row(name, other.what, "-", note=f"skipped: {reason}")


def _row(name: str, other: Other, folder: Path, scale: Scale) -> Row:
    with ExitStack() as stack:
        theirs = stack.enter_context(other.start(folder, free()))
        ours = stack.enter_context(gateway(folder / "gateway"))
        for server in (ours, theirs):
            load(server.port, [fixtures.oru(number, "warm") for number in range(WARM)], 2)
        _arrived(folder / other.out, WARM)
        mine, others = turns(
            (
                lambda turn: _spent(ours, turn),
                lambda turn: _spent(theirs, turn, folder / other.out),
            ),
            scale.turns,
        )
        premise(
            holds=_files(folder / other.out) == WARM + FEW * scale.turns,
            text="the other server wrote every report that it acknowledged",
        )
    what = f"ORU of 30 OBX over MLLP, {CONNECTIONS} connections, against {other.what}"
    figure = f"{rate(mine)} ({other.what.partition(' ')[0]} {rate(others)})"
    return Row(name, what, figure, times(mine, others), note=noise(mine, others))


def _spent(server: Server, turn: int, out: Path | None = None) -> float:
    """CPU seconds of a server for one report; until all files are there, where it writes some."""
    bodies: Sequence[bytes] = [fixtures.oru(number, f"t{turn}x") for number in range(FEW)]
    before = server.cpu()
    load(server.port, bodies, CONNECTIONS)
    if out:
        _arrived(out, WARM + FEW * (turn + 1))
    return max(server.cpu() - before, 0.01) / FEW


def _arrived(folder: Path, wanted: int) -> None:
    until = time.monotonic() + PATIENCE
    while _files(folder) < wanted and time.monotonic() < until:
        time.sleep(0.05)


def _files(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file()) if folder.is_dir() else 0


def free() -> int:
    """A port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
