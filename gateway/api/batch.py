"""Many messages in one body: taken in while they come, and answered with one receipt each.

The receipts are set aside (they hold nothing of a patient) until the body has come whole, since
many callers read no answer before they have sent everything.
https://github.com/ndjson/ndjson-spec · https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3)
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.responses import Response, StreamingResponse

from gateway.api.negotiation import NDJSON, RECEIPT
from gateway.api.outcome import LATER, issue_json, receipt
from gateway.fhirjson import encode
from gateway.intake.batch import Kept
from gateway.model import Adapter, Inbound, Issue, Language, Receipt, Resource, Splitter

MULTI = 207
"""Look at each: https://www.rfc-editor.org/rfc/rfc4918#section-11.1"""
_HELD = 1_000_000
"""Bytes of receipts beyond which they go to a file without a name."""
_CHUNK = 65_536


@dataclass(slots=True)
class Tally:
    """What became of a batch, so far."""

    statuses: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)

    def json(self, language: Language) -> Resource:
        """How many messages, what became of how many, and what is wrong with the batch itself."""
        return {
            "messages": self.statuses.total(),
            "statuses": dict(self.statuses),
            "issues": [issue_json(issue, language) for issue in self.issues],
        }


@dataclass(frozen=True, slots=True)
class Spoken:
    """In which form and language a batch is answered, and when."""

    adapter: Adapter
    form: str
    language: Language
    at: datetime
    entries: deque[int] = field(default_factory=deque)
    """Of an archive: of which file of it each message is, in the order of their receipts."""


async def answered(kept: AsyncIterator[Kept | Issue], cut: Splitter, spoken: Spoken) -> Response:
    """Take in all that comes, then answer; raises Unavailable where nothing could be kept."""
    tally, told = Tally(), _spool()
    try:
        async for one in kept:
            _note(one, tally, told, spoken)
    except BaseException:
        told.close()
        raise
    before, after = _around(cut, tally, spoken)
    later = LATER if any(one.rule == "store-unavailable" for one in tally.issues) else {}
    headers = {**later, "Content-Language": spoken.language.value}
    body = _read(told, before, after)
    return StreamingResponse(body, MULTI, headers, media_type=spoken.form)


def _spool() -> IO[bytes]:
    made: IO[bytes] = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - closed by who reads it
    return made


def _note(one: Kept | Issue, tally: Tally, told: IO[bytes], spoken: Spoken) -> None:
    if isinstance(one, Issue):
        tally.issues.append(one)
        return
    if spoken.form == RECEIPT and tally.statuses:
        told.write(b",\n")
    told.write(_said(*one, spoken))
    tally.statuses[one[1].status.value] += 1


def _said(inbound: Inbound, found: Receipt, spoken: Spoken) -> bytes:
    if spoken.form not in (RECEIPT, NDJSON):
        return spoken.adapter.acknowledge(inbound, found, spoken.language)
    told = receipt(found, spoken.language)
    if spoken.entries:
        told["entry"] = spoken.entries.popleft()
    text: bytes = encode(told)
    return text if spoken.form == RECEIPT else text + b"\n"


def _around(cut: Splitter, tally: Tally, spoken: Spoken) -> tuple[bytes, bytes]:
    """What stands before the receipts, and after them."""
    whole = encode(tally.json(spoken.language))
    if spoken.form == RECEIPT:
        return b'{"receipts":[', b'],"batch":' + whole + b"}"
    if spoken.form == NDJSON:
        return b"", b'{"batch":' + whole + b"}\n"
    adapter, count = spoken.adapter, tally.statuses.total()
    closed = adapter.batch_closed(cut.header, count, tally.issues, spoken.language)
    return adapter.batch_opened(cut.header, spoken.at), closed


def _read(told: IO[bytes], before: bytes, after: bytes) -> Iterator[bytes]:
    with told:
        told.seek(0)
        yield before
        while chunk := told.read(_CHUNK):
            yield chunk
        yield after
