"""The MLLP doors: who speaks on which line, and how each is answered.

A line without TLS stands on loopback, and its port says who speaks; behind TLS it is the
certificate that does.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from gateway import mllp
from gateway.adapters.hl7v2.adapter import ADAPTER as HL7V2
from gateway.bootstrap.asking import Ask
from gateway.bootstrap.checking import clock
from gateway.bootstrap.revocation import revocation
from gateway.disclosure import Asked
from gateway.intake.batch import batch, each, pieces
from gateway.mllp.certificates import Files, context
from gateway.model import Caller, Inbound, Issue, Receipt, Ruleset, Sender, Unavailable
from gateway.settings import Settings
from gateway.telemetry import Telemetry
from gateway.wording import told

Speaks: TypeAlias = Callable[[], Sender]
"""The sender on a line, as the rules in force have it."""
Take: TypeAlias = Callable[[Inbound, str], Awaitable[Receipt]]
"""(inbound, door) -> receipt, counted and logged."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands behind a line."""

    take: Take
    ask: Ask
    telemetry: Telemetry


_SHOWN = 300
"""Letters of the names in a stranger's certificate, in the log."""
_EVERY = 60.0
"""Seconds between two lines of the log about the same."""
BY_CERTIFICATE = "named by its certificate"


class Closed(Exception):  # noqa: N818 - the door stays closed, and says why
    """The doors cannot be opened as asked; the text says why and what to do."""


async def listener(
    settings: Settings,
    sender: Speaks,
    port: int,
    inside: Inside,
) -> mllp.Door:
    """An MLLP door for one sender; raises Closed where the port cannot be had."""
    adapter = HL7V2
    try:
        return await mllp.serve(
            answering(sender, inside),
            "127.0.0.1",
            port,
            mllp.Limits(message=settings.max_message),
            refuse=lambda head, issue: adapter.refusals(head, issue, clock(), sender()),
            note=inside.telemetry.connection,
        )
    except OSError as error:
        raise Closed(f"MLLP port {port} cannot be opened: {_why(error)}") from None


def _why(error: OSError) -> str:
    """What the system calls it: the loop's own text says the address again."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or ""


async def secured(
    settings: Settings,
    rules: Callable[[], Ruleset],
    port: int,
    inside: Inside,
) -> mllp.Door:
    """The MLLP door behind TLS, for every sender; raises Closed where it cannot be opened."""
    if not (settings.certificate and settings.key and settings.clients):
        raise Closed(
            "MLLP over TLS needs GATEWAY_MLLP_CERTIFICATE, GATEWAY_MLLP_KEY and "
            "GATEWAY_MLLP_CLIENTS"
        )
    files = Files(settings.certificate, settings.key, settings.clients, settings.revoked)
    for fault in revocation(settings, clock()):
        inside.telemetry.event("revocation-list-unfit", "warning", what=fault.text)
    try:
        tls = context(files, _renewed(inside.telemetry), Strangers(inside.telemetry).told)
        return await mllp.serve_tls(
            _welcome(rules, inside),
            tls,
            settings.mllp_host,
            port,
            mllp.Limits(message=settings.max_message),
            note=inside.telemetry.connection,
        )
    except ValueError as error:
        raise Closed(f"MLLP over TLS: {error}") from None
    except OSError as error:
        raise Closed(f"{settings.mllp_host}:{port} cannot be opened: {_why(error)}") from None


class Strangers:
    """Peers whose handshake failed: each is counted, and each reason logged once a minute."""

    def __init__(self, telemetry: Telemetry, now: Callable[[], float] = time.monotonic) -> None:
        self._telemetry, self._now = telemetry, now
        self._told: dict[str, float] = {}

    def told(self, why: str) -> None:
        """Tell the operator that some certificate is to be looked at, and why."""
        self._telemetry.connection("handshake-failed")
        now, last = self._now(), self._told.get(why)
        if last is None or now - last >= _EVERY:
            self._told[why] = now
            self._telemetry.event("handshake-failed", "warning", why=why)


def _renewed(telemetry: Telemetry) -> Callable[[bool], None]:
    def told(fine: bool) -> None:  # noqa: FBT001 - were the new files taken?
        if fine:
            telemetry.event("certificate-renewed")
        else:
            telemetry.event("certificate-unusable", "error")

    return told


def _welcome(rules: Callable[[], Ruleset], inside: Inside) -> mllp.Welcome:
    """Who a certificate says that the peer is; a stranger is told of by the certificate's name."""
    adapter = HL7V2

    def welcome(names: frozenset[str]) -> mllp.Line | None:
        known = rules().senders
        found = [one for one in known.values() if not names.isdisjoint(one.certificates)]
        if len(found) != 1:
            shown = ", ".join(sorted(names))[:_SHOWN]
            senders = len(found)
            inside.telemetry.event("certificate-unknown", "warning", names=shown, senders=senders)
            return None
        (sender,) = found

        def speaks() -> Sender:
            return rules().senders.get(sender.name, sender)

        return mllp.Line(
            answering(speaks, inside, proof="certificate"),
            lambda head, issue: adapter.refusals(head, issue, clock(), speaks()),
        )

    return welcome


