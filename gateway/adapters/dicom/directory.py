"""A DICOMDIR as a tree: patients, their studies, series and instances, one inside the other.

Its records stand in one list in any order, and say by offsets what lies below them and what comes
next; records that are not in use (deleted) are none. Where the offsets lead nowhere, each record
is behind what it belongs to, as writers put them.
https://dicom.nema.org/medical/dicom/current/output/html/part03.html#chapter_F
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from gateway.model import Node

ROOT = "Directory"
CLASS = "1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR."""
_RECORDS = "DirectoryRecordSequence"
_TYPE, _IN_USE = "DirectoryRecordType", "RecordInUseFlag"
_FIRST = "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"
_NEXT, _BELOW = "OffsetOfTheNextDirectoryRecord", "OffsetOfReferencedLowerLevelDirectoryEntity"
_HEADS = 16
"""Bytes before the value of a record's first element: the head of the item, and its own."""
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
    records = [one for one in root.children() if one.name == _RECORDS]
    made = _linked(_number(root, _FIRST), records) or _listed(records)
    made.content[:0] = [one for one in root.children() if one.name != _RECORDS]
    return made


def _linked(first: int, records: Sequence[Node]) -> Node | None:
    """Each record below the one whose offset leads to it; None where the offsets do not do.

    None is told twice, whatever they say; what lies below a record that is not in use is none.
    """
    left = {place: one for one in records if (place := _place(one)) > 0}
    if first not in left or not all(_leads(one, left.keys()) for one in records):
        return None
    made = Node(ROOT, "", {})
    waiting: list[tuple[Node | None, int]] = [(made, first)]
    while waiting:
        above, at = waiting.pop()
        while (record := left.pop(at, None)) is not None:
            inside = _hung(above, record) if above is not None and _counts(record) else None
            waiting.append((inside, _number(record, _BELOW)))
            at = _number(record, _NEXT)
    return None if any(map(_counts, left.values())) else made


def _listed(records: Iterable[Node]) -> Node:
    """Each record below the nearest one before it that lies higher."""
    made = Node(ROOT, "", {})
    open_: list[tuple[int, Node]] = [(-1, made)]
    unused = _INSTANCE[0] + 1
    for record in records:
        depth = _level(record)[0]
        if _text(record, _TYPE) in _ASIDE or depth > unused:
            continue
        unused = _INSTANCE[0] + 1 if _counts(record) else depth
        while open_[-1][0] >= depth:
            open_.pop()
        if _counts(record):
            open_.append((depth, _hung(open_[-1][1], record)))
    return made


def _hung(above: Node, record: Node) -> Node:
    name = _level(record)[1]
    made = Node(name, "", {}, start=record.start, size=record.size, content=record.content)
    above.content.append(made)
    return made


def _counts(record: Node) -> bool:
    """Is it in use, and of a kind that tells of a study?"""
    return _text(record, _IN_USE) != "0" and _text(record, _TYPE) not in _ASIDE


def _level(record: Node) -> tuple[int, str]:
    return _LEVELS.get(_text(record, _TYPE), _INSTANCE)


def _place(record: Node) -> int:
    """The byte at which a record begins; not positive where that is not known."""
    found = next((one for one in record.children() if one.name == _NEXT), None)
    return found.start - _HEADS if found is not None else 0


def _leads(record: Node, lying: Collection[int]) -> bool:
    """Does it lead to records only, or to nothing?"""
    offsets = (_number(record, _NEXT), _number(record, _BELOW))
    return all(one == 0 or one in lying for one in offsets)


def _number(node: Node, name: str) -> int:
    text = _text(node, name)
    return int(text) if text.isascii() and text.isdigit() else 0


def _text(node: Node, name: str) -> str:
    return next((one.text().strip() for one in node.children() if one.name == name), "")
