"""What one row teaches: the texts that its resources are put together of, and what is put in.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.fhirjson import encode
from gateway.mapping.flat.form_source import Form, Named, Value
from gateway.mapping.flat.leaves import leading, put, shape_of, value_at, way
from gateway.mapping.flat.look_source import key_of
from gateway.mapping.flat.pattern import Pattern
from gateway.mapping.flat.scheme import Group, Scheme, Slot
from gateway.mapping.flat.tape import FLAWED, MADE, REFUSED, ROLES
from gateway.model import Change, Leaf, Resource

Key: TypeAlias = tuple[str, str]
"""(type, id)"""
_BEGIN, _END = "\ue000", "\ue001"
_MARKED = re.compile(f'"{_BEGIN}([a-z]+) ([0-9]+){_END}"')
_OPENED = re.compile(f'"{_BEGIN}open ([0-9]+){_END}"')


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
    inside: Sequence[tuple[Key, tuple[str, ...], str]] = ()
    """Of each issue inside a resource: which, the names of the path, and which issue it is."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a group of elements says, as cells decide."""

    key: Any
    text: str = ""
    values: tuple[Value, ...] = ()
    shape: Any = ()
    """What is there, whatever it says."""
    issues: tuple[str, ...] = ()
    """Those in it."""
    pattern: Pattern | None = None
    """The same, less what recurs; None where nothing does."""


