"""Entries that make resources, whatever stands: so do most, and nothing else is asked of them.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.api.entries import Asking
from gateway.intake.rest import Verb, Wish

_CREATED = Verb.CREATE
_LEAST = 2
"""Elements of a `request` that says no more than what is done, and where."""

_NAMED = 3
"""Elements of an entry that has a name beside its request and resource."""


def plainly_made(one: Asking, types: frozenset[str]) -> Wish | None:
    """The change of an entry that makes a resource of one of these types, whatever stands.

    A new one is made by most entries, and nothing else is asked of them.

    None where it asks for more than that.
    """
    if one.verb is not Verb.CREATE or one.headers or one.address not in types:
        return None
    body, place = one.resource or {}, f"{one.place}.resource"
    return Wish(Verb.CREATE, one.address, body=body, full_url=one.full_url, place=place)


def made_of(entries: Sequence[Any], types: frozenset[str]) -> list[Wish] | None:
    """What entries ask for of which each makes a resource of one of these types, and no more.

    The same as `asking` and `plainly_made` find. None where one of them is not as plain as that.
    """
    found: list[Wish] = []
    for number, entry in enumerate(entries):
        if entry.__class__ is not dict:
            return None
        asked, body = entry.get("request"), entry.get("resource")
        if asked.__class__ is not dict or body.__class__ is not dict or len(asked) != _LEAST:
            return None
        if len(entry) > _NAMED or (len(entry) == _NAMED and "fullUrl" not in entry):
            return None
        type_, full = str(body.get("resourceType")), entry.get("fullUrl", "")
        plain = asked.get("method") == "POST" and type_ in types and asked.get("url") == type_
        if not plain or full.__class__ is not str:
            return None
        place = f"Bundle.entry[{number}].resource"
        found.append(Wish(_CREATED, type_, body=body, full_url=full, place=place))
    named = [one.full_url for one in found if one.full_url]
    return found if len(named) == len(set(named)) else None
