"""What stood before a discharge, a transfer or a leave, kept so that its cancel can bring it back.

A step that sets the status is done once until it is undone; others may be done again and again.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.12, 3.3.13, 3.3.52)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import fhirjson
from gateway.model import Change, Resource

Parts = Mapping[str, tuple[str, ...]]

_MARK = "before:"
_MOST = 20
"""How many transfers of one stay are remembered."""


def remembered(
    change: Change, body: Mapping[str, Any], parts: Parts
) -> dict[str, tuple[str, ...]]:
    """What the parts of a thing must hold beside what the step says: what stood before it.

    Takes the change and what stands; gives all that is remembered of this step and of others.
    """
    known = memories(parts)
    name = _MARK + change.step
    once = "status" in change.keeps
    if not change.keeps or (once and name in known):
        return known
    tops = {path.partition(".")[0] for path in change.keeps}
    stood = {path: found for path in change.keeps if (found := _at(body, path)) is not None}
    origins = {top: list(parts[top]) for top in sorted(tops) if top in parts}
    memory = fhirjson.encode({"stood": stood, "parts": origins}).decode()
    return {**known, name: (*known.get(name, ()), memory)[-_MOST:]}


def memories(parts: Parts) -> dict[str, tuple[str, ...]]:
    """All that is remembered of steps."""
    return {name: said for name, said in parts.items() if name.startswith(_MARK)}


def restored(change: Change, body: Resource, parts: Parts) -> tuple[Resource, Parts] | None:
    """What stood before the step that the change undoes; None where nobody remembers."""
    name = _MARK + change.step
    if name not in parts:
        return None
    *older, newest = parts[name]
    memory = fhirjson.decode(newest.encode())
    tops = {path.partition(".")[0] for path in change.keeps}
    left = {key: at for key, at in parts.items() if key not in {name, *tops}}
    left |= {top: tuple(at) for top, at in memory["parts"].items()}
    if older:
        left[name] = tuple(older)
    for path in change.keeps:
        body = _put(body, path.split("."), memory["stood"].get(path))
    return body, left


def _at(body: Mapping[str, Any], path: str) -> Any:
    found: Any = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _put(body: Resource, path: list[str], value: Any) -> Resource:
    """A copy of the body with that value at the path, or without one; what gets empty goes."""
    name, *rest = path
    if rest:
        value = _put(body.get(name, {}), rest, value) or None
    kept = {key: said for key, said in body.items() if key != name}
    return kept if value is None else {**body, name: value}
