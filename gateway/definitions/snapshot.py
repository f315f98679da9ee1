"""Apply what a profile changes to what it is based on, so that each profile stands by itself.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from gateway.definitions.strip import Record, lowered
from gateway.definitions.tree import CHOICE, Node, flatten, grow, steps

_OVERLAID = (
    "min", "max", "fixed", "pattern", "maxLength", "minLength", "maxPlaces", "maxSize",
    "regex", "alternatives", "narrated", "minValue", "maxValue", "isModifier", "mustSupport",
    "isSummary", "representation", "contentReference",
)  # fmt: skip
MOST = 10_000
"""Elements that a profile may add to its base: ten times what the largest published one has."""
_STEP = re.compile(r"[^.()]+(?:\([^)]*\))?")
_BY_URL = ("extension", "modifierExtension")
_ROOT: Record = {
    "url": "http://hl7.org/fhir/StructureDefinition/Base",
    "elements": [{"id": "Base", "min": 0, "max": "*"}],
}
"""What logical models of newer tools are based on; R4 has no definition of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one line of a differential cannot stand."""

    id: str
    """Of the element."""
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a differential, and the element that it changes, before and after."""

    said: Record
    before: Record
    after: Record


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Makes snapshots out of what `find` gives (canonical or type -> record)."""

    find: Callable[[str], Record | None]
    trail: tuple[str, ...] = ()

    def of(self, url: str) -> Record | None:
        """The record with its snapshot; None where it is not at hand. Raises ValueError."""
        record = _ROOT if url == _ROOT["url"] else self.find(url)
        return record if record is None or "elements" in record else self.whole(record)

    def whole(self, record: Record) -> Record:
        """The record with a snapshot made from its differential.

        Raises ValueError that names every line of the differential that has no place.
        """
        made, problems, _ = self.applied(record, record["differential"])
        if problems:
            said = "; ".join(f"{one.id}: {one.text}" for one in problems)
            raise ValueError(f"{record['url']}: {said}")
        return made

    def applied(
        self, record: Record, differential: list[Record]
    ) -> tuple[Record, list[Problem], list[Step]]:
        """(record with snapshot, lines without a place, what each line changed).

        Raises ValueError where the base is not at hand.
        """
        if record["url"] in self.trail:
            raise ValueError(f"{record['url']} is based on itself")
        inner = Snapshot(self.find, (*self.trail, record["url"]))
        base = inner.of(record.get("base", ""))
        if base is None:
            raise ValueError(f"{record['url']}: its base is not at hand: {record.get('base', '')}")
        growth = _Growth(inner, record, grow(base["elements"]))
        problems, changes = [], []
        for said in differential:
            try:
                changes.append(growth.apply(said))
            except LookupError as error:
                problems.append(Problem(said["id"], "path-unknown", str(error.args[0])))
        name = (differential or base["elements"])[0]["id"].partition(".")[0]
        made = {key: value for key, value in record.items() if key != "differential"}
        return {**made, "elements": list(flatten(growth.root, name))}, problems, changes

    def reaches(self, made: Record, element_id: str, path: str) -> bool:
        """Does a discriminator's path lead from this element to one that there is?

        Behind `resolve()` it leads into another resource, and is not followed.
        """
        growth = _Growth(self, made, grow(made["elements"]))
        node: Node | None = growth.at(element_id)
        for step in _STEP.findall(path.partition("resolve()")[0]):
            if node is not None and step != "$this":
                node = growth.below(node, step)
        return node is not None


class _Growth:
    """A base tree on which the lines of one differential are laid, one after the other."""

    def __init__(self, snapshot: Snapshot, record: Record, root: Node) -> None:
        self._snapshot = snapshot
        self._url = record["url"]
        self._type_name = record["type"]
        self._free = record.get("derivation") == "specialization"
        self._left = MOST
        self.root = root

    def apply(self, said: Record) -> Step:
        """Lay one line; raises LookupError with a sentence where it has no place."""
        node = self.at(said["id"])
        if said.get("sliceName") and "sliceName" not in node.facts:
            raise LookupError("its id and its sliceName do not agree")
        before = dict(node.facts)
        _overlay(node.facts, said, self._url)
        return Step(said, before, node.facts)

    def at(self, element_id: str) -> Node:
        """The element with this id; raises LookupError where there is none."""
        node = self.root
        for name, part in steps(element_id):
            node = self._step(node, name, part)
        return node

    def below(self, node: Node, step: str) -> Node | None:
        """Where one step of a discriminator leads."""
        name, _, argument = step.rstrip(")").partition("(")
        if name == "ofType":
            return Node({"type": [{"code": argument}]})
        self._unfold(node, name)
        return node.children.get(name) or node.children.get(name + CHOICE)

    def _step(self, parent: Node, name: str, part: str) -> Node:
        self._unfold(parent, name)
        child = parent.children.get(name)
        if child is None and not part:
            child = self._shortcut(parent, name)
        if child is None and self._free:
            child = parent.children[name] = Node({"min": 0, "max": "*"})
        if child is None:
            raise LookupError("there is no such element in its base")
        return self._slice(child, name, part) if part else child

    def _shortcut(self, parent: Node, name: str) -> Node | None:
        """`valueQuantity` said for `value[x]` limits the type, and is its slice."""
        for key, choice in parent.children.items():
            stem = key.removesuffix(CHOICE)
            if stem == key or not name.startswith(stem):
                continue
            types = choice.whole_types()
            kept = [one for one in types if one["code"] == lowered(name[len(stem) :])]
            if kept and name not in choice.slices:
                choice.limit(kept[0])
            if kept:
                return self._slice(choice, key, name)
        return None

    def _slice(self, child: Node, name: str, part: str) -> Node:
        if part in child.slices:
            return child.slices[part]
        if "slicing" not in child.facts:
            child.facts["slicing"] = _implied(name)
        made = child.slices.get(part.rpartition("/")[0], child).template()
        made.facts |= {"min": 0, "sliceName": part}
        stem = name.removesuffix(CHOICE)
        if stem != name:
            wanted = lowered(part[len(stem) :])
            kept = [one for one in child.whole_types() if one["code"] == wanted]
            made.facts["type"] = kept or made.facts.get("type", [])
        child.slices[part] = made
        self._grown(made.size())
        return made

    def _grown(self, count: int) -> None:
        """Count elements that were added; raises ValueError where they are too many."""
        self._left -= count
        if self._left < 0:
            raise ValueError(f"{self._url}: it adds more than {MOST:,} elements to its base")

    def _unfold(self, node: Node, name: str) -> None:
        """Give an element the children that its type, or the element it refers to, has."""
        if name in node.children or (node.children and "type" not in node.facts):
            return
        reference = node.facts.get("contentReference")
        if reference:
            target = self._target(reference)
            self._grown(target.size())
            node.adopt(target)
            node.facts.pop("contentReference")
            node.facts["type"] = target.facts.get("type", [])
        else:
            found = self._type(node)
            self._grown(found.size())
            node.adopt(found)

    def _target(self, reference: str) -> Node:
        """The element referred to, as the base type has it: profiles bind it in place only."""
        record = None if self._free else self._snapshot.of(self._type_name)
        node = grow(record["elements"]) if record else self.root
        for name, part in steps(reference):
            node = node.children[name].slices[part] if part else node.children[name]
        return node

    def _type(self, node: Node) -> Node:
        types = node.facts.get("type", [])
        if len(types) != 1:
            return self._tree("Element")
        (one,) = types
        profiles = one.get("profile", ())
        if len(profiles) == 1 and self._snapshot.find(profiles[0]) is not None:
            return self._tree(profiles[0])
        tree = self._tree(one["code"])
        if len(profiles) == 1 and one["code"] == "Extension":
            tree.children["url"].facts["fixed"] = ["uri", profiles[0]]
        return tree

    def _tree(self, url: str) -> Node:
        record = self._snapshot.of(url)
        return grow(record["elements"]) if record else Node({})


def _implied(name: str) -> Record:
    """Slicing that is not said: by type, by url, or (FHIR allows it) by nothing we can tell."""
    if name.endswith(CHOICE):
        return {"discriminator": [["type", "$this"]], "rules": "open"}
    told = [["value", "url"]] if name in _BY_URL else []
    return {"discriminator": told, "rules": "open"}


def _overlay(facts: Record, said: Record, url: str) -> None:
    facts |= {key: said[key] for key in _OVERLAID if key in said}
    if "type" in said:
        facts["type"] = said["type"]
    if "binding" in said:
        facts["binding"] = {**facts.get("binding", {}), **said["binding"]}
    if "slicing" in said:
        before = facts.get("slicing", {"discriminator": []})["discriminator"]
        told = said["slicing"]["discriminator"] or before
        facts["slicing"] = {**said["slicing"], "discriminator": told}
    if "constraint" in said:
        ours = {one[0]: [*one[:4], one[4] or url, *one[5:]] for one in said["constraint"]}
        kept = [one for one in facts.get("constraint", ()) if one[0] not in ours]
        facts["constraint"] = [*kept, *ours.values()]
