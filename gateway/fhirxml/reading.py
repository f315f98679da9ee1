"""XML into a resource: plain FHIR JSON, with every place that XML may not have said by name.

https://hl7.org/fhir/R4/xml.html · https://hl7.org/fhir/R4/json.html#primitive
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import structs

from gateway import xml
from gateway.fhirjson.places import lined, named, steps
from gateway.fhirxml.shapes import PRIMITIVE, Part, Shapes
from gateway.model import Issue, Node, Resource
from gateway.wording import english

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
_LOCATIONS = frozenset(
    f"{{http://www.w3.org/2001/XMLSchema-instance}}{name}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation")
)
"""Attributes that tell where a schema lies, which is nothing of the resource."""
_LONGEST = 400
"""Characters of a number that is meant."""
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"-?[0-9]+")
_CARRIAGE = "&#xD;"
"""How a carriage return inside a narrative is written, so that it is one again when read."""

Path: TypeAlias = tuple[Any, ...] | None
"""(path of the owner or None, name, index or None)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A resource that came as XML."""

    resource: Resource
    issues: tuple[Issue, ...]
    """What XML may not hold, each with `line:column`."""
    document: xml.Document

    def places(self, targets: Sequence[str]) -> list[tuple[int, int]]:
        """(line, column) of each target; of what holds it, where it is missing."""
        starts = [_found(self.document.root, target).start for target in targets]
        return lined(self.document.utf8, starts)


def said(document: xml.Document, shapes: Shapes) -> Sent:
    """The resource that a document says."""
    walk = _Walk(document, shapes)
    resource = walk.resource(document.root, (None, document.root.name, None))
    at = lined(document.utf8, [start for _, start in walk.noted])
    issues = (
        structs.replace(issue, source=f"{line}:{column}")
        for (issue, _), (line, column) in zip(walk.noted, at, strict=True)
    )
    return Sent(resource, tuple(issues), document)


def _found(node: Node, target: str) -> Node:
    for name, index in steps(target):
        inside: dict[str, list[Node]] = {}
        for child in node.children():
            inside.setdefault(child.name, []).append(child)
        key = named(list(inside), name)
        if key is None:
            return node
        same = inside[key]
        if index is not None and index >= len(same):
            return node
        node = same[index or 0]
        if len(same) == 1 or index is not None:
            node = _resource_in(node)
    return node


def _resource_in(node: Node) -> Node:
    """The resource inside `contained` or `resource`: its name is that of a type."""
    inner = list(node.children())
    return inner[0] if len(inner) == 1 and inner[0].name[:1].isupper() else node


class _Walk:
    """One document being read."""

    def __init__(self, document: xml.Document, shapes: Shapes) -> None:
        self.noted: list[tuple[Issue, int]] = []
        """Each with the byte at which it is."""
        self._document = document
        self._shapes = shapes

    def resource(self, node: Node, path: Path) -> Resource:
        """The resource of an element that is named by its type."""
        made: Resource = {"resourceType": node.name}
        if node.space != FHIR:
            self._note("xml-namespace", node, path, FHIR)
        if self._shapes.is_resource(node.name):
            self._fill(made, node, self._shapes.of(node.name), path)
        return made

    def _fill(self, made: Resource, node: Node, parts: Mapping[str, Part], path: Path) -> None:
        """Say all that stands inside an element."""
        for name, value in node.attributes.items():
            part = parts.get(name)
            if part is not None and part.attribute:
                made[name] = value
            elif name not in _LOCATIONS:
                self._note("xml-attribute-unknown", node, path)
        if node.text().strip():
            self._note("xml-text", node, path)
        if not node.content:
            return
        for name, nodes in self._grouped(node, parts, path).items():
            self._say(made, nodes, parts.get(name), (path, name))

    def _grouped(self, node: Node, parts: Mapping[str, Part], path: Path) -> dict[str, list[Node]]:
        """The elements inside, by name; notes those that stand where they may not."""
        groups: dict[str, list[Node]] = {}
        last = -1
        for child in node.children():
            part = parts.get(child.name)
            if child.space != FHIR and (part is None or part.kind != "xhtml"):
                self._note("xml-namespace", child, (path, child.name, None), FHIR)
            if part is not None and part.order < last:
                self._note("xml-order", child, (path, child.name, None), child.name)
            elif part is not None:
                last = part.order
            groups.setdefault(child.name, []).append(child)
        return groups

    def _say(
        self, made: Resource, nodes: list[Node], part: Part | None, where: tuple[Path, str]
    ) -> None:
        """Say all elements of one name."""
        path, name = where
        if part is None or part.attribute:
            made[name] = nodes[0].attributes.get("value", {})
            if part is not None:
                self._note("xml-attribute-expected", nodes[0], (path, name, None), name)
            return
        if not part.many and len(nodes) > 1:
            self._note("element-too-many", nodes[1], (path, name, None), name, "1")
            nodes = nodes[:1]
        places: list[Path] = [
            (path, name, index if part.many else None) for index in range(len(nodes))
        ]
        if part.kind == "primitive":
            self._primitives(made, nodes, part, places)
            return
        values = [self._value(*one, part) for one in zip(nodes, places, strict=True)]
        if kept := [value for value in values if value is not None]:
            made[name] = kept if part.many else kept[0]

    def _value(self, node: Node, path: Path, part: Part) -> Any:
        """A value that is no primitive; None where there is no resource in it."""
        if part.kind == "xhtml":
            return self._narrative(node)
        if part.kind != "resource":
            made: Resource = {}
            self._fill(made, node, self._shapes.of(part.type), path)
            return made
        inside = list(node.children())
        if len(inside) != 1 or node.attributes or node.text().strip():
            self._note("xml-resource", node, path)
        return self.resource(inside[0], path) if inside else None

    def _primitives(
        self, made: Resource, nodes: list[Node], part: Part, places: list[Path]
    ) -> None:
        """Values under their name, and what stands beside them under `_` and their name."""
        values, besides = [], []
        for node, path in zip(nodes, places, strict=True):
            inner: Resource = dict(node.attributes)
            if node.content or len(inner) != 1 or "value" not in inner:
                inner = {}
                self._fill(inner, node, self._shapes.of(part.type), path)
            values.append(_read(inner.pop("value", None), part.type))
            besides.append(inner or None)
        some = any(besides)
        if any(value is not None for value in values) or not some:
            made[part.name] = values if part.many else values[0]
        if some:
            made[f"_{part.name}"] = besides if part.many else besides[0]

    def _narrative(self, node: Node) -> str:
        """The narrative as it was written; prefixes that are declared around it come along."""
        text = self._document.markup(node).replace(_CARRIAGE, "\r")
        outside = [
            f' xmlns:{prefix}="{space}"'
            for prefix, space in node.scope.items()
            if prefix not in ("", "xml") and f"{prefix}:" in text and f"xmlns:{prefix}" not in text
        ]
        if not outside:
            return text
        name = re.match(r"<[^\s/>]+", text)
        at = name.end() if name else 0
        return text[:at] + "".join(outside) + text[at:]

    def _note(self, rule: str, node: Node, path: Path, *facts: str) -> None:
        target = text_of(path)
        text = english(rule, *facts)
        issue = Issue(rule, text=text, target=target, code="structure", facts=facts)
        self.noted.append((issue, node.start))


def text_of(path: Path) -> str:
    """The path as FHIRPath writes it: `Patient.name[0].given[1]`."""
    said: list[str] = []
    while path is not None:
        path, name, index = path
        said.append(name if index is None else f"{name}[{index}]")
    return ".".join(reversed(said))


def _read(text: str | None, type_: str) -> Any:
    """A value as JSON has it; one that is not formed as its type stays a text, to be found."""
    kind = PRIMITIVE.get(type_)
    if kind is None or text is None:
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    form = _INTEGER if kind == "integer" else _DECIMAL
    if len(text) > _LONGEST or not form.fullmatch(text):
        return text
    return int(text) if _WHOLE.fullmatch(text) and text != "-0" else Decimal(text)
