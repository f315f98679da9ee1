"""One Patient of what several senders say of a person, and what becomes of an id that gave way.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.labels import bare, labelled, labels, union
from gateway.model import Contribution, Resource
from gateway.reconcile.elements import choice

_NUMBERS = frozenset({"resourceType", "identifier"})
"""What a mention says."""


def compose(contributions: Sequence[Contribution], ranks: Mapping[str, int]) -> Resource:
    """The Patient that is served: identifiers are the union, all else comes from the best sender.

    Takes what each sender says of one person and each sender's rank; the newest word of the
    highest-ranked sender wins, element by element. What a sender emptied does not come back from
    an older word of its own; the person is inactive only where every source says so that tells
    more than a number.
    """
    if len(contributions) == 1:
        return _alone(contributions[0].body)
    order = sorted(contributions, key=lambda c: c.identity)
    order.sort(key=lambda c: c.effective, reverse=True)
    order.sort(key=lambda c: ranks.get(c.sender, 1000))
    body: Resource = {"resourceType": "Patient"}
    taken: set[str] = set()
    emptied: set[tuple[str, str]] = set()
    for contribution in order:
        new = {
            key: value
            for key, value in contribution.body.items()
            if choice("Patient", key) not in taken and (contribution.sender, key) not in emptied
        }
        body.update(new)
        taken.update(choice("Patient", key) for key in new)
        emptied.update(
            (contribution.sender, key) for key, at in contribution.parts.items() if not at
        )
    identifiers = _union(c.body.get("identifier", ()) for c in order)
    if identifiers:
        body["identifier"] = identifiers
    body = labelled(body, union(labels(c.body) for c in order))
    telling = [c for c in order if not c.body.keys() <= _NUMBERS] or order
    if not all(c.body.get("active") is False for c in telling):
        body = {key: value for key, value in body.items() if (key, value) != ("active", False)}
    return body


def _alone(said: Resource) -> Resource:
    """The same where one sender is all that speaks of a person."""
    body: Resource = {"resourceType": "Patient", **said}
    if len(said.get("identifier", ())) > 1:
        body["identifier"] = _union((said["identifier"],))
    return labelled(body, union((labels(said),))) if "meta" in body else body


def _union(lists: Iterable[Sequence[Resource]]) -> list[Resource]:
    found: dict[tuple[Any, Any], Resource] = {}
    for identifiers in lists:
        for identifier in identifiers:
            key = identifier.get("system"), identifier.get("value")
            found.setdefault(key, identifier)
    return list(found.values())


def linked(body: Resource, others: Iterable[str]) -> Resource:
    """The surviving Patient: it replaces these other ids."""
    links = [{"other": {"reference": f"Patient/{other}"}, "type": "replaces"} for other in others]
    return {**body, "link": links} if links else body


def stub(standing: Resource, survivor: str) -> Resource:
    """A Patient id that gave way: it stays readable, inactive, and points to the survivor."""
    kept = {key: value for key, value in bare(standing).items() if key != "link"}
    other = {"reference": f"Patient/{survivor}"}
    return {**kept, "active": False, "link": [{"other": other, "type": "replaced-by"}]}
