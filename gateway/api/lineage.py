"""Which field of which message made each element of a resource; and what a message was made into.

GET /fhir/{type}/{id}/$lineage, and the other way GET /receipts/{sender}/{control_id}/$lineage.

Told as Parameters: places, rows and messages, never values. https://hl7.org/fhir/R4/parameters.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.access import may_ask
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk, who
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.served import kept_type, logical_id
from gateway.fhirjson import decode
from gateway.intake.lineage import Line
from gateway.intake.places import inside
from gateway.model import Resource

LONG = 500
"""Elements beyond which an answer is not written between other requests."""


async def lineage(request: Request) -> Response:
    """All elements, those inside `path`, or those made of the field `source`."""
    at = desk(request)
    by = asked(request)
    expected(request)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, (*SHAPED, "path", "source"))
    found = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("lineage", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "resource")
    lines = await at.lineage.of_resource(decode(found.body), request.query_params.get("path", ""))
    source = request.query_params.get("source", "")
    return await _told(request, [one for one in lines if inside(one.source, source)])


async def lineage_of_message(request: Request) -> Response:
    """What was made of each leaf of a message, or of those inside `source`; to its sender only."""
    at = desk(request)
    caller = who(request)
    expected(request)
    names_only(request.query_params, (*SHAPED, "source"))
    sender, control_id = request.path_params["sender"], request.path_params["control_id"]
    found = None
    if may_ask(caller, sender):
        source = request.query_params.get("source", "")
        found = await at.lineage.of_message(sender, control_id, source)
    if found is None:
        raise Refused(404, "not-found", "receipt")
    return await _told(request, found)


async def _told(request: Request, lines: Sequence[Line]) -> Response:
    """The answer; a long one is written while others are answered."""
    if len(lines) > LONG:
        return await asyncio.to_thread(_written, request, lines)
    return _written(request, lines)


def _written(request: Request, lines: Sequence[Line]) -> Response:
    told = [_parameter(one) for one in lines]
    made = {"resourceType": "Parameters", **({"parameter": told} if told else {})}
    return answer(request, made)


def _parameter(line: Line) -> Resource:
    return {"name": "element", "part": list(_parts(line))}


def _parts(line: Line) -> Iterator[Resource]:
    texts = {
        "path": line.element,
        "resource": line.resource,
        "source": line.source,
        "fate": line.fate,
        "reason": line.reason,
        "row": line.row,
        "sender": line.sender,
        "controlId": line.control_id,
    }
    yield from ({"name": name, "valueString": text} for name, text in texts.items() if text)
    if line.attempt:
        yield {"name": "attempt", "valueInteger": line.attempt}
        if line.version:
            yield {"name": "version", "valueInteger": line.version}
        if line.span[1]:
            yield {"name": "bytes", "valueString": f"{line.span[0]}-{line.span[1]}"}
