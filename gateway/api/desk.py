"""What stands ready behind the HTTP door: everything a handler may reach, put together elsewhere.

https://fastapi.tiangolo.com/advanced/custom-request-and-route/
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.requests import Request

from gateway.access import caller
from gateway.disclosure import Asked
from gateway.model import Caller, Inbound, Journal, Receipt, Record, Ruleset
from gateway.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Desk:
    """The hallways and rooms that handlers hand their nouns to."""

    receive: Callable[[Inbound, str], Awaitable[Receipt]]
    """(inbound, door) -> receipt, counted and logged."""
    ruleset: Ruleset
    journal: Journal
    record: Record
    clock: Callable[[], datetime]
    number: Callable[[], str]
    """Makes the number of a request that brings none of its own."""
    types: frozenset[str]
    """Every resource type of R4."""
    telemetry: Telemetry
    contract: Path
    """The OpenAPI document."""
    max_body: int


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A request that goes no further: answered with an OperationOutcome."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text


def desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    found: Desk = request.app.state.desk
    return found


def who(request: Request) -> Caller:
    """Who asks; raises Refused 401 where nobody known does."""
    senders = desk(request).ruleset.senders
    found = caller(request.headers.get("authorization", ""), senders)
    if found is None:
        raise Refused(401, "login", "show the bearer token that the operator gave you")
    return found


def asked(request: Request) -> Asked:
    """Who asks, when, from where, and in what words; raises Refused 401."""
    at = desk(request)
    words = f"{request.method} {request.url.path}?{request.url.query}".removesuffix("?")
    address = request.client.host if request.client else ""
    return Asked(who(request), at.clock(), at.number(), address, words)


def resource_type(request: Request) -> str:
    """The resource type in the address; raises Refused 404 where R4 has none of that name."""
    name: str = request.path_params["type"]
    if name not in desk(request).types:
        raise Refused(404, "not-supported", "R4 has no resource type of this name")
    return name


async def body(request: Request) -> bytes:
    """The whole body; raises Refused 413 as soon as it is larger than a message may be."""
    limit = desk(request).max_body
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Refused(413, "too-long", f"a body may have at most {limit} bytes")
        chunks.append(chunk)
    return b"".join(chunks)
