"""In which format is this? Told by the first bytes, where nobody says it.

A table of formats, and what each begins with. https://www.iana.org/assignments/media-types/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from gateway.model import Issue, Severity
from gateway.wording import told

NEAR = 4096
"""Bytes that are looked at."""
HL7V2, CDA, KMEHR, DICOM, FHIR, DELIMITED = "hl7v2", "cda", "kmehr", "dicom", "fhir", "delimited"

_BLANKS = b"\x0b\x0c\x1c \t\r\n"
_ENDED = "\x1a"
"""How DOS ends a file of text."""
_MARKS: Mapping[bytes, str] = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_PAPERS: Mapping[bytes, str] = {
    b"%PDF-": "PDF",
    b"{\\rtf": "RTF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
"""Papers and pictures: a person may read on them whose they are, a gateway cannot."""
_SEGMENT = re.compile(r"(MSH|FHS|BHS)[^\w\s]|(BTS|FTS|EVN|PID|PV1|ORC|OBR|OBX)\|")
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)([^>]*)")
_FHIR_JSON = re.compile(r'[\s\[]*\{.*?"resourceType"\s*:', re.DOTALL)
_DICOM_JSON = re.compile(r'[\s\[]*\{\s*"[0-9A-Fa-f]{8}"\s*:\s*\{\s*"(vr|Value)"')
_DICOM_XML = "NativeDicomModel"
_SEPARATORS = frozenset(",;|\t")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def recognise(body: bytes) -> str:
    """The format of a body by its first bytes, as `ADAPTERS` names it; empty for none of them."""
    head = body[:NEAR]
    if head[128:132] == b"DICM":
        return DICOM
    text = _text(head)
    return next((name for name, test in TESTS if test(text)), "")


def strange(head: bytes, known: Iterable[str]) -> Issue:
    """What is told of a file that is in none of the known formats."""
    kind = next((kind for mark, kind in _PAPERS.items() if head.startswith(mark)), "")
    if kind:
        return told("format-unknown.paper", kind, code="not-supported")
    return told("format-unknown", ", ".join(sorted(known)), code="structure")


def foreign(body: bytes) -> Iterator[Issue]:
    """What is told, before all else, where FHIR was expected and this is something other."""
    found = recognise(body)
    if found in (HL7V2, CDA, KMEHR, DICOM):
        yield told("format-other.fhir", found, severity=Severity.FATAL, code="structure")


def _text(head: bytes) -> str:
    """The first bytes as text, whatever their encoding, without mark and blanks before it."""
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    codec = _MARKS.get(mark, "latin-1")
    if not mark and b"\0" in head[:2]:
        codec = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    text = head[len(mark) :].decode(codec, "replace").lstrip(_BLANKS.decode())
    return text.rstrip(_BLANKS.decode() + _ENDED)


def _root(text: str) -> tuple[str, str]:
    """(name of the first element without its prefix, its attributes); empty where it is no XML."""
    if not text.startswith("<"):
        return "", ""
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    root = _ROOT.match(text, at)
    return (root[1], root[2]) if root else ("", "")


def _v2(text: str) -> bool:
    name, said = _root(text)
    return bool(_SEGMENT.match(text)) or (bool(name) and "urn:hl7-org:v2xml" in said)


def _fhir(text: str) -> bool:
    name, said = _root(text)
    return "http://hl7.org/fhir" in said if name else bool(_FHIR_JSON.match(text))


def _dicom(text: str) -> bool:
    return _root(text)[0] == _DICOM_XML or bool(_DICOM_JSON.match(text))


def _cells(text: str) -> bool:
    """Plain text whose first lines are cells between separators, or columns of one width."""
    if text[:1] in ("<", "{", "[") or text.startswith("%PDF") or _CONTROL.search(text):
        return False
    first, *rest = [line.rstrip("\r") for line in text.split("\n")[:3] if line.strip()] or [""]
    columns = bool(rest) and len(first) == len(rest[0]) and "  " in first + rest[0]
    return not _SEPARATORS.isdisjoint(first) or columns


TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (HL7V2, _v2),
    (CDA, lambda text: _root(text)[0] == "ClinicalDocument"),
    (KMEHR, lambda text: _root(text)[0] == "kmehrmessage"),
    (DICOM, _dicom),
    (FHIR, _fhir),
    (DELIMITED, _cells),
)
"""Format -> does a text begin so? The first that does; the last is for what nothing else is."""
