"""What items of KMEHR say, as words for a person to read: the narratives of sections.

KMEHR has no narrative of its own but its texts; so each section tells its items in a list. Nothing
is read for it: the entries account for what they hold. https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from gateway.mapping.tree.reading import TEXT, Reading, below
from gateway.mapping.tree.types_kmehr_codes import Value, first, inside, lines, said
from gateway.mapping.tree.types_kmehr_mixtures import recipe
from gateway.mapping.tree.types_kmehr_tables import DOSES
from gateway.mapping.tree.types_kmehr_words import KINDS, WILLS
from gateway.model import Node

_NONE = "Nothing of this kind is said in this document."
_ENTRIES = "The entries of this part tell it."
_STATES = ("lifecycle", "certainty", "severity", "temporality")
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_SCHEMES = ("medicationschemeelement", "treatmentsuspension")
_SUSPENSION = "treatmentsuspension"
_LINES = {
    "medicationscheme": _SCHEMES,
    "vaccinationscheme": ("vaccinationschemeelement", _SUSPENSION),
}
_ALL_LINES = frozenset({*_SCHEMES, "vaccinationschemeelement"})
_NAMES = ("tradename", "inn", "magistral")
_PLAIN = frozenset(
    {"text", "boolean", "date", "time", "ecg", "bacteriology", "compoundprescription"}
)
"""What is told by all its words."""


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


def told(item: Node, *, named: bool = False) -> str:
    """An item in words: what, when, and in which state; `named`: of which kind it is, too."""
    what = [*dict.fromkeys(filter(None, _what(item)))]
    states = [said(item, name, "cd") for name in _STATES]
    span = " / ".join(filter(None, (_moment(item, "beginmoment"), _moment(item, "endmoment"))))
    notes = [" ".join(text.text().split()) for text in inside(item, "text")]
    lot = said(item, "batch")
    more = [*filter(None, [*states, span, *_doses(item), lot and f"lot {lot}", *notes])]
    kind = said(item, "cd")
    label = _label(item) or (KINDS.get(kind, kind) if named and what else "")
    words = "; ".join(what) or KINDS.get(kind, kind)
    whole = f"{label}: {words}" if label else words
    return f"{whole} ({', '.join(more)})" if more else whole


def _label(item: Node) -> str:
    """What an item observes: `weight`, `LOINC 718-7`."""
    own = [one for one in inside(item, "cd") if one.attributes.get("S") != "CD-ITEM"]
    return ", ".join(
        dict.fromkeys(one.attributes.get("DN", "").strip() or _coded(one) for one in own)
    )


def _doses(item: Node) -> Iterator[str]:
    """How it is taken, as far as a list can tell."""
    yield said(item, "posology", "text")
    if high := said(item, "posology", "high"):
        low, takes = said(item, "posology", "low"), said(item, "posology", "takes", "high")
        span = f"{low}-{high}" if low else high
        yield f"{span} {_unit(said(item, 'posology', 'unit', 'cd'))} x {takes}"
    yield said(item, "frequency", "periodicity", "cd")
    for words in inside(item, "instructionforpatient"):
        yield " ".join(words.text().split())
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
        number = f"{child.text().strip()} {said(content, 'unit', 'cd')}".strip()
        yield f"{number}{_range(content)}"
    elif child.name == "compoundprescription" and first(child, "compound") is not None:
        yield recipe(child)
    elif child.name in _PLAIN:
        yield _all(child)
    elif child.name == "incapacity":
        yield ", ".join(filter(None, _incapable(child)))
    elif child.name in ("medicinalproduct", "substanceproduct"):
        yield said(child, "deliveredname") or said(child, "intendedname")
    elif child.name == "medication":
        yield next(filter(None, (said(child, name) for name in _NAMES)), "")
    elif child.name in ("hcparty", "person"):
        names = (said(child, name) for name in ("firstname", "familyname", "name"))
        called = [said(one, "telecomnumber") for one in inside(child, "telecom")]
        yield ", ".join(filter(None, [" ".join(filter(None, names)), *called]))


def _incapable(node: Node) -> Iterator[str]:
    """Of what, why, and to which degree."""
    yield from (said(one, "cd") for one in (node, *inside(node, "incapacityreason")))
    if degree := said(node, "percentage"):
        yield f"{degree} %"


def _all(node: Node) -> str:
    return " ".join(" ".join(one.text() for one in below(node)).split())


def _range(content: Node) -> str:
    """The limits that a number is held to."""
    least, most = said(content, "minref", "decimal"), said(content, "maxref", "decimal")
    return f" [{least} - {most}]" if least or most else ""


def _coded(cd: Node) -> str:
    """A code; its table where that is no table of KMEHR's own."""
    text = " ".join(cd.text().split())
    scheme = cd.attributes.get("S", "")
    if scheme == "CD-PATIENTWILL":
        return WILLS.get(text, text)
    own = scheme == "LOCAL" or (scheme.startswith("CD-") and scheme != "CD-ATC")
    return f"{'' if own else scheme.removeprefix('CD-')} {text}".strip() if text else ""


def _moment(item: Node, name: str) -> str:
    found = (said(item, name, part) for part in ("date", "yearmonth", "year", "text"))
    return next(filter(None, found), "")
