"""Answers of the HTTP door that tell of issues: receipts, and OperationOutcomes.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Desk, Refused, desk
from gateway.api.forms import answer
from gateway.api.negotiation import language
from gateway.model import Issue, Language, Receipt, Rejected, Resource, Status, Unavailable
from gateway.wording import hint, say, told
from gateway.wording.outcome import outcome

STATUS: Mapping[Status, int] = MappingProxyType(
    {
        Status.ACCEPTED: 201,
        Status.PARKED: 202,
        Status.DUPLICATE: 200,
        Status.CONFLICT: 409,
        Status.REJECTED: 422,
        Status.UNSUPPORTED: 422,
        Status.FAULTED: 500,
    }
)
"""What each verdict is in HTTP."""


def spoken(
    request: Request,
    issues: Iterable[Issue],
    status: int = 200,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """An OperationOutcome as an answer, in the language that the caller likes best."""
    chosen = language(request)
    beside = {**headers, "Content-Language": chosen.value}
    return answer(request, said(request, issues), status, beside)


def said(request: Request, issues: Iterable[Issue]) -> Resource:
    """The OperationOutcome itself."""
    return outcome(issues, language(request))


def receipt(found: Receipt, chosen: Language = Language.EN) -> Resource:
    """A receipt as JSON: what became of the message, every issue, every version written."""
    said = {
        "sender": found.sender,
        "controlId": found.control_id,
        "status": found.status.value,
        "kind": found.kind,
        "receivedAt": found.received_at.isoformat(),
        "sha256": found.digest,
        "attempt": found.seq,
        "ruleset": found.ruleset,
        "resources": list(found.resources),
        "issues": [issue_json(issue, chosen) for issue in found.issues],
    }
    if found.released:
        said["released"] = list(found.released)
    if found.released_by:
        said["releasedBy"] = found.released_by
    return said


def issue_json(issue: Issue, chosen: Language = Language.EN) -> Resource:
    """An issue as plain JSON, empty members left out."""
    said = {
        "rule": issue.rule,
        "severity": issue.severity.value,
        "text": say(issue, chosen),
        "hint": hint(issue, chosen),
        "source": issue.source,
        "target": issue.target,
        "code": issue.code,
        "profile": issue.profile,
        "resource": issue.resource,
        "bytes": list(issue.span) if issue.span else [],
    }
    return {key: value for key, value in said.items() if value}


def refused(request: Request, error: Exception) -> Response:
    """A request that goes no further, as the OperationOutcome of its reason."""
    if isinstance(error, Rejected):
        return spoken(request, error.issues, 400)
    if not isinstance(error, Refused):
        raise error
    return spoken(request, [error.issue], error.status, _BESIDE.get(error.status, {}))


_BESIDE: Mapping[int, Mapping[str, str]] = MappingProxyType(
    {
        401: {"WWW-Authenticate": 'Bearer realm="fhir-gateway"'},
        413: {"Connection": "close"},
    }
)
"""Headers that belong to a status."""


def unavailable(request: Request, error: Exception) -> Response:
    """The store cannot keep or tell anything just now: come again."""
    desk(request).telemetry.event("unavailable", "error", why=str(error))
    issue = told("store-unavailable.http", code="transient")
    return spoken(request, [issue], 503, LATER)


def faulted(at: Desk, request: Request, error: Exception) -> Response:
    """An unexpected fault: its kind and place are logged, nothing of what it was about."""
    at.telemetry.event("fault", "error", kind=type(error).__name__, place=_place(error))
    return spoken(request, [told("internal-fault.http", code="exception")], 500)


def _place(error: Exception) -> str:
    """File and line where it was raised."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)


LATER: Mapping[str, str] = MappingProxyType({"Retry-After": "2"})

HANDLERS: Mapping[type[Exception], Any] = MappingProxyType(
    {Refused: refused, Rejected: refused, Unavailable: unavailable}
)
"""How each kind of exception is told over HTTP; anything else is a fault (see guard.py)."""
