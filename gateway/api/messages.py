"""POST /messages/hl7v2: a hospital hands in a message, or a batch, and is told what became of it.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.batch import Spoken, answered
from gateway.api.desk import asked, desk, stated, too_long, who
from gateway.api.negotiation import ACKNOWLEDGEMENTS, NDJSON, RECEIPT, form, language
from gateway.api.outcome import LATER, STATUS, receipt, unavailable
from gateway.api.receipts import place
from gateway.fhirjson import encode
from gateway.intake.batch import batch, pieces
from gateway.model import Inbound, Language, Piece, Receipt, Splitter, Unavailable

FORMAT = "hl7v2"


async def messages(request: Request) -> Response:
    """Take in one message, or a batch; answers receipts as JSON, or HL7 acknowledgements if asked.

    A batch is taken in while it comes. Raises Refused, and Unavailable where nothing was kept.
    """
    at = desk(request)
    caller = who(request)
    wanted = form(request, RECEIPT, *ACKNOWLEDGEMENTS, NDJSON)
    spoken = language(request, at.ruleset.senders[caller.name].language)
    adapter = at.ruleset.adapters[FORMAT]
    cut = adapter.splitter(at.max_body)
    chunks = request.stream()
    head, found = await _head(request, cut, chunks)
    if not cut.several:
        inbound = Inbound(caller.name, FORMAT, head, at.clock())
        if adapter.asks(head) and (told := await _told(request, inbound, spoken)):
            return told
        return await _single(request, inbound, RECEIPT if wanted == NDJSON else wanted, spoken)

    def inbound_of(body: bytes) -> Inbound:
        return Inbound(caller.name, FORMAT, body, at.clock())

    taken = batch(_rest(found, cut, chunks), inbound_of, lambda one: at.receive(one, "http"))
    return await answered(taken, cut, Spoken(adapter, wanted, spoken, at.clock()))


async def _head(
    request: Request, cut: Splitter, chunks: AsyncIterator[bytes]
) -> tuple[bytes, list[Piece]]:
    """(the body, as far as it was read before it turned out to hold several, what was found)"""
    limit = desk(request).max_body
    large = stated(request) > limit
    held = bytearray()
    found: list[Piece] = []
    async for chunk in chunks:
        found += cut.feed(chunk)
        if cut.several:
            return b"", found
        held += chunk
        if len(held) > limit or (large and held.strip()):
            raise too_long(limit)
    return bytes(held), found


async def _rest(
    found: list[Piece], cut: Splitter, chunks: AsyncIterator[bytes]
) -> AsyncIterator[Piece]:
    for piece in found:
        yield piece
    async for piece in pieces(cut, chunks):
        yield piece


async def _single(request: Request, inbound: Inbound, wanted: str, spoken: Language) -> Response:
    at = desk(request)
    adapter = at.ruleset.adapters[FORMAT]
    try:
        found = await at.receive(inbound, "http")
    except Unavailable as fault:
        if wanted == RECEIPT:
            raise
        told = unavailable(request, fault)
        text = adapter.unavailable(inbound, spoken)
        return Response(text, told.status_code, LATER, media_type=wanted)
    if wanted == RECEIPT:
        return _receipt(found, spoken)
    text = adapter.acknowledge(inbound, found, spoken)
    return Response(text, STATUS[found.status], _location(found), media_type=wanted)


async def _told(request: Request, inbound: Inbound, spoken: Language) -> Response | None:
    """The answer to a query, in HL7 v2 whatever else is liked; None where it is none."""
    wanted = form(request, *ACKNOWLEDGEMENTS)
    reply = await desk(request).ask(inbound, asked(request), "http", spoken)
    if reply is None:
        return None
    headers = {"Content-Language": spoken.value}
    return Response(reply.text, 200 if reply.fine else 422, headers, media_type=wanted)


def _receipt(found: Receipt, spoken: Language) -> Response:
    text = encode(receipt(found, spoken))
    headers = {**_location(found), "Content-Language": spoken.value}
    return Response(text, STATUS[found.status], headers, media_type=RECEIPT)


def _location(found: Receipt) -> dict[str, str]:
    taken = STATUS[found.status] < 300  # noqa: PLR2004 - HTTP
    return {"Location": place(found)} if taken else {}
