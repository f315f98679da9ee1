"""Where in a JSON text does an element stand? Line and column, looked up only when somebody asks.

https://hl7.org/fhir/R4/fhirpath.html#paths · https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

Step: TypeAlias = tuple[str, int | None]
"""(name, index or None where none is said)."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + rb'|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)
_NESTING = re.compile(_STRING + rb"|[\[\]{}]", re.DOTALL)
_REMARK = re.compile(r"/\*.*?\*/")
_CALL = re.compile(r"\.\w+\((?:[^()]|\([^()]*\))*\)")
_STEP = re.compile(r"([A-Za-z_]\w*)(?:\[x\])?(?:\[(\d+)\])?")
_TYPES = re.compile(
    "Base64Binary|Boolean|Canonical|Code|Date|DateTime|Decimal|Id|Instant|Integer|Markdown|Oid|"
    "PositiveInt|String|Time|UnsignedInt|Uri|Url|Uuid|Address|Age|Annotation|Attachment|"
    "CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|"
    "Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|"
    "Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|"
    "TriggerDefinition|UsageContext|Dosage|Meta"
)
"""How a form of a choice ends: https://hl7.org/fhir/R4/datatypes.html#open"""


def steps(target: str) -> list[Step]:
    """The steps of a path below the resource: `Patient.name[0].given` -> name 0, given.

    Remarks and calls (`.ofType(Quantity)`, `.where(...)`) are passed over.
    """
    plain = _CALL.sub("", _REMARK.sub("", target))
    found = [_STEP.match(part) for part in plain.split(".")]
    said = [(one[1], int(one[2]) if one[2] else None) for one in found if one]
    return said[1:] if said and said[0][0][:1].isupper() else said


def named(names: Sequence[str], wanted: str) -> str | None:
    """Which of these is meant: the name itself, without or with `_`, or a form of the choice."""
    for name in (wanted, wanted.removeprefix("_"), f"_{wanted}"):
        if name in names:
            return name
    after = len(wanted)
    forms = (n for n in names if n.startswith(wanted) and _TYPES.fullmatch(n[after:]))
    return next(forms, None)


def lined(text: bytes, offsets: Sequence[int]) -> list[tuple[int, int]]:
    """(line, column) of each byte, both from 1; columns count characters."""
    ends = [found.start() for found in re.finditer(rb"\n", text)] if offsets else []
    found: dict[int, tuple[int, int]] = {}
    last, line, column = 0, 1, 1
    for offset in sorted(set(offsets)):
        at = bisect_right(ends, offset - 1)
        start = ends[at - 1] + 1 if at else 0
        if at + 1 != line or start > last:
            last, line, column = start, at + 1, 1
        column += len(text[last:offset].decode(errors="replace"))
        last = offset
        found[offset] = (line, column)
    return [found[offset] for offset in offsets]


def places(text: bytes, targets: Sequence[str]) -> list[tuple[int, int]]:
    """(line, column) of each target in a JSON text; of what holds it, where it is missing.

    A member is where its key begins, an item where it begins. Never raises: of a text that is no
    JSON it tells what it can.
    """
    scan = _Scan(text)
    return lined(text, [scan.find(steps(target)) for target in targets])


class _Scan:
    """Finds members and items, and remembers those of each object and list that it passed."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._members: dict[int, dict[str, tuple[int, int]]] = {}
        self._items: dict[int, list[int]] = {}

    def find(self, path: Sequence[Step]) -> int:
        """The byte at which the last step that there is begins."""
        first = _TOKEN.search(self._text)
        told = value = first.start() if first else 0
        for name, index in path:
            members = self._object(value)
            key = named(list(members), name) if name not in members else name
            if key is None:
                return told
            told, value = members[key]
            if index is not None and self._text[value : value + 1] == b"[":
                items = self._list(value)
                if index >= len(items):
                    return told
                told = value = items[index]
        return told

    def _object(self, start: int) -> dict[str, tuple[int, int]]:
        """Key -> (where it begins, where its value begins), of the object that begins here."""
        if start not in self._members:
            found: dict[str, tuple[int, int]] = {}
            if self._text[start : start + 1] == b"{":
                for key, at, value in self._pairs(start + 1):
                    found.setdefault(key, (at, value))
            self._members[start] = found
        return self._members[start]

    def _pairs(self, at: int) -> Iterator[tuple[str, int, int]]:
        while (key := self._next(at)) and key[0][:1] == b'"':
            colon = self._next(key.end())
            value = self._next(colon.end()) if colon else None
            if value is None:
                return
            yield _decoded(key[0]), key.start(), value.start()
            comma = self._next(self._end(value))
            if comma is None or comma[0] != b",":
                return
            at = comma.end()

    def _list(self, start: int) -> list[int]:
        """Where each item begins, of the list that begins here."""
        if start not in self._items:
            self._items[start] = list(self._each(start + 1))
        return self._items[start]

    def _each(self, at: int) -> Iterator[int]:
        while (item := self._next(at)) and item[0] not in (b"]", b"}", b",", b":"):
            yield item.start()
            comma = self._next(self._end(item))
            if comma is None or comma[0] != b",":
                return
            at = comma.end()

    def _next(self, at: int) -> re.Match[bytes] | None:
        return _TOKEN.search(self._text, at)

    def _end(self, token: re.Match[bytes]) -> int:
        """The byte after a value."""
        if token[0] not in (b"{", b"["):
            return token.end()
        depth = 0
        for found in _NESTING.finditer(self._text, token.start()):
            sign = found[0]
            if sign in (b"{", b"["):
                depth += 1
            elif sign in (b"}", b"]"):
                depth -= 1
                if not depth:
                    return found.end()
        return len(self._text)


def _decoded(key: bytes) -> str:
    try:
        return str(msgspec.json.decode(key, type=str))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return key[1:-1].decode(errors="replace")
