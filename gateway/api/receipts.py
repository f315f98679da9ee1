"""GET /receipts/{sender}/{control_id}: did you get it, and what became of it?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.access import may_ask
from gateway.api.desk import Refused, desk, who
from gateway.api.outcome import receipt
from gateway.fhirjson import encode


async def receipts(request: Request) -> Response:
    """The accepted receipt of a control id, else that of its newest attempt."""
    sender, control_id = request.path_params["sender"], request.path_params["control_id"]
    found = None
    if may_ask(who(request), sender):
        found = await desk(request).journal.receipt(sender, control_id)
    if found is None:
        raise Refused(404, "not-found", "no message of yours came with this control id")
    return Response(encode(receipt(found)), media_type="application/json")
