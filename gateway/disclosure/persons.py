"""A query message is answered: who is meant, which numbers they have, and who they are.

Found by number, name or birth date, by their indexes: the record is never looked through. As with
every disclosure, it is written down who is about to be told of before anything is told.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.access import decide
from gateway.audit import query_event
from gateway.disclosure import Asked, survivor
from gateway.disclosure.described import described
from gateway.fhirjson import decode
from gateway.mapping.naming import Naming
from gateway.model import (
    Authority,
    Criterion,
    Decision,
    Found,
    Inquiry,
    Issue,
    Journal,
    Number,
    Query,
    Record,
    Resource,
    Sender,
)
from gateway.wording import told

MOST = 100
"""Patients who have one number, in whatever system, of whom a query may tell."""
_NUMBERED = ("Account", "Encounter")
"""Types that hold the number of an account."""


@dataclass(frozen=True, slots=True)
class Domains:
    """Whose numbers this installation knows."""

    systems: Collection[str]
    """Every system that a sender's file, or the table of ranks, names."""
    national: Collection[str]
    """Those whose numbers may stand at somebody whose they are not: a mother's at her newborn."""


@dataclass(frozen=True, slots=True)
class _Search:
    """One query under way: what is looked in, and how its sender calls things."""

    decision: Decision
    record: Record
    naming: Naming
    domains: Domains
    inquiry: Inquiry


async def persons(  # noqa: PLR0913, PLR0917 - who asks, what, where to look and what is known
    asked: Asked,
    journal: Journal,
    record: Record,
    sender: Sender,
    domains: Domains,
    inquiry: Inquiry,
) -> Found:
    """The persons whom a query means, with one audit event for each, at least one.

    `sender` is who asks: its names for whose numbers they are count, and the answer uses them.
    """
    decision = decide(asked.caller, inquiry.kind)
    search = _Search(decision, record, Naming(sender, {}), domains, inquiry)
    held = await _held(search)
    found = await (_demographics(search, held) if inquiry.demographics else _one(search, held))
    access = asked.access(decision)
    ids = [person["id"] for person in found.persons] or [""]
    await journal.record_audit(
        [query_event(access, inquiry.kind, inquiry.words, whose) for whose in ids]
    )
    return found


async def misunderstood(
    asked: Asked, journal: Journal, kind: str, words: str, issues: Sequence[Issue]
) -> Found:
    """What a malformed query is answered: nothing is looked for, and that it came is kept."""
    access = asked.access(decide(asked.caller, kind))
    await journal.record_audit([query_event(access, kind, words, understood=False)])
    return Found(issues=tuple(issues))


async def _held(search: _Search) -> list[Resource] | None:
    """The patients, as they are served now, who have the first number, or whom it describes.

    None: they are too many.
    """
    inquiry = search.inquiry
    named = inquiry.numbers[:1]
    query = _having(*_token(search, named[0])) if named else described(inquiry.leads, MOST)
    page = await search.record.search(search.decision, query)
    if page.after:
        return None
    served: dict[str, Resource] = {}
    for body in map(decode, page.resources):
        person = await _served(search, body)
        if person is not None:
            served[person["id"]] = person
    return list(served.values())


async def _served(search: _Search, body: Resource) -> Resource | None:
    id_ = await survivor(search.decision, search.record, body["id"])
    if id_ is None or id_ == body["id"]:
        return body if id_ else None
    found = await search.record.read(search.decision, "Patient", id_)
    return decode(found) if found else None


async def _one(search: _Search, held: Sequence[Resource] | None) -> Found:
    """Numbers of one person: PIX."""
    (number,) = search.inquiry.numbers
    system = _system(search, number)
    if held == []:
        return Found(issues=(_unknown(search, system),))
    if held is None or len(held) > 1:
        return Found(issues=(told("query-ambiguous", source="QPD-3", code="multiple-matches"),))
    (person,) = held
    issues = tuple(_strange(search, [person]))
    if issues:
        return Found(issues=issues)
    asked = None if search.inquiry.wanted else (system, number.value)
    (shown,) = await _shown(search, [person], asked) or (None,)
    people = ({"id": shown["id"], "identifier": shown["identifier"]},) if shown else ()
    return Found(people, _names(search, people), len(people), len(people))


async def _demographics(search: _Search, held: Sequence[Resource] | None) -> Found:
    """Who the persons are: PDQ."""
    if held is None:
        wide = "query-too-wide" if search.inquiry.numbers else "query-too-wide.described"
        return Found(issues=(told(wide, MOST, source="QPD-3", code="too-costly"),))
    meant = [one for one in held if _fits(search, one) and await _has_accounts(search, one)]
    issues = tuple(_strange(search, meant))
    if issues:
        return Found(issues=issues)
    shown = await _shown(search, meant, None)
    first = search.inquiry.after
    page = tuple(shown[first:][: search.inquiry.count or None])
    end = min(first, len(shown)) + len(page)
    return Found(page, _names(search, page), len(shown), end)


