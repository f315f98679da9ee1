"""Rows of a file said like others, each held to what it comes to by itself.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from gateway import fhirjson
from gateway.intake.convert import convert
from gateway.intake.rows import Rows, Said
from gateway.model import Inbound, Ruleset

SENDER = "drawn"
NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


def inbounds(rules: Ruleset, text: str, sender: str = SENDER) -> Iterator[Inbound]:
    """Each row of a file."""
    cut = rules.adapters["delimited"].splitter(1_000_000, rules.senders[sender], "results.csv")
    for piece in (*cut.feed(text.encode()), *cut.end()):
        if isinstance(piece, bytes):
            yield Inbound(sender, "delimited", piece, NOW)


def both(rules: Ruleset, text: str, sender: str = SENDER) -> list[Said]:
    """Each row of a file said, and held to what it comes to by itself."""
    known, found = Rows(rules, sender), []
    for inbound in inbounds(rules, text, sender):
        alone, said = convert(inbound, rules), known.said(inbound)
        assert said.text == fhirjson.encode(alone.bundle)
        assert (said.status, said.issues) == (alone.status, alone.issues)
        assert said.count == len(alone.issues)
        assert said.bad == sum(one.severity.value in ("error", "fatal") for one in alone.issues)
        found.append(said)
    return found


def like_another(found: list[Said]) -> list[bool]:
    """Which rows were said like one before."""
    return [one.inbound is not None for one in found]
