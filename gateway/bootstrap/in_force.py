"""The rules that are in force, and how new ones take their place: whole and right, or not at all.

https://12factor.net/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from gateway.api.desk import Receiving, unheard
from gateway.bootstrap.memory import renewed
from gateway.bootstrap.rules import faults, ruleset
from gateway.mapping.recent import forget
from gateway.model import Fault, Inbound, Receipt, Ruleset, Unavailable
from gateway.settings import Settings
from gateway.store import Store
from gateway.telemetry import Telemetry

FORMAT = "hl7v2"


class InForce:
    """Called, it gives the rules in force: a message is taken in by those it began with."""

    def __init__(self, settings: Settings, rules: Ruleset) -> None:
        self._settings = settings
        self._rules = rules
        self._busy = asyncio.Lock()
        self.used = {FORMAT}
        """Formats that came since the start: what they need is ready before new rules rule."""

    def __call__(self) -> Ruleset:
        """The rules in force."""
        return self._rules

    def noting(self, take: Receiving) -> Receiving:
        """The same, and what comes is noted by its format."""

        async def noted(
            inbound: Inbound, door: str, passed: Callable[[str], None] = unheard, /
        ) -> Receipt:
            self.used.add(inbound.format)
            return await take(inbound, door, passed)

        return noted

    async def renew(
        self, store: Store, telemetry: Telemetry, speaking: Collection[str] = ()
    ) -> bool:
        """Read all data again; True where it was taken.

        It is linted, compiled for every sender in the formats that came so far, and held to its
        examples, in a thread, while the old rules go on working. `speaking`: senders that have a
        line open, and must stay.
        """
        async with self._busy:
            made, wrong = await asyncio.to_thread(_made, self._settings, speaking, {*self.used})
            if made is None or wrong:
                first = wrong[0]
                told = f"{first.file}:{first.line}: {first.rule}"
                said = {"faults": len(wrong), "first": told, "text": first.text}
                telemetry.event("ruleset-refused", "error", **said)
                return False
            await warm(made, store)
            self._rules = made
            renewed()
            telemetry.event("ruleset-renewed", ruleset=made.version)
            await indexed(made, store, telemetry)
            return True


def _made(
    settings: Settings, speaking: Collection[str], used: Collection[str]
) -> tuple[Ruleset | None, list[Fault]]:
    """(new rules, what is wrong with them)"""
    try:
        wrong = list(faults(settings))
        if wrong:
            return None, wrong
        made = ruleset(settings)
        for name in made.senders:
            for format in used:
                made.mappers(format, name).types  # noqa: B018 - asked, a mapper links its rows
    except (OSError, ValueError) as error:
        return None, [Fault("", 1, "ruleset-unusable", str(error))]
    gone = sorted(set(speaking) - made.senders.keys())
    text = "it has a line open: restart to take it away"
    return made, [Fault(f"senders/{name}.yaml", 1, "sender-gone", text) for name in gone]


async def indexed(rules: Ruleset, store: Store, telemetry: Telemetry) -> None:
    """Bring the index rows of all that is kept to what the data wants, while others go on."""
    wanted = rules.searches.indexed
    if store.indexed == wanted:
        return
    telemetry.event("reindex-begins", missing=len(wanted - store.indexed))
    try:
        await store.reindex(wanted, rules.searches.rows)
    except Unavailable as error:
        telemetry.event("reindex-failed", "error", why=str(error))
        return
    telemetry.event("reindex-done", indexed=len(wanted))


async def warm(rules: Ruleset, store: Store) -> None:
    """Compile what the first message needs, and keep what reads its tape later."""
    for name in rules.senders:
        mapper = rules.mappers(FORMAT, name)
        if await store.catalogue(mapper.version) is None:
            await store.keep_catalogue(mapper.version, mapper.catalogue)
    forget()
