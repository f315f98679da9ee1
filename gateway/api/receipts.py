"""GET /receipts/{sender}/{control_id}: did you get it, and what became of it?

https://www.rfc-editor.org/rfc/rfc9110#name-location
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from gateway.access import may_ask
from gateway.api.desk import Refused, desk, who
from gateway.api.negotiation import RECEIPT, form, language
from gateway.api.outcome import receipt
from gateway.fhirjson import encode
from gateway.model import Receipt


async def receipts(request: Request) -> Response:
    """The accepted receipt of a control id, else that of its newest attempt."""
    caller = who(request)
    form(request, RECEIPT)
    sender, control_id = request.path_params["sender"], request.path_params["control_id"]
    found = None
    if may_ask(caller, sender):
        found = await desk(request).journal.receipt(sender, control_id)
    if found is None:
        raise Refused(404, "not-found", "receipt")
    spoken = language(request)
    headers = {"Content-Language": spoken.value}
    return Response(encode(receipt(found, spoken)), headers=headers, media_type=RECEIPT)


def place(found: Receipt) -> str:
    """The address at which a receipt can be read again, fit for a header."""
    return f"/receipts/{quote(found.sender, safe='')}/{quote(found.control_id, safe='')}"
