"""What a query message asks: QPD says who is meant and whose numbers are wanted, RCP how many.

A row of QUERIES for each query that is answered: PIX asks for the numbers of one person, PDQ who
the persons are that have a number, and fit what else is said of them.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gateway.adapters.hl7v2 import header, v2xml
from gateway.adapters.hl7v2.criteria import Asked, fitting, leads
from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.patient_segment import FIELDS
from gateway.adapters.hl7v2.tree import Message, Segment
from gateway.model import Authority, Document, Inquiry, Issue, Number, Rejected
from gateway.wording import told

MOST = 50
"""Repetitions of QPD-3, or of the field that says whose numbers are wanted."""
LONGEST = 250
"""Letters of a value."""

WHOM = frozenset({"name", "birthdate"})
"""One of these at least says whom a query without a number means; a town alone says nobody."""

_TYPE = 8
"""Position of MSH-9 in `Header.fields`."""
_HEAD = 2048
_PLACE = re.compile(r"@PID\.(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?", re.ASCII)
_QUANTITY = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_NUMBER, _AUTHORITY, _KIND = 1, 4, 5
"""Components of CX."""
_IDENTIFIER, _ACCOUNT = 3, 18
"""Fields of PID that are asked by number."""


@dataclass(slots=True)
class _Reading:
    """One query under way; never leaves this file."""

    message: Message
    qpd: Segment
    issues: list[Issue] = field(default_factory=list)

    def wrong(self, key: str, source: str, code: str, *facts: object) -> None:
        self.issues.append(told(key, *facts, source=source, code=code))

    def repetitions(self, number: int) -> list[str]:
        """The repetitions of a field of QPD, as sent; few, or it is said that there are more."""
        found = _cut(_raw(self.qpd, number), self.message.delimiters.repetition)
        if len(found) > MOST:
            self.wrong("query-parameter.many", f"QPD-{number}", "too-costly", MOST)
        return found[:MOST]

    def text(self, raw: str) -> str:
        return unescape(raw, self.message.delimiters, self.message.charset).strip()

    def parts(self, raw: str) -> list[str]:
        return raw.split(self.message.delimiters.component)

    def authority(self, raw: str) -> Authority:
        """CX-4, cut by `&`."""
        mark = self.message.delimiters.subcomponent
        return Authority(*(map(self.text, [*raw.split(mark), "", "", ""][:3])))


@dataclass(frozen=True, slots=True)
class Form:
    """One query: how it is read, what is answered, and where it says whose numbers are wanted."""

    answer: str
    """MSH-9 of the answer."""
    wanted: int
    """Field of QPD."""
    read: Callable[[_Reading, str], Inquiry]


def asks(body: bytes) -> bool:
    """Does MSH-9 name one of QUERIES? False of what cannot be read, and of XML."""
    begin = body[:_HEAD]
    begin = begin.replace(b"\0", b"") if b"\0" in begin else begin
    if b"QBP" not in begin or v2xml.is_xml(body):
        return False
    try:
        head = header.read(body)
    except Rejected:
        return False
    mark = head.fields[header.ENCODING][:1].decode("latin-1") if len(head.fields) > 1 else ""
    named = head.words(_TYPE)[0].split(mark or None)
    return "^".join(part.strip() for part in named[:2]) in QUERIES


def inquiry(document: Document) -> Inquiry:
    """What one of QUERIES asks; raises Rejected with all that cannot be understood."""
    message: Message = document.tree
    qpd = segment(message, "QPD")
    if qpd is None:
        raise Rejected([told("query-incomplete.segment", source="QPD", code="required")])
    reading = _Reading(message, qpd)
    if not _raw(qpd, 2).strip():
        reading.wrong("query-incomplete.tag", "QPD-2", "required")
    found = QUERIES[document.kind].read(reading, document.kind)
    if reading.issues:
        raise Rejected(reading.issues)
    return found


def segment(message: Message, name: str) -> Segment | None:
    """The first segment of this name."""
    return next((one for one in message.segments if one.name == name), None)


def words(message: Message) -> str:
    """QPD as it was asked; empty where there is none."""
    qpd = segment(message, "QPD")
    return message.delimiters.field.join(qpd.fields) if qpd else ""


def _pix(reading: _Reading, kind: str) -> Inquiry:
    numbers = list(_named(reading))
    wanted = tuple(_wanted(reading, QUERIES[kind].wanted))
    place = f"QPD-{QUERIES[kind].wanted}"
    return Inquiry(kind, words(reading.message), tuple(numbers), wanted, place)


def _named(reading: _Reading) -> Iterator[Number]:
    """QPD-3 of a PIX query: one CX."""
    found = reading.repetitions(_IDENTIFIER)
    if len(found) > 1:
        reading.wrong("query-parameter.several", "QPD-3[2]", "value")
    parts = (reading.parts(found[0]) if found else []) + [""] * _KIND
    value = reading.text(parts[_NUMBER - 1])
    if not value:
        reading.wrong("query-incomplete.identifier", "QPD-3.1", "required")
    _checked(reading, value, "QPD-3.1", whole=False)
    yield Number(value, reading.authority(parts[_AUTHORITY - 1]))


def _pdq(reading: _Reading, kind: str) -> Inquiry:
    asked = list(_parameters(reading))
    numbers = _numbers(reading, [one for one in asked if one.field == _IDENTIFIER])
    accounts = _numbers(reading, [one for one in asked if one.field == _ACCOUNT])
    said = [one for one in asked if one.field not in (_IDENTIFIER, _ACCOUNT)]
    found = leads(said)
    if not numbers and not WHOM.intersection(name for name, _ in found):
        reading.wrong("query-needs-identifier", "QPD-3", "required")
    place = f"QPD-{QUERIES[kind].wanted}"
    return Inquiry(
        kind=kind,
        words=words(reading.message),
        numbers=numbers,
        wanted=tuple(_wanted(reading, QUERIES[kind].wanted)),
        place=place,
        accounts=accounts,
        leads=() if numbers else found,
        fits=fitting(said) if said else None,
        demographics=True,
        count=_quantity(reading),
        after=_pointer(reading),
    )


def _parameters(reading: _Reading) -> Iterator[Asked]:
    """QPD-3 of a PDQ query: `@PID.5.1^Weber`, one a repetition."""
    for at, raw in enumerate(reading.repetitions(3), 1):
        name, _, value = raw.partition(reading.message.delimiters.component)
        source = f"QPD-3[{at}]"
        found = _PLACE.fullmatch(name.strip())
        if found is None:
            reading.wrong("query-parameter.form", f"{source}.1", "value")
            continue
        number, component, deeper = (int(one or 0) for one in found.groups())
        if number not in FIELDS and number not in (_IDENTIFIER, _ACCOUNT):
            known = ", ".join(f"PID-{one}" for one in sorted((*FIELDS, _IDENTIFIER, _ACCOUNT)))
            reading.wrong("query-parameter.unknown", f"{source}.1", "not-supported", known)
            continue
        bare = (component, deeper) == (_AUTHORITY, 0)
        text = value.strip() if bare else reading.text(value)
        by_number = number in (_IDENTIFIER, _ACCOUNT) and component in (0, _NUMBER)
        _checked(reading, text, f"{source}.2", whole=not by_number)
        if text:
            yield Asked(number, component, deeper, text)


def _checked(reading: _Reading, text: str, source: str, *, whole: bool) -> None:
    """A value has a limit; a number is asked for whole, since the record is not looked through."""
    if len(text) > LONGEST:
        reading.wrong("query-parameter.long", source, "too-long", LONGEST)
    if "*" in text and not whole:
        reading.wrong("query-parameter.wildcard", source, "value")


def _numbers(reading: _Reading, asked: list[Asked]) -> tuple[Number, ...]:
    """What is said of the parts of CX, as numbers: each CX.1 begins one."""
    made: list[dict[tuple[int, int], str]] = []
    for one in asked:
        place = (one.component or _NUMBER, one.deeper)
        if not made or (place[0] == _NUMBER and any(at[0] == _NUMBER for at in made[-1])):
            made.append({})
        made[-1][place] = one.text
    if any(all(at[0] != _NUMBER for at in parts) for parts in made):
        reading.wrong("query-incomplete.identifier", "QPD-3", "required")
        return ()
    return tuple(_number(reading, parts) for parts in made)


def _number(reading: _Reading, parts: Mapping[tuple[int, int], str]) -> Number:
    value = next(text for at, text in parts.items() if at[0] == _NUMBER)
    whole = reading.authority(parts.get((_AUTHORITY, 0), ""))
    stated = (
        parts.get((_AUTHORITY, 1), whole.namespace),
        parts.get((_AUTHORITY, 2), whole.universal),
        parts.get((_AUTHORITY, 3), whole.type),
    )
    return Number(
        value, Authority(*stated) if any(stated[:2]) else None, parts.get((_KIND, 0), "")
    )


def _wanted(reading: _Reading, number: int) -> Iterator[Authority]:
    for raw in reading.repetitions(number):
        yield reading.authority((reading.parts(raw) + [""] * _AUTHORITY)[_AUTHORITY - 1])


def _quantity(reading: _Reading) -> int:
    """RCP-2, of records (RD); 0 where it is silent."""
    rcp = segment(reading.message, "RCP")
    if rcp is None:
        return 0
    if _raw(rcp, 1).strip() not in ("", "I"):
        reading.wrong("query-control.priority", "RCP-1", "not-supported")
    quantity, unit = [*reading.parts(_raw(rcp, 2)), ""][:2]
    if unit.strip() not in ("", "RD") or not _QUANTITY.fullmatch(quantity.strip() or "1"):
        reading.wrong("query-control.quantity", "RCP-2", "value")
        return 0
    return int(quantity.strip() or 0)


def _pointer(reading: _Reading) -> int:
    """DSC-1, as our own answer said it; 0 where it is silent."""
    dsc = segment(reading.message, "DSC")
    text = _raw(dsc, 1).strip() if dsc else ""
    if text and not _QUANTITY.fullmatch(text):
        reading.wrong("query-control.pointer", "DSC-1", "value")
        return 0
    return int(text or 0)


def _raw(found: Segment, number: int) -> str:
    raw = found.fields[number] if number < len(found.fields) else ""
    return "" if raw == '""' else raw


def _cut(raw: str, mark: str) -> list[str]:
    return raw.split(mark, MOST + 1) if raw.strip() else []


QUERIES: Mapping[str, Form] = MappingProxyType(
    {
        "QBP^Q22": Form("RSP^K22^RSP_K21", 8, _pdq),
        "QBP^Q23": Form("RSP^K23^RSP_K23", 4, _pix),
    }
)
"""Message code and event -> how it is understood and answered."""
