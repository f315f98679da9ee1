"""Translates the code that a row has read by its table; what has no translation is said.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.rows import TreeRow
from gateway.model import Fate, Node

_TRUTH = {"true": True, "false": False}


def translated(
    reading: Reading, node: Node, row: TreeRow, value: Any, mark: tuple[int, int]
) -> Any:
    """The value in translation, or beside it; None where it has none and needs one."""
    assert row.table is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    table = reading.tables[row.table.name]
    if isinstance(value, str) and row.to.type in ("CodeableConcept", "Coding"):
        coding = table.coding(value)
        value = {"coding": [coding]} if row.to.type == "CodeableConcept" else coding
    if isinstance(value, dict) and row.to.type == "CodeableConcept":
        if table.concept(value):
            _mark(reading, mark)
        return value
    coding = value if isinstance(value, dict) else {"code": value}
    found = table.single(coding)
    if row.to.type == "Coding":
        if found is None:
            return coding
        _mark(reading, mark)
        return found
    return _word(reading, node, row, found, mark)


def _word(
    reading: Reading,
    node: Node,
    row: TreeRow,
    found: dict[str, Any] | None,
    mark: tuple[int, int],
) -> Any:
    """A code, a text or a truth in place of what was sent."""
    assert row.to is not None  # noqa: S101 - linked
    if found is not None:
        _mark(reading, mark)
        return _plain(row.to.type, found["code"])
    leaf = reading.claims[-1].leaf if len(reading.claims) > mark[0] else TEXT
    reading.mar("code-untranslated", node, leaf)
    codes = row.to.codes
    made = row.otherwise if row.otherwise is not None else None
    if made is None and codes is not None and "unknown" in codes:
        made = "unknown"
    if made is not None:
        reading.claims[mark[0] :] = [
            claim._replace(fate=Fate.DEGRADED, reason="no translation")
            for claim in reading.claims[mark[0] :]
        ]
    return made


def _plain(type: str, code: str) -> Any:
    return _TRUTH.get(code, code) if type == "boolean" else code


def _mark(reading: Reading, mark: tuple[int, int]) -> None:
    reading.claims[mark[0] :] = [
        claim._replace(fate=Fate.TRANSLATED) for claim in reading.claims[mark[0] :]
    ]
