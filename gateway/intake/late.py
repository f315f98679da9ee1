"""What of a message that comes late is still news: when each element was last said, by its source.

A name is an element, or the part of one that a field of its own says: `birthDate`,
`telecom@PID-13`, `period.end`, `extension(url)`. https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import structs

from gateway import series
from gateway.model import Change, Empty, Mode, Resource
from gateway.reconcile import (
    DEEP,
    ERROR,
    FALLEN,
    LEADS,
    OF_STATE,
    RETIRED,
    UNION,
    UNSAID,
    State,
    choice,
    repeated,
    say,
    undisputed,
)

Clocks: TypeAlias = Mapping[str, str]
"""Name -> when it was last said or emptied, where that was not when the whole was last told of."""

Parts: TypeAlias = Mapping[str, tuple[str, ...]]

_FLOOR = "*"
"""When a snapshot last emptied all that it did not say."""
_MARK = "at:"
"""Before a name, where clocks are kept among the parts of a contribution."""


def told(
    change: Change, at: str, before: State | None, clocks: Clocks, stood: str
) -> tuple[State, Clocks]:
    """What results, and when each element was said, of a change that may come late.

    Takes the change and its time, what stands (None: nothing), its clocks, and when it was last
    told of. What nothing later said is taken in; older never overwrites newer.
    """
    if before is None:
        return say(change, None), begun(change, at)
    again = repeated(change, before)
    if at >= stood:
        if change.mode is Mode.REMOVE:
            before = _never_said(change, before, clocks)
        state = again or say(change, before)
        if again and not clocks and len(change.body) == len(before.body):
            return state, Empty
        return state, ticked(change, at, before, state, clocks, stood)
    if again and not clocks:
        return before, {}  # all of it was said later
    fresh = news(change, at, before, clocks, stood)
    state = say(fresh, before)
    if change.mode is Mode.SNAPSHOT:
        state = _unsaid(change, at, state, clocks)
    clocks = caught(fresh, at, state, clocks)
    if change.mode is Mode.SNAPSHOT:
        clocks[_FLOOR] = max(at, clocks.get(_FLOOR, ""))
    return state, clocks


def _unsaid(change: Change, at: str, state: State, clocks: Clocks) -> State:
    """What a snapshot leaves out is not emptied by it, nor by what was said before it."""
    own = {name.partition("@")[0] for name in change.removed}

    def emptied(key: str) -> bool:
        whole = choice(change.type, key), _FLOOR
        since = (then for name, then in clocks.items() if name.partition("@")[0] in whole)
        return key in own or max(since, default="") > at

    kept = {key: fields for key, fields in state.parts.items() if fields or emptied(key)}
    return State(state.body, kept)


def _never_said(change: Change, before: State, clocks: Clocks) -> State:
    """What stands, with the words of a deletion for what no message but a deletion told of."""
    said = {
        key: value
        for key, value in change.body.items()
        if clocks.get(choice(change.type, key)) == ""
    }
    return State({**before.body, **said}, before.parts) if said else before


def names(type: str, body: Resource, parts: Parts) -> frozenset[str]:
    """The names of all that a body says, and which fields say it."""
    return frozenset(name for key in body for name in _of(type, key, body[key], parts))


def _of(type: str, key: str, value: Any, parts: Parts) -> Iterable[str]:
    if key == "resourceType":
        return ()
    if key == "extension":
        return [f"extension({one['url']})" for one in value]
    if (type, key) in DEEP and isinstance(value, dict):
        return [f"{key}.{inner}" for inner in value]
    if parts.get(key):
        return {f"{key}@{field}" for field in parts[key]}
    return (choice(type, key),)


def said(change: Change) -> frozenset[str]:
    """The names of all that a change says or empties."""
    if change.mode is Mode.REMOVE:
        element = RETIRED.get(change.type, ("status", ""))[0]
        return frozenset((element,))
    if change.mode is Mode.CANCEL:
        return frozenset(("status",))
    return names(change.type, change.body, change.parts) | _emptied(change)


def _emptied(change: Change) -> frozenset[str]:
    fallen = FALLEN if change.mode is Mode.REMOVE else ()
    return frozenset(fallen).union(
        name if name.startswith("extension(") else choice(change.type, name)
        for name in change.removed
    )


def begun(change: Change, at: str) -> dict[str, str]:
    """The clocks where nothing stood: what is only a default was never said.

    Nor is what a deletion tells of what it deletes: where that stands, its last word stays.
    """
    if change.mode is Mode.SNAPSHOT:
        return {_FLOOR: at}
    if change.mode is Mode.REMOVE:
        beside = names(change.type, {**change.defaults, **change.body}, change.parts)
        return dict.fromkeys(sorted(beside - said(change)), "")
    whole = change.mode is not Mode.CANCEL and not change.removed
    if whole and all(_whole(change, key) for key in change.defaults):
        return {}
    stated = said(change)
    defaults = names(change.type, dict(change.defaults), Empty)
    gone = _emptied(change) - names(change.type, change.body, change.parts)
    return dict.fromkeys(sorted(defaults - stated), "") | dict.fromkeys(sorted(gone), at)


def _whole(change: Change, key: str) -> bool:
    """Is an element said, and under one name, not by its parts?"""
    parted = key in change.parts or key == "extension" or (change.type, key) in DEEP
    return key in change.body and not parted


def ticked(  # noqa: PLR0913, PLR0917 - what stood, what stands, and when
    change: Change, at: str, before: State, after: State, clocks: Clocks, stood: str
) -> Clocks:
    """The clocks after a change of a time `at` that is not before `stood`."""
    whole = change.mode is Mode.SNAPSHOT
    if not (whole or clocks or change.removed) and _again(change, before):
        return Empty
    stated = said(change)
    here = names(change.type, after.body, after.parts)
    there = names(change.type, before.body, before.parts)
    if whole:
        silent = {name: clocks.get(name, stood) for name in UNSAID if name in here - stated}
        return {_FLOOR: at, **{name: then for name, then in silent.items() if then != at}}
    known = dict.fromkeys(there & here, stood) | dict(clocks)
    kept = {name: then for name, then in known.items() if name not in stated}
    kept |= dict.fromkeys((_emptied(change) | there) - here, at)
    if change.body.get("status") == ERROR != before.body.get("status"):
        # What an error was before had no reason: a reason that is older is none of it.
        kept |= dict.fromkeys({*OF_STATE.get(change.type, ())} - here - kept.keys(), stood)
    return {name: kept[name] for name in sorted(kept) if kept[name] != at or name not in here}


def _again(change: Change, before: State) -> bool:
    """Does the change say all that stands again, word for word, from the same fields?"""
    body = change.body
    return all(body.get(key) == value for key, value in before.body.items()) and all(
        change.parts.get(key) == fields for key, fields in before.parts.items()
    )


def news(change: Change, at: str, state: State, clocks: Clocks, stood: str) -> Change:
    """Of a change of a time before `stood`, what nothing later said, as a change."""
    there = names(change.type, state.body, state.parts)

    def fresh(name: str) -> bool:
        return _when(name, there, clocks, stood) <= at

    if change.mode in (Mode.CANCEL, Mode.REMOVE):
        return change if all(map(fresh, said(change))) else structs.replace(
            change, mode=Mode.DELTA, body={"resourceType": change.body["resourceType"]},
            removed=(), parts=Empty,
        )  # fmt: skip
    body: Resource = {}
    parts: dict[str, tuple[str, ...]] = {}
    for key, value in change.body.items():
        left, fields = _left(change, key, value, fresh)
        if left is not None:
            body[key] = left
            parts |= {key: fields} if fields else {}
    if change.type == "Observation":
        body = undisputed(body, state.body, fresh)
    lost = said(change) - names(change.type, body, parts)
    kept = _outlast(change, state)
    for name, leads in LEADS.get(change.type, {}).items():
        if leads in lost and name not in kept:
            body.pop(name, None)
    emptied = (*change.removed, *(kept - change.body.keys()))
    removed = [name for name in emptied if fresh(choice(change.type, name))]
    removed += _left_out(change, there, state.body, fresh) if change.mode is Mode.SNAPSHOT else ()
    return structs.replace(change, mode=Mode.DELTA, body=body, removed=tuple(removed), parts=parts)


def _outlast(change: Change, standing: State) -> set[str]:
    """What of an older state an error still tells, and does not where that state had none of it.

    It is read as it was: why it was not done, if it was not.
    """
    wrong = standing.body.get("status") == ERROR
    earlier = change.body.get("status") not in {None, ERROR}
    return {*OF_STATE.get(change.type, ())} if wrong and earlier else set()


def _left_out(change: Change, there: Iterable[str], body: Resource, fresh: Any) -> Iterable[str]:
    """What stands, nothing later said, and a snapshot does not speak of: it is no more.

    What no field said (`identifier@`: a number that a link rests on) is not its to leave out.
    """
    for name in sorted(set(there).difference(said(change), UNSAID)):
        if fresh(name) and not name.endswith("@"):
            keys = [key for key in body if choice(change.type, key) == name]
            yield from keys or (name,)


def _left(change: Change, key: str, value: Any, fresh: Any) -> tuple[Any, tuple[str, ...]]:
    """What of one element is news, and the fields that its items came from."""
    if key == "resourceType" or (change.type, key) in UNION or key == "meta":
        return value, ()
    if (change.type, key) == (series.TYPE, "series"):
        return value, ()
    if key == "extension":
        return [one for one in value if fresh(f"extension({one['url']})")] or None, ()
    if (change.type, key) in DEEP and isinstance(value, dict):
        return {name: one for name, one in value.items() if fresh(f"{key}.{name}")} or None, ()
    if fields := change.parts.get(key):
        kept = [at for at in zip(value, fields, strict=True) if fresh(f"{key}@{at[1]}")]
        return [one for one, _ in kept] or None, tuple(field for _, field in kept)
    return (value if fresh(choice(change.type, key)) else None), ()


def _when(name: str, there: frozenset[str], clocks: Clocks, stood: str) -> str:
    """When a name was last said or emptied; "" where it never was."""
    whole = name.partition("@")[0].partition(".")[0] if not name.startswith("extension(") else name
    known = [clocks[one] for one in (name, whole, _FLOOR) if one in clocks]
    if name in there and name not in clocks:
        known.append(stood)
    return max(known, default="")


def caught(fresh: Change, at: str, after: State, clocks: Clocks) -> dict[str, str]:
    """The clocks once the news of a late change is taken in."""
    here = names(fresh.type, after.body, after.parts)
    stated = said(fresh)
    kept = {name: then for name, then in clocks.items() if name not in stated}
    kept |= dict.fromkeys(stated & here | _emptied(fresh), at)
    return {name: kept[name] for name in sorted(kept)}


def packed(clocks: Clocks) -> dict[str, tuple[str, ...]]:
    """Clocks as parts of a contribution keep them."""
    return {f"{_MARK}{name}": (then,) for name, then in clocks.items()}


def unpacked(parts: Parts) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """(the other parts, the clocks)"""
    clocks = {name[len(_MARK) :]: at[0] for name, at in parts.items() if name.startswith(_MARK)}
    return {name: at for name, at in parts.items() if not name.startswith(_MARK)}, clocks
