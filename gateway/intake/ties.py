"""A susceptibility finds the isolate that another message told of, whichever comes first. Pure.

The result says of which isolate it is, and where both are of one sender the isolate names it as a
member. Where it is unclear which isolate is meant, nothing is guessed: the words stay.
https://hl7.org/fhir/R4/observation.html#obsgrouping
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.intake.isolates import Sought, fits, note, numbers, reports, sought, told
from gateway.intake.plan import Plan
from gateway.intake.served import Folk
from gateway.intake.work import Work, same_person
from gateway.labels import bare
from gateway.model import Contribution, Keys, Resource, Standing, Version

_OBSERVATION = "Observation"


@dataclass(slots=True)
class Ties:
    """Which result belongs to which isolate, and which wait."""

    pairs: list[tuple[Sought, str]] = field(default_factory=list)
    """(result, id of its isolate): tied where both are of one person, else the result waits."""
    waiting: dict[str, list[Sought]] = field(default_factory=dict)
    """Number of an order -> what waits for its isolates from now on; empty: nothing more."""


def ties(plan: Plan, standing: Standing, persons: Folk) -> Ties | Keys:
    """What of this message and of the record belongs together; the keys of what must be known.

    Where persons become one, that is what both have: a result and its isolate may have been told
    under two numbers before.
    """
    found = Ties()
    mine = [*sought(plan.mapped, plan.document.kin)]
    grown = _grown(standing, persons)
    notices = tuple(id for id in map(note, grown) if id not in standing.revisions)
    if notices:
        return Keys(identities=notices)
    if not mine and not any("waiting" in one.body for one in standing.contributions):
        return found
    reports = [one.body for one in told(plan.mapped)]
    reports += [one for bodies in grown.values() for one in bodies]
    notes = {number: waits for number, waits in _notes(plan, standing, reports) if waits}
    if not mine and not notes:
        return found
    needed = [*_results(mine, standing), *(one.result for all in notes.values() for one in all)]
    here = {one.id for one in plan.mapped.changes if one.type == _OBSERVATION}
    here |= {one.id for one in standing.dependents if one.type == _OBSERVATION}
    unknown = [(_OBSERVATION, id) for id in dict.fromkeys(needed) if id not in here]
    # What was asked for once and does not stand is not asked for again.
    missing = [key for key in unknown if key not in standing.resources]
    ids = tuple(id for _, id in missing)
    if not standing.revisions.keys() >= {*ids}:
        return Keys(resources=tuple(missing), identities=ids)
    bodies = _bodies(plan, standing)
    for one in mine:
        _seek(one, bodies, found, standing, notes)
    for number, waits in notes.items():
        _meet(number, waits, bodies, found, reports)
    return found


def _grown(standing: Standing, persons: Folk) -> Mapping[str, list[Resource]]:
    """Number of an order -> its reports, of persons who become one and of whom a result waits."""
    found: dict[str, list[Resource]] = {}
    stood = standing.dependents if persons.moved else ()
    if any(_waits(one.body) for one in stood if one.type == _OBSERVATION):
        for one in stood:
            if one.type == "DiagnosticReport":
                for number in numbers(one.body.get("identifier", ())):
                    found.setdefault(number, []).append(one.body)
    return found


def _waits(result: Resource) -> bool:
    """Does it say of which isolate it is, in words alone?"""
    return any("reference" not in one for one in result.get("derivedFrom", ()))


def _notes(
    plan: Plan, standing: Standing, reports: Iterable[Resource]
) -> Iterator[tuple[str, list[Sought]]]:
    """(number of an order, what waits for its isolates) that this sender left."""
    orders = [number for one in sought(plan.mapped, plan.document.kin) for number in one.orders]
    for report in reports:
        orders += numbers(report.get("identifier", ()))
    names = {note(number): number for number in orders}
    for one in standing.contributions:
        if one.identity in names and one.sender == plan.sender.name:
            number = names[one.identity]
            yield number, [_read(number, waits) for waits in one.body.get("waiting", ())]


def _read(number: str, waits: Mapping[str, Any]) -> Sought:
    return Sought(waits["result"], (number,), waits["code"], waits["group"])


def _results(mine: Iterable[Sought], standing: Standing) -> Iterator[str]:
    """The ids of all results in the reports that the isolates may stand in."""
    for one in mine:
        for number in one.orders:
            for id in reports(number):
                report = standing.resources.get(("DiagnosticReport", id))
                yield from _named(report.body) if report is not None else ()


def _named(report: Resource) -> list[str]:
    references = [one.get("reference", "") for one in report.get("result", ())]
    return [one.partition("/")[2] for one in references if one.startswith(f"{_OBSERVATION}/")]


def _bodies(plan: Plan, standing: Standing) -> dict[str, Resource]:
    """Every result that is known, by its id, as the message has it or as it stands."""
    stood = {
        one.id: one.body
        for one in (*standing.dependents, *standing.resources.values())
        if one.type == _OBSERVATION and not one.deleted
    }
    return stood | {one.id: one.body for one in plan.mapped.changes if one.type == _OBSERVATION}


def _seek(
    one: Sought,
    bodies: Mapping[str, Resource],
    found: Ties,
    standing: Standing,
    notes: Mapping[str, list[Sought]],
) -> None:
    """The isolate of a result of this message; where there is none, the result waits for it."""
    isolates = [id for id in _results([one], standing) if id in bodies]
    isolate = _only(one, isolates, bodies)
    if isolate:
        found.pairs.append((one, isolate))
        for number in one.orders:
            found.waiting.setdefault(number, [*notes.get(number, ())])
        return
    for number in one.orders:
        waits = found.waiting.setdefault(number, [*notes.get(number, ())])
        if all(other.result != one.result for other in waits):
            waits.append(one)


def _meet(
    number: str,
    waits: Iterable[Sought],
    bodies: Mapping[str, Resource],
    found: Ties,
    reports: Iterable[Resource],
) -> None:
    """The results that waited for what the message brings."""
    for report in reports:
        if number in numbers(report.get("identifier", ())):
            for one in waits:
                isolate = _only(one, _named(report), bodies)
                if isolate and one.result in bodies:
                    found.pairs.append((one, isolate))
                    found.waiting.setdefault(number, [*waits])


def _only(one: Sought, isolates: Iterable[str], bodies: Mapping[str, Resource]) -> str:
    """The one result that is meant; "" where none is, or several are."""
    meant = [id for id in isolates if id in bodies and fits(bodies[id], one.code, one.group)]
    return meant[0] if len(meant) == 1 and meant[0] != one.result else ""


def tie(work: Work, found: Ties) -> None:
    """Both sides name one another; what waits is noted."""
    for one, isolate in found.pairs:
        _settled(found, one, waits=not _tie(work, one.result, isolate))
    stood = {one.identity for one in work.standing.contributions}
    for number, waits in found.waiting.items():
        if not waits and note(number) not in stood:
            continue
        body: Resource = {
            "resourceType": _OBSERVATION,
            "waiting": [
                {"result": one.result, "code": one.code, "group": one.group} for one in waits
            ],
        }
        sender, at = work.plan.sender.name, work.plan.effective
        work.states[note(number)] = Contribution(note(number), sender, at, body)


def _settled(found: Ties, one: Sought, *, waits: bool) -> None:
    """It waits no more; or, where its isolate is somebody else's as far as is known, it does."""
    for number in one.orders:
        if number in found.waiting:
            left = [other for other in found.waiting[number] if other.result != one.result]
            found.waiting[number] = [*left, one] if waits else left


