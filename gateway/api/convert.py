"""POST /fhir/$convert: what would this message be in FHIR? Nothing is kept.

https://hl7.org/fhir/R4/operations.html
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import body, desk, who
from gateway.api.outcome import fhir, outcome
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound, Severity

BAD = frozenset({Severity.FATAL, Severity.ERROR})


async def convert(request: Request) -> Response:
    """A Parameters: the Bundle (`return`) and the issues (`outcome`); 422 if unreadable."""
    at = desk(request)
    caller = who(request)
    inbound = Inbound(caller.name, "hl7v2", await body(request), at.clock())
    found = conversion(inbound, at.ruleset)
    issues = outcome(found.issues)
    if "entry" not in found.bundle:
        return fhir(issues, 422)
    parameters = [
        {"name": "return", "resource": found.bundle},
        {"name": "status", "valueCode": found.status.value},
        {"name": "outcome", "resource": issues},
    ]
    return fhir({"resourceType": "Parameters", "parameter": parameters})
