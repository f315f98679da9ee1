"""POST /fhir/$validate and /fhir/{type}/$validate: is this resource right? Nothing is kept.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Refused, body, desk, who
from gateway.api.outcome import fhir, outcome
from gateway.fhirjson import resource
from gateway.model import Issue, Resource, Severity, Validator


async def validate(request: Request) -> Response:
    """Every issue of the resource sent (plain, or as `resource` of a Parameters).

    `?profile=` (repeatable) or the Parameters' `profile` names profiles to check besides the
    national ones that bind it and its own `meta.profile`. The answer is 200 whatever is found.
    """
    who(request)
    sent = resource(await body(request))
    found, profiles = _parameters(sent)
    wanted = [*profiles, *request.query_params.getlist("profile")]
    type_ = request.path_params.get("type")
    validator = desk(request).ruleset.validator
    issues = [*_typed(found, type_), *check(validator, found, wanted)]
    return fhir(outcome(issues))


def check(validator: Validator, found: Resource, wanted: Sequence[str]) -> Iterator[Issue]:
    """Base R4, what binds it, what it claims, and what was asked for."""
    for url in wanted:
        if validator.profile(url) is None:
            yield Issue("profile-unknown", Severity.ERROR, "this profile is not known here")
    known = [url for url in wanted if validator.profile(url) is not None]
    yield from validator.check(found, [*validator.bound(found), *known])


def _typed(found: Resource, type_: str | None) -> Iterator[Issue]:
    if type_ is not None and found["resourceType"] != type_:
        yield Issue(
            rule="resource-type-other",
            text="the resource is not of the type that the address names",
            target="resourceType",
            code="invalid",
        )


def _parameters(sent: Resource) -> tuple[Resource, list[str]]:
    if sent["resourceType"] != "Parameters":
        return sent, []
    parameters: list[dict[str, Any]] = [
        p for p in sent.get("parameter", ()) if isinstance(p, dict)
    ]
    inside = [p["resource"] for p in parameters if p.get("name") == "resource" and "resource" in p]
    if len(inside) != 1 or not isinstance(inside[0].get("resourceType"), str):
        raise Refused(400, "required", "Parameters must hold exactly one `resource`")
    profiles = [p for p in parameters if p.get("name") == "profile"]
    named = [p.get("valueUri") or p.get("valueCanonical") for p in profiles]
    return inside[0], [url for url in named if isinstance(url, str)]
