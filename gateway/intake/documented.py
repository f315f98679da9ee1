"""What is right of a document, as it is kept: its sound resources, and their Bundle. Pure.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from gateway.intake.blame import BAD
from gateway.intake.document import bundle, bundle_id, entries
from gateway.intake.sound import sound
from gateway.intake.stated import guide_of
from gateway.intake.versions import checked, named
from gateway.intake.work import Work, about
from gateway.labels import bare
from gateway.model import Change, Mapped, Resource, Ruleset, Severity, Stored
from gateway.reconcile import patient_of
from gateway.validation.spoken import UNTRANSLATED, foreign

_ORDER = ("versionId", "lastUpdated", "source", "profile", "security", "tag")
"""Of `meta`, as its definition has it."""

_ROUNDS = 8
"""How often an entry may fall because of another one that fell."""


def supersede(work: Work) -> None:
    """The document that this one replaces is no longer current; nor is it, once it is replaced."""
    for id in work.line.superseded:
        key = "DocumentReference", id
        standing = work.standing.resources.get(key)
        if key in work.bodies:
            body, subject = work.bodies[key]
            work.bodies[key] = {**body, "status": "superseded"}, subject
        elif standing is not None and standing.sender == work.plan.sender.name:
            body = {**bare(standing.body), "status": "superseded"}
            work.bodies[key] = body, standing.subject


def documented(work: Work, made: list[Stored], ruleset: Ruleset, document: Mapped) -> list[Stored]:
    """What is right of what a message made, of one document in it, and that one's Bundle."""
    resources: Sequence[Stored] = made
    for _ in range(_ROUNDS):
        left = sound(resources, work.issues, entries(document))
        work.issues[:] = left.issues
        again = left.changed
        resources = [
            _again_checked(work, one, ruleset) if (one.type, one.id) in again else one
            for one in left.resources
        ]
        if not again:
            break
    guide = guide_of(document.head)
    resources = [
        _claiming(work, one, ruleset, guide) if (one.type, one.id) in document.parts else one
        for one in resources
    ]
    found = _bundle(work, resources, ruleset, document)
    _translated(work, document)
    return [*resources] if found is None else [*resources, found]


def _translated(work: Work, document: Mapped) -> None:
    """Names of codes are in the document's language, which it says once for all in it."""
    if foreign(document.head.get("language", "")):
        held = {"/".join(part) for part in document.parts}
        work.issues[:] = [
            one for one in work.issues if one.rule != UNTRANSLATED or one.resource not in held
        ]


def _claiming(work: Work, one: Stored, ruleset: Ruleset, guide: str) -> Stored:
    """What the document's own guide asks of one of its resources: claimed where it all holds."""
    body = _claimed(work, one.body, ruleset, guide)
    if body is one.body:
        return one
    return structs.replace(one, body=body, index=ruleset.searches.rows(body))


def _claimed(work: Work, body: Resource, ruleset: Ruleset, guide: str) -> Resource:
    claims = ruleset.validator.claims(body, guide) if guide else ()
    held = [url for url in claims if _holds(work, body, url, ruleset)]
    if not held:
        return body
    meta = dict(body["meta"])
    meta["profile"] = list(dict.fromkeys((*meta.get("profile", ()), *held)))
    return {**body, "meta": {key: meta[key] for key in (*_ORDER, *meta) if key in meta}}


def _holds(work: Work, body: Resource, url: str, ruleset: Ruleset) -> bool:
    """Does it meet that profile? Where not, what is missing warns: the document claims it."""
    wrong = [
        structs.replace(
            issue, resource=f"{body['resourceType']}/{body['id']}", severity=Severity.WARNING
        )
        for issue in ruleset.validator.check(body, (url,), advice=False)
        if issue.severity in BAD
    ]
    known = set(work.issues)
    work.issues += [issue for issue in wrong if issue not in known]
    return not wrong


