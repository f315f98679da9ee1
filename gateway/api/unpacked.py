"""An archive as a body: each message and document in it is taken in, and answered one by one.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT · https://profiles.ihe.net/ITI/TF/Volume1/ch-16.html
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response

from gateway.adapters.recognise import CDA, FHIR, HL7V2, KMEHR, recognise
from gateway.api.batch import Spoken, answered
from gateway.api.desk import desk, incoming, too_long
from gateway.api.negotiation import NDJSON, RECEIPT, form
from gateway.archives import packed
from gateway.intake.batch import batch
from gateway.intake.files import Files, Found, ahead
from gateway.model import Inbound, Issue, Language, Rejected, Sender

_SEEN = 512
"""Bytes that show whether a body is an archive."""
_PLAIN = frozenset({HL7V2, CDA, KMEHR, FHIR})
"""Formats that show sooner that it is none."""


async def begun(request: Request) -> tuple[bool, AsyncIterator[bytes]]:
    """(is the body an archive?, all of the body, as it comes)"""
    chunks = incoming(request)
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= _SEEN or recognise(head) in _PLAIN:
            break

    async def whole() -> AsyncIterator[bytes]:
        yield head
        async for chunk in chunks:
            yield chunk

    return packed(head), whole()


async def unpacked(
    request: Request, chunks: AsyncIterator[bytes], sender: Sender, usual: str, spoken: Language
) -> Response:
    """Take in what an archive holds, each in the format that it shows, else in the usual one.

    Raises Refused where the archive is too large, Rejected where it is refused as a whole.
    """
    at = desk(request)
    wanted = form(request, RECEIPT, NDJSON)
    files = Files(at.ruleset.adapters, sender, at.max_body, usual=usual)
    found = files.found(BytesIO(await _body(chunks, at.max_body)))
    first = await asyncio.to_thread(_first, found)

    entries: deque[int] = deque()

    def inbound_of(one: Found) -> Inbound:
        entries.append(one.entry)
        return Inbound(sender.name, one.format, one.body, at.clock())

    taken = batch(_all(first, found), inbound_of, lambda one: at.receive(one, "http"))
    adapter = at.ruleset.adapters[usual]
    said = Spoken(adapter, wanted, spoken, at.clock(), entries)
    return await answered(taken, adapter.splitter(at.max_body), said)


async def _body(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    held: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_long(limit)
        held.append(chunk)
    return b"".join(held)


def _first(found: Iterator[Found | Issue]) -> list[Found | Issue]:
    """All up to the first message; raises Rejected where there is none."""
    told: list[Issue] = []
    for one in found:
        if isinstance(one, Found):
            return [*told, one]
        told.append(one)
    raise Rejected(told)


async def _all(
    first: list[Found | Issue], rest: Iterator[Found | Issue]
) -> AsyncIterator[Found | Issue]:
    for one in first:
        yield one
    async for one in ahead(rest):
        yield one
