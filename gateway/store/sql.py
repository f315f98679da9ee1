"""What the store needs of a database, and in which words databases differ.

https://peps.python.org/pep-0249/ · https://www.sqlite.org/lang.html
https://www.postgresql.org/docs/current/sql.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Sql(Protocol):
    """One connection: sqlite3's own, or what stands for another database's."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Any:
        """Run it; gives a cursor: `fetchone`, `fetchall`, `rowcount`, and its rows in turn."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run it once for each."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where one database wants other words than another."""

    reading: str
    """Begins a transaction in which all is read from one moment."""
    alone: bool
    """Is one question by itself a moment of its own, without a transaction?"""
    accepted: str
    """Gives receipt and number of what was accepted, by sender and key."""
    updated: str
    """What was kept at a moment: the condition is one of its `received_at`."""
    retire: tuple[str, ...]
    """Moves rows from `resource` to `history`; `{}` stands for the list of row ids."""
    dated: bool
    """Has a row of `resource` a last column, of when its message came? Else it is of the signs of
    its codes: who is asked over a line gains nothing by them."""
    holding: str
    """Ends a question whose rows nobody else may change until the transaction ends."""
    passing: str
    """Ends a question whose rows are held, which passes by those that others hold."""
    insert: Callable[[Sql, Sequence[tuple[Any, ...]]], None]
    """Puts rows into `resource`."""
    fault: type[Exception]
    """What the database raises."""
    named: Callable[[Exception], str]
    """Its name for a fault, in which nobody is quoted."""
