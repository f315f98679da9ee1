"""What is said of a stay or a report of another patient: kept until both are one, or it moves.

A merge may come after what is told of the survivor's stay. Until then nothing says that the two
are one person, and the stay is left as it is; the sender is told so. Pure.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40 to 3.3.45)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from msgspec import structs

from gateway.intake.accounts import numbers_now, rebooked
from gateway.intake.belonging import within
from gateway.intake.homes import moved_to
from gateway.intake.plan import Plan
from gateway.intake.renumbering import known_accounts
from gateway.intake.replay import ELSEWHERE, MOST, fields, logged, unlogged
from gateway.intake.resulting import held, news
from gateway.intake.work import Work, about, claims, same_person, stated
from gateway.labels import bare
from gateway.model import Change, Contribution, Empty, Mode, Resource, Standing, Version
from gateway.reconcile import patient_of

WHOLE = frozenset({"Binary", "Bundle", "Composition", "DocumentReference"})
"""Documents: each is said whole by its newest version, and they are large."""


def awaited(plan: Plan, standing: Standing) -> tuple[tuple[str, str], ...]:
    """(type, id) of what something is kept of under a patient of the message."""
    kept = _kept(standing.contributions, plan)
    changes = [unlogged(text) for one in kept for text in one.parts[ELSEWHERE]]
    return tuple(dict.fromkeys((one.type, one.id) for one in changes))


def keep(work: Work, change: Change) -> None:
    """Keep a change beside what its sender says of the patient whom it names."""
    named = patient_of(change.body)
    _keep(work, change, work.folk.aliases.get(named, named), work.plan.when(change))


def set_aside(work: Work, standing: Version) -> None:
    """Keep what stands beside its patient: from now on something else is told of another's."""
    said = work.folk.contributions.get((standing.id, work.plan.sender.name))
    body, parts = (said.body, fields(said.parts)) if said else (bare(standing.body), Empty)
    change = Change(standing.type, standing.id, Mode.DELTA, body, parts=parts)
    _keep(work, change, standing.subject, standing.effective)


def _keep(work: Work, change: Change, identity: str, at: str) -> None:
    said = stated(work, identity)
    if said is not None and change.type not in WHOLE:
        texts = (*said.parts.get(ELSEWHERE, ()), logged(change, at))
        _put(work, said, texts[-MOST:])


def take(work: Work) -> None:
    """What was kept of stays that are the patient's now is said at its place."""
    states = {(one.identity, one.sender): one for one in work.states.values()}
    for said in _kept({**work.folk.contributions, **states}.values(), work.plan):
        texts = said.parts[ELSEWHERE]
        left = tuple(text for text in texts if not _taken(work, text, said.identity))
        if left != texts:
            _put(work, said, left)


def _taken(work: Work, text: str, identity: str) -> bool:
    """Is it this patient's by now? Then the change is said of it, at its own time."""
    change, at = unlogged(text), text.partition(" ")[0]
    key = change.type, work.numbers.of(change.id)
    stands = _stands(work, key)
    subject = work.bodies.get(key, ({}, stands.subject if stands else ""))[1]
    left = stands is not None and moved_to(work, change, identity, at)
    if stands is None or not (left or same_person(work, identity, subject)):
        return False
    told = structs.replace(change, id=key[1], body=_now(work, change.body))
    state = held(work, told, at) if claims(told) else news(work, told, stands, at)
    work.bodies[key] = about(state.body, work, subject), subject
    return True


def _now(work: Work, body: Resource) -> Resource:
    """The same, by the numbers that its stay and its account have now."""
    known = numbers_now(known_accounts(work.standing))
    return rebooked(within(body, work.numbers.known), known)


def _stands(work: Work, key: tuple[str, str]) -> Version | None:
    dependents = {(one.type, one.id): one for one in work.standing.dependents}
    return work.standing.resources.get(key) or dependents.get(key)


def _kept(said: Iterable[Contribution], plan: Plan) -> list[Contribution]:
    return [one for one in said if ELSEWHERE in one.parts and one.sender == plan.sender.name]


def _put(work: Work, said: Contribution, texts: tuple[str, ...]) -> None:
    parts = {name: fields for name, fields in said.parts.items() if name != ELSEWHERE}
    kept = {ELSEWHERE: texts} if texts else {}
    work.states[said.identity] = replace(said, parts={**parts, **kept})
