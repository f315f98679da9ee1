"""Several processes behind one HTTP door, on one database: who dies is replaced.

https://man7.org/linux/man-pages/man2/fork.2.html
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from tests.pace import stretched
from tests.store.made_server import Server, server
from tests.warm import warm

THING = {"resourceType": "Basic", "code": {"text": "anything"}}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of PostgreSQL."""
    with server(tmp_path_factory.mktemp("postgres")) as running:
        yield running


def children(parent: int) -> list[int]:
    """The processes that serve."""
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return sorted(map(int, text.split()))


def asked(base: str, body: object = None) -> int:
    """The status of an answer, over a connection of its own."""
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/fhir+json"}
    path = "/ready" if body is None else "/fhir/Basic"
    with urlopen(Request(base + path, sent, headers), timeout=30) as answer:  # noqa: S310 - our own
        return int(answer.status)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are read from /proc")
def test_processes_serve_one_door_and_are_replaced(database: Server, tmp_path: Path) -> None:
    data = warm(tmp_path / "data")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GATEWAY_")},
        "GATEWAY_DATA": str(data),
        "GATEWAY_STORE": database.database(),
    }
    words = [sys.executable, "-m", "gateway", "serve", "--port", "0", "--mllp-port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*words, "--processes", "2"], env=environment, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            served(running)
        finally:
            running.kill()


def served(running: subprocess.Popen[str]) -> None:
    """Ask, kill one, ask again, end all."""
    assert running.stdout is not None
    base = running.stdout.readline().split()[1].rstrip("/")
    first = children(running.pid)
    assert len(first) == 2
    assert {asked(base) for _ in range(6)} == {200}
    assert {asked(base, THING) for _ in range(4)} == {201}
    os.kill(first[1], signal.SIGKILL)
    until = time.monotonic() + stretched(10)
    while set(children(running.pid)) <= set(first) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(children(running.pid)) == 2
    assert {asked(base) for _ in range(6)} == {200}
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0
    assert not Path(f"/proc/{first[0]}").exists()


def test_several_processes_need_a_database(tmp_path: Path) -> None:
    environment = {"GATEWAY_DATA": str(tmp_path)}
    words = ["serve", "--port", "0", "--mllp-port", "0", "--processes", "2"]
    result = CliRunner(env=environment).invoke(app, words)
    assert (result.exit_code, "GATEWAY_STORE" in result.stderr) == (2, True)
