"""What a source says of a stay is what its messages say in the order of their times. Pure.

Steps and their cancels (a transfer, a discharge, a leave) mean something only in their order, so
the last of them are kept beside what is said: one that comes late is put where it belongs, and all
is said again. https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from msgspec import structs

from gateway import fhirjson
from gateway.intake.late import unpacked
from gateway.model import Change, Mode, Resource
from gateway.reconcile import State, say

MOST = 24
"""How many messages of one stay are kept to be said again."""
REPLAYED = frozenset({"Appointment", "Encounter"})
"""What messages change step by step: a stay, and who takes part in an appointment."""
LOG = "log"
BASE = "log:base"
_OWN = frozenset({LOG, BASE})
ELSEWHERE = "stays"
"""Among the parts of what is said of a patient: events of stays that stand with another."""

Booked: TypeAlias = Callable[[Resource], Resource]


@dataclass(frozen=True, slots=True)
class Told:
    """What results, and whether the change had its place among those that are kept."""

    state: State
    placed: bool = True


def replay(change: Change, at: str, before: State | None, stood: str) -> Told:
    """Say a change of a stay at its place among those before and after it.

    Takes what stands, with what is kept beside it, and when that was last told of. A change older
    than all that is kept is not placed: what stands is then given as it is.
    """
    log = before.parts.get(LOG, ()) if before else ()
    last = _time(log[-1]) if log else stood
    if before is None or at >= last:
        return Told(_after(change, at, before, log))
    times = [*map(_time, log)]
    place = bisect_right(times, at)
    base = _based(before)
    if place == 0 and base is not None:
        return Told(before, placed=False)
    entries = [*log[:place], logged(change, at), *log[place:]]
    return Told(_said(base, entries))


def together(one: State, other: State) -> State:
    """What was said of one stay under two numbers, each word at its time.

    Takes what stands under the number that stays, and under the other, each with what is kept.
    """
    log = sorted((*one.parts.get(LOG, ()), *other.parts.get(LOG, ())), key=_time)
    return _said(_based(one) or _based(other), log)


def _time(entry: str) -> str:
    return entry.partition(" ")[0]


def rebooked(parts: Mapping[str, tuple[str, ...]], booked: Booked) -> dict[str, tuple[str, ...]]:
    """What is kept to be said again, each word of it about an account as `booked` has it."""
    told = dict(parts)
    if LOG in parts:
        told[LOG] = tuple(_rebooked(entry, booked) for entry in parts[LOG])
    if BASE in parts:
        base = _unpacked(parts[BASE][0])
        told[BASE] = (_packed(State(booked(base.body), base.parts)),)
    return told


def _rebooked(entry: str, booked: Booked) -> str:
    change = unlogged(entry)
    return logged(structs.replace(change, body=booked(change.body)), _time(entry))


def _after(change: Change, at: str, before: State | None, log: Sequence[str]) -> State:
    """In order: it is said on top of what stands."""
    state = say(change, _bare(before) if before else None)
    entry = logged(change, at)
    base = before.parts.get(BASE, ()) if before else ()
    if before is not None and not log:
        base = (_packed(_bare(before)),)
    said = [one.partition(" ")[2] for one in (*log[-2:], entry)]
    kept = [*log[:-1], entry] if len(set(said)) == 1 and len(said) > 2 else [*log, entry]  # noqa: PLR2004 - the first and the last of equal ones
    return _with(state, base, kept)


def _said(base: State | None, entries: Sequence[str]) -> State:
    """All entries, one upon the other."""
    state = base
    for entry in entries:
        state = say(unlogged(entry), state)
    begins = (_packed(base),) if base is not None else ()
    return _with(state or State({}), begins, entries)


def _with(state: State, base: Sequence[str], log: Sequence[str]) -> State:
    """The state, with what is kept to be said again: no more than so many messages."""
    bottom = _unpacked(base[0]) if base else None
    while len(log) > MOST:
        bottom, log = say(unlogged(log[0]), bottom), log[1:]
        base = (_packed(bottom),)
    parts = {name: at for name, at in state.parts.items() if name not in _OWN}
    kept = {LOG: tuple(log)} | ({BASE: tuple(base)} if base else {})
    return State(state.body, {**parts, **kept})


def _based(state: State) -> State | None:
    """What stood before the first message that is kept."""
    if BASE in state.parts:
        return _unpacked(state.parts[BASE][0])
    return None if LOG in state.parts else _bare(state)


def _bare(state: State) -> State:
    return State(state.body, fields(state.parts))


def fields(parts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Which fields said what, without the messages and the clocks that are kept beside that."""
    return {name: at for name, at in unpacked(parts)[0].items() if name not in _OWN}


def logged(change: Change, at: str) -> str:
    """A change and its time, as they are kept: the time, a blank, and the change as JSON."""
    told = {
        "type": change.type,
        "id": change.id,
        "mode": change.mode.value,
        "body": change.body,
        "removed": list(change.removed),
        "parts": {name: list(fields) for name, fields in change.parts.items()},
        "defaults": dict(change.defaults),
        "step": change.step,
        "keeps": list(change.keeps),
    }
    return f"{at} {fhirjson.encode({key: value for key, value in told.items() if value}).decode()}"


def unlogged(entry: str) -> Change:
    """The change that is kept."""
    told = fhirjson.decode(entry.partition(" ")[2].encode())
    return Change(
        told["type"],
        told["id"],
        Mode(told["mode"]),
        told["body"],
        tuple(told.get("removed", ())),
        {name: tuple(fields) for name, fields in told.get("parts", {}).items()},
        told.get("defaults", {}),
        step=told.get("step", ""),
        keeps=tuple(told.get("keeps", ())),
    )


def _packed(state: State) -> str:
    parts = {name: list(at) for name, at in state.parts.items()}
    return fhirjson.encode({"body": state.body, "parts": parts}).decode()


def _unpacked(text: str) -> State:
    found = fhirjson.decode(text.encode())
    return State(found["body"], {name: tuple(at) for name, at in found["parts"].items()})
