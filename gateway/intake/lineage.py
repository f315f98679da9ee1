"""Where does an element come from, and what was made of a field? Read back from the journal.

Each message is kept with the tape of its mapping; tape, message and catalogue give the ledger of
then, whatever the mapping files say today. Places, rows and messages are told, never values.
https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.intake.account import parted, told
from gateway.intake.places import inside
from gateway.intake.plan import plan
from gateway.mapping.dialect import Dialect
from gateway.mapping.ledger import Ledger
from gateway.mapping.tape import unpack
from gateway.model import Fate, Resource, Ruleset, Sender, Trace
from gateway.store.contract import Origin

MOST = 50
"""Versions of one resource that are looked through, from the newest."""
_STEP = 200
"""Leaves that are told between two breaths: some milliseconds."""

_NUMBERS = re.compile(r"\[\d+\]")
_ASIDE = ("resourceType", "id", "meta")
_WRITTEN = (Fate.MAPPED, Fate.TRANSLATED, Fate.DEGRADED)


@dataclass(frozen=True, slots=True)
class Line:
    """One element, and the leaf of a message that it was made of."""

    resource: str
    """`Type/id`"""
    element: str
    """`Patient.birthDate`"""
    source: str = ""
    """`PID-7`; empty where no message says it: a constant, an event, a default, a link."""
    row: str = ""
    fate: str = ""
    reason: str = ""
    span: tuple[int, int] = (0, 0)
    sender: str = ""
    control_id: str = ""
    attempt: int = 0
    """Number of the message in the journal."""
    version: int = 0
    """Version of the resource that the message wrote."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message that was taken in, and its ledger."""

    origin: Origin
    traces: tuple[Trace, ...]
    version: int = 0


def attempt(
    origin: Origin,
    catalogue: bytes | None,
    ruleset: Ruleset,
    dialects: Mapping[str, Dialect],
    version: int = 0,
) -> Attempt:
    """A message of the journal with its ledger, resources named as they are kept.

    `catalogue`: of the mapper that made the tape, where it is not the one in force. Raises
    Rejected where the message cannot be read any more.
    """
    steps = attempting(origin, catalogue, ruleset, dialects, version)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: Attempt = done.value
            return found


def attempting(
    origin: Origin,
    catalogue: bytes | None,
    ruleset: Ruleset,
    dialects: Mapping[str, Dialect],
    version: int = 0,
) -> Generator[None, None, Attempt]:
    """The same in steps, between which whoever asks may do something else."""
    inbound = origin.inbound
    if not origin.mapper:  # it was never read: nothing was made of it
        return Attempt(origin, (), version)
    sender = ruleset.senders.get(inbound.sender, Sender(inbound.sender))
    document = ruleset.adapters[inbound.format].parse(inbound.body, sender)
    known = inbound.sender if inbound.sender in ruleset.senders else min(ruleset.senders)
    mapper = ruleset.mappers(inbound.format, known)
    # Of a format without a dialect, the tape can be read by itself.
    tape, tapes = parted(origin.tape)
    if mapper.version == origin.mapper or inbound.format not in dialects:
        traces = yield from _stepped(mapper.traces(document, tape))
    elif catalogue is not None:
        ledger = Ledger(unpack(catalogue), dialects[inbound.format])
        traces = yield from _stepped(ledger.traces(document, tape))
    else:
        traces = []
    # Where list items are kept in another order than they were written, what is said now tells it.
    told_now = mapper.version == origin.mapper or any(one.target.endswith(_FILE) for one in traces)
    if inbound.sender in ruleset.senders and told_now:
        said = plan(inbound, ruleset).mapped
        traces = yield from _stepped(told(traces, said, tapes, ruleset, sender))
    traces = yield from _stepped(_renamed(traces, origin.receipt.resources))
    return Attempt(origin, tuple(traces), version)


def _stepped(found: Iterable[Trace]) -> Generator[None, None, list[Trace]]:
    """All of them, a step for so many."""
    every: list[Trace] = []
    for number, one in enumerate(found, 1):
        every.append(one)
        if not number % _STEP:
            yield
    return every


