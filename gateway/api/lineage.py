"""GET /fhir/{type}/{id}/$lineage: which field of which message each element came from.

Told as Parameters: places, rows and messages, never values. https://hl7.org/fhir/R4/parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk
from gateway.api.negotiation import FHIR_JSON, form
from gateway.api.outcome import fhir
from gateway.api.served import kept_type, logical_id
from gateway.fhirjson import decode
from gateway.intake.lineage import Line
from gateway.model import Resource


async def lineage(request: Request) -> Response:
    """All elements, those inside `path`, or those made of the field `source`."""
    at = desk(request)
    by = asked(request)
    form(request, FHIR_JSON)
    type_, id_ = kept_type(request), logical_id(request)
    names_only(request.query_params, ("_format", "path", "source"))
    found = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("lineage", "found" if found else "not-found")
    if found is None:
        raise Refused(404, "not-found", "resource")
    lines = await at.lineage(decode(found.body), request.query_params.get("path", ""))
    source = request.query_params.get("source", "")
    told = [_parameter(one) for one in lines if _of(one, source)]
    return fhir({"resourceType": "Parameters", **({"parameter": told} if told else {})})


def _of(line: Line, source: str) -> bool:
    rest = line.source[len(source) :]
    return line.source.startswith(source) and (not source or not rest or rest[0] in ".[-")


def _parameter(line: Line) -> Resource:
    return {"name": "element", "part": list(_parts(line))}


def _parts(line: Line) -> Iterator[Resource]:
    texts = {
        "path": line.element,
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
        yield {"name": "version", "valueInteger": line.version}
        yield {"name": "bytes", "valueString": f"{line.span[0]}-{line.span[1]}"}
