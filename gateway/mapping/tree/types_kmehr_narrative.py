"""What items of KMEHR say, as words for a person to read: the narratives of sections.

KMEHR has no narrative of its own but its texts; so each section tells its items in a list. Nothing
is read for it: the entries account for what they hold. https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from gateway.mapping.tree.reading import TEXT, Reading, below
from gateway.mapping.tree.types_kmehr_codes import Value, inside, lines, said
from gateway.mapping.tree.types_kmehr_items import told
from gateway.mapping.tree.types_kmehr_words import KINDS
from gateway.model import Node

_NONE = "Nothing of this kind is said in this document."
_ENTRIES = "The entries of this part tell it."
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_SCHEMES = ("medicationschemeelement", "treatmentsuspension")
_SUSPENSION = "treatmentsuspension"
_LINES = {
    "medicationscheme": _SCHEMES,
    "vaccinationscheme": ("vaccinationschemeelement", _SUSPENSION),
}
_ALL_LINES = frozenset({*_SCHEMES, "vaccinationschemeelement"})


def of_items(*kinds: str, named: bool = False) -> Callable[[Reading, Node], Value | None]:
    """The items of these kinds in a transaction, in its headings and in its lines.

    `named`: each says of which kind it is.
    """
    wanted = frozenset(kinds)

    def made(reading: Reading, transaction: Node) -> Value | None:
        items = [item for item in _items(reading, transaction) if said(item, "cd") in wanted]
        return _list(_suspended(reading, item) + told(item, named=named) for item in items)

    return made


def _suspended(reading: Reading, item: Node) -> str:
    """A line of a scheme that tells when another one is not taken must not read as one that is."""
    around = reading.parent(item)
    return "Suspension: " if around is not None and said(around, "cd") == _SUSPENSION else ""


def of_others(*kinds: str) -> Callable[[Reading, Node], Value | None]:
    """The items of any other kind right in a transaction."""
    known = frozenset(kinds)

    def made(_reading: Reading, transaction: Node) -> Value | None:
        items = [item for item in inside(transaction, "item") if said(item, "cd") not in known]
        return _list([told(item, named=True) for item in items] or [_ENTRIES])

    return made


def of_heading(reading: Reading, heading: Node) -> Value | None:
    """The texts and items right in a heading."""
    texts = [*_texts(reading, heading)]
    inner = [said(one, "cd") for one in inside(heading, "heading")]
    items = [told(item, named=_unclear(item)) for item in inside(heading, "item")]
    return _list([*texts, *items, *inner])


def _unclear(item: Node) -> bool:
    """Says nothing but its kind what it is about?"""
    return said(item, "cd") in KINDS


def of_files(_reading: Reading, transaction: Node) -> Value | None:
    """The files in a transaction: of what kind each is, and where it comes from."""
    found = [one for one in below(transaction) if one.name == "lnk" and _is_file(one)]
    names = (
        (one.attributes.get("TYPE", "file"), one.attributes.get("MEDIATYPE", "")) for one in found
    )
    return _list(": ".join(filter(None, pair)) for pair in names)


def _is_file(lnk: Node) -> bool:
    return bool(lnk.text().strip()) or {"MEDIATYPE", "URL"} <= lnk.attributes.keys()


def of_further(_reading: Reading, folder: Node) -> Value | None:
    """The other documents of a folder: of what kind each is, and of when."""
    pages = [one for one in inside(folder, "transaction") if said(one, "id") != "1"]
    kinds = ((said(one, "cd"), said(one, "date")) for one in pages)
    return _list(
        f"{kind} ({date})" if date else kind for kind, date in kinds if kind not in _ALL_LINES
    )


def of_texts(reading: Reading, node: Node) -> Value | None:
    """The texts of a transaction, with layout or without."""
    return _list(_texts(reading, node))


def _texts(reading: Reading, node: Node) -> Iterator[str]:
    """The lines of the texts right in an element, with layout or without, in their order."""
    for child in node.children():
        laid = child.name == "text-with-layout"
        if laid or child.name == "text":
            whole = "".join(_flat(reading, child)) if laid else reading.read(child, TEXT, "div")
            yield from filter(None, lines(whole).split("\n"))


def _flat(reading: Reading, node: Node) -> Iterator[str]:
    """The words of a text with layout in their order; what is a block begins a line."""
    reading.read(node, TEXT, "div")
    for child in node.content:
        if isinstance(child, str):
            yield child
            continue
        if child.name.lower() in _BLOCKS:
            yield "\n"
        yield from _flat(reading, child)
        if child.name.lower() in _BLOCKS:
            yield "\n"


def _items(reading: Reading, transaction: Node) -> Iterator[Node]:
    yield from _below(transaction)
    lines_ = _LINES.get(said(transaction, "cd"), ())
    folder = reading.parent(transaction) if lines_ else None
    for other in inside(folder, "transaction") if folder is not None else ():
        if said(other, "cd") in lines_:
            yield from _below(other)


def _below(node: Node) -> Iterator[Node]:
    for child in node.children():
        if child.name == "item":
            yield child
        elif child.name == "heading":
            yield from _below(child)


def _list(told_: Iterable[str]) -> Value:
    found = [f"<li>{escape(one)}</li>" for one in told_ if one]
    inner = f"<ul>{''.join(found)}</ul>" if found else f"<p>{_NONE}</p>"
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
    return {"status": "generated", "div": div}