def _again_checked(work: Work, one: Stored, ruleset: Ruleset) -> Stored:
    bound = ruleset.validator.bound(one.body)
    meta = dict(one.body["meta"])
    meta["profile"] = [url for url in meta.pop("profile", ()) if url not in bound]
    meta = {key: value for key, value in meta.items() if value}
    body = checked(work, ruleset, {**one.body, "meta": meta})
    return structs.replace(one, body=body, index=ruleset.searches.rows(body))


def _bundle(
    work: Work, resources: Sequence[Stored], ruleset: Ruleset, document: Mapped
) -> Stored | None:
    """The document Bundle; None where one of that number stands, or its Composition has fallen."""
    plan = work.plan
    identifier = document.number
    if ("Bundle", bundle_id(identifier)) in work.standing.resources:
        return None
    known = {(one.type, one.id): one.body for one in resources}
    stands = {key: one.body for key, one in work.standing.resources.items()}
    keys = dict.fromkeys(
        (change.type, _served(work, change))
        for change in plan.mapped.changes
        if _held(change, document.parts)
    )
    own = dict(_own(work, ruleset))
    bodies = [own.get(key) or known.get(key) or stands.get(key) for key in keys]
    said = [body for body in bodies if body is not None]
    if all(body["id"] != document.heads for body in said):
        return None
    whole = bundle(said, document.heads, identifier, plan.received)
    full = named(whole, whole["id"], 1, plan)
    full = _checked_bundle(work, full, ruleset, guide_of(document.head))
    subject = next((one.subject for one in resources if one.id == document.heads), "")
    rows = ruleset.searches.rows(full)
    return Stored("Bundle", full["id"], 1, full, plan.effective, subject, rows)


def _own(work: Work, ruleset: Ruleset) -> Iterator[tuple[tuple[str, str], Resource]]:
    """Of a document that came after the one that took its place: what it says itself."""
    if not work.line.late:
        return
    gone = {(change.type, change.id) for change in work.line.withdrawn}
    for change in work.plan.mapped.changes:
        key = change.type, change.id
        if key in work.line.overtaken or key in gone:
            subject = patient_of(change.body)
            body = about({**change.defaults, **change.body}, work, subject)
            full = named(body, change.id, 1, work.plan)
            if not any(one.severity in BAD for one in ruleset.validator.check(full, ())):
                yield key, full


def _held(change: Change, parts: frozenset[tuple[str, str]]) -> bool:
    """Is it in the document, or what an attachment in it holds?"""
    if change.type != "Binary":
        return (change.type, change.id) in parts
    holder = change.body.get("securityContext", {}).get("reference", "")
    return tuple(holder.split("/")) in parts


def _served(work: Work, change: Change) -> str:
    return work.folk.served_as(change.id) if change.type == "Patient" else change.id


def _checked_bundle(work: Work, full: Resource, ruleset: Ruleset, guide: str) -> Resource:
    """Claim the document's profile where it holds; its entries were judged by themselves."""
    profiles = () if _several(full) else ruleset.validator.bound(full)
    if not profiles:  # its entries were judged, and it was made as R4 wants it
        return _claimed(work, full, ruleset, guide)
    name = f"Bundle/{full['id']}"
    broken = False
    for issue in ruleset.validator.check(full, profiles, advice=False, framed=True):
        if ".resource" in issue.target and issue.profile not in profiles:
            continue
        national = bool(issue.profile)
        broken |= national and issue.severity in BAD
        severity = Severity.WARNING if national and issue.severity in BAD else issue.severity
        work.issues.append(structs.replace(issue, resource=name, severity=severity))
    if not broken:
        full["meta"]["profile"] = list(profiles)
    return _claimed(work, full, ruleset, guide)


def _several(bundle: Resource) -> bool:
    """Does it hold several documents? Then each claims for itself; the whole is none of them."""
    heads = [one for one in bundle["entry"] if one["resource"]["resourceType"] == "Composition"]
    return len(heads) > 1
