"""The structured values of a document of CDA, and those that typed elements of an output hold.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.model import Node
from tests.suites.document_files import STATEMENTS, Sent, own
from tests.suites.values import alike, plain

STRUCTURAL = frozenset(
    {
        "classCode",
        "moodCode",
        "typeCode",
        "determinerCode",
        "type",
        "contextControlCode",
        "contextConductionInd",
        "inversionInd",
        "negationInd",
        "nullFlavor",
        "ID",
        "schemaLocation",
        "operator",
        "institutionSpecified",
        "mediaType",
        "representation",
        "use",
        "partType",
        "displayable",
        "language",
        "listType",
        "styleCode",
    }
)
"""Attributes that say what stands there, and nothing of the patient."""
_NAMING = frozenset(
    {
        "codeSystem",
        "codeSystemName",
        "codeSystemVersion",
        "assigningAuthorityName",
        "valueSet",
        "valueSetVersion",
    }
)
MIXED = frozenset(
    {
        "text",
        "originalText",
        "name",
        "given",
        "family",
        "prefix",
        "suffix",
        "delimiter",
        "value",
        "title",
        "desc",
        "addr",
        "telecom",
        "streetAddressLine",
        "houseNumber",
        "streetName",
        "city",
        "state",
        "postalCode",
        "country",
        "county",
        "postBox",
        "additionalLocator",
        "unitID",
        "unitType",
        "careOf",
        "precinct",
        "deliveryAddressLine",
        "censusTract",
        "direction",
        "streetNameBase",
        "streetNameType",
        "buildingNumberSuffix",
        "houseNumberNumeric",
        "lotNumberText",
        "manufacturerModelName",
        "softwareName",
    }
)
"""Elements in which CDA has text; elsewhere it is a slip of the pen."""
APART = frozenset({"templateId", "typeId", "realmCode"})


def values(root: Node) -> dict[str, str]:
    """Each distinct structured value of a document, as it is compared, and where it stands."""
    found: dict[str, str] = {}
    for place, text in _leaves(root):
        if (value := plain(text)) and not value.startswith("#"):
            found.setdefault(value, place)
    return found


def _leaves(root: Node) -> Iterator[tuple[str, str]]:
    stack = [(root, root.name)]
    while stack:
        node, place = stack.pop()
        if node.name in APART:
            continue
        yield from _attributes(node, place)
        if node.name in MIXED and (text := node.text().strip()):
            yield f"{place}/text()", text
        for child in node.children():
            narrative = child.name == "text" and node.name == "section"
            file = child.name == "text" and "representation" in child.attributes
            if not narrative and not file:
                stack.append((child, f"{_short(place, child)}/{child.name}"))


def _short(place: str, child: Node) -> str:
    return "" if child.name in STATEMENTS else place


def _attributes(node: Node, place: str) -> Iterator[tuple[str, str]]:
    for name, text in node.attributes.items():
        local = name.rpartition("}")[2]
        if local in STRUCTURAL | _NAMING or not text.strip():
            continue
        if local == "root" and node.attributes.get("extension"):
            continue
        yield f"{place}/@{local}", text


_SILENT = frozenset({"resourceType", "fullUrl", "reference", "div", "data", "meta"})


def kept(bundle: Mapping[str, Any]) -> set[str]:
    """The values that typed elements of the output hold, as they are compared."""
    found: set[str] = set()
    for entry in bundle.get("entry", ()):
        _held(entry["resource"], found)
    return found


def _held(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if (
                key not in _SILENT
                and key != "note"
                and not (key == "id" and "resourceType" in value)
            ):
                _held(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _held(inner, found)
    elif value is not None:
        found.add(plain("true" if value is True else "false" if value is False else str(value)))


def held(value: str, among: set[str]) -> bool:
    """Is a value among those, or what FHIR calls it?"""
    return value in among or any(one in among for one in alike(value))


def holds(bundle: Mapping[str, Any], wanted: set[str]) -> int:
    """How many of these values a Bundle holds."""
    among = kept(bundle)
    return sum(held(one, among) for one in wanted)


def values_of(root: Node, document: Sent) -> dict[str, str]:
    """The values of a document, those of our frame left out."""
    return values(own(root, document))
