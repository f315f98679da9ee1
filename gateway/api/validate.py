"""POST /fhir/$validate and /fhir/{type}/$validate: is this resource right? Nothing is kept.

GET /fhir/{type}/{id}/$validate: is what stands right, by other profiles too?

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from gateway import disclosure
from gateway.adapters.recognise import foreign
from gateway.api.criteria import names_only
from gateway.api.desk import Desk, Refused, body, desk, who
from gateway.api.desk import asked as asking
from gateway.api.forms import SHAPED, expected
from gateway.api.negotiation import FHIR_JSON, FHIR_XML, sent_as
from gateway.api.outcome import spoken
from gateway.api.served import kept_type, logical_id, r4_type
from gateway.model import Answer, Empty, Issue, Rejected, Resource, Validator
from gateway.model import Question as Term
from gateway.validation.sent import Form, Sent, read
from gateway.wording import told

_FORMS: Mapping[str, Form] = MappingProxyType({FHIR_JSON: Form.JSON, FHIR_XML: Form.XML})
Answers: TypeAlias = Mapping[Term, Answer]
_Made = TypeVar("_Made")
_LARGE = 100_000
"""Bytes beyond which a body is not read and judged between other requests: some milliseconds."""
_MODES = frozenset({"create", "update", "delete", "profile"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which resource."""

    resource: Resource
    inside: str
    """Where it stands in what was sent; empty where it is all of it."""
    profiles: Sequence[str]
    mode: str


async def validate(request: Request) -> Response:
    """Every issue of the resource sent (plain, or as `resource` of a Parameters), JSON or XML.

    `profile` (repeatable) and `mode` stand in the address or among the Parameters. A resource
    meets base R4, its own `meta.profile`, and the profiles named; where none is named, the
    national ones that bind it. The answer is 200 whatever is found.
    """
    who(request)
    expected(request)
    said = sent_as(request, FHIR_JSON, FHIR_XML)
    type_ = r4_type(request)
    names_only(request.query_params, ("profile", "mode", *SHAPED))
    content = await body(request)
    at = desk(request)
    mode = request.query_params.get("mode", "")
    if mode == "delete" and not content.strip():
        return spoken(request, ())
    large = len(content) > _LARGE
    try:
        sent = await _apart(large, lambda: read(content, at.xml, _FORMS.get(said)))
    except Rejected as error:
        return spoken(request, [*foreign(content)] or error.issues, 400)
    if sent.issues and (other := [*foreign(content)]):
        return spoken(request, other, 400)
    asked = _asked(sent, type_, mode, request.query_params.getlist("profile"))
    return await _judged(request, sent, asked, type_, large=large)


async def validate_kept(request: Request) -> Response:
    """Every issue of a resource as it stands; `profile` (repeatable) is asked in the address.

    Where none is named, the national ones that bind it are asked. Who asks must be one who may
    read it; the answer is 200 whatever is found.
    """
    at = desk(request)
    by = asking(request)
    expected(request)
    names_only(request.query_params, ("profile", *SHAPED))
    type_, id_ = kept_type(request), logical_id(request)
    stands = await disclosure.read(by, at.journal, at.record, type_, id_)
    at.telemetry.read("validate", "found" if stands else "not-found")
    if stands is None:
        raise Refused(404, "not-found", "resource")
    sent = read(stands.body, at.xml, Form.JSON)
    asked = Question(sent.resource, "", request.query_params.getlist("profile"), "")
    return await _judged(request, sent, asked, None, large=len(stands.body) > _LARGE)


async def _judged(
    request: Request, sent: Sent, asked: Question, type_: str | None, *, large: bool
) -> Response:
    at = desk(request)
    answers = await _answers(at, asked)
    found = await _apart(large, lambda: _found(at, sent, asked, type_, answers))
    return spoken(request, found)


async def _apart(large: bool, work: Callable[[], _Made]) -> _Made:  # noqa: FBT001 - as it is read
    """Do it here, or in a thread of its own where others would have to wait for it."""
    return await run_in_threadpool(work) if large else work()


