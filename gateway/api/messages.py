"""POST /messages/hl7v2: a hospital hands in a message and is told at once what became of it.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Refused, body, desk, who
from gateway.api.negotiation import ACKNOWLEDGEMENTS, RECEIPT, form, language
from gateway.api.outcome import LATER, STATUS, receipt, unavailable
from gateway.api.receipts import place
from gateway.fhirjson import encode
from gateway.model import Adapter, Inbound, Language, Receipt, Unavailable

FORMAT = "hl7v2"


async def messages(request: Request) -> Response:
    """Take in one message; answers its receipt as JSON, or the HL7 acknowledgement if asked."""
    at = desk(request)
    caller = who(request)
    wanted = form(request, RECEIPT, *ACKNOWLEDGEMENTS)
    spoken = language(request, at.ruleset.senders[caller.name].language)
    adapter = at.ruleset.adapters[FORMAT]
    inbound = Inbound(caller.name, FORMAT, await _one(request, adapter), at.clock())
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


async def _one(request: Request, adapter: Adapter) -> bytes:
    sent = await body(request)
    pieces = adapter.split(sent)
    next(pieces, None)
    if next(pieces, None) is not None:
        raise Refused(400, "structure", "several")
    return sent


def _receipt(found: Receipt, spoken: Language) -> Response:
    text = encode(receipt(found, spoken))
    headers = {**_location(found), "Content-Language": spoken.value}
    return Response(text, STATUS[found.status], headers, media_type=RECEIPT)


def _location(found: Receipt) -> dict[str, str]:
    taken = STATUS[found.status] < 300  # noqa: PLR2004 - HTTP
    return {"Location": place(found)} if taken else {}
