"""POST /messages/hl7v2: a hospital hands in a message and is told at once what became of it.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Refused, body, desk, who
from gateway.api.outcome import STATUS, receipt
from gateway.fhirjson import encode
from gateway.model import Inbound

_ACK = ("application/hl7-v2", "x-application/hl7-v2+er7", "application/edi-hl7v2")


async def messages(request: Request) -> Response:
    """Take in one message; answers its receipt as JSON, or the HL7 acknowledgement if asked."""
    at = desk(request)
    caller = who(request)
    sent = await body(request)
    format_ = "hl7v2"
    adapter = at.ruleset.adapters[format_]
    if sum(1 for _ in adapter.split(sent)) > 1:
        raise Refused(400, "structure", "one message a request; this body holds several")
    inbound = Inbound(caller.name, format_, sent, at.clock())
    found = await at.receive(inbound, "http")
    status = STATUS[found.status]
    wanted = request.headers.get("accept", "").partition(";")[0].strip()
    if wanted in _ACK:
        return Response(adapter.acknowledge(inbound, found), status, media_type=wanted)
    place = f"/receipts/{found.sender}/{found.control_id}"
    headers = {"Location": place} if found.control_id else {}
    return Response(encode(receipt(found)), status, headers, media_type="application/json")
