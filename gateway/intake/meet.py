"""What a message says meets what stands: who may change it, and what is older. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from gateway.intake import elsewhere
from gateway.intake.accounts import BILLED, account_id, accounts, in_passing, numbers_now, rebooked
from gateway.intake.following import astray, follow, followers, repoint
from gateway.intake.homes import carried, homes, left_by, moved_to, moving
from gateway.intake.late import begun
from gateway.intake.mentioned import about_whom, as_served
from gateway.intake.moves import numbers, renamed
from gateway.intake.people import beside, folk
from gateway.intake.plan import DIRECTORY, Plan, papers
from gateway.intake.preadmission import begun as begun_as_stay
from gateway.intake.renumbering import brought, rebook, rebookings, rebring, renumber
from gateway.intake.replacing import Line, line
from gateway.intake.resulting import held, news, whole
from gateway.intake.served import Folk
from gateway.intake.ties import Ties, tie, ties
from gateway.intake.told import another, begun_since, foreign, moved, older, parked
from gateway.intake.work import Work, about, claims, heard, moves, same_person
from gateway.model import (
    Change,
    Contribution,
    Keys,
    Like,
    Mode,
    Pending,
    Ruleset,
    Standing,
    Version,
)
from gateway.reconcile import HELD, patient_of

_ASKED = frozenset({"Patient", "DiagnosticReport", "Provenance", *HELD, *DIRECTORY})
"""Of these more is asked than whether they are known."""
_SAYS = frozenset({Mode.DELTA, Mode.SNAPSHOT})
_BEGUN = frozenset({Mode.REMOVE, Mode.SNAPSHOT})
"""What says of what it leaves out, too: that it was never told of, or that it is none."""
_ONE = frozenset({"Account", "ImagingStudy"})
"""What is one thing whoever's it is said to be: what comes late is said of it, too."""


def meet(plan: Plan, standing: Standing, ruleset: Ruleset) -> Work | Pending:
    """Every change meets what stands; Pending where more must be known."""
    found = numbers(plan, standing)
    plan = renamed(plan, found)
    persons = folk(plan, standing, ruleset)
    strange = beside(plan, standing, persons)
    needed = () if strange else (*persons.moved, *followers(plan, standing, persons, found))
    if strange or not standing.loaded.issuperset(needed):
        return Pending(Keys(identities=strange, dependents=needed))
    rebooked, stayed = rebookings(standing, found), homes(plan, standing)
    kept = elsewhere.awaited(plan, standing)
    joined = brought(plan, standing, persons)
    told_of = (*rebooked, *joined, *carried(plan, standing), *stayed, *(id for _, id in kept))
    if not standing.revisions.keys() >= {*told_of}:
        return Pending(Keys(resources=kept, identities=told_of))
    if others := astray(standing, persons):
        stays = tuple(("Encounter", id) for id in others)
        return Pending(Keys(resources=stays, identities=others, dependents=others))
    around = _around(plan, standing, persons)
    if isinstance(around, Keys):
        return Pending(around)
    among, tied = around
    wanders = moving(plan, standing)
    gone = left_by(plan, persons)
    work = Work(
        plan, standing, persons, found, homes=stayed, leaves=gone, moving=wanders, line=among
    )
    _begin(work)
    _take_all(work)
    if left := {one.subject for one in work.anew.values()} - standing.revisions.keys():
        return Pending(Keys(identities=tuple(sorted(left))))
    for one in work.anew.values():
        elsewhere.set_aside(work, one)
    renumber(work)
    rebook(work, rebooked)
    rebring(work, joined)
    follow(work)
    elsewhere.take(work)
    repoint(work)
    tie(work, tied)
    return work


def _begin(work: Work) -> None:
    """What is said of the message before any change meets what stands, and whom it serves."""
    plan, persons = work.plan, work.folk
    work.issues += (*plan.document.issues, *plan.mapped.issues)
    work.issues += (*work.numbers.issues, *persons.issues)
    for id, body in persons.served.items():
        work.bodies["Patient", id] = body, id


def _take_all(work: Work) -> None:
    """The changes meet what stands, but for patients, whom the persons tell, and what is older."""
    plan, among = work.plan, work.line
    paper = papers(plan)[-1:]
    heads = {one.heads for one in plan.mapped.documents}
    likes = plan.mapped.likes
    for change in plan.mapped.changes:
        key = change.type, change.id
        overtaken = among.late and key in among.overtaken
        if key in likes and not overtaken and _new(work, change, key):
            _add(work, change, key, likes[key])
        elif change.type == "Encounter" and not overtaken:
            stay = _booked(work, change)
            named = (account_id(one) for it in (change.body, stay.body) for one in accounts(it))
            work.numbered += (change.id, *named)
            _take(work, stay)
        elif change.type != "Patient" and change not in paper and not overtaken:
            _take(work, change)
        elif overtaken and change.id in heads:
            work.issues.append(older(change))
    for change in among.withdrawn:
        _take(work, change)
    if Mode.SNAPSHOT in plan.modes:
        as_served(work)
    work.states |= {note.identity: note for note in among.notes}


def _booked(work: Work, stay: Change) -> Change:
    """A stay booked on the number that its account has now."""
    if "account" not in stay.body:
        return stay
    if work.accounts is None:
        resources = work.standing.resources.items()
        known = [one.body for (type, _), one in resources if type == "Account"]
        work.accounts = numbers_now(known)
    return structs.replace(stay, body=rebooked(stay.body, work.accounts))


def _around(plan: Plan, standing: Standing, persons: Folk) -> tuple[Line, Ties] | Keys:
    """Where its documents and its results stand among others; the keys of what must be known."""
    among, tied = line(plan, standing), ties(plan, standing, persons)
    if isinstance(among, Keys):
        return among
    return tied if isinstance(tied, Keys) else (among, tied)