def _fits(search: _Search, person: Resource) -> bool:
    inquiry = search.inquiry
    has_all = all(
        any(_is(search, number, one) for one in person.get("identifier", ()))
        for number in inquiry.numbers
    )
    return has_all and (inquiry.fits is None or inquiry.fits(person))


def _is(search: _Search, number: Number, identifier: Mapping[str, Any]) -> bool:
    """Is this identifier the number that is meant?"""
    if identifier.get("value") != number.value:
        return False
    if number.authority and identifier.get("system") != _system(search, number):
        return False
    kinds = [one.get("code") for one in identifier.get("type", {}).get("coding", ())]
    return not number.type or number.type in kinds


async def _has_accounts(search: _Search, person: Resource) -> bool:
    """Are the numbers of accounts theirs? They stand at their stays and accounts."""
    if not search.inquiry.accounts:
        return True
    bodies = await search.record.compartment(search.decision, person["id"])
    kept = [one for one in map(decode, bodies) if one["resourceType"] in _NUMBERED]
    said = [each for one in kept for each in _account_numbers(one)]
    return all(any(_is(search, number, one) for one in said) for number in search.inquiry.accounts)


def _account_numbers(body: Resource) -> Iterator[Mapping[str, Any]]:
    if body["resourceType"] == "Account":
        yield from (one for one in body.get("identifier", ()) if one.get("use") != "secondary")
    for reference in body.get("account", ()):
        if "identifier" in reference:
            yield reference["identifier"]


async def _shown(
    search: _Search, people: Sequence[Resource], asked: tuple[str, str] | None
) -> list[Resource]:
    """These persons with the numbers that are wanted; those who have none are left out."""
    wanted = {search.naming.authority(*_parts(one)) for one in search.inquiry.wanted}
    shown = []
    for person in people:
        kept = [
            one
            for one in person.get("identifier", ())
            if "value" in one
            and (not wanted or one.get("system") in wanted)
            and (one.get("system"), one["value"]) != asked
            and await _undisputed(search, person, one)
        ]
        if kept:
            shown.append({**person, "identifier": kept})
    return shown


async def _undisputed(search: _Search, person: Resource, identifier: Mapping[str, Any]) -> bool:
    """False for a national number that somebody else has too: whose it is, nobody knows yet."""
    system = identifier.get("system", "")
    if system not in search.domains.national:
        return True
    page = await search.record.search(search.decision, _having(system, identifier["value"]))
    for body in map(decode, page.resources):
        other = await survivor(search.decision, search.record, body["id"])
        if other not in (None, person["id"]):
            return False
    return True


def _unknown(search: _Search, system: str) -> Issue:
    """ITI-9 tells an unknown number (case 3) from an unknown domain (case 4)."""
    if system in search.domains.systems:
        return told("query-identifier-unknown", source="QPD-3.1", code="not-found")
    return told("query-domain-unknown", source="QPD-3.4", code="not-found")


def _strange(search: _Search, people: Sequence[Resource]) -> Iterator[Issue]:
    """Each wanted domain that is neither declared nor one in which somebody here has a number."""
    known = {*search.domains.systems}
    known |= {one.get("system") for each in people for one in each.get("identifier", ())}
    for at, one in enumerate(search.inquiry.wanted, 1):
        named = one.namespace or one.universal
        if not named or search.naming.authority(*_parts(one)) not in known:
            source = f"{search.inquiry.place}[{at}]"
            yield told("query-domain-unknown.wanted", source=source, code="not-found")


def _names(search: _Search, people: Sequence[Resource]) -> dict[str, Authority]:
    systems = {one.get("system", "") for each in people for one in each["identifier"]}
    return {system: search.naming.called(system) for system in systems if system}


def _token(search: _Search, number: Number) -> tuple[str | None, str]:
    """How a search says it."""
    if number.authority is None:
        return None, number.value
    return _system(search, number), number.value


def _having(system: str | None, value: str) -> Query:
    return Query("Patient", (Criterion("identifier", "token", ((system, value),)),), MOST)


def _system(search: _Search, number: Number) -> str:
    return search.naming.authority(*_parts(number.authority or Authority()))


def _parts(authority: Authority) -> tuple[str, str, str]:
    return authority.namespace, authority.universal, authority.type
