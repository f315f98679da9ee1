"""What results where a change meets what its own source said before? Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from msgspec import structs

from gateway.intake.accounts import BILLED, in_passing
from gateway.intake.homes import MOVED, departures
from gateway.intake.late import packed, told, unpacked
from gateway.intake.replay import REPLAYED, replay
from gateway.intake.work import Work, stated
from gateway.labels import bare
from gateway.model import Change, Contribution, Empty, Mode, Resource, Version
from gateway.reconcile import ERROR, NAMED, State, anew, revived, say


def held(work: Work, change: Change, since: str = "") -> State:
    """What results where its source tells of what others may mention too.

    `since`: when it was said, where that is not when the message was.
    """
    fresh = (change.type, change.id) in work.anew
    said = work.states.get(change.id) if fresh else stated(work, change.id)
    said = said or (None if fresh else _in_passing(work, change))
    if change.mode is Mode.MENTION:
        return say(change, State(said.body, said.parts) if said else None)
    at, stood = since or work.plan.when(change), said.effective if said else ""
    if change.type in REPLAYED:
        state = replay(change, at, State(said.body, said.parts) if said else None, stood).state
    else:
        parts, clocks = unpacked(said.parts) if said else ({}, Empty)
        before = State(said.body, parts) if said else None
        state, clocks = told(change, at, before, clocks, stood)
        state = State(state.body, {**state.parts, **packed(clocks)})
    left = departures(work, change, said)
    beside = {MOVED: left} if left else {}
    passing = change.type != "Account" or in_passing(change, work.plan.document.kind)
    if not passing or (said is not None and BILLED in said.parts):
        beside[BILLED] = ("",)
    work.states[change.id] = Contribution(
        change.id, work.plan.sender.name, max(at, stood), state.body, {**state.parts, **beside}
    )
    return state


def _in_passing(work: Work, change: Change) -> Contribution | None:
    """What visits told of an account, of whichever sender, where its bill goes on from there."""
    said = [one for one in work.standing.contributions if one.identity == change.id]
    return said[0] if change.type == "Account" and said else None


def news(work: Work, change: Change, standing: Version | None, since: str = "") -> State:
    """What results where a change meets what its source said of it before.

    `since`: when it was said, where that is not when the message was.
    """
    key = change.type, change.id
    standing = None if key in work.anew else standing
    change = whole(change)
    body = work.bodies[key][0] if key in work.bodies else bare(standing.body) if standing else {}
    if work.plan.mapped.documents and revived(change, body):
        change = structs.replace(change, mode=Mode.SNAPSHOT)
    clocks = work.clocks.get(key) or (standing.clocks if standing else {})
    at = since or work.plan.effective
    stood = standing.effective if standing else at
    plain = at >= stood and not clocks and change.body.get("status") != ERROR
    whole_again = anew(change, body) if plain else None
    if whole_again is not None:
        work.clocks[key] = Empty
        if key in work.plan.mapped.likes and key not in work.bodies:
            work.likes[key] = work.plan.mapped.likes[key]
        return State(whole_again)
    state, work.clocks[key] = told(change, at, State(body, _of_named(body)), clocks, stood)
    return state


def whole(change: Change) -> Change:
    """The same, with each list one thing: which field said which of its items is not kept."""
    if not change.parts and not any("@" in name for name in change.removed):
        return change
    named = {key: said for key, said in change.parts.items() if (change.type, key) in NAMED}
    removed = tuple(dict.fromkeys(_whole(change.type, name) for name in change.removed))
    return structs.replace(change, parts=named or Empty, removed=removed)


def _whole(type: str, name: str) -> str:
    element = name.partition("@")[0]
    return name if (type, element) in NAMED else element


def _of_named(body: Resource) -> dict[str, tuple[str, ...]]:
    """Of what each item of a list is, where it bears the id of that."""
    return {
        key: tuple(one.get("id", "") for one in body[key])
        for type, key in NAMED
        if body.get("resourceType") == type and key in body
    }
