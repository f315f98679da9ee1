"""What is wrong with one row, seen by itself: it says nothing to write, or what FHIR cannot hold.

Told with examples in `docs/mapping-language.md`.
"""

from __future__ import annotations

from typing import Any, Protocol

from gateway.mapping.constant import unfit
from gateway.mapping.raw import Raw
from gateway.mapping.rows import Row


class Notes(Protocol):
    """Who notes faults."""

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row."""


def sound(notes: Notes, raw: Raw, row: Row, constant: Any) -> None:
    """Note the faults of a row that writes; `constant` is what its own says, called if need be."""
    said = raw.value.get("src") or raw.value.get("call")
    if row.kind == "const" and row.const is None and not said:
        text = "the row says nothing to write: `src`, `const`, `ref` or `call` is missing"
        notes.fault(raw, "id", "row-incomplete", text)
    kind = row.to.type if row.to is not None else ""
    if row.kind == "const" and (text := unfit(kind, constant)):
        notes.fault(raw, "const", "const-type", f"{kind}: {text}")
    codes = row.to.codes if row.to is not None else None
    if row.otherwise is not None and row.code is None and codes is None:
        text = "`else` is what a code without translation becomes: it needs `code` beside it"
        notes.fault(raw, "else", "else-alone", text)


def complete(notes: Notes, raw: Raw, row: Row) -> None:
    """Note the faults of a row that writes nowhere."""
    if row.ignore:
        if row.src is None and raw.value.get("src") is None:
            notes.fault(raw, "ignore", "row-incomplete", "`ignore` needs `src`")
        if row.to is not None and raw.value.get("to"):
            notes.fault(raw, "ignore", "row-both", "ignored and mapped by one row")
    elif row.to is None and row.switch is None and not raw.value.get("to"):
        text = "the row says neither `to`, `ignore` nor `switch`"
        notes.fault(raw, "id", "row-incomplete", text)
