"""What documents and rows of files are read into: elements with attributes, texts and places.

CDA, KMEHR, DICOM and the rows of flat files all become such a tree, so that one engine maps them.
https://www.w3.org/TR/xml-infoset/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from gateway.model.verdict import Empty


class Node(Struct, eq=False, gc=False):
    """An element: its name, its attributes, what is in it, and where it stands.

    Known by its identity: two elements that say the same are two. A Struct, as a document has
    tens of thousands; none is in itself, so that the collector need not look at them.
    """

    name: str
    space: str
    """Its namespace; empty where it has none."""
    attributes: dict[str, str]
    """By name; one with a prefix as `{namespace}name`. Declarations of namespaces left out."""
    scope: Mapping[str, str] = Empty
    """Prefix (empty: none) -> namespace, as far as they are in force; of XML only."""
    start: int = 0
    """Byte, in the document as UTF-8, at which its tag opens."""
    size: int = 0
    """Bytes from there to behind its closing tag: mostly few, and small numbers cost nothing."""
    content: list[Node | str] = field(default_factory=list)
    """Elements and texts in their order."""
    number: int = 0
    """Of all elements of its document, parents first, from 0: given by whoever looks around."""

    @property
    def end(self) -> int:
        """Byte after its closing tag."""
        return self.start + self.size

    def children(self) -> Iterator[Node]:
        """The elements right inside it."""
        return (one for one in self.content if one.__class__ is Node)

    def text(self) -> str:
        """The text right inside it, that of its elements left out."""
        content = self.content
        if len(content) == 1:  # nearly always
            return content[0] if content[0].__class__ is str else ""
        return "".join([one for one in content if one.__class__ is str])
