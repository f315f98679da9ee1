"""What a client wants changed meets what stands: who may, what results, is it right? Pure.

The same wishes and the same standing give the same entry, byte for byte.
https://hl7.org/fhir/R4/http.html#update · https://hl7.org/fhir/R4/http.html#delete
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from gateway.intake.blame import BAD
from gateway.intake.plan import digest
from gateway.intake.rest.again import again, result
from gateway.intake.rest.allowed import allowed
from gateway.intake.rest.fresh import fresh, made
from gateway.intake.rest.meant import Meant, linked, meant, searches
from gateway.intake.rest.named import (
    about,
    at_a_glance,
    formless,
    misled,
    naming,
    near,
    nearby,
    nowhere,
    renamed,
)
from gateway.intake.rest.resource import (
    checked,
    full_of,
    lowered_for,
    receipt_of,
    refused,
    said_of,
)
from gateway.intake.rest.wish import Result, Verb, What, Write
from gateway.model import (
    Condition,
    Contribution,
    Entry,
    Issue,
    Receipt,
    Rejected,
    Resource,
    Ruleset,
    Standing,
    Status,
    Stored,
    Version,
)
from gateway.reconcile import pointed
from gateway.wording import told

NOTHING = Standing()
"""What stands where nothing need be known."""


class Made(Struct, frozen=True):
    """What one wish comes to."""

    result: Result
    stored: Stored | None = None
    """Nothing where nothing changes."""
    issues: tuple[Issue, ...] = ()


def fulfil(write: Write, standing: Standing, ruleset: Ruleset) -> tuple[Entry, tuple[Result, ...]]:
    """All that the request leaves behind, and what is told of each wish: none where it may not."""
    if standing.receipt is not None:
        return _again(write, standing, standing.receipt, ruleset)
    new = made(write, ruleset) if standing == NOTHING and fresh(write.wishes) else None
    if new is not None:
        return new
    try:
        return _kept(write, standing, ruleset)
    except Rejected as verdict:
        receipt = receipt_of(write, Status.REJECTED, verdict.issues, ruleset)
        return Entry(write.inbound, receipt), ()


def faulted(write: Write, ruleset: Ruleset, fault: Exception) -> Entry:
    """Journaled, with the kind of fault and never what was in the request."""
    issue = told("internal-fault", type(fault).__name__, code="exception")
    return Entry(write.inbound, receipt_of(write, Status.FAULTED, (issue,), ruleset))


def _kept(write: Write, standing: Standing, ruleset: Ruleset) -> tuple[Entry, tuple[Result, ...]]:
    every = meant(write, standing)
    if issues := [issue for it in every for issue in allowed(it, write, standing)]:
        raise Rejected(issues)
    named, bodies = _bodies(every, write, standing)
    lowered = lowered_for(write, ruleset)
    each = [
        _made(it, body, write, standing, ruleset, named, lowered)
        for it, body in zip(every, bodies, strict=True)
    ]
    found = tuple([issue for one in each for issue in one.issues])
    found += tuple(_misled(every, each, write))
    if any([issue.severity in BAD for issue in found]):  # noqa: C419 - they are few
        return refused(write, found, ruleset), ()
    resources = tuple([one.stored for one in each if one.stored is not None])
    written = tuple([f"{it.type}/{it.id}/_history/{it.version}" for it in resources])
    receipt = receipt_of(write, Status.ACCEPTED, found, ruleset, written)
    asked = searches(write)
    entry = Entry(
        inbound=write.inbound,
        receipt=receipt,
        resources=resources,
        contributions=tuple(_contributions(resources, write, standing)),
        expects={it.key: it.standing.version if it.standing else 0 for it in every if it.id},
        revisions={it.subject: standing.revisions.get(it.subject, 0) for it in resources},
        conditions=tuple(map(Condition, asked, standing.found)),
    )
    return entry, tuple(one.result for one in each)


def _bodies(
    every: Sequence[Meant], write: Write, standing: Standing
) -> tuple[Mapping[str, str], Sequence[Resource]]:
    """By what each entry is named, and what each wish sends with all of that in its place.

    Raises Rejected where a reference leads nowhere.
    """
    sent = [it.wish.body for it in every]
    names = {it.wish.full_url: "/".join(it.key) for it in every if it.wish.full_url}
    text = write.inbound.body
    if names or naming(text):
        glance = None if write.links else at_a_glance(sent, names, text)
        if glance is not None:
            return names, glance
        if lost := list(_lost(every, names)):
            raise Rejected(lost)
    named = {**names, **linked(write, standing, every)}
    known = near(names)
    return named, [renamed(it.wish.body, nearby(it.wish.full_url, named, known)) for it in every]


def _lost(every: Sequence[Meant], names: Mapping[str, str]) -> Iterator[Issue]:
    """References to entries of a transaction that it does not hold: they lead nowhere for ever."""
    for it in every:
        place = it.wish.place
        rule = "reference-unresolved" if place else "reference-unresolved.alone"
        for path in nowhere(it.wish.body, place or it.wish.type, names):
            yield told(rule, code="not-found", target=path)


def _misled(every: Sequence[Meant], each: Sequence[Made], write: Write) -> Iterator[Issue]:
    """References by which nobody would find what they mean: `patient/1`, `/Patient/1`."""
    if not (formless(write.inbound.body) or any(it.wish.patch for it in every)):
        return
    for it, one in zip(every, each, strict=True):
        body = one.stored.body if one.stored is not None else {}
        for path in misled(body, it.wish.place or it.wish.type):
            yield told("http-422.reference-form", code="value", target=path)


def _made(  # noqa: PLR0913, PLR0917 - all that one wish meets
    it: Meant,
    sent: Resource,
    write: Write,
    standing: Standing,
    ruleset: Ruleset,
    names: Mapping[str, str],
    lowered: Collection[str],
) -> Made:
    before = it.stands
    if it.found or (it.wish.verb is Verb.DELETE and before is None):
        return Made(result(it, before, What.SAME if it.found else What.ABSENT))
    if it.wish.verb is Verb.DELETE:
        return _gone(it, write)
    body = sent if it.wish.patch is None or before is None else _patched(it, before, names)
    if before is not None and _bare(body) == _bare(before.body):
        return Made(result(it, before, What.SAME))
    version = it.standing.version + 1 if it.standing else 1
    full = full_of(body, it.id, version, write.at)
    issues = checked(full, it.wish.place, lowered, ruleset)
    what = What.UPDATED if before is not None else What.CREATED
    if issues and any(issue.severity in BAD for issue in issues):
        return Made(Result(what), None, issues)
    type_, patient = it.wish.type, about(full)
    if patient and (served := _survivor(patient, standing)) != patient:
        full = pointed(full, served)
        patient = about(full)
    subject = it.id if type_ == "Patient" else patient
    rows = ruleset.searches.rows(full)
    drawn = it.wish.verb is Verb.CREATE
    stored = Stored(type_, it.id, version, full, write.when, subject, rows, drawn=drawn)
    return Made(Result(what, type_, it.id, version, write.at, full), stored, issues)


def _patched(it: Meant, before: Version, names: Mapping[str, str]) -> Resource:
    """The resource as it shall stand; raises Rejected where a patch cannot be applied."""
    patch = it.wish.patch
    body = patch(before.body) if patch else before.body
    if (body.get("resourceType"), body.get("id")) != it.key:
        raise Rejected([told("http-422.patched-name")])
    return renamed(body, names)


def _gone(it: Meant, write: Write) -> Made:
    before = it.standing
    version = before.version + 1 if before else 1
    when = write.when
    subject = before.subject if before else ""
    stored = Stored(it.wish.type, it.id, version, {}, when, subject, deleted=True)
    at = write.at
    return Made(Result(What.DELETED, it.wish.type, it.id, version, at), stored)


def _bare(body: Resource) -> Resource:
    """What makes two versions the same."""
    said = body.get("meta", {})
    meta = said_of(said) if isinstance(said, dict) else said
    return {**{key: value for key, value in body.items() if key != "id"}, "meta": meta}


def _survivor(patient: str, standing: Standing) -> str:
    """The Patient who is served: one that gave way to another is not found by any search."""
    seen = set[str]()
    while patient and patient not in seen:
        seen.add(patient)
        known = standing.resources.get(("Patient", patient))
        links: Sequence[Any] = known.body.get("link", ()) if known else ()
        gave = [one["other"]["reference"] for one in links if one["type"] == "replaced-by"]
        if not gave:
            break
        patient = gave[0].removeprefix("Patient/")
    return patient


def _contributions(
    resources: Sequence[Stored], write: Write, standing: Standing
) -> Iterator[Contribution]:
    """What its source said of it in messages is what it says now: the next message meets that."""
    said = {it.identity: it for it in standing.contributions}
    for it in resources:
        if it.id in said and not it.deleted:
            body = {key: value for key, value in it.body.items() if key not in ("id", "meta")}
            yield Contribution(it.id, write.inbound.sender, it.effective, body)


def _again(
    write: Write, standing: Standing, first: Receipt, ruleset: Ruleset
) -> tuple[Entry, tuple[Result, ...]]:
    """The key is taken: the same bytes are answered as before, others are a conflict."""
    if first.digest != digest(write.inbound.body) or first.kind != write.kind:
        issue = told("http-409.key", code="duplicate")
        return Entry(write.inbound, receipt_of(write, Status.CONFLICT, (issue,), ruleset)), ()
    receipt = structs.replace(
        first, status=Status.DUPLICATE, received_at=write.inbound.received_at
    )
    return Entry(write.inbound, receipt), tuple(again(write, standing, first))
