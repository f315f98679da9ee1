"""What the definitions say of members: their JSON keys, their types, whether they repeat.

A *place* is the type of a value: `HumanName`, or the path of an element with a structure of its
own, `Patient.contact`; the empty place is a value of which nothing is known.
https://hl7.org/fhir/R4/formats.html#choice · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

PRIMITIVES = frozenset(
    [
        "base64Binary",
        "boolean",
        "canonical",
        "code",
        "date",
        "dateTime",
        "decimal",
        "id",
        "instant",
        "integer",
        "markdown",
        "oid",
        "positiveInt",
        "string",
        "time",
        "unsignedInt",
        "uri",
        "url",
        "uuid",
        "xhtml",
    ]
)
BASES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("code", "id", "markdown"), "string"),
        **dict.fromkeys(("url", "canonical", "uuid", "oid"), "uri"),
        **dict.fromkeys(("positiveInt", "unsignedInt"), "integer"),
        **dict.fromkeys(("Age", "Count", "Distance", "Duration", "MoneyQuantity"), "Quantity"),
        "SimpleQuantity": "Quantity",
        **dict.fromkeys(("Bundle", "Parameters", "Binary", "DomainResource"), "Resource"),
        **dict.fromkeys(("Timing", "Dosage", "ElementDefinition"), "BackboneElement"),
        **dict.fromkeys(
            ("Population", "ProdCharacteristic", "ProductShelfLife"), "BackboneElement"
        ),
        **dict.fromkeys(("MarketingStatus", "SubstanceAmount"), "BackboneElement"),
        "BackboneElement": "Element",
        "Resource": "",
        "Element": "",
    }
)
"""Type -> the type it specializes, where it is not Element (datatypes) or DomainResource."""
ABSTRACT = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})
"""Types of which no value is: what it really is, is told at run time."""
_STRUCTURED = frozenset({"BackboneElement", "Element"})
_QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration", "SimpleQuantity"})
QUANTITIES = _QUANTITIES | {"MoneyQuantity"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a place."""

    keys: tuple[tuple[str, str], ...]
    """(JSON key, place) of each type it may have: more than one for a choice."""
    many: bool
    """True: a JSON array."""
    choice: bool = False


class Schema:
    """The members of every place, read from the definitions when first asked for."""

    def __init__(self, definitions: Any) -> None:
        self._definitions = definitions
        self._members: dict[str, Mapping[str, Member]] = {}
        self._keys: dict[str, Mapping[str, tuple[str, str]]] = {}

    def members(self, place: str) -> Mapping[str, Member]:
        """Member by name; empty where the place is not known."""
        found = self._members.get(place)
        if found is None:
            found = self._members[place] = MappingProxyType(dict(self._read(place)))
        return found

    def keys(self, place: str) -> Mapping[str, tuple[str, str]]:
        """(member name, place of its value) by JSON key."""
        found = self._keys.get(place)
        if found is None:
            found = self._keys[place] = MappingProxyType(
                {
                    key: (name, where)
                    for name, member in self.members(place).items()
                    for key, where in member.keys
                }
            )
        return found

    def knows(self, place: str) -> bool:
        """Is anything said of this place?"""
        return bool(self.members(place))

    def place(self, context: str) -> str:
        """The place of an element's path or id: `Patient.name` is a HumanName; empty: unknown."""
        first, *rest = context.split(".")
        place = first.partition(":")[0]
        for step in rest:
            name = step.partition(":")[0]
            if name in self.members(place) and len(self.members(place)[name].keys) == 1:
                place = self.members(place)[name].keys[0][1]
            else:
                place = self.keys(place).get(name, ("", ""))[1]
        return place

    def _read(self, place: str) -> list[tuple[str, Member]]:
        if not place or place in PRIMITIVES or place.startswith("System."):
            return []
        structure = self._structure(place.partition(".")[0])
        if structure is None:
            return []
        return [
            (element.path.rpartition(".")[2].removesuffix("[x]"), _member(structure, element))
            for element in structure.children(place)
            if not element.slice_name
        ]

    def _structure(self, name: str) -> Any:
        try:
            return self._definitions.structure(name)
        except (KeyError, LookupError):
            return None


def _member(structure: Any, element: Any) -> Member:
    name = element.path.rpartition(".")[2]
    choice = name.endswith("[x]")
    stem = name.removesuffix("[x]")
    keys = []
    for kind in element.types or (None,):
        code = "" if kind is None else kind.code
        key = f"{stem}{code[:1].upper()}{code[1:]}" if choice else stem
        keys.append((key, _place(structure, element, code)))
    return Member(tuple(dict.fromkeys(keys)), element.base_max != 1, choice)


def _place(structure: Any, element: Any, code: str) -> str:
    if element.content_reference:
        return str(element.content_reference).rpartition("#")[2]
    if code in _STRUCTURED and structure.children(element.id):
        return str(element.id)
    return code.removeprefix("http://hl7.org/fhirpath/System.").replace("String", "string")


@lru_cache(maxsize=2)  # those in force, and those that come: what is kept here stays in memory
def schema(definitions: Any) -> Schema:
    """The members that these definitions tell of; the same object for the same definitions."""
    return Schema(definitions)


def type_of(place: str) -> str:
    """The FHIR type of a place: `Patient.contact` is a BackboneElement."""
    return "BackboneElement" if "." in place else place


def is_a(place: str, name: str) -> bool:
    """Is the type of the place this one, or a specialization of it?"""
    kind = type_of(place)
    while kind:
        if kind == name:
            return True
        kind = base(kind)
    return False


def base(kind: str) -> str:
    """The type that a type specializes; empty at the roots."""
    if kind in BASES:
        return BASES[kind]
    if kind in PRIMITIVES or kind in COMPLEX:
        return "Element"
    return "DomainResource"


COMPLEX = frozenset(
    [
        "Address",
        "Annotation",
        "Attachment",
        "CodeableConcept",
        "Coding",
        "ContactDetail",
        "ContactPoint",
        "Contributor",
        "DataRequirement",
        "Expression",
        "Extension",
        "HumanName",
        "Identifier",
        "Meta",
        "Money",
        "Narrative",
        "ParameterDefinition",
        "Period",
        "Quantity",
        "Range",
        "Ratio",
        "Reference",
        "RelatedArtifact",
        "SampledData",
        "Signature",
        "TriggerDefinition",
        "UsageContext",
    ]
)
