"""What stands inside each type in XML: names in their order, lists or not, numbers or texts.

https://hl7.org/fhir/R4/xml.html · https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from gateway.definitions import Definitions, Element, Structure

ATTRIBUTE = "xmlAttr"
NONE: Mapping[str, Part] = MappingProxyType({})
PRIMITIVE: Mapping[str, str] = MappingProxyType(
    {"boolean": "boolean"}
    | dict.fromkeys(("integer", "positiveInt", "unsignedInt"), "integer")
    | {"decimal": "decimal"}
)
"""Primitive type -> what it is in JSON, where that is no string."""


@dataclass(frozen=True, slots=True)
class Part:
    """One element that may stand inside another."""

    name: str
    """In XML, and in JSON."""
    order: int
    many: bool
    attribute: bool
    kind: str
    """primitive, complex, resource or xhtml."""
    type: str
    """Key of the shape of what it holds: a type, or `structure#element id`."""
    path: str
    """In FHIRPath: its name, and of a form of a choice `value.ofType(Quantity)`."""


class Shapes:
    """Type, or `structure#element id` -> its parts by name; made when first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._known: dict[str, Mapping[str, Part]] = {}

    def of(self, key: str) -> Mapping[str, Part]:
        """The parts of a type; none where there is no such type."""
        known = self._known.get(key)
        if known is None:
            known = self._make(key)
            if known:
                self._known[key] = known
        return known

    def is_resource(self, name: str) -> bool:
        """Whether FHIR R4 has a type of resource of this name."""
        if not name.isalpha():
            return False
        structure = self._definitions.structure(name)
        return structure is not None and structure.kind == "resource" and not structure.abstract

    def _make(self, key: str) -> Mapping[str, Part]:
        type_, _, element = key.partition("#")
        structure = self._definitions.structure(type_)
        if structure is None:
            return NONE
        parts = self._parts(structure, element or structure.elements[0].id)
        return MappingProxyType({part.name: part for part in parts})

    def _parts(self, structure: Structure, owner: str) -> Iterator[Part]:
        children = [one for one in structure.children(owner) if not one.slice_name]
        for order, element in enumerate(children):
            name = element.id.rpartition(".")[2]
            for code in _codes(element):
                stem = name.removesuffix("[x]")
                part = self._part(structure, element, name, order, code)
                yield part if stem == name else _form(part, stem, code)

    def _part(
        self, structure: Structure, element: Element, name: str, order: int, code: str
    ) -> Part:
        type_ = code
        if element.content_reference:
            reference = element.content_reference.rpartition("#")[2]
            type_ = f"{structure.type}#{reference}"
        elif structure.children(element.id):
            type_ = f"{structure.type}#{element.id}"
        attribute = ATTRIBUTE in element.representation
        many = element.base_max != 1
        return Part(name, order, many, attribute, self._kind(code), type_, name)

    def _kind(self, code: str) -> str:
        if code == "xhtml":
            return "xhtml"
        structure = self._definitions.structure(code) if code else None
        if structure is None:
            return "complex"
        kinds = {"primitive-type": "primitive", "resource": "resource"}
        return kinds.get(structure.kind, "complex")


def _form(part: Part, stem: str, code: str) -> Part:
    """One form of a choice: `valueQuantity` of `value[x]`."""
    name = stem + code[:1].upper() + code[1:]
    return replace(part, name=name, path=f"{stem}.ofType({code})")


def _codes(element: Element) -> tuple[str, ...]:
    """The types that it may have; a reference to another element's content has none."""
    return tuple(one.code for one in element.types) or ("",)
