"""A data folder or a database, its gateway's rules, and `gateway replay` on it.

https://typer.tiangolo.com/tutorial/testing/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from gateway.bootstrap.rules import ruleset
from gateway.cli import app
from gateway.intake import receive
from gateway.model import Criterion, Inbound, Query, Receipt
from gateway.settings import Settings, read
from gateway.store import open_store
from tests.api.http_house import admission
from tests.store.made_entries import YES
from tests.warm import warm

CAME = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Kept:
    """A data folder or a database, and what is done with it: each time by a process of its own."""

    def __init__(self, folder: Path, where: Any) -> None:
        url = where if isinstance(where, str) else ""
        self.env = {"GATEWAY_DATA": str(warm(folder)), "GATEWAY_STORE": url}

    def settings(self, **more: str) -> Settings:
        """The settings of this environment, and more."""
        return read({**self.env, **more})

    def work(self, story: Callable[[Any, Any], Any], **more: str) -> Any:
        """Run it on the store, by the rules of such an environment."""

        async def whole() -> Any:
            rules = ruleset(self.settings(**more))
            store = open_store(self.settings().kept, wanted=rules.searches.indexed)
            try:
                return await story(store, rules)
            finally:
                await store.close()

        return asyncio.run(whole())

    def take(self, *bodies: bytes, **more: str) -> list[Receipt]:
        """Take in messages of the sender `default`."""

        async def story(store: Any, rules: Any) -> list[Receipt]:
            came = [Inbound("default", "hl7v2", body, CAME) for body in bodies]
            return [await receive(one, rules, store) for one in came]

        found: list[Receipt] = self.work(story, **more)
        return found

    def patients(self, number: str) -> list[bytes]:
        """Who is known by a number."""

        async def story(store: Any, _: Any) -> Any:
            asked = (Criterion("identifier", "token", ((None, number),)),)
            return (await store.search(YES, Query("Patient", asked))).resources

        return list(self.work(story))

    def run(self, *words: str, **more: str) -> Result:
        """The command, in an installation that takes trials, too."""
        env = {**self.env, "GATEWAY_PROCESSING": "P,T", **more}
        return CliRunner(env=env).invoke(app, ["replay", *words])

    def attempts(self) -> int:
        """How many rows the journal has."""

        async def story(store: Any, _: Any) -> int:
            return int(
                await store._look(
                    lambda sql: sql.execute("SELECT count(*) FROM journal").fetchone()[0]
                )
            )

        return int(self.work(story))


def trial(control: str) -> bytes:
    """An admission that is marked as a test: production refuses it."""
    return admission(control).replace(b"|P|2.5", b"|T|2.5")
