"""What the sender of an HL7 v2 message is told: an ACK with the exact place of each error.

Built from the bytes of the inbound MSH as far as they can be read, so that even what could not be
parsed is answered. An ACK holds no patient data: places, rules and our own sentences only.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.13.1, ACK; 2.15.5, ERR)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gateway.adapters.hl7v2 import charset, modes, switching, v2xml
from gateway.adapters.hl7v2.conditions import OTHER, SEVERITIES, TEXTS, condition
from gateway.adapters.hl7v2.escape import escape
from gateway.adapters.hl7v2.origin import Origin, joined, origin_of
from gateway.model import Inbound, Issue, Language, Receipt, Severity, Status
from gateway.wording import SENTENCES, hint, say, told

CODES = MappingProxyType(
    {
        Status.ACCEPTED: "AA",
        Status.DUPLICATE: "AA",
        Status.PARKED: "AA",
        Status.CONFLICT: "AE",
        Status.REJECTED: "AE",
        Status.FAULTED: "AE",
        Status.UNSUPPORTED: "AR",
    }
)
"""What became of the message -> MSA-1."""

RULES_SYSTEM = "99GATEWAY"
"""Coding system of our rule ids in ERR-5."""

MOST = 20
"""Errors in one ACK; the receipt holds them all."""

_SAID = (Severity.FATAL, Severity.ERROR, Severity.WARNING)
_PLACE = re.compile(
    r"([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+)(?:\.(\d+))?)?)?"
)
_NUMBER = re.compile(r"(\d+)\.(\d+)")
_ERR_GREW = (2, 5)
"""Version from which ERR has a place, a severity and words; before, ERR-1 alone."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the sender is told, and in which language."""

    issues: Sequence[Issue]
    language: Language
    enhanced: bool = False
    """True: MSH-15 and MSH-16 of the answer say that it is not to be acknowledged itself."""
    kind: str = ""
    """MSH-9, its parts joined by `^`; empty: that of an acknowledgement."""
    rest: Callable[[Origin], Iterable[list[bytes]]] = lambda _: ()
    """The segments that follow."""


def acknowledge(inbound: Inbound, receipt: Receipt, language: Language = Language.EN) -> bytes:
    """The ACK for a receipt: MSA-1 by its status, an ERR for each warning and error."""
    seed = f"{receipt.digest[:12]}{receipt.seq or ''}"
    about = _Told(receipt.issues, language)
    return _answer(inbound.body, CODES[receipt.status], f"ACK{seed}", receipt.received_at, about)


def answers(
    inbound: Inbound, receipt: Receipt, language: Language = Language.EN
) -> tuple[bytes, ...]:
    """All that the sender asked to be told (MSH-15, MSH-16), in order: commit, then application.

    Without MSH-15 and MSH-16 it is the one ACK of original mode.
    """
    asked = modes.wanted(inbound.body)
    if asked is None:
        return (acknowledge(inbound, receipt, language),)
    commit, application = modes.due(asked, receipt.status, read=bool(receipt.kind))
    seed = f"{receipt.digest[:12]}{receipt.seq or ''}"
    about = _Told(receipt.issues, language, enhanced=True)
    first = _Told(() if commit == "CA" else receipt.issues, language, enhanced=True)
    told = [(commit, f"ACC{seed}", first)] if commit else []
    told += [(CODES[receipt.status], f"ACK{seed}", about)] if application else []
    at = receipt.received_at
    return tuple(_answer(inbound.body, code, id_, at, what) for code, id_, what in told)


def committed(inbound: Inbound) -> tuple[bytes, ...]:
    """The commit acknowledgement (CA) of a query that is answered, where MSH-15 asks for one."""
    asked = modes.wanted(inbound.body)
    if asked is None or True not in asked.accept:
        return ()
    seed = hashlib.sha256(inbound.body).hexdigest()[:12]
    about = _Told((), Language.EN, enhanced=True)
    return (_answer(inbound.body, "CA", f"ACC{seed}", inbound.received_at, about),)


def respond(  # noqa: PLR0913 - an answer is its header and what follows
    body: bytes,
    kind: str,
    issues: Sequence[Issue],
    at: datetime,
    language: Language,
    *,
    rest: Callable[[Origin], Iterable[list[bytes]]],
) -> bytes:
    """The answer of this kind (`RSP^K23^RSP_K23`) to a query: AE where there are issues."""
    seed = hashlib.sha256(body + at.isoformat().encode()).hexdigest()[:14]
    about = _Told(issues, language, modes.wanted(body) is not None, kind, rest)
    return _answer(body, "AE" if issues else "AA", f"RSP{seed}", at, about)


def refusals(
    head: bytes,
    code: str,
    issues: Sequence[Issue],
    at: datetime,
    language: Language = Language.EN,
) -> tuple[bytes, ...]:
    """The same for what never became a message, or could not be kept; `code`: AE or AR."""
    asked = modes.wanted(head)
    if asked is None:
        return (refuse(head, code, issues, at, language),)
    commit, application = modes.due(asked, None, read=False)
    said = commit or (code if application else "")
    seed = hashlib.sha256(head).hexdigest()[:12]
    about = _Told(issues, language, enhanced=True)
    return (_answer(head, said, f"ACK{seed}", at, about),) if said else ()


def unavailable(inbound: Inbound, language: Language = Language.EN) -> bytes:
    """The ACK while the store cannot be written: AR, so that the sender tries again later."""
    issue = told("store-unavailable", code="transient")
    return refuse(inbound.body, "AR", (issue,), inbound.received_at, language)


