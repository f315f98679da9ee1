"""One message under way: the resources made so far, the tape, and what went wrong.

Compiled maps and the interpreter fill it alike; `changes` then says the message in FHIR.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from msgspec import Struct

from gateway.mapping.rows import Event
from gateway.model import Change, Empty, Like, Mode, Resource


class Identify(Protocol):
    """Names resources; see `gateway.identity`."""

    def resource(self, type: str, parts: Any) -> str:
        """The id of a resource with this key."""

    def patient(self, identifiers: list[dict[str, Any]], sender: Any) -> str:
        """The id of a source identity; "" where no identifier says who it is."""

    def told(self, id: str, body: Resource) -> str:
        """By what ids tell whose something is; nearly always the id of the patient."""

    def thing(self, type: str, identifiers: list[dict[str, Any]]) -> str:
        """The id of what others may mention by its first whole identifier; "" without one."""


class Slot(Struct, eq=False):
    """A resource in the making."""

    number: int
    """Which of the message's resources it is, from 0."""
    type: str
    id: str
    mode: str
    body: Resource
    defaults: Mapping[str, Any]
    node: int
    into: str = ""
    removed: tuple[str, ...] = ()
    parts: dict[str, Sequence[str]] = {}
    """List -> the field of each of its items, where several fields fill it."""
    like: Like | None = None
    """What the body has in common with others, where it was learnt by heart."""
    said: dict[str, str] | None = None
    """The Reference to it, once somebody asked."""

    def came(self, name: str, field: str) -> None:
        """The next item of a list comes from this field."""
        told = self.parts.get(name, ())
        if isinstance(told, list):
            told.append(field)
        else:  # what was learnt is not changed
            self.parts[name] = [*told, field]


@dataclass(slots=True)
class Run:
    """What the maps of one message fill."""

    control: str
    setting: Any
    nodes: Any
    modes: Mapping[str, str]
    """Segment -> mode that the event gives its maps."""
    tape: array[int] = field(default_factory=lambda: array("i"))
    slots: list[Slot] = field(default_factory=list)
    made: dict[tuple[int, int], Slot] = field(default_factory=dict)
    """(number of a map, node) -> the resource made of it"""
    ordinals: dict[tuple[str, ...], int] = field(default_factory=dict)
    flaws: list[tuple[int, str]] = field(default_factory=list)
    """(place on the tape, rule)"""
    mentions: list[tuple[str, str, Resource]] = field(default_factory=list)
    """(type, id, body) of each resource that a Reference mentions, each time it does."""
    present: frozenset[str] = frozenset()
    """The names of the message's segments."""
    barred: dict[int, frozenset[str]] = field(default_factory=dict)
    """Number of a map -> the elements of its resources that other segments may still add to."""
    near: dict[tuple[int, ...], tuple[Any, ...]] = field(default_factory=dict)
    """(number of a map, neighbours) -> what those say of each node beside them."""
    rec: list[tuple[Any, int, str, Any]] | None = None
    """What a resource in the making has that may vary; None: it is not to be learnt."""
    identify: Any = None
    """Names what is mentioned."""
    nameless: list[tuple[int, int]] = field(default_factory=list)
    """(number of a map, node) that no key names."""

    def ordinal(self, key: tuple[str, ...]) -> str:
        """1, 2, ... among equal keys of the message."""
        number = self.ordinals[key] = self.ordinals.get(key, 0) + 1
        return str(number)

    def flaw(self, rule: str) -> None:
        """Note a flaw of what comes next on the tape."""
        self.flaws.append((len(self.tape), rule))

    def id(self, maker: int, node: int) -> str:
        """The id of the resource that a map made of a node, or ""."""
        slot = self.made.get((maker, node))
        return "" if slot is None else slot.id

    def reference(self, maker: int, node: int) -> dict[str, str] | None:
        """A Reference to the resource that a map made of a node; None where it holds nothing."""
        slot = self.made.get((maker, node))
        return None if slot is None else slot.said or self.say(slot)

    def say(self, slot: Slot) -> dict[str, str] | None:
        """The Reference to a resource; None while it holds nothing."""
        if len(slot.body) > 1:
            slot.said = {"reference": f"{slot.type}/{slot.id}"}
        return slot.said

    def undo(self, start: tuple[int, int], maker: int, node: int) -> None:
        """Forget the newest resource, which nothing names, and what the tape says of it."""
        del self.tape[start[0] :], self.mentions[start[1] :]
        slot = self.slots.pop()
        del self.made[maker, node]
        while self.flaws and self.flaws[-1][0] >= start[0]:
            del self.flaws[-1]
        if len(slot.body) > 1:
            self.nameless.append((maker, node))

    def mention(self, type: str, body: Resource | None, start: tuple[int, int]) -> str:
        """Mention the resource that a body's first identifier names; gives the reference to it.

        Where it names none, nothing is said, and the tape and the flaws are as they were at
        `start`; gives "".
        """
        first = (body or {}).get("identifier", ({},))[0]
        if not (first.get("system") and first.get("value")):
            del self.tape[start[0] :], self.flaws[start[1] :]
            return ""
        name = self.identify.resource(type, (first["system"], first["value"]))
        self.mentions.append((type, name, {"resourceType": type, **(body or {})}))
        return f"{type}/{name}"

    def names(self) -> dict[int, tuple[str, str]]:
        """(type, id) of each resource by its number; the first mentioned is -1."""
        slots = {slot.number: (slot.type, slot.id) for slot in self.slots}
        return slots | {-1 - at: one[:2] for at, one in enumerate(self.mentions)}

    def removes(self, slot: Slot, element: str) -> None:
        """The source empties an element."""
        if element not in slot.removed:
            slot.removed = (*slot.removed, element)


