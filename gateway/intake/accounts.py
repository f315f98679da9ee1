"""Accounts, the stays that are booked on them, and the stays that have no number but theirs. Pure.

An account that only a visit tells of, and that has no number, is known by the visit's.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.49, 3.4.3)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from gateway.identity.names import resource_id
from gateway.model import Change, Mode, Resource

Told: TypeAlias = Mapping[str, Sequence[Change]]
"""What a message says under each id."""

BILLED = "billed"
"""Among the parts of what is said of an account: that its own messages told of it (BAR, DFT)."""

_BILLS = ("BAR", "DFT")
_PASSING = ("PV1", "DRG")
_VISIT = "secondary"
"""The use of the visit's number where an account is known by it: no stay is booked on that."""


def accounts(body: Resource) -> set[tuple[str, str]]:
    """(system, value) of each account that a stay is booked on, or that an account has."""
    named = [one.get("identifier", {}) for one in body.get("account", ())]
    named += own(body) if body["resourceType"] == "Account" else []
    return {*map(pair, named)}


def own(account: Resource) -> list[Resource]:
    """The numbers that an account has itself."""
    return [one for one in account.get("identifier", ()) if one.get("use") != _VISIT]


def numbers_now(standing: Iterable[Resource]) -> Mapping[tuple[str, str], Resource]:
    """(system, value) of each old number of these accounts -> the one that its account has now."""
    known: dict[tuple[str, str], Resource] = {}
    for account in standing:
        numbers = own(account)
        now = next((one for one in numbers if one.get("use") != "old"), None)
        if now is not None:
            known.update({pair(one): now for one in numbers if one.get("use") == "old"})
    return known


def rebooked(body: Resource, known: Mapping[tuple[str, str], Resource]) -> Resource:
    """A stay booked on the number that each account has now, where it names an old one.

    Takes what is said of the stay, and `numbers_now` of the accounts that stand.
    """
    said = body.get("account", ())
    if not any(pair(one.get("identifier", {})) in known for one in said):
        return body
    booked = [
        {**one, "identifier": known.get(pair(one.get("identifier", {})), one.get("identifier"))}
        for one in said
    ]
    return {**body, "account": booked}


def pair(identifier: Resource) -> tuple[str, str]:
    """(system, value) of a number, each "" where it is not said."""
    return identifier.get("system", ""), identifier.get("value", "")


def account_id(number: tuple[str, str]) -> str:
    """The id of the account under a number, (system, value)."""
    return resource_id("Account", ("|".join(number),))


def of_visit(number: tuple[str, str]) -> str:
    """The id of the account that is known by the number of its visit."""
    return resource_id("Account", ("stay", "|".join(number)))


def in_passing(change: Change, kind: str) -> bool:
    """Is it what a visit says of its account, in a message that is no bill's?"""
    visit = change.type == "Account" and change.source.startswith(_PASSING)
    return visit and not kind.startswith(_BILLS)


def by_id(changes: Iterable[Change]) -> Told:
    """What a message says under each id, in its order."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(one.id, []).append(one)
    return found


def bare_stays(change: Change, said: Told) -> tuple[str, str] | None:
    """The stays that have no number but their account's, where that number changes (A49).

    Gives the ids of the stay known by the old number and by the new one.
    """
    if change.type != "Account" or change.mode is not Mode.SUCCEED:
        return None
    new = next(iter(said.get(change.into, ())), None)
    numbers = [next(iter(accounts(one.body)), None) for one in (change, new) if one is not None]
    stays = [resource_id("Encounter", ("account", "|".join(one))) for one in numbers if one]
    return (stays[0], stays[1]) if len(stays) == 2 else None  # noqa: PLR2004 - old and new


def known_by_visit(changes: Sequence[Change]) -> Iterator[Change]:
    """All accounts known by a visit's number that the message says go on as another."""
    if any(one.type == "Account" or one.mode is Mode.SUCCEED for one in changes):
        yield from booked_visits(changes)
        said = by_id(changes)
        for one in changes:
            yield from renumbered_visit(one, said)


def booked_visits(changes: Sequence[Change]) -> Iterator[Change]:
    """The accounts known by the number of a visit that the message books on one it tells of.

    Each goes on as that one.
    """
    told = {one.id for one in changes if one.type == "Account" and one.mode is Mode.DELTA}
    for stay in changes if told else ():
        if stay.type == "Encounter" and stay.mode is not Mode.SUCCEED:
            for into in sorted({*map(account_id, accounts(stay.body))} & told):
                yield from _goes_on(stay, into)


def renumbered_visit(change: Change, said: Told) -> Iterator[Change]:
    """The account known by the number of a visit that gets another one (A42, A50).

    It goes on as the one known by the new number.
    """
    if change.type == "Encounter" and change.mode is Mode.SUCCEED:
        for new in said.get(change.into, ()):
            number = _visit(new)
            yield from _goes_on(change, of_visit(number)) if number else ()


def _goes_on(stay: Change, into: str) -> Iterator[Change]:
    if number := _visit(stay):
        system, value = number
        named = [{"system": system, "value": value, "use": _VISIT}]
        body = {"resourceType": "Account", "identifier": named}
        yield Change("Account", of_visit(number), Mode.SUCCEED, body, into=into)


def _visit(stay: Change) -> tuple[str, str] | None:
    """The number that the id of a stay is made of."""
    numbers = map(pair, stay.body.get("identifier", ()))
    return next((n for n in numbers if resource_id("Encounter", ("|".join(n),)) == stay.id), None)
