"""What the image library of a manifest (MADO) says of a series that its evidence only names.

Its codes are those of a trial and differ by writer: items are known by what they are called.
https://dicom.nema.org/medical/dicom/current/output/html/part16.html#sect_TID_1600
https://profiles.ihe.net/RAD/MADO/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Datatype, Reading
from gateway.mapping.tree.types_dicom_codes import child, coding, text
from gateway.model import Node

_ITEM = "ContentSequence"


def _items(node: Node) -> Iterator[Node]:
    return (one for one in node.children() if one.name == _ITEM)


def _called(node: Node) -> str:
    """What an item is called, in small letters."""
    name = child(node, "ConceptNameCodeSequence")
    meaning = child(name, "CodeMeaning") if name is not None else None
    return "" if meaning is None else " ".join(meaning.text().split()).casefold()


def _group(reading: Reading, series: Node) -> Node | None:
    """The group of the library that has the number of the series."""
    number = child(series, "SeriesInstanceUID")
    if number is None:
        return None
    wanted = number.text().strip()
    for library in _items(reading.root):
        for group in (library, *_items(library)):
            for one in _items(group):
                uid = child(one, "UID")
                if uid is not None and uid.text().strip() == wanted:
                    return group if _called(one) == "series instance uid" else None
    return None


def _said(reading: Reading, series: Node, name: str) -> Node | None:
    group = _group(reading, series)
    found = () if group is None else _items(group)
    return next((one for one in found if _called(one) == name), None)


def description(reading: Reading, series: Node) -> Any:
    """Series Description."""
    item = _said(reading, series, "series description")
    return (text(reading, child(item, "TextValue")) or None) if item is not None else None


def _counted(name: str) -> Datatype:
    def read(reading: Reading, series: Node) -> Any:
        item = _said(reading, series, name)
        measured = child(item, "MeasuredValueSequence") if item is not None else None
        for one, leaf in ((item, "TextValue"), (measured, "NumericValue")):
            place = child(one, leaf) if one is not None else None
            if place is not None:
                return reading.convert(place, TEXT, reading.peek(place, TEXT), convert.unsigned)
        return None

    return read


def _coded(name: str, make: Callable[[Reading, Node], Any]) -> Datatype:
    def read(reading: Reading, series: Node) -> Any:
        item = _said(reading, series, name)
        value = child(item, "ConceptCodeSequence") if item is not None else None
        return make(reading, value) if value is not None else None

    return read


LIBRARY: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("LISTED_DESCRIPTION", "string"): description,
        ("LISTED_NUMBER", "unsignedInt"): _counted("series number"),
        ("LISTED_INSTANCES", "unsignedInt"): _counted("number of series related instances"),
        ("LISTED_MODALITY", "Coding"): _coded("modality", coding),
    }
)
"""(word, FHIR type) -> its function."""
