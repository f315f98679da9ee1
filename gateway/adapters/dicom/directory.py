"""A DICOMDIR as a tree: patients, their studies, series and instances, one inside the other.

Its records stand in one list, each behind what it belongs to.
https://dicom.nema.org/medical/dicom/current/output/html/part03.html#chapter_F
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.model import Node

ROOT = "Directory"
CLASS = "1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR."""
_RECORDS = "DirectoryRecordSequence"
_LEVELS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "PATIENT": (0, "PatientRecord"),
        "STUDY": (1, "StudyRecord"),
        "SERIES": (2, "SeriesRecord"),
    }
)
"""Type of a record -> how deep it lies, and what it is called here; any other is an instance."""
_INSTANCE = (3, "InstanceRecord")
_ASIDE = frozenset({"PRIVATE", "MRDR"})


def nested(root: Node) -> Node:
    """The same directory, each record inside the one that it belongs to."""
    made = Node(ROOT, "", {})
    open_: list[tuple[int, Node]] = [(-1, made)]
    for child in root.children():
        if child.name != _RECORDS:
            made.content.append(child)
            continue
        kind = next((one.text() for one in child.children() if one.name == _TYPE), "")
        if kind in _ASIDE:
            continue
        depth, name = _LEVELS.get(kind, _INSTANCE)
        while open_[-1][0] >= depth:
            open_.pop()
        record = Node(name, "", {}, start=child.start, size=child.size, content=child.content)
        open_[-1][1].content.append(record)
        open_.append((depth, record))
    return made


_TYPE = "DirectoryRecordType"
