"""One message or several? A batch is an entry each, and NDJSON a resource a line.

https://hl7.org/fhir/R4/bundle.html · https://github.com/ndjson/ndjson-spec
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from gateway.fhirjson import encode
from gateway.fhirxml.written import MARK, Written, written
from gateway.model import Node, Piece, Rejected, Resource
from gateway.wording import told

_HEAD = 16_384
"""Bytes in which a Bundle says of which type it is, if it is to be known before it is read."""
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)
_AROUND = ("meta", "implicitRules")
"""What a Bundle says of all its entries goes with each."""
_XML_TYPE = re.compile(rb"""<type\s+value\s*=\s*["']batch["']""")


class Cut:
    """Finds the messages of a stream: each line, each entry of a batch, or the whole."""

    header = b""

    def __init__(self, most: int) -> None:
        """`most`: bytes that one message may have."""
        self.several = False
        self.rest = b""
        self._most = most
        self._held = bytearray()
        self._seen = 0
        self._lines: bool | None = None
        self._count = 0
        self._lost = False

    def feed(self, data: bytes) -> list[Piece]:
        """The lines that became whole; of a batch nothing before its end."""
        self._held += data
        if not self.several:
            self._look()
        if not self._lines:
            return []
        *whole, last = bytes(self._held).split(b"\n")
        self._held = bytearray(last)
        found = [piece for line in whole for piece in self._line(line)]
        if len(last) > self._most:
            self._held.clear()
            found += [] if self._lost else [self._large()]
            self._lost = True
        return found

    def end(self) -> list[Piece]:
        """What is left: the last line, or the entries of a batch."""
        left = bytes(self._held)
        self._held.clear()
        if self._lines:
            return list(self._line(left))
        if not self.several:
            self.rest = left
            return [left]
        return list(entries(left))

    def _look(self) -> None:
        """Is it one thing or several, as far as it shows by now?"""
        before, self._seen = self._seen, len(self._held)
        if self._lines is None and self._held.find(b"\n", before) >= 0:
            first, rest = _first(bytes(self._held))
            if rest.strip():
                self._lines = _lined(first, rest)
            else:
                self._seen = before
        if before < _HEAD:
            self.several = batch(bytes(self._held[:_HEAD]))
        self.several = self.several or bool(self._lines)

    def _line(self, line: bytes) -> Iterator[Piece]:
        lost, self._lost = self._lost, False
        text = line.removeprefix(MARK).strip()
        if lost or not text:
            return
        if len(text) > self._most:
            yield self._large()
        else:
            self._count += 1
            yield text

    def _large(self) -> Piece:
        return told("batch-message-large", self._count, self._most, code="too-long")


def split(body: bytes) -> Iterator[bytes]:
    """Each message of a body."""
    cut = Cut(len(body))
    found = [*cut.feed(body), *cut.end()]
    yield from (piece for piece in found if isinstance(piece, bytes))


def several(body: bytes) -> bool:
    """Is it NDJSON or a batch?"""
    return _lined(*_first(body)) or batch(body[:_HEAD])


def batch(text: bytes) -> bool:
    """Does a Bundle say, before its entries, that it is a batch?"""
    begin = text.removeprefix(MARK).lstrip()
    if begin[:1] == b"<":
        head = begin.partition(b"<entry")[0]
        return b"Bundle" in head and _XML_TYPE.search(head) is not None
    return _members(begin).get(b'"type"') == b'"batch"'


def _members(text: bytes) -> dict[bytes, bytes]:
    """The plain members of an object up to its entries, as they are written."""
    found: dict[bytes, bytes] = {}
    depth, key, value = 0, b"", False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in (b"{", b"["):
            depth += 1
        elif word in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and word == b":":
            value = True
            continue
        elif depth == 1 and value:
            found[key] = word
        elif depth == 1 and word != b",":
            if word == b'"entry"':
                break
            key = word
        value = False
    return found


def _first(text: bytes) -> tuple[bytes, bytes]:
    """(the first line that says something, all behind it)"""
    first, _, rest = text.removeprefix(MARK).lstrip().partition(b"\n")
    return first.strip(), rest


def _lined(line: bytes, rest: bytes) -> bool:
    """Is the first line a whole object, and not the only thing?"""
    if not rest.strip() or line[:1] + line[-1:] != b"{}":
        return False
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return rest.lstrip()[:1] == b"{"
    return True


def entries(body: bytes) -> Iterator[bytes]:
    """Each entry of a batch as a batch of its own; what cannot be read stays whole."""
    try:
        text = written(body)
    except Rejected:
        yield body
        return
    if text.type != "Bundle" or not _holds(text):
        yield body
    elif text.document is not None:
        yield from _elements(text)
    else:
        yield from _objects(text.resource or {})


def _holds(text: Written) -> bool:
    """Has a Bundle any entry? One that has none is a message too, for somebody to refuse."""
    if text.document is None:
        return bool((text.resource or {}).get("entry"))
    return any(one.name == "entry" for one in text.document.root.children())


def _objects(bundle: Resource) -> Iterator[bytes]:
    stated: Any = bundle.get("entry")
    around = {name: bundle[name] for name in _AROUND if name in bundle}
    for number, entry in enumerate(stated if isinstance(stated, list) else [], 1):
        alone: Resource = {"resourceType": "Bundle", **around, "type": "batch"}
        named = bundle.get("identifier")
        if isinstance(named, dict) and isinstance(named.get("value"), str):
            alone["identifier"] = {**named, "value": f"{named['value']}#{number}"}
        alone |= {"timestamp": bundle["timestamp"]} if "timestamp" in bundle else {}
        yield encode({**alone, "entry": [entry]})


def _elements(text: Written) -> Iterator[bytes]:
    assert text.document is not None  # noqa: S101 - whoever calls has looked
    root, utf8 = text.document.root, text.document.utf8
    children = list(root.children())
    opening = utf8[root.start : utf8.index(b">", root.start) + 1]
    closing = b"</" + re.split(rb"[\s>]", opening[1:], maxsplit=1)[0] + b">"
    kept = [one for one in children if one.name in ("type", "timestamp", *_AROUND)]
    head = b"".join(utf8[one.start : one.end] for one in kept)
    for entry in (one for one in children if one.name == "entry"):
        yield opening + head + _bytes(utf8, entry) + closing


def _bytes(utf8: bytes, node: Node) -> bytes:
    return utf8[node.start : node.end]
