"""The same story on PostgreSQL, where a batch is gathered: it does what a plain model does.

https://hypothesis.readthedocs.io/en/latest/stateful.html
"""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from gateway.store import Store, open_postgres
from tests.store.made_server import Server
from tests.store.test_store_model import Story


class OnPostgres(Story):
    """In a database that is emptied before each story."""

    server: ClassVar[Server]
    url: str = ""

    def _open(self) -> Store:
        self.url = self.url or self.server.database()
        return open_postgres(self.url)


def test_a_store_in_postgresql_does_what_a_plain_model_does(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OnPostgres, "server", postgres, raising=False)
    asked = settings(max_examples=12, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(OnPostgres, settings=asked)