class Learning:
    """One row that is learnt from; LookupError: it is not simply what its maps made."""

    def __init__(self, scheme: Scheme, row: Written) -> None:
        """Raises LookupError where other resources came of the row than its maps made."""
        self.scheme, self.row = scheme, row
        told = [divmod(number, ROLES) for number in row.tape]
        made = [map for map, role in told if role == MADE]
        keys = [(change.type, change.id) for change in row.changes]
        self.maps: dict[Key, int] = dict(zip(keys, made, strict=True))
        self.keys = {map: key for key, map in self.maps.items()}
        if self.maps.keys() != row.resources.keys() or len(self.maps) != len(keys):
            raise LookupError(len(keys))
        columns = len(scheme.kind.columns)
        self._wrote = {line for line, role in told if role <= FLAWED and line >= columns}
        self._flawed = {line for line, role in told if role in (FLAWED, REFUSED)}
        self._names = [one.name for one in scheme.kind.maps]
        self._texts: list[str] = [""]
        self._parts: list[int] = []
        self._values: list[Value] = []
        self._keyed: dict[int, Keyed] = {}
        self._leaves: dict[int, list[Leaf]] = {}
        self._named: list[Named] = []
        self._beside: list[str] = []
        """Texts of identifiers by which resources are named."""

    @property
    def keyed(self) -> Mapping[int, Keyed]:
        """The texts of groups, as far as they were asked for."""
        return self._keyed

    def judged_with(self, group: Group, leaves: Sequence[Leaf]) -> tuple[Resource, list[Leaf]]:
        """The same of the resource of a group, where values may differ here too."""
        return self.row.resources[self.keys[group.map]], [*self._leaves[group.map], *leaves]

    @property
    def judged(self) -> Iterator[tuple[Resource, Sequence[Leaf]]]:
        """Each resource that was looked at, and where values stand in it that may differ."""
        for map, leaves in self._leaves.items():
            yield self.row.resources[self.keys[map]], leaves

    def some(self, groups: Sequence[Group]) -> None:
        """Learn the texts of these groups, which cells decide."""
        for group in groups:
            self._text_of(group)

    def all(self) -> tuple[Form, tuple[str, ...]]:
        """Learn everything; gives the form, and its texts."""
        for map, one in enumerate(self.scheme.kind.maps):
            if map not in self.keys and one.when is None:
                self.some([group for group in self.scheme.of(map) if group.keyed])
        before: Key | None = None
        for part in self.row.parts:
            if isinstance(part, str):
                self._add(part.replace("%", "%%"))
            elif part == before:
                self._resource(self.maps[part], self.row.resources[part])
            else:
                self._add("%s", ("id", self.maps[part]))
                before = part
        made = tuple(sorted(self.keys))
        form = Form((*self._parts, -1), tuple(self._values), made, tuple(self._named))
        return form, (*self._texts, *self._beside)

    def _add(self, text: str, *values: Value) -> None:
        self._texts[-1] += text
        self._values += values

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
        said = [groups[key].number for key in rest]
        order = list(dict.fromkeys(said))
        if said != sorted(said, key=order.index):
            raise LookupError(map)
        for number in order:
            self._add(",")
            self._group(self.scheme.groups[number])
        self.some([one for one in groups.values() if one.keyed and one.number not in order])
        self._add("}")

    def _group(self, group: Group) -> None:
        """One group of elements, in its place."""
        known = self._text_of(group)
        if group.keyed:
            self._parts += [-1, group.number]
            self._texts.append("")
            self._values += known.values
        else:
            self._add(known.text, *known.values)
        if "identifier" in group.names and self.scheme.kind.maps[group.map].identifiers:
            said = self.row.resources[self.keys[group.map]]["identifier"]
            system = _system(said, known)
            self._named.append(Named(group.map, group.number if group.keyed else -1, system))
            self._beside += [] if group.keyed or system else [known.text]

    def _text_of(self, group: Group) -> Keyed:
        """What a group says, with what is put in marked; nothing where it says nothing."""
        key = key_of(group, self.row.cells) if group.keyed else None
        body = self.row.resources[self.keys[group.map]] if group.map in self.keys else {}
        part = {name: _copied(body[name]) for name in body if name in group.names}
        text, values = "", tuple[Value, ...]()
        if group.map in self.keys:
            leaves = self._leaves.setdefault(group.map, [("id",), ("meta", "lastUpdated")])
            leaves += [*self._slots(group, part), *self._references(group, part)]
        if part:
            text, values = _text(part)
        shape, issues = shape_of(part), self._issues(group)
        made = Keyed(key, text, values, shape, issues, self._pattern(group, part))
        if group.keyed:
            self._keyed[group.number] = made
        return made

    def _pattern(self, group: Group, part: Resource) -> Pattern | None:
        """Put marks in place of what recurs, too; the text around them."""
        lines = [slot for slot in group.open if slot.line.number in self._wrote]
        if not lines or any(slot.line.number in self._flawed for slot in lines):
            return None
        leaves, systems = [], []
        for slot, leaf in self._found(group, lines):
            owner = value_at(part, leaf[:-1])
            if slot.names[-2:-1] == ("coding",):
                systems.append(str(owner.get("system", "")))
            put(part, leaf, _marker(("open", slot.line.number)))
            leaves.append(tuple(leaf))
        pieces = _OPENED.split(encode(part).decode()[1:-1].replace("%", "%%"))
        texts = tuple(_MARKED.sub("%s", one) for one in pieces[::2])
        return Pattern(texts, tuple(map(int, pieces[1::2])), tuple(leaves), tuple(systems))

    def _issues(self, group: Group) -> tuple[str, ...]:
        """The issues in a group; raises LookupError where cells do not decide them."""
        found = [
            (names, issue)
            for key, names, issue in self.row.inside
            if self.maps[key] == group.map and names[0] in group.names
        ]
        flawed = any(slot.line.number in self._flawed for slot in group.slots)
        put_in = [slot.names for slot in group.slots]
        if flawed or any(not group.keyed or names in put_in for names, _ in found):
            raise LookupError(group.number)
        return tuple(sorted(issue for _, issue in found))

    def _slots(self, group: Group, part: Resource) -> Iterator[Leaf]:
        """Put marks in place of values; where they stand."""
        slots = [slot for slot in group.slots if slot.line.number in self._wrote]
        for slot, leaf in self._found(group, slots):
            put(part, leaf, _marker(("line", slot.line.number)))
            yield tuple(leaf)

    def _found(
        self, group: Group, slots: Sequence[Slot]
    ) -> Iterator[tuple[Slot, list[str | int]]]:
        """Where each row wrote."""
        if not slots:
            return
        shape = self.scheme.shapes[group.map]
        wrote = self._wrote & shape.path.keys()
        there = {spot.number for line in wrote for spot in shape.path[line]}
        for slot in slots:
            leaf = way(shape.path[slot.line.number], there)
            leaf += ["text"] if slot.names[-1] != _last(leaf) else []
            yield slot, leaf

    def _references(self, group: Group, part: Resource) -> Iterator[Leaf]:
        """The same of references to what other maps made."""
        for map in dict.fromkeys(self._names.index(line.ref) for line in group.refs):
            named = "/".join(self.keys[map]) if map in self.keys else ""
            for leaf in [*leading(part, named)] if named else []:
                put(part, leaf, _marker(("ref", map)))
                yield tuple(leaf)


def _system(identifiers: Sequence[Resource], known: Keyed) -> str:
    """Of the only one, where its value is put in and nothing else; "" for others."""
    only = identifiers[0]
    alone = len(identifiers) == 1 and [kind for kind, _ in known.values] == ["line"]
    valued = '"value":%s' in known.text and only.keys() >= {"system", "value"}
    return str(only["system"]) if alone and valued else ""


def _last(leaf: Sequence[str | int]) -> str:
    return next(str(one) for one in reversed(leaf) if isinstance(one, str))


def _marker(value: Value) -> str:
    return f"{_BEGIN}{value[0]} {value[1]}{_END}"


def _text(part: Resource) -> tuple[str, tuple[Value, ...]]:
    """(its members as JSON, each mark as `%s`; what the marks stand for)"""
    text = encode(part).decode()[1:-1].replace("%", "%%")
    values = tuple((found[1], int(found[2])) for found in _MARKED.finditer(text))
    return _MARKED.sub("%s", text), values


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if isinstance(value, str) and _BEGIN in value:
        raise LookupError(_BEGIN)
    return value
