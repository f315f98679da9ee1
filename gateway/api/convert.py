"""POST /fhir/$convert: what would this message or document be in FHIR? Nothing is kept.

https://hl7.org/fhir/R4/operations.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response

from gateway.adapters.recognise import HL7V2
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, body, desk, who
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.media import file_name, named, stated_type
from gateway.api.negotiation import language
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.intake.files import Files, Found
from gateway.model import Inbound, Issue, Language, Resource
from gateway.wording.outcome import outcome

MOST = 100
"""Messages that are converted at once."""


async def convert(request: Request) -> Response:
    """A Parameters: the Bundle (`return`), the verdict (`status`) and every issue (`outcome`).

    Takes the message as it is, in the format that `format`, else Content-Type, else its first
    bytes say; what looks like nothing that is read here is read as HL7 v2. Of several (a batch, an
    archive, rows) there is a `message` with these parts for each. Answers 200 also where the
    verdict would be a rejection, and 422 with the issues alone where nothing can be read.
    """
    at = desk(request)
    caller = who(request)
    expected(request)
    names_only(request.query_params, (*SHAPED, "format"))
    sent = await body(request)
    made: list[Conversion] = []
    told: list[Issue] = []
    for one in _found(request, caller.name, sent):
        if isinstance(one, Issue):
            told.append(one)
            continue
        if len(made) == MOST:
            raise Refused(413, "too-long", "many", MOST)
        made.append(conversion(Inbound(caller.name, one.format, one.body, at.clock()), at.ruleset))
        await asyncio.sleep(0)
    return _answered(request, made, told)


def _found(request: Request, sender: str, sent: bytes) -> Iterator[Found | Issue]:
    at = desk(request)
    known = at.ruleset.adapters
    files = Files(known, at.ruleset.senders[sender], at.max_body, _format(request), HL7V2)
    return files.found(BytesIO(sent), file_name(request))


def _answered(request: Request, made: list[Conversion], told: list[Issue]) -> Response:
    chosen = language(request)
    headers = {"Content-Language": chosen.value}
    read = [one for one in made if "entry" in one.bundle]
    if not read:
        issues = [*told, *(issue for one in made for issue in one.issues)]
        return answer(request, outcome(issues, chosen), 422, headers)
    if len(made) == 1 and not told:
        parameters = _parts(made[0], chosen)
    else:
        parameters = [{"name": "message", "part": _parts(one, chosen)} for one in made]
        if told:
            parameters.append({"name": "outcome", "resource": outcome(told, chosen)})
    whole = {"resourceType": "Parameters", "parameter": parameters}
    return answer(request, whole, headers=headers)


def _parts(found: Conversion, chosen: Language) -> list[Resource]:
    return [
        *([{"name": "return", "resource": found.bundle}] if "entry" in found.bundle else []),
        {"name": "status", "valueCode": found.status.value},
        {"name": "outcome", "resource": outcome(found.issues, chosen)},
    ]


def _format(request: Request) -> str:
    """What is said of the format, if anything.

    Raises Refused 400 where `format` names none that is read here.
    """
    adapters = desk(request).ruleset.adapters
    said = request.query_params.get("format", "")
    if said and said not in adapters:
        raise Refused(400, "value", "format", ", ".join(sorted(adapters)))
    return said or named(stated_type(request), adapters)
