"""POST /fhir/$convert: what would this message be in FHIR? Nothing is kept.

https://hl7.org/fhir/R4/operations.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import names_only
from gateway.api.desk import body, desk, who
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.negotiation import language
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound
from gateway.wording.outcome import outcome


async def convert(request: Request) -> Response:
    """A Parameters: the Bundle (`return`), the verdict (`status`) and every issue (`outcome`).

    Takes the message as it is. Answers 200 also where the verdict would be a rejection, and 422
    with the issues alone where nothing of the message can be read.
    """
    at = desk(request)
    caller = who(request)
    expected(request)
    names_only(request.query_params, SHAPED)
    inbound = Inbound(caller.name, "hl7v2", await body(request), at.clock())
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
