"""SIGHUP to a gateway that still starts: it is heard once somebody listens, and ends nothing.

https://man7.org/linux/man-pages/man7/signal.7.html
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.bootstrap import serve as house
from gateway.settings import Settings
from gateway.store import Store
from gateway.telemetry import Telemetry
from tests.pace import within


@pytest.fixture
def unblocked() -> Iterator[None]:
    before = signal.getsignal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it would end pytest where the test fails
    yield
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("unblocked")
def test_a_signal_that_comes_early_renews_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[str] = []

    async def serve(*_: object) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as it is where a process begins
        # To this thread: another of the process that runs the tests may not hold it back.
        signal.pthread_kill(threading.get_ident(), signal.SIGHUP)
        heard = asyncio.Event()

        async def renew(*_: object) -> bool:
            renewed.append("now")
            heard.set()
            return True

        rules, store = cast("Any", SimpleNamespace(renew=renew)), cast("Store", None)
        house._renewed_by_signal(rules, store, Telemetry("error"), [])
        await heard.wait()

    monkeypatch.setattr(house, "serve", serve)
    with within(10):
        house.run(Settings(), house.Opening(0, {}, None), lambda _: None)

    assert renewed == ["now"]