async def _answers(at: Desk, asked: Question) -> Answers:
    """What the terminology server says of codes that cannot be judged here."""
    if at.terms is None or asked.mode == "delete":
        return Empty
    validator = at.ruleset.validator
    found = validator.questions(asked.resource, _wanted(validator, asked))
    return await run_in_threadpool(at.terms, found) if found else Empty


def _found(
    at: Desk, sent: Sent, asked: Question, type_: str | None, answers: Answers
) -> list[Issue]:
    """Everything that is wrong, with the line and column of each."""
    if asked.mode == "delete":
        return []
    issues = [*_fitting(asked, type_), *check(at.ruleset.validator, asked, at.clock(), answers)]
    return [*sent.issues, *sent.located(issues, asked.inside)]


def check(
    validator: Validator, asked: Question, now: datetime, answers: Answers = Empty
) -> Iterator[Issue]:
    """By base R4, what it claims, and what was asked for: where nothing was, what binds it."""
    for url in asked.profiles:
        if validator.profile(url) is None:
            yield told("profile-unknown.asked", code="not-supported", profile=url)
    wanted = _wanted(validator, asked)
    yield from validator.check(asked.resource, wanted, now=now, answers=answers)


def _wanted(validator: Validator, asked: Question) -> list[str]:
    """The profiles that are known of those asked for, or what binds the resource."""
    known = [url for url in asked.profiles if validator.profile(url) is not None]
    named = asked.profiles or asked.mode == "profile"
    return [*(() if named else validator.bound(asked.resource)), *known]


def _fitting(asked: Question, type_: str | None) -> Iterator[Issue]:
    """What address and mode ask of the resource."""
    kind = asked.resource["resourceType"]
    if type_ is not None and kind != type_:
        yield told("resource-type-other", target="resourceType")
    if asked.mode == "update" and not asked.resource.get("id"):
        yield told("resource-id-required", target=f"{kind}.id", code="required")


def _asked(sent: Sent, type_: str | None, mode: str, profiles: Sequence[str]) -> Question:
    """The question; raises Refused 400 where it is none."""
    resource = sent.resource
    if resource["resourceType"] != "Parameters" or (
        type_ == "Parameters" and not _holds(resource)
    ):
        return _meant(Question(resource, "", profiles, mode))
    parts = _parts(resource)
    if not all(part.get("name") in ("resource", "profile", "mode") for part in parts):
        raise Refused(400, "not-supported", "parameters")
    said = next((part.get("valueCode") for part in parts if part.get("name") == "mode"), "")
    named = [
        part.get("valueUri") or part.get("valueCanonical")
        for part in parts
        if part.get("name") == "profile"
    ]
    mode = str(said or mode)
    found, inside = _inner(parts, mode)
    wanted = [*(url for url in named if isinstance(url, str)), *profiles]
    return _meant(Question(found, inside, wanted, mode))


def _inner(parts: Sequence[Resource], mode: str) -> tuple[Resource, str]:
    """The one resource among parts, and where it stands; what is deleted need not be shown."""
    places = [at for at, part in enumerate(parts) if part.get("name") == "resource"]
    found = parts[places[0]].get("resource") if len(places) == 1 else None
    if isinstance(found, dict) and isinstance(found.get("resourceType"), str):
        return found, f"Parameters.parameter[{places[0]}].resource"
    if mode == "delete" and not places:
        return {"resourceType": "Parameters"}, ""
    raise Refused(400, "required", "parameters-resource")


def _meant(asked: Question) -> Question:
    if asked.mode and asked.mode not in _MODES:
        raise Refused(400, "value", "mode")
    if asked.mode == "profile" and not asked.profiles:
        raise Refused(400, "required", "mode-profile")
    return asked


def _holds(resource: Resource) -> bool:
    return any(part.get("name") == "resource" for part in _parts(resource))


def _parts(resource: Resource) -> list[Resource]:
    stated = resource.get("parameter")
    parts = stated if isinstance(stated, list) else []
    return [part if isinstance(part, dict) else {} for part in parts]
