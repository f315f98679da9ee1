"""FHIRPath Patch: add, insert, delete, replace and move, at places that a FHIRPath leads to.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from gateway.fhirpath import FhirPathError, Node, parse, tree
from gateway.model import Issue, Rejected, Resource
from gateway.patching import operations
from gateway.patching.column import Column, emptied
from gateway.patching.operations import Operation
from gateway.patching.spots import CALLS, NoPlace, Spot, Walk, inside
from gateway.patching.values import Misfit, Slot, pair, slot
from gateway.wording import told

if TYPE_CHECKING:
    from gateway.definitions import Definitions


class _Unplaced(Exception):  # noqa: N818 - a way of the rule `patch-place`
    """There is nothing at the path, or too much; says in which way."""


def applied(resource: Resource, parameters: Resource, definitions: Definitions) -> Resource:
    """The resource, changed in place; raises Rejected."""
    asked = operations.read(parameters)
    walk = Walk(resource, definitions)
    touched: list[Resource] = []
    for one in asked:
        try:
            touched += OPERATIONS[one.type](walk, one, parse(one.path))
        except (FhirPathError, NoPlace, Misfit, _Unplaced) as error:
            spent = told("patch-size.steps", source=one.at, code="too-costly")
            raise Rejected([spent if walk.spent else _issue(error, one.at)]) from None
    emptied(resource, {id(holder) for holder in touched})
    return resource


def _issue(error: Exception, at: str) -> Issue:
    match error:
        case NoPlace(args=("step",)):
            return told("patch-path.step", CALLS, source=at, code="not-supported")
        case NoPlace():
            return told("patch-path.member", source=at, code="not-found")
        case Misfit(args=(kind,)):
            return told("patch-value", kind, source=at, code="value")
        case _Unplaced(args=(way,)):
            return told(f"patch-place.{way}", source=at, code="processing")
    return told("patch-path", source=at, code="invalid")


def _add(walk: Walk, asked: Operation, path: Node) -> list[Resource]:
    spot = _one(walk, path)
    where = slot(walk.schema, inside(spot)[1], asked.name, asked.value)
    column = Column(_holder(spot), where.key)
    if where.many:
        column.insert(len(column), pair(walk.schema, where, asked.value))
    elif any(_stands(column.holder, key) for key in where.keys):
        raise _Unplaced("exists")
    else:
        column.say(pair(walk.schema, where, asked.value))
    return []


def _insert(walk: Walk, asked: Operation, path: Node) -> list[Resource]:
    holder, where = _list(walk, asked, path)
    column = Column(holder, where.key)
    if asked.index > len(column):
        raise _Unplaced("range")
    column.insert(asked.index, pair(walk.schema, where, asked.value))
    return []


def _delete(walk: Walk, asked: Operation, path: Node) -> list[Resource]:  # noqa: ARG001 - a row
    if not walk.spots(path):
        return []
    spot = _part(walk, _one(walk, path))
    column = Column(spot.holder, spot.key)
    if spot.at is None:
        column.clear()
    else:
        column.take(spot.at)
    return [spot.holder]


def _replace(walk: Walk, asked: Operation, path: Node) -> list[Resource]:
    spot = _part(walk, _one(walk, path))
    name = walk.schema.keys(spot.above)[spot.key][0]
    where = slot(walk.schema, spot.above, name, asked.value)
    new = pair(walk.schema, where, asked.value)
    if spot.at is None:
        Column(spot.holder, spot.key).clear()
        Column(spot.holder, where.key).say(new)
    else:
        Column(spot.holder, spot.key).change(spot.at, new)
    return []


def _move(walk: Walk, asked: Operation, path: Node) -> list[Resource]:
    holder, where = _list(walk, asked, path)
    column = Column(holder, where.key)
    if max(asked.source, asked.destination) >= len(column):
        raise _Unplaced("range")
    column.insert(asked.destination, column.take(asked.source))
    return []


OPERATIONS: Mapping[str, Callable[[Walk, Operation, Node], list[Resource]]] = MappingProxyType(
    {"add": _add, "insert": _insert, "delete": _delete, "replace": _replace, "move": _move}
)
"""Type -> what does it; gives the objects from which something was taken."""


def _one(walk: Walk, path: Node | None) -> Spot:
    """The one element that a path leads to."""
    spots = walk.spots(path)
    if len(spots) != 1:
        raise _Unplaced("several" if spots else "nothing")
    return spots[0]


def _part(walk: Walk, spot: Spot) -> Spot:
    """The same, where it is not the resource itself."""
    if spot is walk.root:
        raise _Unplaced("whole")
    return spot


def _list(walk: Walk, asked: Operation, path: Node) -> tuple[Resource, Slot]:
    """The object and the element that a path to a whole list means, whether it stands or not."""
    if not isinstance(path, tree.Member) or (path.source is None and path.name[:1].isupper()):
        raise _Unplaced("list")
    above = _one(walk, path.source)
    where = slot(walk.schema, inside(above)[1], path.name, asked.value)
    if not where.many:
        raise _Unplaced("list")
    return _holder(above), where


def _holder(spot: Spot) -> Resource:
    """The object in which the elements of an element stand; made where a primitive has none."""
    found = inside(spot)[0]
    if found is not None:
        return found
    made: Resource = {}
    column = Column(spot.holder, spot.key)
    if spot.at is None:
        column.say((spot.value, made))
    else:
        column.change(spot.at, (spot.value, made))
    return made


def _stands(holder: Resource, key: str) -> bool:
    return key in holder or f"_{key}" in holder
