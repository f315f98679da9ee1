"""To which stay and which accounts a resource belongs, and to which it does by now. Pure.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import is_not
from typing import Any

from gateway.model import Resource

_STAYS = ("encounter", "context", "partOf")
"""Elements that name the stay of a resource: of a document `context` has a list of them."""
_LIST = "encounter"
"""What that list is called."""
_CHARGE = "ChargeItem"


def stay_of(body: Resource) -> str:
    """The id of the stay that a resource belongs to, or an empty text."""
    for key in _STAYS:
        for one in _named(body.get(key)):
            name = one.get("reference", "")
            if name.startswith("Encounter/"):
                return str(name[10:])
    return ""


def _named(said: Any) -> Sequence[Resource]:
    """The references in one of the elements that name a stay."""
    if not isinstance(said, dict):
        return ()
    listed: Sequence[Resource] = said.get(_LIST, (said,))
    return listed


def within(body: Resource, known: Mapping[str, str]) -> Resource:
    """The same resource, in the stay and on the accounts that its own gave way to."""
    for key in _STAYS:
        said = _named(body.get(key))
        told = [_led(one, known) for one in said]
        if any(map(is_not, told, said)):
            listed = _LIST in body[key]
            body = {**body, key: {**body[key], _LIST: told} if listed else told[0]}
    return _booking(body, known) if body["resourceType"] == _CHARGE else body


def _led(reference: Resource, known: Mapping[str, str]) -> Resource:
    """The same reference, to the stay that its own gave way to."""
    kind, _, id = reference.get("reference", "").partition("/")
    if kind != "Encounter" or id not in known:
        return reference
    return {**reference, "reference": f"Encounter/{leads_to(id, known)}"}


def leads_to(id: str, known: Mapping[str, str]) -> str:
    """The id that stands for this one."""
    seen = {id}
    while (following := known.get(id)) is not None and following not in seen:
        id = following
        seen.add(id)
    return id


def _booking(charge: Resource, known: Mapping[str, str]) -> Resource:
    """The same charge, on the accounts that stand."""
    named = [str(one.get("reference", "")) for one in charge.get("account", ())]
    if not any(name.removeprefix("Account/") in known for name in named):
        return charge
    booked = [
        {**one, "reference": f"Account/{leads_to(name[8:], known)}"} if name[8:] in known else one
        for one, name in zip(charge["account"], named, strict=True)
    ]
    return {**charge, "account": booked}
