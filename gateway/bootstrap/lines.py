"""The MLLP doors: who speaks on which line, and how each is answered.

A line without TLS stands on loopback, and its port says who speaks; behind TLS it is the
certificate that does.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from gateway import mllp
from gateway.adapters import ADAPTERS
from gateway.bootstrap.checking import clock
from gateway.intake.batch import batch, each, pieces
from gateway.mllp.certificates import Files, context
from gateway.model import Inbound, Issue, Receipt, Ruleset, Sender, Unavailable
from gateway.settings import Settings
from gateway.telemetry import Telemetry

Speaks: TypeAlias = Callable[[], Sender]
"""The sender on a line, as the rules in force have it."""
Take: TypeAlias = Callable[[Inbound, str], Awaitable[Receipt]]
"""(inbound, door) -> receipt, counted and logged."""

_SHOWN = 300
"""Letters of the names in a stranger's certificate, in the log."""
BY_CERTIFICATE = "named by its certificate"


class Closed(Exception):  # noqa: N818 - the door stays closed, and says why
    """The doors cannot be opened as asked; the text says why and what to do."""


async def listener(
    settings: Settings,
    sender: Speaks,
    port: int,
    take: Take,
    telemetry: Telemetry,
) -> mllp.Door:
    """An MLLP door for one sender; raises Closed where the port cannot be had."""
    adapter = ADAPTERS["hl7v2"]
    try:
        return await mllp.serve(
            answering(sender, take, telemetry),
            "127.0.0.1",
            port,
            mllp.Limits(message=settings.max_message),
            refuse=lambda head, issue: adapter.refusals(head, issue, clock(), sender()),
            note=telemetry.connection,
        )
    except OSError as error:
        raise Closed(f"MLLP port {port} cannot be opened: {error.strerror}") from None


async def secured(
    settings: Settings,
    rules: Callable[[], Ruleset],
    port: int,
    take: Take,
    telemetry: Telemetry,
) -> mllp.Door:
    """The MLLP door behind TLS, for every sender; raises Closed where it cannot be opened."""
    if not (settings.certificate and settings.key and settings.clients):
        raise Closed(
            "MLLP over TLS needs GATEWAY_MLLP_CERTIFICATE, GATEWAY_MLLP_KEY and "
            "GATEWAY_MLLP_CLIENTS"
        )
    files = Files(settings.certificate, settings.key, settings.clients)
    try:
        tls = context(files, _renewed(telemetry))
        return await mllp.serve_tls(
            _welcome(rules, take, telemetry),
            tls,
            settings.mllp_host,
            port,
            mllp.Limits(message=settings.max_message),
            note=telemetry.connection,
        )
    except ValueError as error:
        raise Closed(f"MLLP over TLS: {error}") from None
    except OSError as error:
        raise Closed(f"{settings.mllp_host}:{port} cannot be opened: {error.strerror}") from None


def _renewed(telemetry: Telemetry) -> Callable[[bool], None]:
    def told(fine: bool) -> None:  # noqa: FBT001 - were the new files taken?
        if fine:
            telemetry.event("certificate-renewed")
        else:
            telemetry.event("certificate-unusable", "error")

    return told


def _welcome(rules: Callable[[], Ruleset], take: Take, telemetry: Telemetry) -> mllp.Welcome:
    """Who a certificate says that the peer is; a stranger is told of by the certificate's name."""
    adapter = ADAPTERS["hl7v2"]

    def welcome(names: frozenset[str]) -> mllp.Line | None:
        known = rules().senders
        found = [one for one in known.values() if not names.isdisjoint(one.certificates)]
        if len(found) != 1:
            shown = ", ".join(sorted(names))[:_SHOWN]
            telemetry.event("certificate-unknown", "warning", names=shown, senders=len(found))
            return None
        (sender,) = found

        def speaks() -> Sender:
            return rules().senders.get(sender.name, sender)

        return mllp.Line(
            answering(speaks, take, telemetry),
            lambda head, issue: adapter.refusals(head, issue, clock(), speaks()),
        )

    return welcome


def answering(speaks: Speaks, take: Take, telemetry: Telemetry) -> mllp.Handle:
    """What takes in each frame of this sender, and answers it."""
    adapter = ADAPTERS["hl7v2"]

    async def handle(body: bytes) -> mllp.Answer:
        sender = speaks()
        if adapter.several(body):
            return await _batch(sender, body, take, telemetry)
        inbound = Inbound(sender.name, "hl7v2", body, clock())
        try:
            receipt = await take(inbound, "mllp")
        except Unavailable as fault:
            telemetry.event("unavailable", "error", kind=type(fault).__name__)
            return adapter.answers(inbound, None, sender)
        return adapter.answers(inbound, receipt, sender)

    return handle


async def _batch(
    sender: Sender,
    body: bytes,
    take: Take,
    telemetry: Telemetry,
) -> bytes:
    """Several messages in one frame: one answer that holds an acknowledgement of each."""
    adapter, at = ADAPTERS["hl7v2"], clock()
    cut = adapter.splitter(len(body))
    found = pieces(cut, each((body,)))
    answers: list[bytes] = []
    issues: list[Issue] = []

    def inbound(piece: bytes) -> Inbound:
        return Inbound(sender.name, "hl7v2", piece, at)

    try:
        async for one in batch(found, inbound, lambda message: take(message, "mllp")):
            if isinstance(one, Issue):
                issues.append(one)
            else:
                answers += adapter.answers(*one, sender)
    except Unavailable as fault:
        telemetry.event("unavailable", "error", kind=type(fault).__name__)
        return adapter.unavailable(inbound(body), sender.language)
    closed = adapter.batch_closed(cut.header, len(answers), issues, sender.language)
    return b"".join((adapter.batch_opened(cut.header, at), *answers, closed))
