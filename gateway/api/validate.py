"""POST /fhir/$validate and /fhir/{type}/$validate: is this resource right? Nothing is kept.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import names_only
from gateway.api.desk import Refused, body, desk, who
from gateway.api.negotiation import FHIR_JSON, form, sent_as_json
from gateway.api.outcome import spoken
from gateway.api.served import r4_type
from gateway.fhirjson import resource
from gateway.model import Issue, Resource, Validator
from gateway.wording import told


async def validate(request: Request) -> Response:
    """Every issue of the resource sent (plain, or as `resource` of a Parameters).

    `?profile=` (repeatable) or the Parameters' `profile` names profiles to check besides the
    national ones that bind it and its own `meta.profile`. The answer is 200 whatever is found.
    """
    who(request)
    form(request, FHIR_JSON)
    sent_as_json(request)
    type_ = r4_type(request)
    names_only(request.query_params, ("profile", "_format"))
    found, profiles = _parameters(resource(await body(request)))
    wanted = [*profiles, *request.query_params.getlist("profile")]
    validator = desk(request).ruleset.validator
    issues = [*_typed(found, type_), *check(validator, found, wanted)]
    return spoken(request, issues)


def check(validator: Validator, found: Resource, wanted: Sequence[str]) -> Iterator[Issue]:
    """Base R4, what binds it, what it claims, and what was asked for."""
    known = [url for url in wanted if validator.profile(url) is not None]
    for _ in range(len(wanted) - len(known)):
        yield told("profile-unknown.asked", code="not-supported")
    yield from validator.check(found, [*validator.bound(found), *known])


def _typed(found: Resource, type_: str | None) -> Iterator[Issue]:
    if type_ is not None and found["resourceType"] != type_:
        yield told("resource-type-other", target="resourceType")


def _parameters(sent: Resource) -> tuple[Resource, list[str]]:
    if sent["resourceType"] != "Parameters":
        return sent, []
    stated = sent.get("parameter")
    parts = [part for part in stated if isinstance(part, dict)] if isinstance(stated, list) else []
    if not all(part.get("name") in ("resource", "profile") for part in parts):
        raise Refused(400, "not-supported", "parameters")
    inside = [part.get("resource") for part in parts if part.get("name") == "resource"]
    found = inside[0] if len(inside) == 1 else None
    if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
        raise Refused(400, "required", "parameters-resource")
    profiles = [part for part in parts if part.get("name") == "profile"]
    named = [part.get("valueUri") or part.get("valueCanonical") for part in profiles]
    return found, [url for url in named if isinstance(url, str)]
