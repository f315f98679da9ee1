"""POST /fhir/$convert: what would this message or document be in FHIR? Nothing is kept.

https://hl7.org/fhir/R4/operations.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.adapters.recognise import HL7V2, recognise
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, body, desk, who
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.media import named, stated_type
from gateway.api.negotiation import language
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound
from gateway.wording.outcome import outcome


async def convert(request: Request) -> Response:
    """A Parameters: the Bundle (`return`), the verdict (`status`) and every issue (`outcome`).

    Takes the message as it is, in the format that `format`, else Content-Type, else its first
    bytes say; what looks like nothing that is read here is read as HL7 v2. Answers 200 also where
    the verdict would be a rejection, and 422 with the issues alone where nothing of the message
    can be read.
    """
    at = desk(request)
    caller = who(request)
    expected(request)
    names_only(request.query_params, (*SHAPED, "format"))
    sent = await body(request)
    inbound = Inbound(caller.name, _format(request, sent), sent, at.clock())
    found = conversion(inbound, at.ruleset)
    issues = outcome(found.issues, language(request))
    headers = {"Content-Language": language(request).value}
    if "entry" not in found.bundle:
        return answer(request, issues, 422, headers)
    parameters = [
        {"name": "return", "resource": found.bundle},
        {"name": "status", "valueCode": found.status.value},
        {"name": "outcome", "resource": issues},
    ]
    made = {"resourceType": "Parameters", "parameter": parameters}
    return answer(request, made, headers=headers)


def _format(request: Request, sent: bytes) -> str:
    """Raises Refused 400 where `format` names none that is read here."""
    adapters = desk(request).ruleset.adapters
    said = request.query_params.get("format", "")
    if said and said not in adapters:
        raise Refused(400, "value", "format", ", ".join(sorted(adapters)))
    shown = said or named(stated_type(request), adapters) or recognise(sent)
    return shown if shown in adapters else HL7V2
