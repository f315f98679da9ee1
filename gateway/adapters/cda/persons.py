"""A document of two persons is refused: nobody could tell of whom each of its statements is.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 (recordTarget)
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.model import Node

_DAY = 8
"""Digits of a date."""
_PARTS = 4
"""What is told of a person here."""


def another(root: Node) -> Node | None:
    """The first recordTarget that tells of somebody else than one before it.

    The same person may stand there twice (a role at each hospital): two are different only where
    both tell a birth date, a sex or a name, and these differ.
    """
    known = ("",) * _PARTS
    for one in root.children():
        if one.name == "recordTarget":
            told = _person(one)
            if any(
                left and right and left != right for left, right in zip(known, told, strict=True)
            ):
                return one
            known = tuple(left or right for left, right in zip(known, told, strict=True))
    return None


def _person(target: Node) -> tuple[str, ...]:
    """Birth date, sex, given and family name, as far as they are told."""
    patient = next(_inside(target, "patientRole", "patient"), None)
    if patient is None:
        return ("",) * _PARTS
    born = next(
        (one.attributes.get("value", "")[:_DAY] for one in _inside(patient, "birthTime")), ""
    )
    sex = next(
        (one.attributes.get("code", "") for one in _inside(patient, "administrativeGenderCode")),
        "",
    )
    return (born, sex, *(_part(patient, part) for part in ("given", "family")))


def _part(patient: Node, part: str) -> str:
    found = next(_inside(patient, "name", part), None)
    return found.text().strip().casefold() if found is not None else ""


def _inside(node: Node, *names: str) -> Iterator[Node]:
    name, *rest = names
    for one in node.children():
        if one.name == name:
            yield from _inside(one, *rest) if rest else (one,)
