"""A query message from its bytes to its answer: read, understood, looked for, written down, told.

It changes nothing, so it is not in the journal, and its control id stays free: sent again, it is
answered again, by what stands then. What cannot be read at all, and what is not for this
installation, is taken in like any message, and refused there.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from gateway.disclosure import Asked
from gateway.disclosure.persons import Domains, misunderstood, persons
from gateway.intake.plan import misplaced
from gateway.model import Document, Inbound, Language, Rejected, Ruleset
from gateway.store import Store
from gateway.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a query."""

    text: bytes
    fine: bool
    """False: it was not understood, or names what is not known."""


Ask: TypeAlias = Callable[[Inbound, Asked, str, Language], Awaitable[Reply | None]]
"""(inbound, who asks, door, language) -> answer; None: no query that is answered here."""


def asking(in_force: Callable[[], Ruleset], store: Store, telemetry: Telemetry) -> Ask:
    """What answers query messages by the rules in force, from this store."""

    async def ask(inbound: Inbound, asked: Asked, door: str, language: Language) -> Reply | None:
        began, rules = time.perf_counter(), in_force()
        domains = Domains(known(rules), frozenset(rules.national))
        adapter, sender = rules.adapters[inbound.format], rules.senders[inbound.sender]
        document = _read(inbound, rules)
        if document is None:
            return None
        try:
            inquiry = adapter.inquiry(document)
        except Rejected as verdict:
            words = f"{document.kind} {document.control_id}"
            found = await misunderstood(asked, store, document.kind, words, verdict.issues)
        else:
            found = await persons(asked, store, store, sender, domains, inquiry)
        text = adapter.answer(document, found, inbound.received_at, language)
        telemetry.query(door, sender.name, found, time.perf_counter() - began)
        return Reply(text, not found.issues)

    return ask


def _read(inbound: Inbound, rules: Ruleset) -> Document | None:
    """The query; None for what is none, cannot be read, or is not for this installation."""
    adapter, sender = rules.adapters[inbound.format], rules.senders[inbound.sender]
    try:
        document = adapter.parse(inbound.body, sender)
    except Rejected:
        return None
    taken = document.kind in adapter.queries and not any(misplaced(document, rules, sender))
    return document if taken else None


def known(rules: Ruleset) -> frozenset[str]:
    """Every identifier system that a sender's file, or the table of ranks, names."""
    named = {system for one in rules.senders.values() for system in one.authorities.values()}
    own = {system for one in rules.senders.values() for system in one.own}
    usual = {one.default_authority for one in rules.senders.values() if one.default_authority}
    return frozenset(named | own | usual | set(rules.ranks))
