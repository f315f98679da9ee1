"""Where in a resource a FHIRPath leads to: spots that can be changed, not values.

A path walks by names, `[n]` and the functions below; a condition inside `where()` may be any
FHIRPath. https://hl7.org/fhir/R4/fhirpatch.html · https://hl7.org/fhirpath/N1/#path-selection
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from gateway.fhirpath import Environment, FhirPathError, Node, Schema, compiled, schema, tree
from gateway.fhirpath.schema import is_a
from gateway.model import Resource

if TYPE_CHECKING:
    from gateway.definitions import Definitions

_RESOURCES = frozenset({"Resource", "DomainResource"})
_CONDITION = 1_000
"""Steps that reading a condition takes from the budget of a patch."""
_ELEMENT = 3
"""Those of asking it of an element, beside its own."""


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


Spots: TypeAlias = Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Row(Sequence[Spot]):
    """The elements of one list, each made where somebody asks for it: most paths want one."""

    holder: Resource
    key: str
    place: str
    above: str
    numbers: range

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Spot: ...
    @overload
    def __getitem__(self, at: slice) -> Row: ...
    def __getitem__(self, at: int | slice) -> Spot | Row:
        if isinstance(at, slice):
            return replace(self, numbers=self.numbers[at])
        return Spot(self.holder, self.key, self.numbers[at], self.place, self.above)


class Walk:
    """Walks paths through one resource; all that they look at shares one budget."""

    def __init__(self, resource: Resource, definitions: Definitions) -> None:
        self.schema: Schema = schema(definitions)
        self._definitions = definitions
        kind = str(resource.get("resourceType", ""))
        self.root = Spot({"": resource}, "", None, kind, "")
        self._env = Environment(resource=resource, schema=self.schema)
        self._asks: dict[
            tuple[int, str], tuple[Node, Callable[[Any, Environment], list[Any]]]
        ] = {}
        """By condition and type: the condition, which keeps its number, and what answers it."""

    @property
    def spent(self) -> bool:
        """Were too many elements looked at?"""
        return self._env.left < 0

    def spend(self, steps: int) -> None:
        """Take steps from the budget; raises FhirPathError when it is spent."""
        self._env.left = self._env.budget
        self._env.spend(steps)
        self._env.budget -= steps

    def spots(self, node: Node | None) -> Spots:
        """All elements that the path leads to; raises NoPlace where it is no path."""
        match node:
            case None | tree.Special(name="this") | tree.Variable(name="resource" | "context"):
                return [self.root]
            case tree.Member(None, name) if name[:1].isupper():
                return [self.root] if is_a(self.root.place, name) else []
            case tree.Member(source, name):
                return self.flat([self.members(one, name) for one in self.spots(source)])
            case tree.Index(source, tree.Literal("integer", text)):
                return self.spots(source)[int(text) :][:1]
            case tree.TypeTest("as", operand, kind):
                return _typed(self, self.spots(operand), kind)
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
        return self.flat([_spots(holder, key, kind, place) for key, kind in found])

    def flat(self, several: Sequence[Spots]) -> Spots:
        """All of them; of one list, the list."""
        if len(several) == 1:
            return several[0]
        self.spend(_ELEMENT * (len(several) + sum(map(len, several))))
        return [one for each in several for one in each]

    def holds(self, spot: Spot, condition: Node) -> bool:
        """Is the condition true of the element? Raises FhirPathError where it has no answer."""
        env, kind = self._env, _kind(spot)
        asked = self._asks.get((id(condition), kind))
        if asked is None:
            self.spend(_CONDITION)
            asks = compiled(condition, kind, self._definitions)
            asked = self._asks[id(condition), kind] = condition, asks
        self.spend(_ELEMENT)
        env.left, env.sibling = env.budget, spot.beside
        found = asked[1](spot.value, env)
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
    return Row(holder, key, kind, above, range(count))


def _typed(walk: Walk, spots: Spots, name: str) -> Spots:
    walk.spend(_ELEMENT * len(spots))
    plain = name.removeprefix("FHIR.")
    return [one for one in spots if is_a(_kind(one), plain)]


def _where(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:
    (condition,) = _exactly(1, arguments)
    return [one for one in spots if walk.holds(one, condition)]


def _of_type(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:
    match _exactly(1, arguments)[0]:
        case tree.Member(None, name) | tree.Member(tree.Member(None, "FHIR"), name):
            return _typed(walk, spots, name)
    raise NoPlace("step")


def _extension(walk: Walk, spots: Spots, arguments: Sequence[Node]) -> Spots:
    match _exactly(1, arguments)[0]:
        case tree.Literal("string", url):
            found = walk.flat([walk.members(spot, "extension") for spot in spots])
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