def _new(work: Work, change: Change, key: tuple[str, str]) -> bool:
    """Is it whole, and about something of which nobody ever heard: as most results are?"""
    if change.type in _ASKED or change.mode not in _SAYS:
        return False
    known = key in work.bodies or key in work.standing.resources
    return not known and change.body.keys() >= change.defaults.keys()


def _add(work: Work, change: Change, key: tuple[str, str], like: Like) -> None:
    """What is new, and was learnt by heart, stands as it was said."""
    named = patient_of(change.body)
    subject = work.folk.aliases.get(named, named)
    subject = moved_to(work, change, subject) or subject
    work.likes[key] = like
    work.bodies[key] = about(change.body, work, subject), subject


def _take(work: Work, change: Change) -> None:
    """One change meets what stands of its resource."""
    if change.type == "DiagnosticReport" and _orphan(change):
        work.issues.append(parked(change))
    key = change.type, change.id
    standing = work.standing.resources.get(key)
    known = standing is not None or key in work.bodies
    if change.mode is Mode.MENTION and _first(work, change, standing):
        work.firsts.add(key)
    elif known if change.mode is Mode.MENTION else _never(change, known=known):
        return
    named = patient_of(change.body)
    subject = work.folk.aliases.get(named, named)
    subject = moved_to(work, change, subject) or subject
    if standing is not None:
        if not _may(work, change, standing, subject) or _begun(work, change, standing):
            return
        if change.type in _ONE and work.plan.effective < standing.effective:
            subject = standing.subject
    subject = subject or (standing.subject if standing else "")
    anew = key in work.anew
    if (standing is None or anew) and key not in work.bodies and not claims(change):
        body = change.body
        partly = change.removed or not body.keys() >= change.defaults.keys()
        if anew or change.mode in _BEGUN or partly:
            body = {**change.defaults, **body}
            work.clocks[key] = begun(whole(change), work.plan.effective)
        work.bodies[key] = about(body, work, subject), subject
        return
    work.likes.pop(key, None)
    state = held(work, change) if claims(change) else news(work, change, standing)
    work.bodies[key] = about_whom(state.body, work, subject, standing), subject


def _first(work: Work, change: Change, standing: Version | None) -> bool:
    """Was this the first to mention what only mentions tell of, though it comes after another?

    A stay that has old numbers, or is part of another, is more than was ever mentioned.
    """
    if standing is None or change.type not in HELD or "partOf" in standing.body:
        return False
    if any(one.get("use") == "old" for one in standing.body.get("identifier", ())):
        return False
    mine = standing.sender == work.plan.sender.name and (change.type, change.id) not in work.bodies
    earlier = mine and work.plan.effective < standing.effective
    return earlier and change.id not in heard(work)


def _never(change: Change, *, known: bool) -> bool:
    """Is something taken away that never came, and of which nothing is said?"""
    emptied = change.mode is Mode.REMOVE or bool(change.removed)
    return emptied and not known and len(change.body) == 1


def _may(work: Work, change: Change, standing: Version, subject: str) -> bool:
    """May this message change what stands? Says why, where it may not."""
    holder = _holder(work, change, standing)
    if holder is None:
        return _free(work, change, standing, subject)
    sender, effective = holder
    passing = in_passing(change, work.plan.document.kind)
    if sender != work.plan.sender.name:
        if not passing:
            work.issues.append(foreign(change))
        return False
    late = work.plan.when(change) < effective
    if late:
        work.issues.append(older(change))
    if same_person(work, subject, standing.subject) or moves(work, standing.subject):
        return True
    if passing:
        elsewhere.keep(work, change)
        work.issues += () if late else (another(change),)
        return False
    if change.type in _ONE:
        work.issues += () if late else (moved(change),)
        return True
    return _apart(work, change, standing, late=late)


def _begun(work: Work, change: Change, standing: Version) -> bool:
    """Is a stay told of as planned that has begun since? It is left, and its sender told."""
    since = begun_as_stay(change, standing, work.numbers.of)
    work.issues += (begun_since(change),) if since else ()
    return since


def _apart(work: Work, change: Change, standing: Version, *, late: bool) -> bool:
    """May it change what stands with another patient? What may not waits beside that patient."""
    stays = change.type == "Encounter"
    if late or stays:
        elsewhere.keep(work, change)
    if not late:
        work.issues.append(another(change) if stays else moved(change))
        if not stays and change.type not in elsewhere.WHOLE:
            work.anew[change.type, change.id] = standing
    return not (late or stays)


def _free(work: Work, change: Change, standing: Version, subject: str) -> bool:
    """May it take what nobody holds? An account of which visits told stays with its patient."""
    told = change.id in heard(work)
    if change.type != "Account" or not told or same_person(work, subject, standing.subject):
        return True
    work.issues.append(foreign(change))
    return False


def _holder(work: Work, change: Change, standing: Version) -> tuple[str, str] | None:
    """Who said it last, and when; None for what others have only mentioned.

    An account of which only visits told is its bill's to tell of, whoever sends that.
    """
    if not claims(change):
        return standing.sender, standing.effective
    said: Sequence[Contribution] = heard(work).get(change.id, ())
    if change.type == "Account" and said:
        told = [c for c in said if BILLED in c.parts]
        if not told and not in_passing(change, work.plan.document.kind):
            said = [c for c in said if c.sender == work.plan.sender.name]
        said = told or said
    return (said[0].sender, said[0].effective) if said else None


def _orphan(change: Change) -> bool:
    """A corrected report that carries no number of its own cannot say what it corrects."""
    corrects = change.body.get("status") in ("corrected", "amended")
    return corrects and "identifier" not in change.body
