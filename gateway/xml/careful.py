"""Reads XML with care: element by element as expat finds them, so that each fault has its place.

https://www.w3.org/TR/xml/ · https://docs.python.org/3/library/pyexpat.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.parsers import expat

from gateway.model import Node, Rejected
from gateway.xml.limits import Limits, place, refusal
from gateway.xml.scopes import START, Scope, Scopes, UnscopedError

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


NOTHING: dict[str, str] = {}
"""The attributes of all elements that have none; nobody adds to those of another."""
EMPTY: list[Node | str] = []
"""What is in all elements that are empty, likewise."""
SHORT = 64
"""Characters of a text up to which it may well come again."""


class Reader:
    """Builds nodes as expat finds them, and stops at the first thing that is not taken."""

    def __init__(self, limits: Limits, utf8: bytes) -> None:
        """Of one document, as UTF-8."""
        self._limits = limits
        self._utf8 = utf8
        self._open: list[Node] = []
        self._root: Node | None = None
        self._texts = 0
        self._scopes = Scopes(limits)
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
        """The outermost element. Raises Rejected."""
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
        return refusal(rule, *facts, at=place(self._utf8, offset), code=code)

    def _doctype(self, *_: object) -> None:
        start = self._utf8.rfind(b"<!DOCTYPE", 0, self._parser.CurrentByteIndex + 9)
        raise refusal("xml-doctype", at=place(self._utf8, max(start, 0)), code="security")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        stack = self._open
        at = self._parser.CurrentByteIndex
        self._texts = 0
        if len(stack) >= self._limits.depth:
            raise self._refused("xml-depth", str(self._limits.depth), code="too-long")
        scope = stack[-1].scope if stack else START
        if said:
            # Codes, systems and units come again and again: each text is kept once.
            same = self._same
            for key, text in said.items():
                said[key] = same(text, text)
            names = self._names.get((*said,))
            if names is None:
                names = self._names[*said,] = "".join(said)
            if self._long:
                self._measured(said)
            if ":" in names or "xmlns" in names:
                said, scope = self._scoped(said, scope, names)
            # So do whole sets of attributes; nobody adds to those of an element.
            said = self._sets.setdefault((*said, *said.values()), said)
        else:
            said = NOTHING
        known = self._tags.get(tag) or self._tag(tag)
        space = self._space(known[0], scope) if known[0] else scope[""]
        node = Node(known[1], space, said, scope, at, 0, EMPTY)
        if stack:
            above = stack[-1]
            if above.content is EMPTY:
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

    def _scoped(
        self, said: dict[str, str], scope: Scope, names: str
    ) -> tuple[dict[str, str], Scope]:
        try:
            return self._scopes.read(said, scope, names)
        except UnscopedError as fault:
            raise self._refused(fault.rule, *fault.facts, code=fault.code) from None

    def _space(self, prefix: str, scope: Scope) -> str:
        try:
            return self._scopes.space(prefix, scope)
        except UnscopedError as fault:
            raise self._refused(fault.rule, *fault.facts, code=fault.code) from None

    def _measured(self, said: dict[str, str]) -> None:
        if any(len(value) > self._limits.text for value in said.values()):
            raise self._refused("xml-text-long", str(self._limits.text), code="too-long")

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
            text = self._same(data, data) if len(data) < SHORT else data
            above = self._open[-1]
            if above.content is EMPTY:
                above.content = [text]
            else:
                above.content.append(text)