def answering(speaks: Speaks, inside: Inside, *, proof: str = "") -> mllp.Handle:
    """What takes in each frame of this sender, and answers it; `proof`: what says who it is."""
    adapter = HL7V2

    async def handle(body: bytes) -> mllp.Answer:
        sender = speaks()
        caller = Caller(sender.name, authenticated=bool(proof), proof=proof)
        if adapter.several(body):
            return await _batch(sender, body, inside)
        inbound = Inbound(sender.name, "hl7v2", body, clock())
        try:
            if adapter.asks(body) and (reply := await _asked(inbound, caller, sender, inside)):
                return reply
            receipt = await inside.take(inbound, "mllp")
        except Unavailable as fault:
            inside.telemetry.event("unavailable", "error", why=str(fault))
            return adapter.answers(inbound, None, sender)
        return adapter.answers(inbound, receipt, sender)

    return handle


async def _asked(
    inbound: Inbound, caller: Caller, sender: Sender, inside: Inside
) -> tuple[bytes, ...]:
    """The answer to a query; empty where it is none that is answered."""
    adapter = HL7V2
    asked = Asked(caller, inbound.received_at, secrets.token_hex(16), "", "")
    try:
        reply = await inside.ask(inbound, asked, "mllp", sender.language)
    except Unavailable:
        raise
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not block the sender's queue
        kind = type(fault).__name__
        inside.telemetry.event("query-failed", "error", kind=kind)
        issue = told("internal-fault", kind, code="exception")
        return adapter.refusals(inbound.body, issue, inbound.received_at, sender)
    return (*adapter.committed(inbound, sender), reply.text) if reply else ()


async def _batch(sender: Sender, body: bytes, inside: Inside) -> bytes:
    """Several messages in one frame: one answer that holds an acknowledgement of each."""
    adapter, at = HL7V2, clock()
    cut = adapter.splitter(len(body))
    found = pieces(cut, each((body,)))
    answers: list[bytes] = []
    issues: list[Issue] = []

    def inbound(piece: bytes) -> Inbound:
        # Its own moment: who asks what is new since the last one asked must not miss it.
        return Inbound(sender.name, "hl7v2", piece, clock())

    try:
        async for one in batch(found, inbound, lambda message: inside.take(message, "mllp")):
            if isinstance(one, Issue):
                issues.append(one)
            else:
                answers += adapter.answers(*one, sender)
    except Unavailable as fault:
        inside.telemetry.event("unavailable", "error", why=str(fault))
        return adapter.unavailable(inbound(body), sender.language)
    closed = adapter.batch_closed(cut.header, len(answers), issues, sender.language)
    return b"".join((adapter.batch_opened(cut.header, at), *answers, closed))
