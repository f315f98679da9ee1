"""What a message says of one relative or one account at two places is said once. Pure.

The mother stands in PID-21 and in NK1, the account of a bill in PID-18 and in PV1: each place
knows a part, and none takes back what the other says.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.4.2, 3.4.3, 3.4.5)
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from gateway.model import Change, Mapped, Mode, Resource

_TYPES = frozenset({"RelatedPerson", "Account"})


def once(mapped: Mapped) -> Mapped:
    """The same changes, each relative and account in one of them, at the place of the first."""
    named = [one.id for one in mapped.changes if _among(one)]
    if len({*named}) == len(named):
        return mapped
    found: dict[tuple[str, str, int], Change] = {}
    for number, one in enumerate(mapped.changes):
        key = one.type, one.id, 0 if _among(one) else number
        found[key] = _both(found[key], one) if key in found else one
    return structs.replace(mapped, changes=tuple(found.values()))


def _among(change: Change) -> bool:
    return change.type in _TYPES and change.mode is not Mode.SUCCEED


def _both(first: Change, second: Change) -> Change:
    """What both say; where they differ in more than a list, the second."""
    body: Resource = {**first.body, **second.body}
    parts = {**first.parts, **second.parts}
    for name, items in first.body.items():
        others = second.body.get(name)
        if isinstance(items, list) and isinstance(others, list):
            more = [at for at, item in enumerate(items) if not _told(item, others)]
            body[name] = [*others, *(items[at] for at in more)]
            if name in first.parts and name in second.parts:
                parts[name] = (*second.parts[name], *(first.parts[name][at] for at in more))
    removed = tuple(dict.fromkeys((*first.removed, *second.removed)))
    return structs.replace(first, body=body, parts=parts, removed=removed)


def _told(item: Any, others: list[Any]) -> bool:
    return any(_within(item, one) for one in others)


def _within(part: Any, whole: Any) -> bool:
    """Does the whole say all that the part does?"""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _within(said, whole[key]) for key, said in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return all(_told(one, whole) for one in part)
    return bool(part == whole)
