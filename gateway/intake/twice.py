"""What a message says of one relative or one account at two places is said once. Pure.

The mother stands in PID-21 and in NK1, the account of a bill in PID-18 and in PV1: each place
knows a part, and none takes back what the other says.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.4.2, 3.4.3, 3.4.5)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from msgspec import structs

from gateway.model import Change, Mapped, Mode, Resource

Leaf: TypeAlias = tuple[tuple[str, ...], Any]
"""(names of the elements around a value, the value)"""

_TYPES = frozenset({"RelatedPerson", "Account"})


def once(mapped: Mapped) -> Mapped:
    """The same changes, each relative and account in one of them, at the place of the first."""
    named = [one.id for one in mapped.changes if _among(one)]
    if len({*named}) == len(named):
        return mapped
    found: dict[tuple[str, str, int], list[Change]] = {}
    for number, one in enumerate(mapped.changes):
        key = one.type, one.id, 0 if _among(one) else number
        found.setdefault(key, []).append(one)
    changes = (said[0] if len(said) == 1 else _all(said) for said in found.values())
    return structs.replace(mapped, changes=tuple(changes))


def _among(change: Change) -> bool:
    return change.type in _TYPES and change.mode is not Mode.SUCCEED


def _all(said: Sequence[Change]) -> Change:
    """What all of them say; where they differ in more than a list, the last."""
    body: Resource = {name: value for one in said for name, value in one.body.items()}
    parts = {name: fields for one in said for name, fields in one.parts.items()}
    for name, value in body.items():
        if isinstance(value, list):
            body[name], fields = _items([one for one in said if name in one.body], name)
            if name in parts:
                parts[name] = fields
    removed = tuple(dict.fromkeys(name for one in said for name in one.removed))
    return structs.replace(said[0], body=body, parts=parts, removed=removed)


def _items(said: Sequence[Change], name: str) -> tuple[list[Any], tuple[str, ...]]:
    """(the items of a list, the field of each): the last word first, then what it leaves out."""
    items: list[Any] = []
    fields: list[str] = []
    known = _Known()
    for one in reversed(said):
        here = one.body[name]
        if not isinstance(here, list):
            break
        left = [at for at, item in enumerate(here) if not known.tells(item)]
        origins = one.parts.get(name) or ("",) * len(here)
        items += (here[at] for at in left)
        fields += (origins[at] for at in left)
        for item in here:
            known.add(item)
    return items, tuple(fields)


class _Known:
    """What was told, at hand by each value in it: what says more than another has all of its."""

    def __init__(self) -> None:
        self._all: list[Any] = []
        self._of: defaultdict[Leaf, list[Any]] = defaultdict(list)

    def add(self, item: Any) -> None:
        """One more is told."""
        self._all.append(item)
        for leaf in {*_leaves(item, ())}:
            self._of[leaf].append(item)

    def tells(self, item: Any) -> bool:
        """Does one of them say all that this one does? It is among those that share its rarest."""
        alike = [self._of.get(leaf, ()) for leaf in {*_leaves(item, ())}]
        return _told(item, min(alike, key=len, default=self._all))


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[Leaf]:
    """Each value in it, with the names of the elements around it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, value


def _told(item: Any, others: Sequence[Any]) -> bool:
    return any(_within(item, one) for one in others)


def _within(part: Any, whole: Any) -> bool:
    """Does the whole say all that the part does?"""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _within(said, whole[key]) for key, said in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return all(_told(one, whole) for one in part)
    return bool(part == whole)
