"""What one row teaches: the texts that its resources are put together of, and what is put in.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.fhirjson import encode
from gateway.mapping.flat.form_source import Form, Named, Value, key_of
from gateway.mapping.flat.scheme import Group, Scheme
from gateway.mapping.flat.tape import FLAWED, MADE, ROLES
from gateway.model import Change, Leaf, Resource

Key: TypeAlias = tuple[str, str]
"""(type, id)"""
_BEGIN, _END = "\ue000", "\ue001"
_MARKED = re.compile(f'"{_BEGIN}([a-z]+) ([0-9]+){_END}"')


@dataclass(frozen=True, slots=True)
class Written:
    """A row as it was made of the long way."""

    cells: tuple[str, ...]
    tape: Sequence[int]
    changes: Sequence[Change]
    text: str
    """All that was made of it."""
    parts: Sequence[str | Key]
    """The same: texts, and behind one another the id of a resource and the resource itself."""
    resources: Mapping[Key, Resource]
    came: str
    """When, as `meta.lastUpdated` says."""
    note: object
    """What else it came to; rows of its form come to the same."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The text of a group of elements, which cells decide."""

    group: int
    key: Any
    text: str = ""
    values: tuple[Value, ...] = ()
    shape: Any = ()
    """What is there, whatever it says."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a row has taught."""

    form: Form
    texts: tuple[str, ...]
    keyed: tuple[Keyed, ...]
    judged: tuple[tuple[Resource, Sequence[Leaf]], ...]
    """Each resource, and where values stand in it that may differ."""


def learnt(scheme: Scheme, row: Written) -> Learnt | None:
    """What a row teaches; None where its resources are not simply what its maps made."""
    try:
        return _Row(scheme, row).all()
    except (LookupError, TypeError, AttributeError):
        return None


