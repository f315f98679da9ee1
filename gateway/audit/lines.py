"""The same events as text at once: most differ in nothing but who, what and when.

A read or a search is written down byte for byte as `gateway.audit` has it, at a tenth of the
cost: an event is made once for all that are alike, and filled in from then on.
https://profiles.ihe.net/ITI/BALP/ · https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache

from gateway.audit import Access, named, read_event, search_event, seed
from gateway.fhirjson import encode
from gateway.model import Caller, Decision, Resource

_ID, _AT, _NUMBER, _WHAT, _PATIENT = "\4", "\5", "\1", "\2", "\3"
"""Stand in an event that is to be filled in; no name of a caller holds one."""
_SECOND, _MILLI, _MICRO = 19, 23, 26
"""Where seconds end in a time, and milliseconds, and microseconds."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Lines:
    """The events of one caller, at one address, by one decision, as JSON text."""

    def __init__(self, caller: Caller, decision: Decision, address: str = "") -> None:
        self._access = Access(caller, decision, _NEVER, _NUMBER, address)
        self._forms: dict[tuple[str, bool], str] = {}
        self._seeds: dict[str, str] = {}

    def read(self, at: datetime, number: str, type: str, id: str, patient: str = "") -> bytes:
        """`read_event`; ids and the number of the request are plain letters."""
        return self._filled(_read, "read", at, number, type, f"{type}/{id}", patient)

    def searches(
        self, at: datetime, number: str, type: str, query: str, patients: Iterable[str]
    ) -> list[bytes]:
        """`search_event` of one type, for each of these."""
        asked = b2a_base64(query.encode(), newline=False).decode()
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
        what: str,
        patient: str,
    ) -> bytes:
        form = self._forms.get((way + type, patient != ""))
        if form is None:
            form = self._form(make, way, type, about=patient != "")
        whole = at.isoformat()
        id_ = named((self._seeds[way] % (number, whole, what, patient)).encode())
        if whole[_SECOND] == ".":
            at_ = whole[:_MILLI] + whole[_MICRO:]
        else:
            at_ = f"{whole[:_SECOND]}.000{whole[_SECOND:]}"
        holes = (id_, at_, what, patient, number) if patient else (id_, at_, what, number)
        return (form % holes).encode()

    def _form(self, make: _Make, way: str, type: str, *, about: bool) -> str:
        access = self._access
        made = _made(make, access.caller.name, access.address, access.decision, type, about)
        self._forms[way + type, about] = made
        self._seeds[way] = _seeded(access, way)
        return made


def _seeded(access: Access, way: str) -> str:
    text = seed(access, way, _WHAT, _PATIENT, _AT).decode().replace("%", "%%")
    for mark in (_NUMBER, _AT, _WHAT, _PATIENT):
        text = text.replace(mark, "%s")
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
) -> str:
    """An event that has holes for its id, its time, what, whose and the request's number."""
    access = Access(Caller(name, authenticated=True), decision, _NEVER, _NUMBER, address)
    event = make(access, type, _PATIENT if about else "") | {"id": _ID, "recorded": _AT}
    text = encode(event).decode().replace("%", "%%")
    for mark in (_ID, _AT, _WHAT, _PATIENT, _NUMBER):
        text = text.replace(encode(mark).decode()[1:-1], "%s")
    return text
