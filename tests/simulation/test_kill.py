"""kill -9 between any two steps, on a real process: nothing acknowledged is lost or doubled.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from __future__ import annotations

import hashlib
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.born import Born, born
from tests.intake.house import message, obr, obx, pid
from tests.simulation import killed_gateway, promises
from tests.simulation.life import POINTS

SPEAKERS = 3
AT_ONCE = 12
NEVER = "never"


@contextmanager
def gateway(data: Path, point: str, passes: int) -> Iterator[tuple[Born, int]]:
    """The process and its MLLP port."""
    with born(killed_gateway.main, str(data), point, str(passes)) as process:
        yield process, int(process.stdout.readline())


class Sender:
    """Sends each message until it is acknowledged, and writes down what it was told."""

    def __init__(self) -> None:
        self.numbers = count()
        self.open: dict[str, bytes] = {}
        self.told: dict[str, str] = {}

    def write(self, many: int) -> None:
        """New messages: a result each, about four patients."""
        for _ in range(many):
            number = next(self.numbers)
            patient = pid(f"{number % 4}^^^KLINIK^MR")
            body = message(
                "ORU^R01^ORU_R01", f"K{number}", patient, obr(f"F{number}^LAB"), obx("1")
            )
            self.open[f"K{number}"] = body

    def speak(self, port: int) -> None:
        """Over several connections, until all is acknowledged or the gateway is gone."""
        lots = [list(self.open)[at::SPEAKERS] for at in range(SPEAKERS)]
        with ThreadPoolExecutor(SPEAKERS) as pool:
            list(pool.map(lambda lot: self._connection(port, lot), lots))

    def _connection(self, port: int, lot: list[str]) -> None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                for control in lot:
                    connection.sendall(b"\x0b" + self.open[control] + b"\x1c\r")
                    answer = b""
                    while not answer.endswith(b"\x1c\r"):
                        more = connection.recv(65536)
                        if not more:
                            return
                        answer += more
                    self._told(control, answer)
        except ConnectionError:
            return

    def _told(self, control: str, answer: bytes) -> None:
        said = answer.partition(b"\rMSA|")[2].split(b"\r")[0].split(b"|")
        assert said[1].decode() == control
        self.told[control] = said[0].decode()
        if said[0] == b"AA":
            body = self.open.pop(control)
            self.told[control] = hashlib.sha256(body).hexdigest()


def checked(data: Path, sender: Sender) -> None:
    """What was acknowledged is there exactly once; what was not is there whole, or not at all."""
    kept = promises.Kept(data / "gateway.sqlite")
    found = {receipt.control_id: receipt.digest for _, receipt in kept.accepted}
    assert len(found) == len(kept.accepted)
    assert sender.told.items() <= found.items()
    promises.whole(kept)
    promises.provenanced(kept)
    reports = [key for key in kept.current if key[0] == "DiagnosticReport"]
    results = [key for key in kept.current if key[0] == "Observation"]
    assert len(reports) == len(results) == len(found)


@pytest.mark.parametrize("half", [0, 1])
def test_a_kill_at_every_named_point_loses_nothing_and_doubles_nothing(
    tmp_path: Path, half: int
) -> None:
    """One gateway after the other on the same file, each killed at another point."""
    sender = Sender()
    for at, point in enumerate(POINTS[half::2]):
        sender.write(AT_ONCE)
        with gateway(tmp_path, point, at % 3) as (process, port):
            sender.speak(port)
            assert process.wait(timeout=20) == -signal.SIGKILL, point
        checked(tmp_path, sender)
    with gateway(tmp_path, NEVER, 0) as (_, port):
        sender.speak(port)

    assert sender.open == {}
    checked(tmp_path, sender)
    kept = promises.Kept(tmp_path / "gateway.sqlite")
    assert {r.control_id: r.digest for _, r in kept.accepted} == sender.told
