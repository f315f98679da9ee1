"""Resources that are all new, about nobody who stands: what comes of them is said in one pass.

The same entry as `fulfil` makes of a standing that holds nothing. Pure.
https://hl7.org/fhir/R4/http.html#create
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.intake.blame import BAD
from gateway.intake.rest.named import about, at_a_glance, formless, naming
from gateway.intake.rest.resource import checked, full_of, lowered_for, receipt_of, refused
from gateway.intake.rest.wish import Result, Verb, What, Wish, Write
from gateway.model import Empty, Entry, Issue, Resource, Ruleset, Status, Stored

_NEW = 1
"""The version of what is new."""


def fresh(wishes: Sequence[Wish]) -> bool:
    """Does each make a resource, whatever stands?"""
    create = Verb.CREATE
    return all([it.verb is create and it.query is None for it in wishes])  # noqa: C419 - they are few


def made(write: Write, ruleset: Ruleset) -> tuple[Entry, tuple[Result, ...]] | None:
    """All that such wishes leave behind, and what is told of each.

    None where one of them is about a Patient who may stand, or it is not sure at a glance where a
    reference leads.
    """
    each = zip(write.wishes, write.ids, strict=True)
    patients = {id_ for it, id_ in each if it.type == "Patient"}
    doubtful = bool(write.links) or formless(write.inbound.body)
    bodies = None if doubtful else _bodies(write)
    if bodies is None:
        return None
    issues: list[Issue] = []
    stored: list[Stored] = []
    results: list[Result] = []
    lowered, rows = lowered_for(write, ruleset), ruleset.searches.rows
    when, at, bad = write.when, write.at, False
    for wish, id_, body in zip(write.wishes, write.ids, bodies, strict=True):
        type_, full = wish.type, full_of(body, id_, _NEW, at)
        found = checked(full, wish.place, lowered, ruleset)
        if found:
            issues += found
            bad = bad or any(issue.severity in BAD for issue in found)
        if bad:
            continue
        subject = id_ if type_ == "Patient" else about(full)
        if subject and subject not in patients:
            return None
        # By their places: a keyword costs as much as the noun itself.
        index, gone, drawn = rows(full), False, True
        stored.append(Stored(type_, id_, _NEW, full, when, subject, index, Empty, gone, drawn))
        results.append(Result(What.CREATED, type_, id_, _NEW, at, full))
    if bad:
        return refused(write, issues, ruleset), ()
    return _entry(write, tuple(stored), issues, ruleset), tuple(results)


def _bodies(write: Write) -> Sequence[Resource] | None:
    """What is sent, with the entries that it names by their ids."""
    sent = [it.body for it in write.wishes]
    each = zip(write.wishes, write.ids, strict=True)
    names = {it.full_url: f"{it.type}/{id_}" for it, id_ in each if it.full_url}
    text = write.inbound.body
    return at_a_glance(sent, names, text) if names or naming(text) else sent


def _entry(
    write: Write, stored: tuple[Stored, ...], issues: Sequence[Issue], ruleset: Ruleset
) -> Entry:
    written = tuple([f"{it.type}/{it.id}/_history/{_NEW}" for it in stored])
    return Entry(
        write.inbound,
        receipt_of(write, Status.ACCEPTED, issues, ruleset, written),
        stored,
        expects=dict.fromkeys([(it.type, it.id) for it in stored], 0),
        revisions=dict.fromkeys([it.subject for it in stored], 0),
    )
