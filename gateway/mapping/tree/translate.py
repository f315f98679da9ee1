"""Translates the code that a row has read by its table; what has no translation is said.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.coding import Translator
from gateway.mapping.tree.reading import TEXT, Reading, refate
from gateway.mapping.tree.rows import TreeRow
from gateway.model import Fate, Node

_TRUTH = {"true": True, "false": False}


def translated(
    reading: Reading, node: Node, row: TreeRow, value: Any, mark: tuple[int, int]
) -> Any:
    """The value in translation, or beside it; None where it has none and needs one."""
    assert row.to is not None  # noqa: S101 - linked
    type = row.to.type
    table = reading.tables[row.table.name] if row.table is not None else None
    if type not in ("CodeableConcept", "Coding"):
        return _plain(reading, node, row, value, table, mark)
    if isinstance(value, str) and table is not None:
        coding = table.coding(value)
        value = {"coding": [coding]} if type == "CodeableConcept" else coding
    if type == "Coding":
        found = table.single(value) if table is not None else None
        if found is not None:
            _mark(reading, mark)
            value = found
    elif table is not None and table.concept(value):
        _mark(reading, mark)
    codings = value.get("coding", []) if type == "CodeableConcept" else [value]
    if row.to.codes is not None and not any(it.get("code") in row.to.codes for it in codings):
        return _untranslated(reading, node, row, mark)
    return value


def _plain(  # noqa: PLR0913, PLR0917 - a leaf, and what it may become
    reading: Reading,
    node: Node,
    row: TreeRow,
    value: Any,
    table: Translator | None,
    mark: tuple[int, int],
) -> Any:
    """A code, a text or a truth in place of what was sent."""
    assert row.to is not None  # noqa: S101 - linked
    if table is None:
        codes = row.to.codes
        fits = codes is None or value in codes
        return value if fits else _untranslated(reading, node, row, mark)
    found = table.single(value if isinstance(value, dict) else {"code": value})
    if found is None:
        return _untranslated(reading, node, row, mark)
    _mark(reading, mark)
    code = found["code"]
    return _TRUTH.get(code, code) if row.to.type == "boolean" else code


def _untranslated(reading: Reading, node: Node, row: TreeRow, mark: tuple[int, int]) -> Any:
    """What the row says where there is no translation; the leaf is told of."""
    assert row.to is not None  # noqa: S101 - linked
    leaf = reading.claims[-1].leaf if len(reading.claims) > mark[0] else TEXT
    reading.mar("code-untranslated", node, leaf)
    codes, made = row.to.codes, row.otherwise
    if made is None and codes is not None and "unknown" in codes and row.to.type == "code":
        made = "unknown"
    if made is not None:
        refate(reading.claims, mark[0], Fate.DEGRADED, "no translation")
    return made


def _mark(reading: Reading, mark: tuple[int, int]) -> None:
    refate(reading.claims, mark[0], Fate.TRANSLATED)
