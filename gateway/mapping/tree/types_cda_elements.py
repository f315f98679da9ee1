"""Which elements stand inside an element of a CDA document, and what kind of value one is.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 (datatypes, release 1)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.mapping.tree.reading import TEXT, Reading, below
from gateway.model import Node

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NO_PARTS = frozenset({"validTime", "useablePeriod"})
_TAKEN_OUT = frozenset({"del", "s", "strike"})
_INLINE = frozenset({"content", "sub", "sup", "linkHtml", "span", "a", "b", "i", "footnoteRef"})
"""Elements of a narrative that may stand inside a word."""


def first(node: Node, name: str) -> Node | None:
    """The first element right inside with that name."""
    for one in node.content:
        if isinstance(one, Node) and one.name == name:
            return one
    return None


def several(node: Node, *names: str) -> list[Node]:
    """All elements right inside with one of these names, in their order."""
    return [one for one in node.content if isinstance(one, Node) and one.name in names]


def said_type(node: Node) -> str:
    """What `xsi:type` says, without prefix and flavour: `IVL_PQ`; empty where it says nothing."""
    return node.attributes.get(XSI_TYPE, "").strip().rpartition(":")[2].partition(".")[0]


def flat(node: Node) -> str:
    """All texts in an element in their order, runs of blanks as one; deleted words are none."""
    if deleted(node):
        return ""
    content = node.content
    if len(content) == 1 and isinstance(content[0], str):  # nearly always
        return " ".join(content[0].split())
    return " ".join("".join(_texts(node)).split()) if content else ""


def deleted(node: Node) -> bool:
    """Does it hold words that were taken out of a text, and are shown as such?"""
    return node.name in _TAKEN_OUT or node.attributes.get("revised") == "delete"


def _texts(node: Node) -> Iterator[str]:
    for one in node.content:
        if isinstance(one, Node):
            if deleted(one):
                continue
            apart = "" if one.name in _INLINE else " "
            yield apart
            yield from _texts(one)
            yield apart
        else:
            yield one


def words(reading: Reading, node: Node, to: str = "") -> str:
    """All texts in an element as one, each of them read."""
    text = flat(node)
    if text and len(node.content) == 1 and isinstance(node.content[0], str):
        reading.read(node, TEXT, to)
    elif text:
        for one in below(node):
            if one.content:
                reading.read(one, TEXT, to)
    return text


def pointed(reading: Reading, node: Node) -> Node | None:
    """The element of the narrative that an element's `reference` points to."""
    target = first(node, "reference")
    name = reading.peek(target, "value") if target is not None else ""
    return reading.identified(name[1:]) if name.startswith("#") else None


def told(reading: Reading, node: Node, to: str = "") -> str:
    """An element's own text, or that of the place in the narrative that it points to."""
    text = words(reading, node, to)
    target = first(node, "reference")
    if target is None:
        return text
    place = pointed(reading, node)
    there = flat(place) if place is not None else ""
    if text:
        reading.ignore(target, "value", "duplicate")
    elif there:
        reading.read(target, "value", to)
    elif reading.peek(target, "value").startswith("#"):
        reading.ignore(target, "value", "empty")
    return text or there


def running(reading: Reading, node: Node) -> str:
    """A name or an address as it is written, where not all of it stands in parts."""
    delimited = any(reading.has(one, TEXT) for one in several(node, "delimiter"))
    if not reading.has(node, TEXT) and not delimited:
        return ""
    reading.read(node, TEXT, "text")
    for one in several(node, "delimiter"):
        reading.read(one, TEXT, "text")
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: Node) -> Iterator[str]:
    """Its texts in their order, parts apart unless a delimiter stands between them."""
    apart = ""
    for one in node.content:
        if isinstance(one, str):
            yield one
            apart = " "
        elif one.name == "delimiter":
            yield one.text()
            apart = ""
        elif one.name not in _NO_PARTS:
            yield f"{apart}{one.text()}"
            apart = " "


def used(reading: Reading, node: Node, table: Mapping[str, str], to: str) -> str:
    """The most telling of the uses (the last that is known: `HP MC` is a mobile)."""
    known = [table[one] for one in reading.peek(node, "use").split() if one in table]
    if known:
        reading.read(node, "use", to)
    return known[-1] if known else ""
