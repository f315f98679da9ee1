"""A stay or an account gets another number, gives way to another, or changes its patient. Pure.

An old number keeps resolving: it is linked to the one that stands, as identities of persons are.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.42 to 3.3.51)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import structs

from gateway.identity.clusters import Clusters
from gateway.identity.names import is_own
from gateway.intake.accounts import (
    Told,
    accounts,
    bare_stays,
    booked_visits,
    by_id,
    own,
    pair,
    renumbered_visit,
)
from gateway.intake.belonging import leads_to, within
from gateway.intake.plan import Plan
from gateway.intake.preadmission import becomes, planned
from gateway.intake.told import another, foreign, outside
from gateway.labels import bare
from gateway.model import Change, Issue, Link, Mode, Resource, Standing, Version
from gateway.reconcile import in_order
from gateway.search import subjects

NUMBER = "number"
"""The kind of link that leads from a number of a stay or an account to the one that stands."""

_UNSAID = "unknown"


@dataclass(slots=True)
class Numbers:
    """Which numbers lead to which, old and new, and who gave way in this message."""

    known: dict[str, str]
    links: list[Link] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)
    """Stay that stood under its own number -> the one that it is part of now."""
    same: dict[str, str] = field(default_factory=dict)
    """Of those, the ones that were that other stay all along, under another number (A49, A50)."""
    closed: dict[str, str] = field(default_factory=dict)
    """Account that stood under its own number -> the one that it is part of now."""
    old: list[Change] = field(default_factory=list)
    """What the message says of numbers that go."""
    issues: list[Issue] = field(default_factory=list)
    waits: dict[str, Change] = field(default_factory=dict)
    """Patient who may turn out to be the one whose stay or account the message speaks of."""
    persons: Clusters = field(default_factory=lambda: Clusters(()))
    """Who is one person with whom, by what stands and by the message's merges."""
    told: Told = field(default_factory=dict)
    """What the message says under each id."""
    before: frozenset[str] = frozenset()
    """Stays that gave way later than this message was said: it still speaks of them."""

    @property
    def named(self) -> tuple[str, ...]:
        """Every number that a new link rests on."""
        return tuple(id for link in self.links for id in (link.low, link.high))

    def of(self, id: str) -> str:
        """The id that stands for this one."""
        return leads_to(id, self.known)


def numbers(plan: Plan, standing: Standing) -> Numbers:
    """Which numbers give way to which once this message is taken in."""
    links = [link for link in standing.links if link.kind == NUMBER]
    if not links and Mode.SUCCEED not in plan.modes and "Account" not in plan.types:
        return Numbers({})
    late = frozenset(link.low for link in links if link.at > plan.effective)
    known = {link.low: link.high for link in links}
    persons = Clusters((*standing.links, *_merges(plan)))
    found = Numbers(known, persons=persons, told=by_id(plan.mapped.changes), before=late)
    for change in plan.mapped.changes:
        if change.mode is Mode.SUCCEED:
            _succeed(found, change, plan, standing)
    for change in booked_visits(plan.mapped.changes):
        stood = standing.resources.get(("Account", change.id))
        if change.id not in found.known and not (stood is not None and own(stood.body)):
            _known_by_visit(found, change, plan, standing)
    return found


def _succeed(found: Numbers, change: Change, plan: Plan, standing: Standing) -> None:
    old, new = found.of(change.id), found.of(change.into)
    if old == new:
        return
    stood, stands = (standing.resources.get((change.type, id)) for id in (old, new))
    before = planned(change) == change.id
    if before:
        may = becomes(change, plan, found.known, stood, stands)
        if not (may and stood is not None and _same(found, stood, stands, change)):
            return
    elif not all(is_own(one.get("system", ""), plan.sender) for one in change.body["identifier"]):
        found.issues.append(outside(change))
        return
    if stood is not None and not _same(found, stood, stands, change):
        found.issues.append(another(change))
        found.waits |= dict.fromkeys((stood.subject, *said_of(change, found.told)), change)
        return
    if any(it is not None and it.sender != plan.sender.name for it in (stood, stands)):
        found.issues.append(foreign(change))
        return
    join = joins(change, plan)
    keeps = not join and (stands is None or _heard_of(stood, stands))
    low, high = (new, old) if keeps else (old, new)
    found.links.append(Link(low, high, NUMBER, plan.effective if join else ""))
    found.known[low] = high
    found.old += () if before else (change,)
    _bare(found, change, plan, standing)
    if stood is not None and (join or stands is not None):
        (found.gone if change.type == "Encounter" else found.closed)[low] = high
        found.same |= {low: high} if change.type == "Encounter" and not join else {}


def _known_by_visit(found: Numbers, change: Change, plan: Plan, standing: Standing) -> None:
    """An account that had no number but its visit's goes on as the one that it is booked on.

    Where it stands alone it keeps its id, and all that was told of it.
    """
    old, new = found.of(change.id), found.of(change.into)
    stood, stands = (standing.resources.get(("Account", id)) for id in (old, new))
    mine = is_own(change.body["identifier"][0]["system"], plan.sender)
    if old == new or not mine or (stood and not _same(found, stood, stands, change)):
        return
    if stood is not None and stands is not None and own(stood.body):
        return
    low, high = (new, old) if stood is not None and stands is None else (old, new)
    found.links.append(Link(low, high, NUMBER))
    found.known[low] = high
    if stood is not None and stands is not None:
        found.closed[low] = high