NOTHING = Event()
"""An event that says nothing of a resource."""

SPOKEN_OF = frozenset({"delta", "mention"})
"""The modes of what an event speaks of: a map that says another of its own says all by itself."""

_BESIDE = frozenset({"NutritionOrder"})
"""Types of which a default stands beside an element (why it is absent), and gives way to it."""
_MODES: Mapping[str, Mode] = MappingProxyType({mode.value: mode for mode in Mode})


def changes(run: Run, events: Mapping[str, Event], places: Sequence[str]) -> Iterator[Change]:
    """What the message says of each resource, in its order; shells are left out.

    What is only mentioned comes first: others refer to it.
    """
    known: set[str] = set()
    for type, name, body in run.mentions:
        if name not in known:
            known.add(name)
            yield Change(type, name, Mode.MENTION, body)
    for slot in run.slots:
        body, mode, removed, event = slot.body, slot.mode, slot.removed, NOTHING
        if len(body) == 1 and not removed:
            continue
        if mode in SPOKEN_OF and slot.type in events:
            event = events[slot.type]
            body, mode, removed = happened(slot, event)
        if removed:
            removed = tuple(sorted(name for name in removed if not _stands(body, name)))
        yield Change(
            slot.type,
            slot.id,
            _MODES[mode],
            body,
            removed,
            {name: tuple(told) for name, told in slot.parts.items()} if slot.parts else Empty,
            slot.defaults if slot.type not in _BESIDE else _unsaid(slot),
            places[slot.node],
            slot.into,
            event.step,
            event.keeps,
        )


def likes(run: Run, events: Mapping[str, Event]) -> Mapping[tuple[str, str], Like]:
    """What bodies that were learnt by heart have in common with others; an event alters them."""
    return {
        (slot.type, slot.id): like
        for slot in run.slots
        if (like := slot.like) is not None and not _altered(events.get(slot.type, NOTHING))
    }


def _altered(event: Event) -> bool:
    """Does the event itself say something of the body?"""
    return bool(event.mode or event.set or event.remove)


def _stands(body: Resource, name: str) -> bool:
    """Does the message value what it empties elsewhere? `telecom@PID-13` can't be both."""
    top, _, inner = name.partition(".")
    return top in body and (not inner or inner in body[top])


def happened(slot: Slot, event: Event) -> tuple[Resource, str, tuple[str, ...]]:
    """(body, mode, removed) of a resource as the event itself has them."""
    if event is NOTHING:
        return slot.body, slot.mode, slot.removed
    body = {**slot.body, **event.set}
    for name in event.remove:
        body = without(body, name.split("."))
    more = (name for name in (*event.remove, *event.clears) if name not in slot.removed)
    return body, event.mode or slot.mode, (*slot.removed, *more)


def without(body: Resource, path: list[str]) -> Resource:
    """A copy of the body without the element at this path; what becomes empty goes too."""
    name, *rest = path
    if name not in body:
        return body
    inner = without(body[name], rest) if rest and isinstance(body[name], dict) else None
    return {
        key: inner if key == name else value for key, value in body.items() if key != name or inner
    }


def _unsaid(slot: Slot) -> Mapping[str, Any]:
    """The defaults of a resource but those beside an element that it says."""
    return {
        key: value
        for key, value in slot.defaults.items()
        if not key.startswith("_") or key[1:] not in slot.body
    }
