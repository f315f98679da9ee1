"""One DICOM object, or its metadata in JSON: which kind it is, its own number, when it was made.

https://dicom.nema.org/medical/dicom/current/output/html/part10.html
https://dicom.nema.org/medical/dicom/current/output/html/part18.html#chapter_F
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gateway import fhirjson, xml
from gateway.adapters.dicom import directory, elements, tree
from gateway.model import Document, Node, Rejected
from gateway.wording import told

_WHEN = (
    ("InstanceCreationDate", "InstanceCreationTime"),
    ("ContentDate", "ContentTime"),
    ("AcquisitionDate", "AcquisitionTime"),
    ("SeriesDate", "SeriesTime"),
    ("StudyDate", "StudyTime"),
)
_DAY = re.compile(r"\d{8}", re.ASCII)
_TIME = re.compile(r"(\d{2}(?:\d{2}(?:\d{2})?)?)(\.\d{1,6})?", re.ASCII)
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4])[0-5]\d", re.ASCII)
_UID = re.compile(r"[0-2](?:\.\d+)+", re.ASCII)
_LONGEST_UID = 64


def parse(body: bytes) -> Document:
    """Read it; raises Rejected by name where it is no DICOM, cut, or too much."""
    if not body.strip(b"\0 \r\n\t"):
        raise Rejected([told("body-empty.dicom", code="structure")])
    root, number = _form(body)(body)
    missing = [name for name, uid in _uids(root, number) if not _is_uid(uid)]
    if missing:
        raise Rejected([told("dicom-uid", one, source=one, code="required") for one in missing])
    kind = f"{root.name}^{_word(root, 'Modality')}".rstrip("^")
    return Document(kind, number, _made(root), "", "", root)


def _uids(root: Node, number: str) -> Iterator[tuple[str, str]]:
    """(name, UID) of all that must be there: what has a modality belongs to a study.

    A manifest tells of the series of others, and is looked for by its own number.
    """
    yield "SOPInstanceUID", number
    if modality := _word(root, "Modality"):
        yield "StudyInstanceUID", _only(root, "StudyInstanceUID")
        if modality != "KO":
            yield "SeriesInstanceUID", _only(root, "SeriesInstanceUID")


def _is_uid(text: str) -> bool:
    return bool(_UID.fullmatch(text)) and len(text) <= _LONGEST_UID


def _form(body: bytes) -> Callable[[bytes], tuple[Node, str]]:
    """How it is written: no object begins as JSON or XML does."""
    if body[128:132] == elements.MAGIC:
        return _object
    first = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"{": _json, b"[": _json, b"<": _xml}.get(first, _object)


def _json(body: bytes) -> tuple[Node, str]:
    said = fhirjson.strict(body.removeprefix(b"\xef\xbb\xbf"))
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    root = tree.of_json(said)
    return root, _only(root, "SOPInstanceUID")


def _xml(body: bytes) -> tuple[Node, str]:
    root = tree.of_xml(xml.read(body).root)
    return root, _only(root, "SOPInstanceUID")


def _object(body: bytes) -> tuple[Node, str]:
    found = elements.read(body)
    root = tree.of_object(found)
    if found.head.get(0x00020002) == directory.CLASS:
        return directory.nested(root), found.head.get(0x00020003, "")
    return root, _only(root, "SOPInstanceUID")


def _word(root: Node, name: str) -> str:
    return next((one.text() for one in root.children() if one.name == name), "")


def _only(root: Node, name: str) -> str:
    """The one text of an element; "" where there are several, which would make one of two."""
    found = {one.text() for one in root.children() if one.name == name}
    return found.pop() if len(found) == 1 else ""


def _made(root: Node) -> str:
    """When it was made, as HL7 v2 writes times; its offset only where it states one."""
    for date, time in _WHEN:
        day = _word(root, date)
        if _DAY.fullmatch(day):
            clock = _TIME.fullmatch(_word(root, time))
            offset = _word(root, "TimezoneOffsetFromUTC")
            zone = offset if clock and _OFFSET.fullmatch(offset) else ""
            return f"{day}{clock[0] if clock else ''}{zone}"
    return ""
