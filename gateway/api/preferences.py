"""What does the caller prefer? The Prefer header, as far as FHIR gives it a meaning.

https://www.rfc-editor.org/rfc/rfc7240 · https://hl7.org/fhir/R4/http.html#ops
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request

ASYNC = "respond-async"
"""Answer later, if you like."""
MINIMAL, REPRESENTATION, OUTCOME = "minimal", "representation", "OperationOutcome"
RETURNS = (REPRESENTATION, MINIMAL, OUTCOME)
"""What a write may answer; the first where nothing is preferred."""


def preferred_return(request: Request) -> str:
    """What the caller says that a write is to answer; empty where it says nothing."""
    if "prefer" not in request.headers:
        return ""
    said = _preferred(request, "return").lower()
    return next((one for one in RETURNS if one.lower() == said), "")


def returned(request: Request) -> str:
    """What a write is to answer: one of RETURNS; what is none of these says nothing."""
    return preferred_return(request) or RETURNS[0]


def lenient(request: Request) -> bool:
    """May what is not understood be left aside?"""
    return _preferred(request, "handling").lower() == "lenient"


def respond_async(request: Request) -> bool:
    """Would the caller rather have an address at which the answer will be?"""
    return "prefer" in request.headers and any(name == ASYNC for name, _ in _said(request))


def without_async(prefer: str) -> str:
    """The header's other preferences."""
    parts = (part.strip() for part in prefer.split(","))
    return ", ".join(part for part in parts if _name(part) != ASYNC)


def _preferred(request: Request, name: str) -> str:
    return next((value for key, value in _said(request) if key == name), "")


def _said(request: Request) -> Iterator[tuple[str, str]]:
    """Each preference; the first of a name counts."""
    for header in request.headers.getlist("prefer"):
        for part in header.split(","):
            value = part.partition(";")[0].partition("=")[2]
            yield _name(part), value.strip(' "')


def _name(part: str) -> str:
    return part.partition(";")[0].partition("=")[0].strip().lower()
