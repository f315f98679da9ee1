"""To which stay and which accounts a resource belongs, and to which it does by now. Pure.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.model import Resource

_STAYS = ("encounter", "context", "partOf")
"""Elements that name the stay of a resource."""
_CHARGE = "ChargeItem"


def stay_of(body: Resource) -> str:
    """The id of the stay that a resource belongs to, or an empty text."""
    for key in _STAYS:
        said = body.get(key)
        name = said.get("reference", "") if isinstance(said, dict) else ""
        if name.startswith("Encounter/"):
            return name.partition("/")[2]
    return ""


def within(body: Resource, known: Mapping[str, str]) -> Resource:
    """The same resource, in the stay and on the accounts that its own gave way to."""
    for key in _STAYS:
        said = body.get(key)
        name = said.get("reference", "") if isinstance(said, dict) else ""
        kind, _, id = name.partition("/")
        if kind == "Encounter" and id in known:
            body = {**body, key: {**body[key], "reference": f"Encounter/{leads_to(id, known)}"}}
    return _booking(body, known) if body["resourceType"] == _CHARGE else body


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