def refuse(
    head: bytes,
    code: str,
    issues: Sequence[Issue],
    at: datetime,
    language: Language = Language.EN,
) -> bytes:
    """The ACK for what never became a message; `head` is its beginning, as far as it came."""
    seed = hashlib.sha256(head).hexdigest()[:12]
    return _answer(head, code, f"ACK{seed}", at, _Told(issues, language))


def _answer(body: bytes, code: str, control_id: str, at: datetime, about: _Told) -> bytes:
    origin = origin_of(body)
    said = [one for one in about.issues if one.severity in _SAID]
    grown = _grown(origin)
    rows = _errors(origin, said, about.language) if grown else _error_places(origin, said)
    separator = origin.marks.field.encode()
    head = _msh(origin, control_id, at, about)
    segments = (head, _msa(origin, code, said, about.language), *rows, *about.rest(origin))
    plain = b"".join(separator.join(_valued(fields)) + b"\r" for fields in segments)
    if v2xml.is_xml(body):
        return v2xml.written(plain, origin.codec)
    wide = switching.wide(body)
    if not wide:
        return plain
    # A message of a batch has no mark of its own, and its answer has none.
    mark = "" if body.startswith("MSH".encode(wide)) else "\ufeff"
    return (mark + plain.decode()).encode(wide)


def _valued(fields: list[bytes]) -> list[bytes]:
    """Without the empty ones at the end; no byte is looked at: it may be half a letter."""
    return fields[: max((at for at, one in enumerate(fields, 1) if one), default=0)]


def _msh(origin: Origin, control_id: str, at: datetime, about: _Told) -> list[bytes]:
    marks = origin.marks
    encoding = marks.component + marks.repetition + marks.escape + marks.subcomponent
    declared = origin.field(18).split(marks.repetition.encode())[0]
    return [
        b"MSH",
        (encoding + marks.truncation).encode(),
        *(origin.field(number) for number in (5, 6, 3, 4)),
        at.strftime("%Y%m%d%H%M%S%z").encode(),
        b"",
        joined(origin, about.kind.split("^")) if about.kind else _kind(origin),
        control_id.encode(),
        origin.field(11) or b"P",
        origin.field(12) or b"2.5.1",
        *((b"", b"", b"NE", b"NE", b"") if about.enhanced else [b""] * 5),
        declared if charset.codec(declared.decode("ascii", "replace")) else b"",
    ]


def _kind(origin: Origin) -> bytes:
    event = origin.component(9, 2)
    return origin.marks.component.encode().join((b"ACK", event, b"ACK")) if event else b"ACK"


def _msa(origin: Origin, code: str, said: Sequence[Issue], language: Language) -> list[bytes]:
    """MSA; before 2.5 the first issue is told in MSA-3, since ERR has no room for words.

    Its place stands first, for whoever reads the log of a system that shows nothing else.
    """
    words = ""
    if said and not _grown(origin):
        advised = _advised(said[0], language)
        words = f"{said[0].source}: {advised}" if said[0].source else advised
    return [b"MSA", code.encode(), origin.field(10), origin.write(words)]


def _grown(origin: Origin) -> bool:
    found = _NUMBER.match(origin.component(12, 1).decode("ascii", "replace"))
    return not found or (int(found[1]), int(found[2])) >= _ERR_GREW


def _errors(origin: Origin, said: Sequence[Issue], language: Language) -> Iterator[list[bytes]]:
    for issue in said[:MOST]:
        yield [
            b"ERR",
            b"",
            joined(origin, _parts(issue)),
            joined(origin, (condition(issue), TEXTS[condition(issue)], "HL70357")),
            SEVERITIES[issue.severity].encode(),
            joined(origin, (issue.rule, "", RULES_SYSTEM)),
            b"",
            origin.write(issue.target),
            origin.write(_advised(issue, language)),
        ]
    more = len(said) - MOST
    if more > 0:
        words = SENTENCES["issues-more"].text[language].format(more)
        other = joined(origin, (OTHER, TEXTS[OTHER], "HL70357"))
        yield [b"ERR", b"", b"", other, b"I", b"", b"", b"", origin.write(words)]


def _advised(issue: Issue, language: Language) -> str:
    """For ERR-8: what is wrong, and how to mend it."""
    text, advice = say(issue, language), hint(issue, language)
    if not advice:
        return text
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"{ended} {advice}"


def _error_places(origin: Origin, said: Sequence[Issue]) -> Iterator[list[bytes]]:
    """One ERR for all, as it was before 2.5: ERR-1 repeats (segment, sequence, field, code).

    The alternate code is our rule, by which an issue can be looked up.
    """
    if not said:
        return
    marks = origin.marks
    places = []
    for issue in said[:MOST]:
        segment, sequence, field, *_ = (*_parts(issue), "", "", "")
        kind = condition(issue)
        coded = (kind, TEXTS[kind], "HL70357", issue.rule, "", RULES_SYSTEM)
        code = marks.subcomponent.join(escape(part, marks) for part in coded)
        places.append(marks.component.join((segment, sequence, field, code)))
    yield [b"ERR", marks.repetition.join(places).encode()]


def _parts(issue: Issue) -> list[str]:
    """A place for ERR-2: segment, its number, field, repetition, component, subcomponent."""
    # What stands in a document inside the message is told by the field that the document came in.
    found = _PLACE.fullmatch(issue.source.partition("/")[0])
    if not found:
        return []
    segment, number, field, repetition, *deeper = found.groups()
    parts = [segment, number or "1", field, repetition or (deeper[0] and "1"), *deeper]
    return [part for part in parts if part]
