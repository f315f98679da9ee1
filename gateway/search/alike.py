"""Searches that differ in nothing but their values: understood once, and filled in from then on.

Plain parameters only, one value each; whatever is not plain is read with care (`parse.py`), and
means the same there. https://hl7.org/fhir/R4/search.html#ptypes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gateway.search.parameters import WORDS, Param, Parameters
from gateway.search.reading import READERS, Around, Unfit
from gateway.search.shape import MAX_COUNT, PAGE
from gateway.search.values import Value

COUNT = "_count"
MOST = 8
"""Parameters of such a search."""
_KINDS = frozenset({"token", "string", "date", "number", "quantity", "reference", "uri"})
_MEASURED = frozenset({"date", "number", "quantity"})
_DIGITS = 18
Meant: TypeAlias = "tuple[list[tuple[Value, ...]], int]"
"""The values of each parameter, and how many a page may hold."""


@dataclass(frozen=True, slots=True)
class Alike:
    """All searches of a type by these parameters, in this order."""

    type: str
    params: tuple[Param | None, ...]
    """None: how many a page may hold."""
    around: Around

    def meant(self, texts: Sequence[str]) -> Meant | None:
        """What these values mean; None where that is not plain."""
        count = PAGE
        found: list[tuple[Value, ...]] = []
        for param, text in zip(self.params, texts, strict=True):
            if not text or "," in text or "\\" in text or "\0" in text:
                return None  # several values, or what hides that
            if param is None:
                if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
                    return None
                count = min(int(text), MAX_COUNT)
                continue
            if param.kind in _MEASURED and text.startswith("ap"):
                return None  # about now, which is another moment each time
            if param.kind == "token" and param.name != "_id":
                system, mark, code = text.partition("|")
                if "|" in code or text == "|":
                    return None
                found.append((((system, code or None) if mark else (None, text)),))
                continue
            try:
                found.append(tuple(READERS[param.kind](param, text, self.around)))
            except Unfit:
                return None
        return found, count


def alike(
    parameters: Parameters, type_: str, names: Sequence[str], around: Around
) -> Alike | None:
    """The searches by these names; None where one of them is not plain, or not known."""
    if len(names) > MOST or names.count(COUNT) > 1:
        return None
    found = [None if name == COUNT else parameters.param(type_, name) for name in names]
    for name, param in zip(names, found, strict=True):
        plain = param is not None and param.kind in _KINDS and name not in WORDS
        if name != COUNT and not plain:
            return None
    return Alike(type_, tuple(found), around)