@dataclass(slots=True)
class _Row:
    """One row that is learnt from."""

    scheme: Scheme
    row: Written
    texts: list[str] = field(default_factory=lambda: [""])
    parts: list[int] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    keyed: list[Keyed] = field(default_factory=list)
    judged: list[tuple[Resource, Sequence[Leaf]]] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    """Texts of identifiers by which resources are named."""

    def all(self) -> Learnt | None:
        """Everything."""
        row, maps = self.row, self._maps()
        if maps.keys() != row.resources.keys() or len(maps) != len(row.changes):
            return None
        for map in {*range(len(self.scheme.kind.maps))} - {*maps.values()}:
            if self.scheme.kind.maps[map].when is None:
                self._silent(self.scheme.of(map))
        before: Key | None = None
        for part in row.parts:
            if isinstance(part, str):
                self._add(part.replace("%", "%%"))
            elif part == before:
                self._resource(maps[part], row.resources[part])
            else:
                self._add("%s", ("id", maps[part]))
                before = part
        made = tuple(sorted(maps.values()))
        form = Form((*self.parts, -1), tuple(self.values), made, tuple(self.named))
        texts = (*self.texts, *self.beside)
        return Learnt(form, texts, tuple(self.keyed), tuple(self.judged))

    def _maps(self) -> dict[Key, int]:
        made = [number // ROLES for number in self.row.tape if number % ROLES == MADE]
        pairs = zip(made, self.row.changes, strict=True)
        return {(change.type, change.id): map for map, change in pairs}

    def _add(self, text: str, *values: Value) -> None:
        self.texts[-1] += text
        self.values += values

    def _silent(self, groups: Sequence[Group]) -> None:
        """These groups say nothing."""
        for group in groups:
            if group.keyed:
                self.keyed.append(Keyed(group.number, key_of(group, self.row.cells)))

    def _resource(self, map: int, body: Resource) -> None:
        first, second, third, *rest = body
        if (first, second, third) != ("resourceType", "id", "meta"):
            raise LookupError(first)
        if body["meta"]["lastUpdated"] != self.row.came:
            raise LookupError(third)
        kind, _ = _text({"resourceType": body["resourceType"]})
        when, _ = _text({"meta": {**body["meta"], "lastUpdated": _marker(("time", 0))}})
        self._add(f'{{{kind},"id":"%s",{when}', ("id", map), ("time", 0))
        groups = {name: group for group in self.scheme.of(map) for name in group.names}
        said = [groups[key] for key in rest]
        order = list(dict.fromkeys(group.number for group in said))
        if [group.number for group in said] != sorted(
            (group.number for group in said), key=order.index
        ):
            raise LookupError(map)
        leaves: list[Leaf] = [("id",), ("meta", "lastUpdated")]
        for number in order:
            self._add(",")
            leaves += self._group(self.scheme.groups[number], body)
        self._silent([group for group in self.scheme.of(map) if group.number not in order])
        self._add("}")
        self.judged.append((body, leaves))

    def _group(self, group: Group, body: Resource) -> list[Leaf]:
        """One group of elements; gives where values stand in it."""
        part = {key: _copied(body[key]) for key in body if key in group.names}
        leaves = [*self._slots(group, part), *self._references(group, part)]
        text, values = _text(part)
        if group.keyed:
            key = key_of(group, self.row.cells)
            self.keyed.append(Keyed(group.number, key, text, values, _shape(part)))
            self.parts += [-1, group.number]
            self.texts.append("")
            self.values += values
        else:
            self._add(text, *values)
        if "identifier" in part and self.scheme.kind.maps[group.map].identifiers:
            system = _system(part["identifier"])
            self.named.append(Named(group.map, group.number if group.keyed else -1, system))
            self.beside += [] if group.keyed or system else [text]
        return leaves

    def _slots(self, group: Group, part: Resource) -> Iterator[Leaf]:
        """Put marks in place of values; where they stand."""
        wrote = {
            number // ROLES
            for number in self.row.tape
            if number % ROLES < FLAWED and number // ROLES >= len(self.scheme.kind.columns)
        }
        shape = self.scheme.shapes[group.map]
        there = {spot.number for line in wrote & shape.path.keys() for spot in shape.path[line]}
        for slot in group.slots:
            if slot.line.number not in wrote:
                continue
            leaf: list[str | int] = []
            path = shape.path[slot.line.number]
            for at, spot in enumerate(path):
                if spot.slot:
                    before = path[at - 1].inner
                    earlier = before[: before.index(spot)]
                    leaf.append(sum(one.early and one.number in there for one in earlier))
                else:
                    leaf.append(spot.name)
            leaf += ["text"] if slot.names[-1] != _last(leaf) else []
            _put(part, leaf, _marker(("line", slot.line.number)))
            yield tuple(leaf)

    def _references(self, group: Group, part: Resource) -> Iterator[Leaf]:
        """The same of references to what other maps made."""
        names = [one.name for one in self.scheme.kind.maps]
        made = {map: key for key, map in self._maps().items()}
        for map in dict.fromkeys(names.index(line.ref) for line in group.refs):
            named = "/".join(made[map]) if map in made else ""
            for leaf in [*_leading(part, named)] if named else []:
                _put(part, leaf, _marker(("ref", map)))
                yield tuple(leaf)


def _system(identifiers: Sequence[Resource]) -> str:
    """Of the only one, where its value is put in and nothing else; "" for others."""
    only = identifiers[0]
    marked = _MARKED.fullmatch(f'"{only.get("value", "")}"')
    system = str(only.get("system", ""))
    alone = len(identifiers) == 1 and len(_text({"": only})[1]) == 1
    return system if alone and marked is not None and marked[1] == "line" else ""


def _last(leaf: Sequence[str | int]) -> str:
    return next(str(one) for one in reversed(leaf) if isinstance(one, str))


def _marker(value: Value) -> str:
    return f"{_BEGIN}{value[0]} {value[1]}{_END}"


def _text(part: Resource) -> tuple[str, tuple[Value, ...]]:
    """(its members as JSON, each mark as `%s`; what the marks stand for)"""
    text = encode(part).decode()[1:-1].replace("%", "%%")
    values = tuple((found[1], int(found[2])) for found in _MARKED.finditer(text))
    return _MARKED.sub("%s", text), values


def _put(part: Resource, leaf: Sequence[str | int], mark: str) -> None:
    at: Any = part
    for step in leaf[:-1]:
        at = at[step]
    if at[leaf[-1]].__class__ in (dict, list):
        raise LookupError(mark)
    at[leaf[-1]] = mark


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if isinstance(value, str) and _BEGIN in value:
        raise LookupError(_BEGIN)
    return value


def _leading(value: Any, named: str, way: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Where references lead to what is named so."""
    if isinstance(value, dict):
        if value.get("reference") == named:
            yield (*way, "reference")
        for key, one in value.items():
            yield from _leading(one, named, (*way, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _leading(one, named, (*way, at))


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _shape(one)) for key, one in value.items())
    if isinstance(value, list):
        return (len(value), *map(_shape, value))
    return value.__class__
