"""The one safe way to read XML: no DTD, no entities, no network, limits, and each place known.

expat reads it, since it alone tells where each element begins and fetches nothing; whatever could
make it fetch or unfold something is refused by name. https://www.w3.org/TR/xml/ ·
https://www.w3.org/TR/xml-names/ · https://cheatsheetseries.owasp.org/cheatsheets/XML_Security_Cheat_Sheet.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias
from xml.parsers import expat

from gateway.model import Issue, Node, Rejected, Severity
from gateway.wording import english

Scope: TypeAlias = Mapping[str, str]
"""Prefix (empty: none) -> namespace."""

XML = "http://www.w3.org/XML/1998/namespace"
_START: Scope = MappingProxyType({"": "", "xml": XML})
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS: Mapping[bytes, str] = MappingProxyType(
    {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
)
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
"""Names of character sets of which every text is UTF-8 as it stands."""
_CODEC = re.compile(
    r"utf-?8|utf-16(-?[lb]e)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE
)


_ATTRIBUTES = rb"""<[^<>/!?\s]++(?:\s++[^\s=<>"']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){%d}+"""
"""A tag with that many attributes; nothing in it can be matched in two ways."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a document is refused."""

    bytes: int = 50_000_000
    depth: int = 128
    elements: int = 500_000
    attributes: int = 64
    text: int = 20_000_000
    """Characters of one text or of one attribute."""
    scopes: int = 1000
    """Different sets of prefixes in force."""


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
        raise _refusal("xml-size", str(limits.bytes), code="too-long")
    utf8 = _utf8(body)
    _bounded(utf8, limits)
    return Document(_Reader(limits, utf8).read(), utf8)


def _bounded(utf8: bytes, limits: Limits) -> None:
    """Refuse at a glance what expat would chew on for seconds before it says anything."""
    closed, besides = utf8.count(b"</"), utf8.count(b"<!") + utf8.count(b"<?")
    if utf8.count(b"<") - closed - besides > limits.elements:
        raise _refusal("xml-elements", str(limits.elements), code="too-long")
    if crowded := re.search(_ATTRIBUTES % (limits.attributes + 1), utf8):
        at = place(utf8, crowded.start())
        raise _refusal("xml-attributes", str(limits.attributes), at=at, code="too-long")


def place(utf8: bytes, offset: int) -> tuple[int, int]:
    """(line, column) of a byte, both from 1; the column counts characters."""
    start = utf8.rfind(b"\n", 0, offset) + 1
    line = utf8.count(b"\n", 0, start) + 1
    return line, len(utf8[start:offset].decode(errors="replace")) + 1


def _utf8(body: bytes) -> bytes:
    """The document as UTF-8, without its mark."""
    mark = next((mark for mark in _MARKS if body.startswith(mark)), b"")
    declared = _DECLARED.match(body[:200])
    name = _MARKS[mark] if mark else declared[1].decode() if declared else "utf-8"
    if not _CODEC.fullmatch(name):
        raise _refusal("xml-encoding-unknown", code="not-supported")
    plain = body[len(mark) :] if mark else body
    if name.lower() in _PLAIN and plain.isascii():
        return plain
    try:
        text = plain.decode(name)
        return plain if name.lower() in _PLAIN else text.encode()
    except LookupError:
        raise _refusal("xml-encoding-unknown", code="not-supported") from None
    except UnicodeDecodeError as error:
        read_ = body[len(mark) : len(mark) + error.start].decode(name, "replace").encode()
        raise _refusal("xml-encoding", at=place(read_, len(read_))) from None
    except UnicodeEncodeError:
        raise _refusal("xml-encoding") from None


def _refusal(
    rule: str, *facts: str, at: tuple[int, int] = (1, 1), code: str = "structure"
) -> Rejected:
    where = f"{at[0]}:{at[1]}"
    text = english(rule, *facts)
    rule = rule.partition(".")[0]
    return Rejected([Issue(rule, Severity.FATAL, text, source=where, code=code, facts=facts)])


_SYNTAX: Mapping[int, str] = MappingProxyType(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]: "xml-syntax.end",
        expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]: "xml-syntax.tag",
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: "xml-syntax.end",
        expat.errors.codes[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "xml-syntax.attribute",
        expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: "xml-entity",
        expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "xml-syntax.after",
    }
)
"""Code of expat -> the sentence that says it better than `xml-syntax`."""


_NOTHING: dict[str, str] = {}
"""The attributes of all elements that have none; nobody adds to those of another."""
_EMPTY: list[Node | str] = []
"""What is in all elements that are empty, likewise."""
_SHORT = 64
"""Characters of a text up to which it may well come again."""