def _bare(found: Numbers, change: Change, plan: Plan, standing: Standing) -> None:
    """A stay known by its account alone goes on under the account's new number.

    So does an account known by its visit alone under the visit's.
    """
    for account in renumbered_visit(change, found.told):
        _known_by_visit(found, account, plan, standing)
    stays = bare_stays(change, found.told)
    if stays is None or not plan.document.kind.endswith("^A49"):
        return
    old, new = map(found.of, stays)
    stood, stands = (standing.resources.get(("Encounter", id)) for id in (old, new))
    held = [it for it in (stood, stands) if it is not None]
    if old == new or any(it.sender != plan.sender.name for it in held):
        return
    low, high = (new, old) if stands is None or _heard_of(stood, stands) else (old, new)
    found.links.append(Link(low, high, NUMBER))
    found.known[low] = high
    if stood is not None and stands is not None:
        found.gone[low] = found.same[low] = high


def _heard_of(stood: Version | None, stands: Version) -> bool:
    """Is the stay under its new number no more than named by others (an order, a result)?

    No event has said how far it is, where one has of the stay under the old number.
    """
    states = [it.body.get("status") for it in (stood, stands) if it is not None]
    return stood is not None and states[0] != _UNSAID and states[1] == _UNSAID


def joins(change: Change, plan: Plan) -> bool:
    """Are two stays made one (A42)? Else one stay gets another number, and keeps its id."""
    return change.type == "Encounter" and plan.document.kind.endswith("^A42")


def _same(found: Numbers, stood: Version, stands: Version | None, change: Change) -> bool:
    """Are both numbers one person's, as what stands and the message say?"""
    named = said_of(change, found.told)
    named += [stands.subject] if stands is not None else []
    members = found.persons.members(stood.subject)
    return not stood.subject or all(not one or one in members for one in named)


def said_of(change: Change, told: Told) -> list[str]:
    """The patients of what goes on under the new number, as the message says."""
    return [subject for one in told.get(change.into, ()) for subject in _patients(one.body)]


def _merges(plan: Plan) -> list[Link]:
    changes = plan.mapped.changes
    return [Link(one.id, one.into, "merge") for one in changes if one.mode is Mode.MERGE]


def _patients(body: Resource) -> list[str]:
    named = [str(one.get("reference", "")) for one in subjects(body)]
    return [one[8:] for one in named if one.startswith("Patient/")]


def renamed(plan: Plan, found: Numbers) -> Plan:
    """The plan as if the message had used the numbers that stand; what goes is taken out."""
    if not found.known and Mode.SUCCEED not in plan.modes:
        return plan
    changes = [
        structs.replace(change, id=_id(change, found), body=within(change.body, found.known))
        for change in plan.mapped.changes
        if change.mode is not Mode.SUCCEED
    ]
    return structs.replace(plan, mapped=structs.replace(plan.mapped, changes=tuple(changes)))


def _id(change: Change, found: Numbers) -> str:
    """The id that stands; of a stay that gave way only later, its own."""
    late = change.type == "Encounter" and change.id in found.before
    return change.id if late else found.of(change.id)


def gave_way(body: Resource, stay: str) -> Resource:
    """A stay that was another one all along: an error of its own, part of the one that stands."""
    return {
        **bare(body),
        "status": "entered-in-error",
        "partOf": {"reference": f"Encounter/{stay}"},
    }


def closed(body: Resource, account: str) -> Resource:
    """An account that goes on under another: it is part of that one."""
    return {
        **bare(body),
        "status": "inactive",
        "partOf": {"reference": f"Account/{account}"},
    }


def numbered(body: Resource, old: Iterable[Change]) -> Resource:
    """A stay or an account that keeps the numbers it had, as old ones."""
    stated = [one for change in old for one in change.body["identifier"]]
    return _numbered(body, [{"use": "old", **one} for one in stated])


def still_known(body: Resource, before: Resource) -> Resource:
    """An account that keeps the old numbers that it had before."""
    return _numbered(
        body, [one for one in before.get("identifier", ()) if one.get("use") == "old"]
    )


def now_known(body: Resource, later: Resource) -> Resource:
    """An account that has the numbers of one that was told of later, and its own as old ones."""
    mine = [{"use": "old", **one} for one in body.get("identifier", ())]
    theirs = later.get("identifier", ())
    return _numbered({**body, "identifier": theirs}, mine)


def _numbered(body: Resource, old: Iterable[Resource]) -> Resource:
    """The numbers of a body, and behind them these, in an order of their own."""
    said = body.get("identifier", ())
    known = {pair(one): one for one in (*old, *said)}
    kept = [one for one in said if one.get("use") != "old"]
    gone = sorted(name for name, one in known.items() if one.get("use") == "old")
    return {**body, "identifier": [*kept, *(known[name] for name in gone)]}


def renumbering(id: str, *gone: Change) -> Change:
    """What numbers that go say of the stay that stands: they are old ones of it.

    All at once: each said alone would make the list of all of them anew.
    """
    said = {pair(one): one for old in gone for one in old.body["identifier"]}
    stated = [{"use": "old", **one} for one in said.values()]
    fields = [f"~old-{one.get('value', '')}" for one in stated]
    places, last = in_order(fields), gone[-1]
    body = {"resourceType": last.type, "identifier": [stated[at] for at in places]}
    parts = {"identifier": tuple(fields[at] for at in places)}
    return Change(last.type, id, Mode.DELTA, body, parts=parts, source=last.source)


def booked(body: Resource, old: Resource, new: Resource) -> Resource:
    """A stay booked on the new account number where it was on the old one."""
    if "account" not in body:
        return body
    gone = accounts(old)
    number: Resource = next(iter(own(new)), {})
    booked = [
        {**one, "identifier": number} if accounts({**body, "account": [one]}) & gone else one
        for one in body.get("account", ())
    ]
    return {**body, "account": booked}
