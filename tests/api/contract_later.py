"""One request for each answer that the contract knows of what is answered later.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gateway.api.requests import packed
from gateway.api.within import Heard
from gateway.model import Progress, Room, State
from tests.api.contract_case import Case
from tests.api.contract_writes import ALL, BY_NUMBER, FHIR, ONE, PATCHING, RENAME, basic, bundle

FORM = MappingProxyType({"Content-Type": "application/x-www-form-urlencoded"})
REQUEST = "/requests/3f1c9a5be1d24f0f8a6b2f7d9c0e4a11"
TAKEN: Sequence[tuple[str, str, bytes | None, Mapping[str, str]]] = (
    ("search", "/fhir/Patient", None, {}),
    ("searchPosted", "/fhir/Patient/_search", b"", FORM),
    ("searchSystem", "/fhir?_type=Patient", None, {}),
    ("searchSystemPosted", "/fhir/_search", b"", FORM),
    ("history", f"{ONE}/_history", None, {}),
    ("historyType", f"{ALL}/_history", None, {}),
    ("historySystem", "/fhir/_history", None, {}),
    ("bundle", "/fhir", bundle("batch"), FHIR),
    ("create", ALL, basic(), FHIR),
    ("update", ONE, basic("b1"), FHIR),
    ("updateConditional", f"{ALL}?{BY_NUMBER}", basic(), FHIR),
    ("patch", ONE, RENAME, PATCHING),
    ("patchConditional", f"{ALL}?{BY_NUMBER}", RENAME, PATCHING),
    ("delete", ONE, None, {}),
    ("deleteConditional", f"{ALL}?{BY_NUMBER}", None, {}),
)
"""What may be answered later: operation, address, body, headers."""


def _asked() -> Iterator[Case]:
    for operation, path, body, headers in TAKEN:
        later = {**headers, "Prefer": "respond-async"}
        yield Case(operation, 202, path, body, later)
        yield Case(operation, 429, path, body, later, "full")


def _told(operation: str, status: int) -> Iterator[Case]:
    yield Case(operation, status, REQUEST, state="done")
    yield Case(operation, 400, f"{REQUEST}?x=1")
    yield Case(operation, 401, REQUEST, state="token")
    yield Case(operation, 404, REQUEST)
    yield Case(operation, 406, REQUEST, headers={"Accept": "text/turtle"})
    yield Case(operation, 500, REQUEST, state="broken")
    yield Case(operation, 503, REQUEST, state="away")


CASES: Sequence[Case] = (
    *_asked(),
    Case("requestStatus", 202, REQUEST, state="waits"),
    Case("requestStatus", 429, REQUEST, state="hasty"),
    Case("requestStatus", 200, REQUEST, headers={"Accept": "application/fhir+xml"}, state="done"),
    *_told("requestStatus", 200),
    *_told("requestForgotten", 202),
)


class Standing:
    """Where every request is as far as this, and one more may be taken or not."""

    def __init__(self, progress: Progress, room: Room = Room.FREE) -> None:
        self._progress, self._room = progress, room

    async def postpone(self, *_: object) -> Room:
        """As was said."""
        return self._room

    async def progress(self, *_: object) -> Progress | None:
        """As was said."""
        return self._progress

    async def forget(self, *_: object) -> bool:
        """It was there."""
        return True


class Hurried:
    """Whatever is asked for was asked for too often."""

    def hasty(self, *_: object) -> int:
        """So many seconds."""
        return 30


_ANSWER = b'{"resourceType":"Bundle","type":"searchset","total":0}'
STATES = MappingProxyType(
    {
        "full": Standing(Progress(State.WAITS), Room.OWN_FULL),
        "waits": Standing(Progress(State.WAITS, 3)),
        "done": Standing(
            Progress(
                State.DONE,
                answer=packed(Heard(200, {}, bytearray(_ANSWER)), "application/fhir+json"),
                until="2026-01-05T07:30:01.000000+00:00",
            )
        ),
    }
)
"""State of the gateway -> what it says of requests that are answered later."""
