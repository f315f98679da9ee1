"""The medicine or the vaccine of an item of KMEHR: products, substances, mixtures, words alone.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (medicinalproduct, substanceproduct,
compoundprescription) · https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, coding, codings, first, inside, words
from gateway.model import Node

MAGISTRAL = {
    "system": "https://www.ehealth.fgov.be/standards/fhir/medication/CodeSystem/medication-type",
    "code": "magistral",
}
_UNKNOWN = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
    "code": "UNK",
    "display": "unknown",
}
"""A code for a vaccine that is only told in words."""
_OLD = ("tradename", "inn", "magistral")
_PRODUCTS = ("intended", "delivered")


def product(reading: Reading, item: Node) -> Value | None:
    """The medicine of an item: what was meant and what was given, or the words for a mixture."""
    made, name = _products(reading, item)
    made += codings(reading, _medicines(item))
    name = _compound(reading, item, made) or name or _old(reading, item)
    name = name or words(reading, inside(item, "content", "text"), "text")
    return {key: value for key, value in (("coding", made), ("text", name)) if value} or None


def vaccine(reading: Reading, item: Node) -> Value | None:
    """A vaccine: its product, else what it is against, which then is all that is known of it."""
    made, name = _products(reading, item)
    cds = [*inside(item, "content", "cd")]
    other = [one for one in cds if reading.peek(one, "S") != "CD-VACCINEINDICATION"]
    made += codings(reading, other if made or other else cds)
    name = name or words(reading, inside(item, "content", "text"), "text")
    if name and not made:
        made.append(dict(_UNKNOWN))
    return {key: value for key, value in (("coding", made), ("text", name)) if value} or None


def _products(reading: Reading, item: Node) -> tuple[list[Value], str]:
    """The codes of all products of an item, and the words of the last."""
    made: list[Value] = []
    name = ""
    for each in inside(item, "content"):
        for kind in ("medicinalproduct", "substanceproduct"):
            for one in inside(each, kind):
                made, name = _product(reading, one, made)
    return made, name


def _medicines(item: Node) -> Iterator[Node]:
    yield from inside(item, "content", "cd")
    yield from inside(item, "content", "medication", "cd")


def _product(reading: Reading, node: Node, before: list[Value]) -> tuple[list[Value], str]:
    made, name = list(before), ""
    for kind in _PRODUCTS:
        called = words(reading, inside(node, f"{kind}name"), "text")
        for code in inside(node, f"{kind}cd"):
            with reading.within(f"coding[{len(made)}]"):
                one = coding(reading, code)
            if one is not None:
                made.append({**one, "display": called} if called else one)
        name = called or name
    return made, name


def _old(reading: Reading, item: Node) -> str:
    """The words of a medicine as messages before 2009 write it."""
    old = [*inside(item, "content", "medication")]
    texts = [one for node in old for name in _OLD for one in inside(node, name)]
    return words(reading, texts, "text")


def pack(reading: Reading, node: Node) -> Value | None:
    """What messages before 2009 say of its package: `Package: 2 x 28 tab`."""
    many = [
        words(reading, inside(node, name), "text")
        for name in ("numberofpackage", "quantityperpackage")
    ]
    kinds = [inside(node, name, "cd") for name in ("package", "presentation")]
    told = " ".join(filter(None, [" x ".join(filter(None, many)), *map(_joined(reading), kinds)]))
    return {"text": f"Package: {told}"} if told else None


def _joined(reading: Reading) -> Callable[[Iterator[Node]], str]:
    return lambda found: words(reading, found, "text")


def _compound(reading: Reading, item: Node, made: list[Value]) -> str:
    """A mixture's words; it is known as one by a code."""
    found = first(item, "content", "compoundprescription")
    if found is None:
        return ""
    made.append(dict(MAGISTRAL))
    own = " ".join(reading.read(found, TEXT, "text").split())
    parts = [" ".join(_texts(reading, part)) for part in found.children()]
    return "; ".join(part for part in (own, *parts) if part)


def _texts(reading: Reading, node: Node) -> Iterator[str]:
    """All words in an element, in their order."""
    if text := " ".join(reading.read(node, TEXT, "text").split()):
        yield text
    for child in node.children():
        yield from _texts(reading, child)
