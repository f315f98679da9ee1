"""Accounts, the stays that are booked on them, and the stays that have no number but theirs. Pure.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.49)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.identity.names import resource_id
from gateway.model import Change, Mode, Resource


def accounts(body: Resource) -> set[tuple[str, str]]:
    """(system, value) of each account that a stay is booked on, or that an account has."""
    named = [one.get("identifier", {}) for one in body.get("account", ())]
    named += body.get("identifier", ()) if body["resourceType"] == "Account" else []
    return {*map(pair, named)}


def renumbered(body: Resource, standing: Iterable[Resource]) -> Resource:
    """A stay booked on the number that each account has now, where it names an old one.

    Takes what is said of the stay, and the accounts that stand.
    """
    known: dict[tuple[str, str], Resource] = {}
    for account in standing:
        numbers = account.get("identifier", ())
        now = next((one for one in numbers if one.get("use") != "old"), None)
        if now is not None:
            known |= {pair(one): now for one in numbers if one.get("use") == "old"}
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


def bare_stays(change: Change, changes: Sequence[Change]) -> tuple[str, str] | None:
    """The stays that have no number but their account's, where that number changes (A49).

    Gives the ids of the stay known by the old number and by the new one.
    """
    if change.type != "Account" or change.mode is not Mode.SUCCEED:
        return None
    new = next((one for one in changes if one.id == change.into), None)
    numbers = [next(iter(accounts(one.body)), None) for one in (change, new) if one is not None]
    stays = [resource_id("Encounter", ("account", "|".join(one))) for one in numbers if one]
    return (stays[0], stays[1]) if len(stays) == 2 else None  # noqa: PLR2004 - old and new
