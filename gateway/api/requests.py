"""GET and DELETE /requests/{id}: how far is what was to be answered later, and its answer.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.bundle import heard_as, responses
from gateway.api.criteria import names_only
from gateway.api.desk import Refused, asked, desk, who
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.outcome import spoken
from gateway.api.unchanged import http_date
from gateway.api.within import Heard
from gateway.disclosure import head
from gateway.disclosure.later import disclosed
from gateway.model import Progress, State
from gateway.wording import told

_TOLD = frozenset({"location", "etag", "last-modified"})
"""Headers of an answer that its entry has elements for."""
_OUTCOME = "OperationOutcome"
_SOON, _LATE = 1, 30
"""Seconds after which it pays to ask again: at least, and at most."""


class Told(msgspec.Struct, frozen=True):
    """An answer, all but its body."""

    status: int
    headers: dict[str, str]
    form: str
    """In which form it is wanted."""


def packed(heard: Heard, form: str) -> bytes:
    """An answer as it is kept: a line of JSON, then its body."""
    headers = {name: value for name, value in heard.headers.items() if name in _TOLD}
    return msgspec.json.encode(Told(heard.status, headers, form)) + b"\n" + bytes(heard.body)


_decode = msgspec.json.Decoder(Told).decode


async def request_status(request: Request) -> Response:
    """202 while it waits or runs, then 200 with a batch-response; 404: there is none of yours.

    429 where it is asked for again and again before it pays.
    """
    at, caller, now = desk(request), who(request), desk(request).clock()
    expected(request)
    names_only(request.query_params, SHAPED)
    id_ = request.path_params["id"]
    if pause := at.patience.hasty(id_, now):
        return _hasty(request, pause)
    found = await at.postponed.progress(id_, caller.name, now)
    if found is None:
        raise Refused(404, "not-found", "request")
    if found.state is not State.DONE:
        at.patience.told(id_, now, _pause(found))
        return Response(status_code=202, headers=_patience(found))
    at.patience.done(id_)
    told_, _, body = found.answer.partition(b"\n")
    done = _decode(told_)
    await disclosed(asked(request), at.journal, body)
    heard = Heard(done.status, done.headers, bytearray(body))
    entry = heard_as(heard, "GET", hints=_hints(done, body))
    headers = {"Expires": http_date(found.until)}
    return answer(request, responses("batch-response", [entry]), 200, headers, usual=done.form)


def _hints(done: Told, body: bytes) -> bool:
    """Is what it was answered not what it made, but what is worth knowing of that?"""
    made = done.headers.get("location", "")
    plain = bool(made) and f"/{_OUTCOME}/" not in made
    return plain and body != b"" and head(body).get("resourceType") == _OUTCOME


def _patience(found: Progress) -> dict[str, str]:
    said = "running" if found.state is State.RUNS else f"waiting, {found.ahead} before it"
    return {"X-Progress": said, "Retry-After": str(_pause(found))}


def _pause(found: Progress) -> int:
    return min(_SOON + found.ahead, _LATE)


def _hasty(request: Request, pause: int) -> Response:
    issues = [told("http-429.hasty", code="throttled")]
    return spoken(request, issues, 429, {"Retry-After": str(pause)})


async def request_forgotten(request: Request) -> Response:
    """202: cancelled where it was not done, its answer forgotten; 404: there is none of yours.

    What runs is stopped by whoever runs it: at once in this process, soon in another.
    """
    at, caller = desk(request), who(request)
    expected(request)
    names_only(request.query_params, SHAPED)
    id_ = request.path_params["id"]
    if not await at.postponed.forget(id_, caller.name, at.clock()):
        raise Refused(404, "not-found", "request")
    at.patience.done(id_)
    at.wake()
    return spoken(request, [told("request-forgotten", code="informational")], 202)
