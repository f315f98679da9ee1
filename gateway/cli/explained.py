"""What an explanation is: a title, a few facts, and tables; whoever prints it chooses the form."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; title and columns are names in `explain_words.WORDS`."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a profile, an extension, a value set, a code system or a rule asks."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """(name in `explain_words.WORDS`, what is so); empty ones are not shown."""
    tables: tuple[Table, ...] = ()
    """Those without rows are not shown."""
