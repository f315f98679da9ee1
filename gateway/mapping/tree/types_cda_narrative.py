"""The text of a section as safe XHTML: all of it, and the places in it that entries point to.

Only what FHIR's narrative may hold is written, from a list; scripts, styles and links that run
something are not. https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from gateway.mapping.tree.reading import TEXT, Reading, below, elements
from gateway.mapping.tree.types_cda_elements import deleted, first, words
from gateway.mapping.tree.types_cda_narrative_attributes import NAME, Attributes
from gateway.mapping.tree.types_cda_narrative_names import (
    BLOCKS,
    DROPPED,
    NAMES,
    SCHEMES,
    STRUCTURE,
)
from gateway.model import Fate, Node

_XHTML = "http://www.w3.org/1999/xhtml"
_MOST_IMAGE = 200_000
"""Characters of base64 up to which an image stands in the text itself."""
_STRUCK = ' style="text-decoration: line-through"'
_IMAGES = frozenset({"image/png", "image/jpeg", "image/jpg", "image/gif"})


def narrative(reading: Reading, node: Node) -> dict[str, str] | None:
    """The text as Narrative, or None where it says nothing."""
    mark = reading.mark()
    writer = _Writer(reading)
    writer.inside(node)
    body = "".join(writer.pieces)
    if not writer.said:
        reading.undo(mark)
        return None
    if node.attributes.get("mediaType") == "text/plain":
        body = f"<pre>{body}</pre>"  # lines and columns of a text are all the form it has
    start = f'<div xmlns="{_XHTML}"{writer.attributes("div", node)}>'
    return {"status": "additional", "div": f"{start}{body}</div>"}


def label(reading: Reading, node: Node) -> dict[str, str] | None:
    """The heading of a section as its text, for one that has no other: else its code's words."""
    title, code = first(node, "title"), first(node, "code")
    text = words(reading, title, "div") if title is not None else ""
    if not text and code is not None:
        text = reading.read(code, "displayName", "div") or reading.read(code, "code", "div")
    div = f'<div xmlns="{_XHTML}"><p>{escape(text, quote=False)}</p></div>'
    return {"status": "additional", "div": div} if text else None


def words_of(reading: Reading, node: Node) -> str | None:
    """All of the text, without its form."""
    return words(reading, node) or None


def _leads(target: str) -> bool:
    """Is it a link to a page, a mail, a place in the text, or a file beside the document?"""
    beside = ":" not in target and not target.startswith("//")
    plain = not any(one.isspace() or one < " " for one in target)
    return bool(target) and plain and (beside or target.lower().startswith(SCHEMES))