def _tie(work: Work, result: str, isolate: str) -> bool:
    """Tie them, if both are there and one person's; gives whether they are."""
    child, parent = _body(work, result), _body(work, isolate)
    if child is None or parent is None or not same_person(work, child[1], parent[1]):
        return False
    first, *more = child[0].get("derivedFrom") or [{}]
    named = {**first, "reference": f"{_OBSERVATION}/{isolate}"}
    if _ours(work, result):
        _put(work, result, {**child[0], "derivedFrom": [named, *more]}, child[1])
    member = {"reference": f"{_OBSERVATION}/{result}"}
    members = parent[0].get("hasMember", [])
    if _ours(work, isolate) and member not in members:
        _put(work, isolate, {**parent[0], "hasMember": [*members, member]}, parent[1])
    return True


def _stands(work: Work, id: str) -> Version | None:
    asked = work.standing.resources.get((_OBSERVATION, id))
    mine = (one for one in work.standing.dependents if (one.type, one.id) == (_OBSERVATION, id))
    return asked or next(mine, None)


def _body(work: Work, id: str) -> tuple[Resource, str] | None:
    """(body, subject) as the message leaves it, else as it stands."""
    standing = _stands(work, id)
    stood = None if standing is None else (bare(standing.body), standing.subject)
    return work.bodies.get((_OBSERVATION, id), stood)


def _ours(work: Work, id: str) -> bool:
    """Only its source changes a result."""
    standing = _stands(work, id)
    return standing is None or standing.sender == work.plan.sender.name


def _put(work: Work, id: str, body: Resource, subject: str) -> None:
    work.likes.pop((_OBSERVATION, id), None)
    work.bodies[_OBSERVATION, id] = body, subject
