"""The one safe way to read XML: no DTD, no entities, no network, limits, and each place known.

expat decides whether it is XML, since it fetches nothing; whatever could make it fetch or unfold
something is refused by name. Most documents are read at a glance, any other with care.
https://www.w3.org/TR/xml/ · https://www.w3.org/TR/xml-names/ ·
https://cheatsheetseries.owasp.org/cheatsheets/XML_Security_Cheat_Sheet.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.model import Node
from gateway.xml import quick
from gateway.xml.careful import Reader
from gateway.xml.limits import Limits, place, refusal
from gateway.xml.scopes import XML, Scope

__all__ = ["XML", "Document", "Limits", "Scope", "place", "read"]

_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS: Mapping[bytes, str] = MappingProxyType(
    {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
)
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
"""Names of character sets of which every text is UTF-8 as it stands."""
_CODEC = re.compile(
    r"utf-?8|utf-16(-?[lb]e)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE
)
_CONTROLS = re.compile(rb"[\x80-\x9f]")
_ATTRIBUTES = rb"""<[^<>/!?\s]++(?:\s++[^\s=<>"']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){%d}+"""
"""A tag with that many attributes; nothing in it can be matched in two ways."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read."""

    root: Node
    utf8: bytes
    """All of it as UTF-8: what the bytes of nodes count in."""

    def markup(self, node: Node) -> str:
        """An element as it was written, tags included, its line ends as XML has them."""
        text = self.utf8[node.start : node.end].decode()
        return text.replace("\r\n", "\n").replace("\r", "\n")


def read(body: bytes, limits: Limits | None = None) -> Document:
    """Read a document; raises Rejected with one issue that names the rule, the line and column."""
    limits = limits or Limits()
    if len(body) > limits.bytes:
        raise refusal("xml-size", str(limits.bytes), code="too-long")
    utf8 = _utf8(body)
    _few(utf8, limits)
    root = quick.read(utf8, limits)
    if root is None:
        _bounded(utf8, limits)
        root = Reader(limits, utf8).read()
    return Document(root, utf8)


def _few(utf8: bytes, limits: Limits) -> None:
    """Refuse at a glance what nobody wants to walk through."""
    if utf8.count(b"<") <= limits.elements:
        return
    closed, besides = utf8.count(b"</"), utf8.count(b"<!") + utf8.count(b"<?")
    if utf8.count(b"<") - closed - besides > limits.elements:
        raise refusal("xml-elements", str(limits.elements), code="too-long")


def _bounded(utf8: bytes, limits: Limits) -> None:
    """Refuse at a glance what expat would chew on for seconds before it says anything."""
    if crowded := re.search(_ATTRIBUTES % (limits.attributes + 1), utf8):
        at = place(utf8, crowded.start())
        raise refusal("xml-attributes", str(limits.attributes), at=at, code="too-long")


def _said(plain: bytes, name: str) -> str:
    """The text of bytes in that encoding.

    Signs of Windows (the euro, dashes, round quotes) stand in ISO-8859-1 where that has controls,
    which no document means: https://encoding.spec.whatwg.org/#names-and-labels
    """
    if name.lower() == "iso-8859-1" and _CONTROLS.search(plain):
        try:
            return plain.decode("windows-1252")
        except UnicodeDecodeError:
            return plain.decode(name)
    return plain.decode(name)


def _utf8(body: bytes) -> bytes:
    """The document as UTF-8, without its mark."""
    mark = next((mark for mark in _MARKS if body.startswith(mark)), b"")
    declared = _DECLARED.match(body[:200])
    name = _MARKS[mark] if mark else declared[1].decode() if declared else "utf-8"
    if not _CODEC.fullmatch(name):
        raise refusal("xml-encoding-unknown", code="not-supported")
    plain = body[len(mark) :] if mark else body
    if name.lower() in _PLAIN and plain.isascii():
        return plain
    try:
        text = _said(plain, name)
        return plain if name.lower() in _PLAIN else text.encode()
    except LookupError:
        raise refusal("xml-encoding-unknown", code="not-supported") from None
    except UnicodeDecodeError as error:
        read_ = body[len(mark) : len(mark) + error.start].decode(name, "replace").encode()
        raise refusal("xml-encoding", at=place(read_, len(read_))) from None
    except UnicodeEncodeError:
        raise refusal("xml-encoding") from None
