"""POST /messages/{format}: hospitals hand in messages and documents, and are told what became.

Every format of `ADAPTERS` has its address. The answer is a receipt; where a format has
acknowledgements of its own, and they are asked for, it is one of these.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from gateway.adapters.recognise import HL7V2
from gateway.api.batch import Spoken, answered
from gateway.api.desk import Refused, asked, desk, stated, too_long, who
from gateway.api.media import checked, file_name
from gateway.api.negotiation import ACKNOWLEDGEMENTS, NDJSON, RECEIPT, form, language
from gateway.api.outcome import LATER, STATUS, receipt, unavailable
from gateway.api.receipts import place
from gateway.api.timing import stage, steps
from gateway.api.unpacked import begun, unpacked
from gateway.fhirjson import encode
from gateway.intake.batch import batch, pieces
from gateway.model import Adapter, Inbound, Language, Piece, Receipt, Splitter, Unavailable

ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType({HL7V2: ACKNOWLEDGEMENTS})
"""Format -> names under which its own acknowledgements are asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """In which format a body is, and how its sender wants to be answered."""

    adapter: Adapter
    wanted: str
    language: Language

    @property
    def answers(self) -> tuple[str, ...]:
        """Names of the format's own acknowledgements."""
        return ANSWERS.get(self.adapter.name, ())


async def messages(request: Request) -> Response:
    """Take in one message or document, or a batch; answers receipts, or acknowledgements if asked.

    A batch is taken in while it comes; of an archive, each document in it. Raises Refused, and
    Unavailable where nothing was kept.
    """
    at = desk(request)
    caller = who(request)
    sender = at.ruleset.senders[caller.name]
    said = _said(request, sender.language)
    adapter = said.adapter
    packed, chunks = await begun(request)
    if packed:
        return await unpacked(request, chunks, sender, adapter.name, said.language)
    cut = adapter.splitter(at.max_body, sender, file_name(request))
    head, found = await _head(request, cut, chunks)
    if not cut.several:
        return await _alone(request, Inbound(caller.name, adapter.name, head, at.clock()), said)

    def inbound_of(body: bytes) -> Inbound:
        return Inbound(caller.name, adapter.name, body, at.clock())

    taken = batch(_rest(found, cut, chunks), inbound_of, lambda one: at.receive(one, "http"))
    return await answered(taken, cut, Spoken(adapter, said.wanted, said.language, at.clock()))


def _said(request: Request, usual: Language) -> Said:
    """Raises Refused: 404 for a format that is not read here, 415 for another one's type, 406."""
    adapters = desk(request).ruleset.adapters
    name = request.path_params.get("format", HL7V2)
    if name not in adapters:
        raise Refused(404, "not-found", "format", ", ".join(sorted(adapters)))
    checked(request, name, adapters)
    wanted = form(request, RECEIPT, *ANSWERS.get(name, ()), NDJSON)
    return Said(adapters[name], wanted, language(request, usual))


async def _alone(request: Request, inbound: Inbound, said: Said) -> Response:
    """One message; where it is a query, its answer."""
    if said.adapter.asks(inbound.body) and (told := await _told(request, inbound, said)):
        return told
    return await _single(request, inbound, said)


async def _head(
    request: Request, cut: Splitter, chunks: AsyncIterator[bytes]
) -> tuple[bytes, list[Piece]]:
    """(the body, as far as it was read before it turned out to hold several, what was found)"""
    limit = desk(request).max_body
    large = stated(request) > limit
    held: list[bytes] = []
    size = 0
    found: list[Piece] = []
    async for chunk in chunks:
        found += cut.feed(chunk)
        if cut.several:
            return b"", found
        held.append(chunk)
        size += len(chunk)
        if size > limit or (large and chunk.strip()):
            raise too_long(limit)
    return b"".join(held), found


async def _rest(
    found: list[Piece], cut: Splitter, chunks: AsyncIterator[bytes]
) -> AsyncIterator[Piece]:
    for piece in found:
        yield piece
    async for piece in pieces(cut, chunks):
        yield piece


async def _single(request: Request, inbound: Inbound, said: Said) -> Response:
    wanted, spoken = said.wanted, said.language
    wanted = RECEIPT if wanted == NDJSON else wanted
    try:
        found = await desk(request).receive(inbound, "http", steps(request))
    except Unavailable as fault:
        if wanted == RECEIPT:
            raise
        told = unavailable(request, fault)
        text = said.adapter.unavailable(inbound, spoken)
        return Response(text, told.status_code, LATER, media_type=wanted)
    if wanted == RECEIPT:
        return _receipt(request, found, spoken)
    with stage(request, "encode"):
        text = said.adapter.acknowledge(inbound, found, spoken)
    return Response(text, STATUS[found.status], _location(found), media_type=wanted)


async def _told(request: Request, inbound: Inbound, said: Said) -> Response | None:
    """The answer to a query, in its own format whatever else is liked; None where it is none."""
    wanted = form(request, *said.answers)
    reply = await desk(request).ask(inbound, asked(request), "http", said.language)
    if reply is None:
        return None
    headers = {"Content-Language": said.language.value}
    return Response(reply.text, 200 if reply.fine else 422, headers, media_type=wanted)


def _receipt(request: Request, found: Receipt, spoken: Language) -> Response:
    with stage(request, "encode"):
        text = encode(receipt(found, spoken))
    headers = {**_location(found), "Content-Language": spoken.value}
    return Response(text, STATUS[found.status], headers, media_type=RECEIPT)


def _location(found: Receipt) -> dict[str, str]:
    taken = STATUS[found.status] < 300  # noqa: PLR2004 - HTTP
    return {"Location": place(found)} if taken else {}
