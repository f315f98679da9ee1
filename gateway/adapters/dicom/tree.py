"""A DICOM object as a tree of elements named by their keywords, for rows to read.

Each value is an element of its own, each item of a sequence too: `OtherPatientIDsSequence[2]`.
Private and unknown elements are called by their number: `00091001`.
https://dicom.nema.org/medical/dicom/current/output/html/part06.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydicom import datadict

from gateway.adapters.dicom.elements import Element, Object
from gateway.adapters.dicom.values import DEFAULT, LOST, PARTED, encodings, texts
from gateway.model import Node, Rejected
from gateway.wording import told

ROOT = "Instance"
NATIVE = "NativeDicomModel"
_CHARSET = 0x00080005
_MOST_VALUES = 200_000
_MOST_DEPTH = 32
_FLOAT, _POINT = re.compile(r"-?\d+\.0", re.ASCII), ".0"
"""A whole number of a writer that has no other numbers."""
_TAG = re.compile(r"[0-9a-fA-F]{8}")
_PARTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
_NAMES = ("Alphabetic", "Ideographic", "Phonetic")


@lru_cache(maxsize=8192)
def keyword(tag: int) -> str:
    """The keyword of an element; `ggggeeee` where the standard has none."""
    return datadict.keyword_for_tag(tag) or f"{tag:08x}"


def of_object(found: Object) -> Node:
    """The tree of an object that was read.

    Raises Rejected for an unknown character set, and where there are too many values.
    """
    if _values(found, found.elements) > _MOST_VALUES:
        raise Rejected([told("dicom-elements", _MOST_VALUES, code="too-costly")])
    root = Node(ROOT, "", {})
    root.content.extend(_elements(found, found.elements, DEFAULT))
    return root


def _elements(
    found: Object, elements: Sequence[Element], encoded: Sequence[str]
) -> Iterator[Node]:
    for one in elements:
        if one.tag == _CHARSET:
            encoded = encodings(_texts(found, one, DEFAULT))
    for one in elements:
        if one.tag & 0xFFFF == 0:
            continue  # the length of a group
        name = keyword(one.tag)
        for item in one.items:
            node = _node(found, name, one)
            node.content.extend(_elements(found, item, encoded))
            yield node
        if (
            one.vr != "SQ" and one.end > one.start
        ):  # what must be there may be empty: it says nothing
            for text in _texts(found, one, encoded):
                node = _node(found, name, one)
                node.content.append(text)
                yield node


def _values(found: Object, elements: Sequence[Element]) -> int:
    """How many values these have, or more: before any of them is made a node."""
    parted = (one for one in elements if one.vr in PARTED)
    own = sum(bytes(found.data[one.start : one.end]).count(b"\\") for one in parted)
    return own + sum(1 + _values(found, item) for one in elements for item in one.items)


def _texts(found: Object, one: Element, encoded: Sequence[str]) -> list[str]:
    raw = bytes(found.data[one.start : one.end])
    read = texts(one.vr, raw, encoded, little=found.little)
    # What the bytes say that are no sign of the set, nobody knows: a name must not be half of one.
    if any(LOST in text for text in read) and LOST.encode() not in raw and not _private(one):
        name = keyword(one.tag)
        raise Rejected([told("dicom-charset.mismatch", name, source=name, code="structure")])
    return read


def _private(one: Element) -> bool:
    return bool(one.tag >> 16 & 1)


def _node(found: Object, name: str, one: Element) -> Node:
    start, end = (one.start, one.end) if found.whole else (0, 0)
    return Node(name, "", {}, start=start, size=end - start)


def of_json(said: Any) -> Node:
    """The tree of a dataset in DICOM's JSON; raises Rejected where it is none.

    https://dicom.nema.org/medical/dicom/current/output/html/part18.html#chapter_F
    """
    root = Node(ROOT, "", {})
    if not isinstance(said, dict) or not said:
        raise _refused("dicom-json")
    _members(root, said, ROOT, 0)
    return root


def _members(node: Node, said: Mapping[str, Any], place: str, depth: int) -> None:
    if depth > _MOST_DEPTH:
        raise Rejected([told("dicom-depth", _MOST_DEPTH, source=place, code="too-costly")])
    for key, element in said.items():
        if not _TAG.fullmatch(key):
            raise _refused("dicom-json.tag", place)
        if not isinstance(element, dict):
            raise _refused("dicom-json", f"{place}/{keyword(int(key, 16))}")
        name = keyword(int(key, 16))
        values = element.get("Value", [])
        if not isinstance(values, list):
            raise _refused("dicom-json.value", f"{place}/{name}")
        if values in ([""], [None]):
            continue  # as an element without a value
        for value in values:
            child = Node(name, "", {})
            if isinstance(value, dict) and element.get("vr") != "PN":
                _members(child, value, f"{place}/{name}", depth + 1)
            elif value is not None:
                text = _text(value, f"{place}/{name}")
                child.content.append(_whole(text) if element.get("vr") == "IS" else text)
            node.content.append(child)


def of_xml(native: Node) -> Node:
    """The tree of a dataset in DICOM's XML.

    https://dicom.nema.org/medical/dicom/current/output/html/part19.html#chapter_A
    """
    root = Node(ROOT, "", {})
    if native.name != NATIVE:
        raise _refused("dicom-xml", "byte 0")
    _attributes(root, native)
    return root


def _attributes(node: Node, native: Node) -> None:
    for one in native.children():
        tag = one.attributes.get("tag", "")
        if one.name != "DicomAttribute" or not _TAG.fullmatch(tag):
            raise _refused("dicom-xml", f"byte {one.start}")
        name = keyword(int(tag, 16))
        for value in one.children():
            child = Node(name, "", {}, start=value.start, size=value.size)
            if value.name == "Item":
                _attributes(child, value)
            elif value.name == "PersonName":
                child.content.append(_person(value))
            elif value.name == "Value":
                child.content.append(value.text().strip())
            node.content.append(child)


def _person(name: Node) -> str:
    """Its groups as DICOM writes them: `Family^Given^Middle^Prefix^Suffix=...`."""
    groups = []
    for group in _NAMES:
        held = next((one for one in name.children() if one.name == group), None)
        said = {one.name: one.text().strip() for one in held.children()} if held else {}
        groups.append("^".join(said.get(part, "") for part in _PARTS).rstrip("^"))
    return "=".join(groups).rstrip("=")


def _text(value: Any, place: str) -> str:
    if isinstance(value, dict):
        parts = [value.get(name, "") for name in _NAMES]
        if not all(isinstance(part, str) for part in parts):
            raise _refused("dicom-json.value", place)
        return "=".join(parts).rstrip("=")
    if isinstance(value, list | bool):
        raise _refused("dicom-json.value", place)
    return value.replace("\0", "").strip() if isinstance(value, str) else str(value)


def _whole(said: str) -> str:
    """A whole number as DICOM writes it: those who have no others send `1.0`."""
    return said.removesuffix(_POINT) if _FLOAT.fullmatch(said) else said


def _refused(rule: str, place: str = ROOT) -> Rejected:
    return Rejected([told(rule, source=place, code="structure")])
