"""A change meets what its own source said before: what is new, what is emptied, what stays.

Empty says nothing, `""` removes, a valued repeating field replaces that sender's list.
https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from gateway import series
from gateway.labels import restated
from gateway.model import Change, Mode, Resource
from gateway.reconcile.elements import (
    DEEP,
    ERROR,
    FALLEN,
    JOINED,
    OF_SAID,
    OF_STATE,
    READINGS,
    RETIRED,
    REVIVED,
    UNION,
    UNSAID,
    choice,
)
from gateway.reconcile.places import OVER, occupied, unoccupied
from gateway.reconcile.values import outvalued
from gateway.steps import remembered, restored

_JOINED = DEEP | UNION
"""Elements of which something is left where they are said anew."""


@dataclass(frozen=True, slots=True)
class State:
    """What one source says of one thing, and from which of its fields each list item came."""

    body: Resource
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def say(change: Change, standing: State | None) -> State:
    """What results where a change meets what the same source said before.

    Takes the change and the standing state (None: nothing stands); never alters either.
    """
    result = _said(change, standing)
    if change.type != "Encounter":
        return result
    if change.mode is Mode.RESTORE and standing and standing.body.get("status") in OVER:
        result = State(occupied(result.body, result.parts.get("location", ())), result.parts)
    return State(unoccupied(result.body), result.parts)


def _said(change: Change, standing: State | None) -> State:
    """The same, whatever place a stay names."""
    if standing is None:
        kept = remembered(change, dict(change.defaults), {}) if change.keeps else {}
        body, parts = _in_order({**change.defaults, **change.body}, change.parts)
        return State(body, {**_gone(change), **parts, **kept})
    if change.mode is Mode.MENTION:
        return standing
    if change.mode is Mode.REMOVE:
        element, value = RETIRED.get(change.type, ("status", ERROR))
        left = {key: said for key, said in standing.body.items() if key not in FALLEN}
        return State({**left, element: value}, standing.parts)
    if change.mode is Mode.CANCEL:
        return State({**standing.body, "status": change.body["status"]}, standing.parts)
    if change.mode is Mode.SNAPSHOT:
        silent = {key: standing.body[key] for key in UNSAID if key in standing.body}
        kept = remembered(change, standing.body, standing.parts)
        body, parts = _in_order({**silent, **change.body}, change.parts)
        return State(body, {**_gone(change), **parts, **kept})
    if change.mode is Mode.JOIN:
        change = _joining(change, standing)
    if change.mode is Mode.RESTORE:
        change, standing = _undone(change, standing)
    return _delta(change, _emptied(change, standing))


def anew(change: Change, standing: Resource) -> Resource | None:
    """What results where a source says all that stands anew, as whoever corrects a result does.

    None where something of what stands may be left: then `say` works it out.
    """
    said = change.body
    plain = change.mode is Mode.DELTA and not (change.removed or change.parts or change.keeps)
    if not plain or "meta" in said or not said.keys() >= standing.keys():
        return None
    if change.type == series.TYPE or any((change.type, key) in _JOINED for key in standing):
        return None
    urls = {one["url"] for one in said.get("extension", ())}
    known = all(one["url"] in urls for one in standing.get("extension", ()))
    return {**standing, **said} if known else None


def repeated(change: Change, standing: State) -> State | None:
    """What results where a message says of a patient nothing but what stands, as most do.

    Takes what `say` takes; None where that must work it out. Each list must come from the same
    fields, in their order; of an element that has several forms, all must be said.
    """
    if change.type != "Patient" or change.mode is not Mode.DELTA or change.keeps:
        return None
    body, parts, said, origins = standing.body, standing.parts, change.body, change.parts
    if any(name in body or parts.get(name) != () for name in change.removed):
        return None
    for key, value in said.items():
        at = origins.get(key)
        if key not in body or body[key] != value or parts.get(key) != at or key == "meta":
            return None
        if at and len({*at}) > 1 and _sorted([*at], at)[1] != at:
            return None
    if len(body) > len(said) and any(choice("Patient", key) != key for key in body):
        return None
    return State({**body, **said}, parts)


def _joining(change: Change, standing: State) -> Change:
    """The same change, its lists whole: whom it does not name stays, as the same fields said."""
    body, parts = dict(change.body), dict(change.parts)
    for key in JOINED.get(change.type, frozenset()) & body.keys() & standing.body.keys():
        fields, named = parts.get(key, ()), [*map(_known_as, body[key])]
        before = zip(standing.body[key], standing.parts.get(key, ()), strict=False)
        stay = [(it, at) for it, at in before if at in fields and _known_as(it) not in named]
        body[key] = [*(it for it, _ in stay), *body[key]]
        parts[key] = (*(at for _, at in stay), *fields)
    return structs.replace(change, body=body, parts=parts)


def _known_as(item: Mapping[str, Any]) -> Any:
    """Whom or what an item of a list is about: its state, or since when, may have changed."""
    told = item.get("actor", item)
    named = told.get("reference") or told.get("identifier") or told.get("coding")
    return named or told.get("display") or told.get("text")


def revived(change: Change, standing: Resource) -> bool:
    """Does the change say of something that stood as an error that it is, and not how sure?"""
    element = "verificationStatus"
    said = standing.get(element, {}).get("coding", ())
    wrong = any(coding.get("code") == ERROR for coding in said)
    return wrong and change.mode is Mode.DELTA and element not in change.body


def _undone(change: Change, standing: State) -> tuple[Change, State]:
    """The change and what stands where a step is undone: what stood before it is told by us."""
    found = restored(change, standing.body, standing.parts)
    if found is None:
        return change, standing
    known = [key for key in UNSAID if found[0].get(key) != change.defaults.get(key)]
    said = {key: value for key, value in change.body.items() if key not in known}
    told = tuple(name for name in change.removed if name not in change.keeps)
    return structs.replace(change, body=said, removed=told, keeps=()), State(*found)


def _gone(change: Change) -> dict[str, tuple[str, ...]]:
    """What the source empties, as parts tell it: an element that no field says anything of."""
    names = (name.partition("@")[0] for name in change.removed)
    return {name: () for name in names if name.isalnum() and name not in change.body}


def _emptied(change: Change, standing: State) -> State:
    """What stands, less what the source empties: `birthDate`, `telecom@PID-13`, `period.end`."""
    body, parts = dict(standing.body), dict(standing.parts)
    for name in change.removed:
        if name.startswith("extension("):
            _extension_out(body, name[10 : name.rindex(")")])
            continue
        key, _, origin = name.partition("@")
        key, _, inner = key.partition(".")
        if key not in body:
            parts |= {} if inner else {key: ()}
            continue
        if inner:
            body[key] = {said: value for said, value in body[key].items() if said != inner}
        elif origin:
            body[key], parts[key] = _without(State(body, parts), key, {origin})
        if not body[key] or not (inner or origin):
            body.pop(key)
            parts[key] = ()
    return State(body, parts)


def _extension_out(body: Resource, url: str) -> None:
    """Take the extension of that url out of a body of ours."""
    left = [extension for extension in body.pop("extension", ()) if extension["url"] != url]
    if left:
        body["extension"] = left


def _delta(change: Change, standing: State) -> State:
    kept = remembered(change, standing.body, standing.parts)
    standing = _overtaken(change, standing)
    body, parts = dict(standing.body), {**standing.parts, **kept}
    for key, value in change.body.items():
        before = standing.body.get(key)
        if key == "meta":
            body[key] = {"security": restated(standing.body, change.body)}
        elif (change.type, key) in DEEP and isinstance(before, dict):
            body[key] = {**before, **value}
        elif (change.type, key) in UNION and before:
            body[key] = before + [item for item in value if item not in before]
        elif change.type == series.TYPE and before:
            body[key] = series.joined(key, before, value)
        elif key == "extension" and before:
            said = {extension["url"] for extension in value}
            body[key] = [old for old in before if old["url"] not in said] + value
        elif key in change.parts and before:
            left, origins = _without(standing, key, set(change.parts[key]))
            body[key], parts[key] = _sorted(left + value, (*origins, *change.parts[key]))
        else:
            body[key] = value
            parts.pop(key, None)
            if key in change.parts:
                parts[key] = change.parts[key]
    if change.type == series.TYPE:
        body = series.counted(body)
    return State(body, parts)


def _overtaken(change: Change, standing: State) -> State:
    """What stands, less what cannot stand beside what is said now."""
    said = {choice(change.type, key) for key in change.body}
    gone = {key for key in standing.body if choice(change.type, key) in said} - {*change.body}
    values = [
        {key: value for key, value in body.items() if choice(change.type, key) == "value"}
        for body in (change.body, standing.body)
    ]
    if change.type == "Observation":
        gone |= outvalued(change.body, standing.body)
        if (values[0] and values[0] != values[1]) or gone & values[1].keys():
            gone |= {key for key in READINGS if key not in change.body}
    gone |= _outlived(change, standing)
    if change.type == "Appointment" and change.body.get("status") in REVIVED:
        gone |= {"cancelationReason"}
    return State(
        {key: value for key, value in standing.body.items() if key not in gone},
        {key: origins for key, origins in standing.parts.items() if key not in gone},
    )


def _outlived(change: Change, standing: State) -> set[str]:
    """What was said of a state that is another one now, or is said anew: why it is, and how."""
    said, status = change.body, change.body.get("status")
    gone = {*OF_SAID.get(change.type, ())} if status else set()
    if status not in {None, ERROR, standing.body.get("status")}:
        gone |= {*OF_STATE.get(change.type, ())}
    return (gone & standing.body.keys()) - said.keys()


def _without(state: State, key: str, gone: set[str]) -> tuple[list[Any], tuple[str, ...]]:
    """The list less the items that came from these fields; items of unknown origin go too."""
    origins = state.parts.get(key, ())
    left = [
        (item, at) for item, at in zip(state.body[key], origins, strict=False) if at not in gone
    ]
    return [item for item, _ in left], tuple(at for _, at in left)


LAST = "~"
"""Items of no field of the message stand behind those of its fields."""


def _in_order(
    body: Resource, parts: Mapping[str, tuple[str, ...]]
) -> tuple[Resource, dict[str, tuple[str, ...]]]:
    """The same, each list that several fields say in the order of the fields."""
    told = dict(parts)
    for key, origins in parts.items():
        if len(set(origins)) > 1:
            ordered, told[key] = _sorted(body[key], origins)
            body = {**body, key: ordered}
    return body, told


def _sorted(items: list[Any], origins: tuple[str, ...]) -> tuple[list[Any], tuple[str, ...]]:
    """In the order of the fields, so that the order of arrival does not show."""
    places = in_order(origins)
    return [items[at] for at in places], tuple(origins[at] for at in places)


def in_order(origins: Sequence[str]) -> list[int]:
    """Where each item of a list stands that is put in the order of its fields, which these are."""

    def place(at: int) -> tuple[str, int, str]:
        segment, _, number = origins[at].partition("-")
        return segment or LAST, int(number) if number.isdigit() else 0, number

    return sorted(range(len(origins)), key=place)