def _renamed(traces: Iterable[Trace], versions: Iterable[str]) -> Iterator[Trace]:
    """A Patient is served under the id of the person, which the mapper does not know."""
    kept = dict.fromkeys(one.rpartition("/_history/")[0] for one in versions)
    alone: dict[str, str] = {}
    for name in kept:
        type_ = name.partition("/")[0]
        alone[type_] = "" if type_ in alone else name
    for trace in traces:
        served = "" if trace.resource in kept else alone.get(trace.target.partition(".")[0], "")
        yield replace(trace, resource=served) if served else trace


def elements(body: Resource, attempts: Iterable[Attempt], path: str = "") -> Iterator[Line]:
    """Each element of a resource (inside `path`) with the newest message that says it.

    `attempts` are those that wrote its versions, from the newest.
    """
    type_ = body["resourceType"]
    name = f"{type_}/{body['id']}"
    wanted = path.removeprefix(f"{type_}.") if path != type_ else ""
    open_ = [one for one in _paths(body, "") if inside(one, wanted)]
    found: dict[str, Line] = {}
    holder = body.get("securityContext", {}).get("reference", name)
    for one in attempts:
        if len(found) == len(open_):
            break
        if one.origin.inbound.format == "fhir" and not one.origin.mapper:
            found = {place: _sent(one, name, f"{type_}.{place}") for place in open_} | found
            break
        exact, loose = _wrote(one, name, type_)
        held = _wrote(one, holder, holder.partition("/")[0])[1] if holder != name else {}
        for place in open_:
            trace = exact.get(place) or loose.get(_NUMBERS.sub("", place))
            trace = trace or held.get(f"{_HELD}{place}") or _around(place, exact)
            if place not in found and trace is not None:
                found[place] = _line(one, trace, name, f"{type_}.{place}")
    for place in open_:
        line = found.get(place) or found.get(_leading(place, found), Line(name, ""))
        yield replace(line, element=f"{type_}.{place}")


def _around(place: str, exact: Mapping[str, Trace]) -> Trace | None:
    """What wrote an element of which this is a part as a whole, as a table does a Coding."""
    while place := place.rpartition(".")[0]:
        if place in exact:
            return exact[place]
    return None


def _leading(place: str, found: Mapping[str, Line]) -> str:
    """The code or unit beside which this stands, as the table that translates it says; or nothing.

    The system of a code is said by whoever sends the code.
    """
    parent, _, last = place.rpartition(".")
    beside = (f"{parent}.{one}" for one in _LED.get(last, ()))
    return next((one for one in beside if one in found), "")


_LED: Mapping[str, tuple[str, ...]] = {
    "system": ("code", "unit"),
    "code": ("unit",),
    "display": ("code",),
    "version": ("code",),
}
"""What a code table, or the table of units, says beside what it translates."""


def _sent(one: Attempt, name: str, place: str) -> Line:
    """Who writes a resource over REST says each of its elements, where it stands."""
    return _line(one, Trace(place, Fate.MAPPED, place, name), name, place)


_HELD = "content.attachment."
"""What a Binary says beside its bytes was said as the content of its document."""
_FILE = ".attachment.data"


def _wrote(one: Attempt, name: str, type_: str) -> tuple[dict[str, Trace], dict[str, Trace]]:
    """Element -> its leaf, with the numbers in its path and without them."""
    exact: dict[str, Trace] = {}
    loose: dict[str, Trace] = {}
    for trace in one.traces:
        mine = trace.resource in (name, "") and trace.target.startswith(f"{type_}.")
        if mine and trace.fate in _WRITTEN:
            place = trace.target.partition(".")[2]
            exact.setdefault(place, trace)
            loose.setdefault(_NUMBERS.sub("", place), trace)
    return exact, loose


def made_of(one: Attempt, place: str = "") -> Iterator[Line]:
    """What was made of each leaf of a message (inside a place: `PID`, `PID-5`, `OBX[2]-5.1`)."""
    for trace in one.traces:
        if inside(trace.source, place):
            yield _line(one, trace, trace.resource, trace.target)


def _line(one: Attempt, trace: Trace, resource: str, element: str) -> Line:
    receipt = one.origin.receipt
    return Line(
        resource=resource,
        element=element,
        source=trace.source,
        row=trace.row,
        fate=trace.fate.value,
        reason=trace.reason,
        span=trace.span,
        sender=receipt.sender,
        control_id=receipt.control_id,
        attempt=receipt.seq,
        version=one.version,
    )


def _paths(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if path or key not in _ASIDE:
                yield from _paths(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _paths(value, f"{path}[{number}]")
    else:
        yield path
