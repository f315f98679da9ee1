"""Events of a stay that stands with another patient: kept until both are one, or the stay moves.

A merge may come after what is told of the survivor's stay. Until then nothing says that the two
are one person, and the stay is left as it is; the sender is told so. Pure.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40 to 3.3.45)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from gateway.intake.accounts import renumbered
from gateway.intake.homes import moved_to
from gateway.intake.plan import Plan
from gateway.intake.replay import ELSEWHERE, MOST, logged, unlogged
from gateway.intake.resulting import held
from gateway.intake.work import Work, about, same_person
from gateway.model import Change, Contribution, Standing
from gateway.reconcile import patient_of


def awaited(plan: Plan, standing: Standing) -> tuple[str, ...]:
    """The ids of the stays of which something is kept under a patient of the message."""
    said = {(one.identity, one.sender): one for one in standing.contributions}
    texts = [text for one in _kept(said, plan) for text in one.parts[ELSEWHERE]]
    return tuple(dict.fromkeys(unlogged(text).id for text in texts))


def keep(work: Work, change: Change) -> None:
    """Keep an event beside what its sender says of the patient whom it names."""
    named = patient_of(change.body)
    identity = work.folk.aliases.get(named, named)
    said = _said(work).get((identity, work.plan.sender.name))
    if said is not None:
        texts = (*said.parts.get(ELSEWHERE, ()), logged(change, work.plan.effective))
        _put(work, said, texts[-MOST:])


def take(work: Work) -> None:
    """What was kept of stays that are the patient's now is said at its place."""
    for said in _kept(_said(work), work.plan):
        texts = said.parts[ELSEWHERE]
        left = tuple(text for text in texts if not _taken(work, text, said.identity))
        if left != texts:
            _put(work, said, left)


def _taken(work: Work, text: str, identity: str) -> bool:
    """Is the stay this patient's by now? Then the event is said of it, at its own time."""
    change, at = unlogged(text), text.partition(" ")[0]
    id = work.numbers.of(change.id)
    subject = _subject(work, id)
    if subject is None:
        return False
    left = moved_to(work, change, identity, at)
    if not left and not same_person(work, identity, subject):
        return False
    accounts = [
        one.body for (type, _), one in work.standing.resources.items() if type == "Account"
    ]
    told = structs.replace(change, id=id, body=renumbered(change.body, accounts))
    work.bodies["Encounter", id] = about(held(work, told, at).body, work, subject), subject
    return True


def _subject(work: Work, id: str) -> str | None:
    """Whose the stay is once the message is taken in; None where it does not stand."""
    if ("Encounter", id) in work.bodies:
        return work.bodies["Encounter", id][1]
    stands = work.standing.resources.get(("Encounter", id))
    return stands.subject if stands is not None else None


def _said(work: Work) -> dict[tuple[str, str], Contribution]:
    states = {(one.identity, one.sender): one for one in work.states.values()}
    return {**work.folk.contributions, **states}


def _kept(said: Mapping[tuple[str, str], Contribution], plan: Plan) -> list[Contribution]:
    return [
        one
        for (_, sender), one in said.items()
        if sender == plan.sender.name and ELSEWHERE in one.parts
    ]


def _put(work: Work, said: Contribution, texts: tuple[str, ...]) -> None:
    parts = {name: fields for name, fields in said.parts.items() if name != ELSEWHERE}
    kept = {ELSEWHERE: texts} if texts else {}
    work.states[said.identity] = replace(said, parts={**parts, **kept})
