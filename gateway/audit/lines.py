"""The same events as text at once: most differ in nothing but who, what and when.

A read or a search is written down byte for byte as `gateway.audit` has it, at a tenth of the
cost: an event is made once for all that are alike, and filled in from then on.
https://profiles.ihe.net/ITI/BALP/ · https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

from gateway.audit import Access, read_event, search_event, seed
from gateway.audit.incoming import WRITES, categories, ingest_event, ingest_seed
from gateway.audit.parts import named
from gateway.fhirjson import encode
from gateway.model import Caller, Decision, Inbound, Receipt, Resource, Status

_ID, _AT, _NUMBER, _WHAT, _PATIENT = "\4", "\5", "\1", "\2", "\3"
"""Stand in an event that is to be filled in; no name of a caller holds one."""
_SECOND, _MILLI, _MICRO = 19, 23, 26
"""Where seconds end in a time, and milliseconds, and microseconds."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


_Form: TypeAlias = tuple[bytes, ...]
"""Of what an id is made, and what stands around what is filled in."""


class Lines:
    """The events of one caller, at one address, by one decision, as JSON text."""

    def __init__(self, caller: Caller, decision: Decision, address: str = "") -> None:
        self._access = Access(caller, decision, _NEVER, _NUMBER, address)
        self._forms: dict[tuple[str, bool, str], _Form] = {}

    def read(self, at: datetime, number: str, type: str, id: str, patient: str = "") -> bytes:
        """`read_event`; ids and the number of the request are plain letters."""
        return self._filled(_read, "read", at, number, type, f"{type}/{id}".encode(), patient)

    def searches(
        self, at: datetime, number: str, type: str, query: str, patients: Iterable[str]
    ) -> list[bytes]:
        """`search_event` of one type, for each of these."""
        asked = b2a_base64(query.encode(), newline=False)
        return [
            self._filled(_search, "search-type", at, number, type, asked, one) for one in patients
        ]

    def _filled(  # noqa: PLR0913, PLR0917 - what makes an event
        self,
        make: _Make,
        way: str,
        at: datetime,
        number: str,
        type: str,
        what: bytes,
        patient: str,
    ) -> bytes:
        form = self._forms.get((type, patient != "", way))
        if form is None:
            form = self._form(make, way, type, about=patient != "")
        seed_, begin, middle, end, about, last, tail = form
        whole, which, of = at.isoformat().encode(), number.encode(), patient.encode()
        id_ = named(seed_ % (which, whole, what, of)).encode()
        if whole[_SECOND] == _POINT:
            when = whole[:_MILLI] + whole[_MICRO:]
        else:
            when = b"%b.000%b" % (whole[:_SECOND], whole[_SECOND:])
        return b"".join((begin, id_, middle, when, end, what, about, of, last, which, tail))

    def _form(self, make: _Make, way: str, type: str, *, about: bool) -> _Form:
        access = self._access
        made = _made(make, access.caller.name, access.address, access.decision, type, about)
        found = self._forms[type, about, way] = (_seeded(access, way), *made)
        return found


_POINT = ord(".")


def _seeded(access: Access, way: str) -> bytes:
    text = seed(access, way, _WHAT, _PATIENT, _AT).replace(b"%", b"%%")
    for mark in (_NUMBER, _AT, _WHAT, _PATIENT):
        text = text.replace(mark.encode(), b"%b")
    return text


def _read(access: Access, type: str, patient: str) -> Resource:
    event = read_event(access, type, "-", patient)
    event["entity"][0]["what"]["reference"] = _WHAT
    return event


def _search(access: Access, type: str, patient: str) -> Resource:
    event = search_event(access, type, "", patient)
    event["entity"][0]["query"] = _WHAT
    return event


_Make = Callable[[Access, str, str], Resource]


@lru_cache(maxsize=1_024)
def _made(  # noqa: PLR0913, PLR0917 - all that events may have in common
    make: _Make,
    name: str,
    address: str,
    decision: Decision,
    type: str,
    about: bool,  # noqa: FBT001 - told by place
) -> tuple[bytes, ...]:
    """What stands around an event's id, its time, what, whose (if so) and the request's number."""
    access = Access(Caller(name, authenticated=True), decision, _NEVER, _NUMBER, address)
    event = make(access, type, _PATIENT if about else "") | {"id": _ID, "recorded": _AT}
    text, pieces = encode(event), []
    for mark in (_ID, _AT, _WHAT, _PATIENT, _NUMBER):
        before, found, after = text.partition(encode(mark)[1:-1])
        pieces.append(before if found else b"")
        text = after if found else text
    return (*pieces, text)


_KEY, _DIGEST = "\6", "\7"
_Filling: TypeAlias = "tuple[bytes, Sequence[str]]"
"""A text to be filled in, and with what, in this order."""


def ingest_line(inbound: Inbound, receipt: Receipt, patient: str = "") -> bytes:
    """`ingest_event` of what came through no known address, as JSON text."""
    kind, verb = receipt.kind, receipt.kind.partition(" ")[0]
    alike = verb if verb in WRITES else kind
    if not (alike + receipt.sender).isprintable():
        return encode(ingest_event(inbound, receipt, patient))
    at = inbound.received_at.isoformat()
    told = categories(receipt.resources)
    seeded, event = _taken(receipt.sender, alike, receipt.status, told, patient != "")
    values = {
        _KEY: encode(receipt.key)[1:-1],
        _DIGEST: receipt.digest.encode(),
        _AT: at.encode(),
        _PATIENT: encode(patient)[1:-1],
    }
    values[_ID] = named(_filled(seeded, values)).encode()
    values[_AT] = _in_milliseconds(at).encode()
    return _filled(event, values)


def _in_milliseconds(at: str) -> str:
    """A time in ISO's form with three digits of its second: `isoformat` of milliseconds."""
    if at[_SECOND : _SECOND + 1] == ".":
        return at[:_MILLI] + at[_MICRO:]
    return f"{at[:_SECOND]}.000{at[_SECOND:]}"


def _filled(form: _Filling, values: Mapping[str, bytes]) -> bytes:
    text, marks = form
    return text % tuple([values[mark] for mark in marks])


@lru_cache(maxsize=1_024)
def _taken(
    sender: str,
    kind: str,
    status: Status,
    told: tuple[str, ...],
    about: bool,  # noqa: FBT001 - told by place
) -> tuple[_Filling, _Filling]:
    """Of what an id is made, and the event, of all that was taken in alike."""
    receipt = Receipt(sender, "", _KEY, status, kind, _NEVER, _DIGEST)
    patient = _PATIENT if about else ""
    event = ingest_event(Inbound(sender, "", b"", _NEVER), receipt, patient, told=told)
    seeded = ingest_seed(receipt, _AT, event["agent"], event["entity"])
    return _filling(seeded), _filling(encode(event | {"id": _ID, "recorded": _AT}))


def _filling(text: bytes) -> _Filling:
    text, found = text.replace(b"%", b"%%"), []
    for mark in (_ID, _KEY, _DIGEST, _AT, _PATIENT):
        shown = encode(mark)[1:-1]
        at = text.find(shown)
        while at >= 0:
            found.append((at, mark))
            at = text.find(shown, at + 1)
    for _, mark in found:
        text = text.replace(encode(mark)[1:-1], b"%b")
    return text, tuple(mark for _, mark in sorted(found))