class _Writer:
    """Writes the XHTML of one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.pieces: list[str] = []
        self.said = False
        self.attributes = Attributes(reading).of

    def inside(self, node: Node) -> None:
        """Write what is in an element."""
        if not node.content:
            return
        self.reading.read(node, TEXT, "div")
        structural = node.name.lower() in STRUCTURE
        for one in node.content:
            if isinstance(one, Node):
                self.element(one)
            elif not one.isspace():
                self.said = True
                self.pieces.append(escape(one, quote=False))
            elif not structural:
                self.pieces.append(" ")

    def element(self, node: Node) -> None:
        """Write an element and all in it."""
        name = node.name.lower()
        if name in DROPPED:
            _dropped(self.reading, node)
            return
        write = _WRITERS.get(name)
        if write is not None:
            write(self, node)
        else:
            self.wrapped(NAMES.get(name, "div" if self._holds_blocks(node) else "span"), node)

    def wrapped(self, tag: str, node: Node, more: str = "") -> None:
        """Write an element under another name."""
        self.pieces.append(f"<{tag}{self.attributes(tag, node)}{more}>")
        self.inside(node)
        self.pieces.append(f"</{tag}>")

    def paragraph(self, node: Node) -> None:
        """A paragraph; one that holds tables or lists is no `p` in XHTML."""
        self.wrapped("div" if self._holds_blocks(node) else "p", node)

    def content(self, node: Node) -> None:
        """A run of text; one that was deleted is struck out, or it would read as if it stood."""
        self.reading.read(node, "revised", "div")
        struck = _STRUCK if deleted(node) else ""
        self.wrapped("div" if self._holds_blocks(node) else "span", node, struck)

    def list(self, node: Node) -> None:
        """A list, its caption before it."""
        caption = first(node, "caption")
        if caption is not None:
            self.wrapped("p", caption)
        ordered = self.reading.read(node, "listType", "div") == "ordered" or node.name == "ol"
        tag = "ol" if ordered else "ul"
        self.pieces.append(f"<{tag}{self.attributes(tag, node)}>")
        self.reading.read(node, TEXT, "div")
        for one in node.content:
            if isinstance(one, Node) and one is not caption:
                self.item(one)
            elif isinstance(one, str) and not one.isspace():
                self.said = True
                self.pieces.append(f"<li>{escape(one, quote=False)}</li>")
        self.pieces.append(f"</{tag}>")

    def item(self, node: Node) -> None:
        """An item; anything else in a list is wrapped into one."""
        if node.name in ("item", "li"):
            self.wrapped("li", node)
            return
        self.pieces.append("<li>")
        self.element(node)
        self.pieces.append("</li>")

    def caption(self, node: Node) -> None:
        """A caption that does not stand in a table."""
        self.wrapped("div" if self._holds_blocks(node) else "span", node)

    def table(self, node: Node) -> None:
        """A table: its caption first, as XHTML has it."""
        self.pieces.append(f"<table{self.attributes('table', node)}>")
        self.reading.read(node, TEXT, "div")
        captions = [one for one in node.children() if one.name == "caption"]
        for one in captions[:1]:
            self.wrapped("caption", one)
        for part in node.content:
            if isinstance(part, Node) and part not in captions[:1]:
                self.element(part)
            elif isinstance(part, str) and not part.isspace():
                self.said = True
                self.pieces.append(f"<tr><td>{escape(part, quote=False)}</td></tr>")
        self.pieces.append("</table>")

    def empty(self, node: Node) -> None:
        """A line break, a column."""
        tag = NAMES[node.name.lower()]
        self.pieces.append(f"<{tag}{self.attributes(tag, node)}/>")
        self.inside(node)

    def link(self, node: Node) -> None:
        """A link, if it leads to a page, a mail or a place; else its words alone."""
        target = self.reading.peek(node, "href")
        if not _leads(target):
            self.wrapped("span", node)
            return
        self.reading.read(node, "href", "div")
        self.wrapped("a", node, f' href="{escape(target)}"')

    def note(self, node: Node) -> None:
        """What a mark in the text points to."""
        target = self.reading.peek(node, "IDREF")
        if not NAME.fullmatch(target):
            self.wrapped("span", node)
            return
        self.reading.read(node, "IDREF", "div")
        self.wrapped("a", node, f' href="#{escape(target)}"')

    def media(self, node: Node) -> None:
        """An image of the document: itself where it is small, else a link to where it stands."""
        caption = first(node, "caption")
        for name in self.reading.read(node, "referencedObject", "div").split():
            self._image(name, caption)
        if caption is not None:
            self.caption(caption)

    def _image(self, name: str, caption: Node | None) -> None:
        source = self._embedded(name)
        label = escape(" ".join(caption.text().split()) if caption is not None else name)
        if source:
            self.said = True
            self.pieces.append(f'<img src="{source}" alt="{label}"/>')
        elif NAME.fullmatch(name):
            self.pieces.append(f'<a href="#{escape(name)}"></a>')

    def _embedded(self, name: str) -> str:
        """The `data:` URI of an image of the document, where it may stand in the text."""
        place = self.reading.identified(name)
        value = first(place, "value") if place is not None else None
        if value is None or self.reading.peek(value, "mediaType") not in _IMAGES:
            return ""
        data = "".join(value.text().split())
        if not data or len(data) > _MOST_IMAGE or not re.fullmatch(r"[A-Za-z0-9+/=]+", data):
            return ""
        return f"data:{self.reading.peek(value, 'mediaType')};base64,{data}"

    def _holds_blocks(self, node: Node) -> bool:
        return any(
            one.name.lower() in BLOCKS or (one.content and self._holds_blocks(one))
            for one in elements(node)
        )


_WRITERS: Mapping[str, Callable[[_Writer, Node], None]] = MappingProxyType(
    {
        "paragraph": _Writer.paragraph,
        "p": _Writer.paragraph,
        "content": _Writer.content,
        "span": _Writer.content,
        **dict.fromkeys(("del", "s", "strike"), _Writer.content),
        "list": _Writer.list,
        "ul": _Writer.list,
        "ol": _Writer.list,
        "caption": _Writer.caption,
        "table": _Writer.table,
        "br": _Writer.empty,
        "col": _Writer.empty,
        "hr": _Writer.empty,
        "linkhtml": _Writer.link,
        "a": _Writer.link,
        "footnoteref": _Writer.note,
        "rendermultimedia": _Writer.media,
    }
)
"""Element, in small letters -> who writes it; others keep or change their name only."""


def _dropped(reading: Reading, node: Node) -> None:
    """What would run or hide something is left out, and said to be."""
    for one in below(node):
        for leaf in (TEXT, *one.attributes):
            if reading.has(one, leaf):
                reading.read(one, leaf, "div", Fate.DEGRADED, "not safe in a text")
