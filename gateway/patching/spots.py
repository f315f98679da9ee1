"""Where in a resource a FHIRPath leads to: spots that can be changed, not values.

A path walks by names, `[n]` and the functions below; a condition inside `where()` may be any
FHIRPath. https://hl7.org/fhir/R4/fhirpatch.html · https://hl7.org/fhirpath/N1/#path-selection
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.fhirpath import Environment, FhirPathError, Node, Schema, evaluate, schema, tree
from gateway.fhirpath.schema import is_a
from gateway.model import Resource

if TYPE_CHECKING:
    from gateway.definitions import Definitions

_RESOURCES = frozenset({"Resource", "DomainResource"})
_CONDITION = 2_000
"""Steps that reading a condition takes from the budget of a patch."""


class NoPlace(Exception):  # noqa: N818 - a way of the rule `patch-path`
    """A path that leads to no place: says in which way."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An element where it stands."""

    holder: Resource
    key: str
    at: int | None
    """Its number where it is one of a list."""
    place: str
    """Its type, as the schema of FHIRPath calls it: `HumanName`, `Patient.contact`."""
    above: str
    """That of its holder."""

    @property
    def value(self) -> Any:
        """None: a primitive that has only an id or extensions."""
        return _of(self.holder.get(self.key), self.at)

    @property
    def beside(self) -> Any:
        """The `_name` beside a primitive."""
        return _of(self.holder.get(f"_{self.key}"), self.at)


def _of(held: Any, at: int | None) -> Any:
    if at is None or not isinstance(held, list):
        return held if at is None else None
    return held[at] if at < len(held) else None


Spots: TypeAlias = list[Spot]


class Walk:
    """Walks paths through one resource; conditions in them share one budget."""

    def __init__(self, resource: Resource, definitions: Definitions) -> None:
        self.schema: Schema = schema(definitions)
        self._definitions = definitions
        kind = str(resource.get("resourceType", ""))
        self.root = Spot({"": resource}, "", None, kind, "")
        self._env = Environment(resource=resource, schema=self.schema)

    def spots(self, node: Node | None) -> Spots:
        """All elements that the path leads to; raises NoPlace where it is no path."""
        match node:
            case None | tree.Special(name="this") | tree.Variable(name="resource" | "context"):
                return [self.root]
            case tree.Member(None, name) if name[:1].isupper():
                return [self.root] if is_a(self.root.place, name) else []
            case tree.Member(source, name):
                return [found for one in self.spots(source) for found in self.members(one, name)]
            case tree.Index(source, tree.Literal("integer", text)):
                return self.spots(source)[int(text) :][:1]
            case tree.TypeTest("as", operand, kind):
                return _typed(self.spots(operand), kind)
            case tree.Call(source, name, arguments) if name in _CALLS:
                return _CALLS[name](self, self.spots(source), arguments)
        raise NoPlace("step")

    def members(self, spot: Spot, name: str) -> Spots:
        """The elements of this name in an element; raises NoPlace where R4 has no such."""
        holder, place = inside(spot)
        known = self.schema.members(place).get(name)
        if known is None:
            raise NoPlace("member")
        if holder is None:
            return []
        found = [
            (key, kind)
            for key, kind in known.keys
            if holder.get(key) is not None or holder.get(f"_{key}") is not None
        ]
        return [one for key, kind in found for one in _spots(holder, key, kind, place)]

    def holds(self, spot: Spot, condition: Node) -> bool:
        """Is the condition true of the element? Raises FhirPathError where it has no answer."""
        env = self._env
        env.budget -= _CONDITION
        env.left, env.sibling = env.budget, spot.beside
        env.spend(1)
        found = evaluate(condition, spot.value, self._definitions, env, _kind(spot))
        env.budget = min(env.budget, env.left)
        return bool(found) and found[0] is True


def inside(spot: Spot) -> tuple[Resource | None, str]:
    """The JSON object that holds an element's own elements, and its type; None: there is none."""
    if isinstance(spot.value, dict):
        return spot.value, _kind(spot)
    return (spot.beside if isinstance(spot.beside, dict) else None), "Element"


def _kind(spot: Spot) -> str:
    """The type of an element: of a resource inside another, its own."""
    if spot.place not in _RESOURCES or not isinstance(spot.value, dict):
        return spot.place
    kind = spot.value.get("resourceType")
    return kind if isinstance(kind, str) else spot.place


def _spots(holder: Resource, key: str, kind: str, above: str) -> Spots:
    held, beside = holder.get(key), holder.get(f"_{key}")
    if not isinstance(held, list) and not isinstance(beside, list):
        return [Spot(holder, key, None, kind, above)]
    count = max(len(one) if isinstance(one, list) else 0 for one in (held, beside))
    return [Spot(holder, key, at, kind, above) for at in range(count)]


def _typed(spots: Spots, name: str) -> Spots:
    plain = name.removeprefix("FHIR.")
    return [one for one in spots if is_a(_kind(one), plain)]


def _where(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:
    (condition,) = _exactly(1, arguments)
    return [one for one in spots if walk.holds(one, condition)]


def _of_type(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:  # noqa: ARG001
    match _exactly(1, arguments)[0]:
        case tree.Member(None, name) | tree.Member(tree.Member(None, "FHIR"), name):
            return _typed(spots, name)
    raise NoPlace("step")


def _extension(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:
    match _exactly(1, arguments)[0]:
        case tree.Literal("string", url):
            found = [one for spot in spots for one in walk.members(spot, "extension")]
            return [
                one for one in found if isinstance(one.value, dict) and one.value.get("url") == url
            ]
    raise NoPlace("step")


def _single(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:  # noqa: ARG001
    _exactly(0, arguments)
    if len(spots) > 1:
        raise FhirPathError("one item is expected where there are several")
    return spots


def _part(cut: Callable[[int], slice], count: int) -> Callable[..., Spots]:
    """A function that gives a part of its spots, perhaps by a number that is its argument."""

    def part(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:  # noqa: ARG001
        match _exactly(count, arguments):
            case []:
                return spots[cut(0)]
            case [tree.Literal("integer", text)]:
                return spots[cut(int(text))]
        raise NoPlace("step")

    return part


def _exactly(count: int, arguments: Sequence[Node]) -> Sequence[Node]:
    if len(arguments) != count:
        raise NoPlace("step")
    return list(arguments)


_CALLS: Mapping[str, Callable[[Walk, Spots, Sequence[Node]], Spots]] = MappingProxyType(
    {
        "where": _where,
        "ofType": _of_type,
        "as": _of_type,
        "extension": _extension,
        "single": _single,
        "first": _part(lambda _: slice(0, 1), 0),
        "last": _part(lambda _: slice(-1, None), 0),
        "tail": _part(lambda _: slice(1, None), 0),
        "skip": _part(lambda number: slice(number, None), 1),
        "take": _part(lambda number: slice(0, number), 1),
    }
)
"""Functions that a path may walk by."""
CALLS = ", ".join(f"{name}()" for name in _CALLS)
