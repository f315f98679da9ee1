"""Stays and accounts whose numbers changed: what is said of them from now on. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from gateway.intake.accounts import accounts, numbers_now, rebooked
from gateway.intake.homes import MOVED
from gateway.intake.late import names
from gateway.intake.moves import (
    Numbers,
    booked,
    closed,
    gave_way,
    now_known,
    numbered,
    renumbering,
    still_known,
)
from gateway.intake.plan import Plan
from gateway.intake.replay import rebooked as said_again
from gateway.intake.replay import together
from gateway.intake.resulting import held
from gateway.intake.served import Folk
from gateway.intake.work import Work, about, stated
from gateway.model import Change, Contribution, Empty, Mode, Resource, Standing, Version
from gateway.reconcile import State

_ITS_OWN = frozenset({"identifier", "subject", "status", "_status"})
"""What an account that closes says of itself alone."""


def renumber(work: Work) -> None:
    """A stay or an account keeps its old numbers, as old ones; what gave way says so."""
    if "Account" in work.plan.types:
        _remember(work)
    if work.numbers.known:
        _renumber(work)


def _renumber(work: Work) -> None:
    _tell_together(work)
    for key, gone in _gone(work.numbers).items():
        if key in work.bodies:
            body, subject = work.bodies[key]
            if key[1] in work.states:
                told = about(held(work, renumbering(key[1], *gone)).body, work, subject)
                told = still_known(told, body) if key[0] == "Account" else told
                work.bodies[key] = told, subject
            else:
                work.bodies[key] = numbered(body, gone), subject
    for id in work.numbers.before:
        if ("Encounter", id) in work.bodies:
            body, subject = work.bodies["Encounter", id]
            work.bodies["Encounter", id] = gave_way(body, work.numbers.of(id)), subject
    for id, account in work.numbers.closed.items():
        standing = work.standing.resources["Account", id]
        work.bodies["Account", id] = closed(standing.body, account), standing.subject
        _told_before(work, id, account)
        if ("Account", account) in work.bodies:
            _go_on(work, account, standing)
    for id, stay in work.numbers.gone.items():
        standing = work.standing.resources["Encounter", id]
        work.bodies["Encounter", id] = gave_way(standing.body, stay), standing.subject


def _gone(numbers: Numbers) -> dict[tuple[str, str], list[Change]]:
    """(type, id) of what stands -> what the message says of the numbers that it had before."""
    found: dict[tuple[str, str], list[Change]] = {}
    for old in numbers.old:
        found.setdefault((old.type, numbers.of(old.id)), []).append(old)
    return found


def _go_on(work: Work, account: str, gone: Version) -> None:
    """The account that stands keeps the old numbers of the one that closes, and its newer one."""
    key = "Account", account
    body, subject = work.bodies[key]
    if gone.effective <= work.plan.effective:
        work.bodies[key] = still_known(body, gone.body), subject
        return
    work.bodies[key] = now_known(body, gone.body), subject
    _number_anew(work, account, gone.id)
    stands, said = work.standing.resources.get(key), names("Account", body, Empty)
    when = max(stands.effective, work.plan.effective) if stands else work.plan.effective
    known = work.clocks.get(key) or (stands.clocks if stands else Empty)
    work.clocks[key] = dict.fromkeys(sorted(said - {"identifier"}), when) | dict(known)
    work.since[key] = gone.effective


def _number_anew(work: Work, account: str, gone: str) -> None:
    """What its source says of the account has the numbers of the one that closes, and its own."""
    here = work.states.get(account)
    there = work.folk.contributions.get((gone, work.plan.sender.name))
    if here is None or there is None:
        return
    mine = [one for one in here.body.get("identifier", ()) if one.get("use") != "old"]
    held(work, renumbering(account, Change("Account", account, Mode.DELTA, {"identifier": mine})))
    body = {"resourceType": "Account", "identifier": there.body.get("identifier", [])}
    parts = {"identifier": there.parts.get("identifier", ())}
    told = Change("Account", account, Mode.DELTA, body, parts=parts)
    held(work, told, there.effective)


def _tell_together(work: Work) -> None:
    """What was said of a stay under its new number before that was known is said of it, too."""
    sender = work.plan.sender.name
    for low, high in work.numbers.same.items():
        there = work.folk.contributions.get((low, sender))
        here = stated(work, high)
        if here is not None and there is not None:
            work.states[high] = said = _both(here, there)
            subject = work.standing.resources["Encounter", high].subject
            subject = work.bodies.get(("Encounter", high), (said.body, subject))[1]
            work.bodies["Encounter", high] = about(said.body, work, subject), subject


def _told_before(work: Work, low: str, high: str) -> None:
    """What was told of an account that closes, and nothing later of the one that stands."""
    there = work.folk.contributions.get((low, work.plan.sender.name))
    key = "Account", high
    if there is None or key not in work.bodies or stated(work, high) is None:
        return
    said = {name: value for name, value in there.body.items() if name not in _ITS_OWN}
    told = Change("Account", high, Mode.DELTA, said, source="PV1")
    state = held(work, told, there.effective)
    body, subject = work.bodies[key]
    work.bodies[key] = still_known(about(state.body, work, subject), body), subject


def _both(here: Contribution, there: Contribution) -> Contribution:
    """What the source says of the stay that stands, with what it said under its other number."""
    state = together(State(here.body, here.parts), State(there.body, there.parts))
    beside = {MOVED: here.parts[MOVED]} if MOVED in here.parts else {}
    when = max(here.effective, there.effective)
    return replace(here, effective=when, body=state.body, parts={**state.parts, **beside})


def _remember(work: Work) -> None:
    """What is said of an account anew takes no old number from it."""
    for (type, id), (body, subject) in list(work.bodies.items()):
        stands = work.standing.resources.get((type, id)) if type == "Account" else None
        if stands is not None:
            work.bodies[type, id] = still_known(body, stands.body), subject


def rebookings(standing: Standing, found: Numbers) -> dict[str, Change]:
    """Stay -> the account number that goes, of the stays booked on one."""
    gone = [one for one in found.old if one.type == "Account"]
    return {
        version.id: old
        for old in gone
        for version in standing.dependents
        if version.type == "Encounter" and accounts(version.body) & accounts(old.body)
    }


def brought(plan: Plan, standing: Standing, persons: Folk) -> list[str]:
    """Stays of persons who become one, each booked on a number that its account had before.

    It got another under the number that survives, before it was known that both are one person.
    """
    if not persons.moved:
        return []
    known = numbers_now(known_accounts(standing))
    stays = [one for one in _known(standing, "Encounter") if one.sender == plan.sender.name]
    return [one.id for one in stays if rebooked(one.body, known) is not one.body]


def rebring(work: Work, stays: Iterable[str]) -> None:
    """Those are booked on the numbers of now, and so is what is kept to be said of them again."""
    stood = {one.id: one for one in _known(work.standing, "Encounter")}
    again = partial(rebooked, known=numbers_now(known_accounts(work.standing)))
    for id in stays:
        key, stay, said = ("Encounter", id), stood[id], stated(work, id)
        body, subject = work.bodies.get(key, (stay.body, stay.subject))
        work.bodies[key] = about(again(body), work, subject), subject
        if said is not None:
            parts = said_again(said.parts, again)
            work.states[id] = replace(said, body=again(said.body), parts=parts)


def _known(standing: Standing, type: str) -> list[Version]:
    every = (*standing.resources.values(), *standing.dependents)
    return [one for one in every if one.type == type]


def known_accounts(standing: Standing) -> list[Resource]:
    """The accounts that stand, as far as anybody asked: by name, or with all of a person's."""
    return [one.body for one in _known(standing, "Account")]


def rebook(work: Work, rebooked: Mapping[str, Change]) -> None:
    """Those stays are booked on the number that the account has now."""
    stays = {one.id: one for one in work.standing.dependents if one.type == "Encounter"}
    for id, old in rebooked.items():
        new = work.bodies["Account", work.numbers.of(old.id)][0]
        stay = stays[id]
        said = stated(work, id)
        body, subject = work.bodies.get(("Encounter", id), (stay.body, stay.subject))
        body = booked(body, old.body, new)
        work.bodies["Encounter", id] = about(body, work, subject), subject
        if said is not None:
            again = partial(booked, old=old.body, new=new)
            parts = said_again(said.parts, again)
            work.states[id] = replace(said, body=again(said.body), parts=parts)
