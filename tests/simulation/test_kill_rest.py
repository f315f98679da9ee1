"""kill -9 in the middle of transactions: each is there whole and once, or not at all.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from gateway.store import POINTS as STORE
from tests.simulation.test_kill import NEVER, gateway

POINTS = ("intake.received", "intake.settled", *STORE, "intake.committed")
"""The named points that a write passes."""
EACH = 3


def transaction(number: int) -> dict[str, Any]:
    """Three Basics that refer to one another."""
    urls = [f"urn:uuid:00000000-0000-4000-8000-{number:06}{at:06}" for at in range(EACH)]
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": urls[at],
                "resource": {
                    "resourceType": "Basic",
                    "code": {"text": f"T{number}"},
                    "subject": {"reference": urls[at - 1]},
                },
                "request": {"method": "POST", "url": "Basic"},
            }
            for at in range(EACH)
        ],
    }


class Client:
    """Sends each transaction until it is answered, under a key of its own."""

    def __init__(self) -> None:
        self.open: dict[int, dict[str, Any]] = {}
        self.done: set[int] = set()

    def write(self, many: int) -> None:
        """New ones."""
        first = len(self.open) + len(self.done)
        self.open |= {number: transaction(number) for number in range(first, first + many)}

    def send(self, base: str) -> None:
        """Until all are answered, or the gateway is gone."""
        with httpx.Client(base_url=base, timeout=20) as client:
            for number, body in list(self.open.items()):
                key = {"Idempotency-Key": f"T{number}"}
                try:
                    answer = client.post("/fhir", json=body, headers=key)
                except httpx.TransportError:
                    return
                assert answer.status_code == 200, answer.text
                self.done.add(number)
                del self.open[number]


def held(base: str) -> Counter[str]:
    """How many resources there are of each transaction."""
    with httpx.Client(base_url=base, timeout=20) as client:
        found = client.get("/fhir/Basic?_count=500").json()
    return Counter(one["resource"]["code"]["text"] for one in found.get("entry", ()))


def test_a_kill_at_every_named_point_keeps_each_transaction_whole_and_once(tmp_path: Path) -> None:
    """What was answered is there; what was sent again is there once."""
    client = Client()
    for at, point in enumerate(POINTS):
        client.write(3)
        with gateway(tmp_path, point, at % 2) as (process, _):
            client.send(process.stdout.readline().strip())
            assert process.wait(timeout=20) == -signal.SIGKILL, point
    with gateway(tmp_path, NEVER, 0) as (process, _):
        base = process.stdout.readline().strip()
        before = held(base)
        client.send(base)
        after = held(base)

    assert client.open == {}
    assert set(before.values()) <= {EACH}
    assert {f"T{number}" for number in client.done} == after.keys()
    assert set(after.values()) == {EACH}