class _Reader:
    """Builds nodes as expat finds them, and stops at the first thing that is not taken."""

    def __init__(self, limits: Limits, utf8: bytes) -> None:
        self._limits = limits
        self._utf8 = utf8
        self._open: list[Node] = []
        self._root: Node | None = None
        self._texts = 0
        self._scopes: dict[tuple[object, ...], Scope] = {}
        self._same = dict[str, str]().setdefault
        self._names: dict[tuple[str, ...], str] = {}
        self._sets: dict[tuple[str, ...], dict[str, str]] = {}
        self._tags: dict[str, tuple[str, str]] = {}
        self._long = len(utf8) > limits.text
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> Node:
        try:
            self._parser.Parse(self._utf8, True)  # noqa: FBT003 - taken by position only
        except expat.ExpatError as error:
            raise self._refused(_SYNTAX.get(error.code, "xml-syntax")) from None
        finally:
            del self._parser  # it holds what holds it: a circle that only the collector would find
        assert self._root is not None  # noqa: S101 - expat refuses a document without an element
        return self._root

    def _refused(self, rule: str, *facts: str, code: str = "structure") -> Rejected:
        offset = max(self._parser.CurrentByteIndex, 0)
        return _refusal(rule, *facts, at=place(self._utf8, offset), code=code)

    def _doctype(self, *_: object) -> None:
        start = self._utf8.rfind(b"<!DOCTYPE", 0, self._parser.CurrentByteIndex + 9)
        raise _refusal("xml-doctype", at=place(self._utf8, max(start, 0)), code="security")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        stack = self._open
        at = self._parser.CurrentByteIndex
        self._texts = 0
        if len(stack) >= self._limits.depth:
            raise self._refused("xml-depth", str(self._limits.depth), code="too-long")
        scope = stack[-1].scope if stack else _START
        if said:
            # Codes, systems and units come again and again: each text is kept once.
            same = self._same
            for key, text in said.items():
                said[key] = same(text, text)
            names = self._names.get((*said,))
            if names is None:
                names = self._names[*said,] = "".join(said)
            if self._long or ":" in names or "xmlns" in names:
                said, scope = self._read(said, scope, names)
            # So do whole sets of attributes; nobody adds to those of an element.
            said = self._sets.setdefault((*said, *said.values()), said)
        else:
            said = _NOTHING
        known = self._tags.get(tag) or self._tag(tag)
        space = scope[""] if not known[0] else self._space(known[0], scope)
        node = Node(known[1], space, said, scope, at, 0, _EMPTY)
        if stack:
            above = stack[-1]
            if above.content is _EMPTY:
                above.content = [node]
            else:
                above.content.append(node)
        else:
            self._root = node
        stack.append(node)

    def _tag(self, tag: str) -> tuple[str, str]:
        """(prefix, name), kept once for all elements of that name."""
        prefix, colon, name = tag.partition(":")
        made = self._tags[tag] = (prefix, name) if colon else ("", tag)
        return made

    def _read(
        self, said: dict[str, str], scope: Scope, names: str
    ) -> tuple[dict[str, str], Scope]:
        """(attributes, scope) of an element of which not all attributes are plain and short."""
        if self._long:
            self._measured(said)
        if "xmlns" in names:
            declared = {key: value for key, value in said.items() if key.startswith("xmlns")}
            scope = self._within(scope, declared)
            said = {key: value for key, value in said.items() if key not in declared}
        return (self._resolved(said, scope) if ":" in names else said), scope

    def _measured(self, said: dict[str, str]) -> None:
        if any(len(value) > self._limits.text for value in said.values()):
            raise self._refused("xml-text-long", str(self._limits.text), code="too-long")

    def _within(self, scope: Scope, declared: dict[str, str]) -> Scope:
        """The scope inside an element that declares these; the same ones are kept once."""
        key = (id(scope), *declared.items())
        found = self._scopes.get(key)
        if found is None:
            found = {**scope, **dict(self._declared(declared))}
            if len(self._scopes) >= self._limits.scopes or len(found) > self._limits.attributes:
                raise self._refused("xml-namespaces", str(self._limits.scopes), code="too-long")
            self._scopes[key] = found
        return found

    def _declared(self, declared: dict[str, str]) -> Iterator[tuple[str, str]]:
        for key, value in declared.items():
            prefix = key[6:]
            if key != "xmlns" and not (key.startswith("xmlns:") and prefix and value):
                raise self._refused("xml-namespace-declared")
            yield prefix, value

    def _resolved(self, said: dict[str, str], scope: Scope) -> dict[str, str]:
        """Attributes by their namespaces; two prefixes of one namespace cannot say one twice."""
        found: dict[str, str] = {}
        for key, value in said.items():
            prefix, colon, name = key.partition(":")
            whole = f"{{{self._space(prefix, scope)}}}{name}" if colon else key
            if whole in found:
                raise self._refused("xml-syntax.attribute")
            found[whole] = value
        return found

    def _space(self, prefix: str, scope: Scope) -> str:
        found = scope.get(prefix)
        if not found:
            raise self._refused("xml-namespace-declared")
        return found

    def _end(self, _tag: str) -> None:
        node = self._open.pop()
        self._texts = 0
        at = self._parser.CurrentByteIndex
        # An empty tag is told as ended behind itself, any other before its closing tag.
        if node.content or self._utf8[at - 2 : at] != b"/>":
            at = self._utf8.index(b">", at) + 1
        node.size = at - node.start
        if len(node.content) > 1:  # a list that has grown holds room to grow further
            node.content = node.content[:]

    def _text(self, data: str) -> None:
        self._texts += len(data)
        if self._texts > self._limits.text:
            raise self._refused("xml-text-long", str(self._limits.text), code="too-long")
        if self._open:
            # So do the blanks between elements.
            text = self._same(data, data) if len(data) < _SHORT else data
            above = self._open[-1]
            if above.content is _EMPTY:
                above.content = [text]
            else:
                above.content.append(text)
