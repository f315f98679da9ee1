"""New rules take the place of old ones whole, or not at all; nobody's message waits or is lost.

https://12factor.net/
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from gateway.bootstrap.in_force import InForce
from gateway.bootstrap.rules import faults, ruleset
from gateway.cli import app
from gateway.settings import Settings, read
from gateway.store import open_sqlite
from gateway.telemetry import Telemetry
from tests.api.http_house import admission
from tests.warm import warm


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    warm(tmp_path / "data")
    write(tmp_path, rank=50)
    return tmp_path


def write(folder: Path, name: str = "nord", **said: object) -> None:
    """The sender file of an invented hospital."""
    (folder / "senders").mkdir(exist_ok=True)
    (folder / "senders" / f"{name}.yaml").write_text(yaml.safe_dump(said))


def settings(folder: Path) -> Settings:
    return read({"GATEWAY_MAPPINGS": str(folder), "GATEWAY_DATA": str(warm(folder / "data"))})


def renewed(folder: Path, *speaking: str, before: object = None) -> tuple[bool, InForce, str]:
    """Load, change what `before` changes, read again: (taken?, the rules, what was logged)."""
    log = StringIO()

    async def story() -> tuple[bool, InForce]:
        rules = InForce(settings(folder), ruleset(settings(folder)))
        if callable(before):
            before()
        store = open_sqlite(folder / "data" / "gateway.sqlite")
        try:
            return await rules.renew(store, Telemetry("debug", log), speaking), rules
        finally:
            await store.close()

    taken, rules = asyncio.run(story())
    return taken, rules, log.getvalue()


def test_right_ones_are_taken(folder: Path) -> None:
    old = ruleset(settings(folder)).version

    taken, rules, log = renewed(folder, "nord", before=lambda: write(folder, rank=7))

    assert taken
    assert rules().senders["nord"].rank == 7
    assert rules().version != old
    assert '"event": "ruleset-renewed"' in log


def test_faulty_ones_are_not_and_the_first_fault_is_told_by_its_line(folder: Path) -> None:
    rows = {"PID": [{"id": "x", "src": "PID-7", "to": "birthDay", "as": "TS"}]}

    taken, rules, log = renewed(folder, before=lambda: write(folder, rank=7, rows=rows))

    assert not taken
    assert rules().senders["nord"].rank == 50
    assert '"first": "senders/nord.yaml:' in log
    assert "target-unknown" in log


def test_a_sender_with_an_open_line_must_stay(folder: Path) -> None:
    taken, rules, log = renewed(folder, "nord", before=(folder / "senders" / "nord.yaml").unlink)

    assert not taken
    assert "nord" in rules().senders
    assert "sender-gone" in log


def example(folder: Path) -> Path:
    """Keep an example, as the how-to says."""
    place = folder / "examples" / "nord"
    place.mkdir(parents=True)
    (place / "admitted.hl7").write_bytes(admission())
    environment = {"GATEWAY_MAPPINGS": str(folder), "GATEWAY_DATA": str(folder / "data")}
    words = ["convert", str(place / "admitted.hl7"), "--sender", "nord"]
    made = CliRunner(env=environment).invoke(app, words)
    (place / "admitted.bundle.json").write_text(made.stdout)
    return place


def test_an_example_that_comes_out_otherwise_refuses_them(folder: Path) -> None:
    example(folder)
    assert list(faults(settings(folder))) == []
    rows = {"PID": [{"disable": "pid-7"}]}

    taken, rules, log = renewed(folder, before=lambda: write(folder, rank=50, rows=rows))

    (fault,) = faults(settings(folder))
    assert not taken
    assert (fault.file, fault.rule) == ("examples/nord/admitted.hl7", "example-differs")
    assert "Patient.birthDate" in fault.text
    assert "1987" not in fault.text
    assert "example-differs" in log
    assert rules().senders["nord"].rank == 50


def test_an_example_without_its_sender_or_its_bundle_is_a_fault(folder: Path) -> None:
    place = example(folder)
    (place / "admitted.bundle.json").unlink()
    (folder / "examples" / "sud").mkdir()
    (folder / "examples" / "sud" / "x.hl7").write_bytes(admission())

    assert {fault.rule for fault in faults(settings(folder))} == {
        "example-alone",
        "example-sender",
    }


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A gateway in a process of its own, and where it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    environment = {
        **kept,
        "GATEWAY_MAPPINGS": str(folder),
        "GATEWAY_DATA": str(folder / "data"),
    }
    words = [sys.executable, "-m", "gateway", "serve", "--port", "0", "--mllp-port", "0"]
    started = subprocess.Popen(  # noqa: S603 - our own program
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        yield started, started.stdout.readline().split()[1]
    finally:
        started.terminate()
        started.communicate(timeout=20)


def until(started: subprocess.Popen[str], event: str) -> str:
    """The log line of an event."""
    assert started.stderr is not None
    for line in started.stderr:
        if f'"event": "{event}"' in line:
            return line
    return ""


def test_a_running_gateway_reads_again_when_it_is_told_to(folder: Path) -> None:
    with running(folder) as (started, base):
        old = httpx.get(f"{base}ready").json()["ruleset"]
        write(folder, rank="many")
        started.send_signal(signal.SIGHUP)
        refused = until(started, "ruleset-refused")
        still = httpx.get(f"{base}ready").json()["ruleset"]
        write(folder, rank=7)
        started.send_signal(signal.SIGHUP)
        until(started, "ruleset-renewed")
        new = httpx.get(f"{base}ready").json()["ruleset"]
        answer = httpx.post(f"{base}messages/hl7v2", content=admission("A"))

    assert "senders/nord.yaml" in refused
    assert "a whole number is expected" in refused
    assert old == still != new
    assert (answer.status_code, answer.json()["ruleset"]) == (201, new)
