"""What a pharmacist mixes by KMEHR's recipe, as the ingredients of a Medication.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (compoundprescriptionType) ·
https://hl7.org/fhir/R4/medication.html
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, codings, first, inside, said
from gateway.mapping.tree.types_kmehr_medicines import MAGISTRAL
from gateway.mapping.tree.types_kmehr_quantities import quantity
from gateway.model import Node

_CODES = (
    ("medicinalproduct", "intendedcd"),
    ("medicinalproduct", "deliveredcd"),
    ("substance", "substancecd"),
    ("substance", "cd"),
)
_NAMES = (
    ("medicinalproduct", "deliveredname"),
    ("medicinalproduct", "intendedname"),
    ("substance", "substancename"),
)


def mixture(reading: Reading, node: Node) -> Value | None:
    """A mixture as what it is, and in words: what is in it, and how much of each."""
    reading.read(node, TEXT, "text")
    text = recipe(node)
    return {"coding": [dict(MAGISTRAL)], **({"text": text} if text else {})}


def recipe(node: Node) -> str:
    """A list of compounds in words."""
    parts = [" ".join(_words(one)) for one in inside(node, "compound")]
    return "; ".join(part for part in (" ".join(node.text().split()), *parts) if part)


def _words(compound: Node) -> Iterator[str]:
    yield next(filter(None, (said(compound, *path) for path in _NAMES)), "") or next(
        filter(None, (said(compound, *path) for path in _CODES)), "?"
    )
    yield from _amount(compound)


def _amount(compound: Node) -> Iterator[str]:
    for path in (("quantityprefix", "cd"), ("quantity", "decimal"), ("quantity", "unit", "cd")):
        if found := said(compound, *path):
            yield found


def compound(reading: Reading, node: Node) -> Value | None:
    """One ingredient: its codes and its name; `ad 100 g` is no amount of it, and stays words."""
    coded = codings(reading, [one for path in _CODES for one in inside(node, *path)])
    names = [reading.read(one, TEXT, "text") for path in _NAMES for one in inside(node, *path)]
    words = [*dict.fromkeys(" ".join(name.split()) for name in names if name.strip())]
    if first(node, "quantityprefix", "cd") is not None:
        words += _amount(node)
        for path in (
            ("quantityprefix", "cd"),
            ("quantity", "decimal"),
            ("quantity", "unit", "cd"),
        ):
            for one in inside(node, *path):
                reading.read(one, TEXT, "text")
                reading.read(one, "S", "text")
    text = " ".join(words)
    return {key: value for key, value in (("coding", coded), ("text", text)) if value} or None


def strength(reading: Reading, node: Node) -> Value | None:
    """How much of an ingredient is in one of the mixture."""
    held = first(node, "quantity")
    if held is None or first(node, "quantityprefix", "cd") is not None:
        return None
    return _of_one(reading, held)


def amount(reading: Reading, node: Node) -> Value | None:
    """How much one of the mixture is."""
    return _of_one(reading, node)


def _of_one(reading: Reading, held: Node) -> Value | None:
    with reading.within("numerator"):
        found = quantity(reading, held)
    return {"numerator": found, "denominator": {"value": Decimal(1)}} if found else None
