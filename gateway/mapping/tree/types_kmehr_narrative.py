"""What items of KMEHR say, as words for a person to read: the narratives of sections.

KMEHR has no narrative of its own but its texts; so each section tells its items in a list. Nothing
is read for it: the entries account for what they hold. https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from gateway.mapping.tree.reading import TEXT, Reading, below
from gateway.mapping.tree.types_kmehr_codes import Value, inside, lines, said
from gateway.mapping.tree.types_kmehr_tables import DOSES
from gateway.model import Node

_NONE = "Nothing of this kind is said in this document."
_STATES = ("lifecycle", "certainty", "severity", "temporality")
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_SCHEMES = ("medicationschemeelement", "treatmentsuspension")


def of_items(*kinds: str) -> Callable[[Reading, Node], Value | None]:
    """The items of these kinds in a transaction, in its headings and in its lines."""
    wanted = frozenset(kinds)

    def made(reading: Reading, transaction: Node) -> Value | None:
        items = [item for item in _items(reading, transaction) if said(item, "cd") in wanted]
        return _list(map(told, items))

    return made


def of_others(*kinds: str) -> Callable[[Reading, Node], Value | None]:
    """The items of any other kind right in a transaction."""
    known = frozenset(kinds)

    def made(_reading: Reading, transaction: Node) -> Value | None:
        items = [item for item in inside(transaction, "item") if said(item, "cd") not in known]
        return _list(map(told, items))

    return made


def of_heading(reading: Reading, heading: Node) -> Value | None:
    """The texts and items right in a heading."""
    texts = [lines(reading.read(text, TEXT, "div")) for text in inside(heading, "text")]
    inner = [said(one, "cd") for one in inside(heading, "heading")]
    return _list([*texts, *map(told, inside(heading, "item")), *inner])


def of_texts(reading: Reading, node: Node) -> Value | None:
    """The texts of a transaction, with layout or without."""
    plain = [lines(reading.read(text, TEXT, "div")) for text in inside(node, "text")]
    laid = ["".join(_flat(reading, text)) for text in inside(node, "text-with-layout")]
    found = [part for text in (*plain, *laid) for part in lines(text).split("\n") if part]
    return _list(found) if found else None


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
    if said(transaction, "cd") != "medicationscheme":
        return
    folder = reading.parent(transaction)
    for other in inside(folder, "transaction") if folder is not None else ():
        if said(other, "cd") in _SCHEMES:
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


def told(item: Node) -> str:
    """An item in words: what, when, and in which state."""
    what = [*dict.fromkeys(filter(None, _what(item)))]
    states = [said(item, name, "cd") for name in _STATES]
    span = " / ".join(filter(None, (_moment(item, "beginmoment"), _moment(item, "endmoment"))))
    notes = [" ".join(text.text().split()) for text in inside(item, "text")]
    more = [*filter(None, [*states, span, *_doses(item), *notes])]
    words = "; ".join(what) or said(item, "cd")
    return f"{words} ({', '.join(more)})" if more else words


def _doses(item: Node) -> Iterator[str]:
    """How it is taken, as far as a list can tell."""
    yield said(item, "posology", "text")
    if high := said(item, "posology", "high"):
        low, takes = said(item, "posology", "low"), said(item, "posology", "takes", "high")
        span = f"{low}-{high}" if low else high
        yield f"{span} {_unit(said(item, 'posology', 'unit', 'cd'))} x {takes}"
    yield said(item, "frequency", "periodicity", "cd")
    for regimen in inside(item, "regimen"):
        before: list[str] = []
        for child in regimen.children():
            if child.name == "quantity":
                dose = f"{said(child, 'decimal')} {_unit(said(child, 'unit', 'cd'))}"
                yield " ".join([*before, dose]).strip()
                before = []
            else:
                before.append(_placed(child))


def _placed(node: Node) -> str:
    if node.name == "daynumber":
        return f"day {node.text().strip()}"
    if node.name == "daytime":
        return said(node, "time") or said(node, "dayperiod", "cd")
    return said(node, "cd") or node.text().strip()


def _unit(code: str) -> str:
    return DOSES[code][0] if code in DOSES else code


def _what(item: Node) -> Iterator[str]:
    for content in inside(item, "content"):
        for child in content.children():
            yield from _child(content, child)


def _child(content: Node, child: Node) -> Iterator[str]:
    if child.name == "cd":
        yield child.attributes.get("DN", "").strip() or _coded(child)
    elif child.name == "decimal":
        yield f"{child.text().strip()} {said(content, 'unit', 'cd')}".strip()
    elif child.name in ("text", "boolean", "date", "ecg", "bacteriology", "compoundprescription"):
        yield " ".join(" ".join(one.text() for one in below(child)).split())
    elif child.name in ("medicinalproduct", "substanceproduct"):
        yield said(child, "deliveredname") or said(child, "intendedname")
    elif child.name in ("hcparty", "person"):
        names = (said(child, name) for name in ("firstname", "familyname", "name"))
        yield " ".join(filter(None, names))


def _coded(cd: Node) -> str:
    text = " ".join(cd.text().split())
    return f"{cd.attributes.get('S', '')} {text}".strip() if text else ""


def _moment(item: Node, name: str) -> str:
    found = (said(item, name, part) for part in ("date", "yearmonth", "year", "text"))
    return next(filter(None, found), "")
