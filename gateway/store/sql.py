"""What the store needs of a database: statements with `?` for values, and rows that come back.

https://peps.python.org/pep-0249/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class Sql(Protocol):
    """One connection: sqlite3's own, or what stands for another database's."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Any:
        """Run it; gives a cursor: `fetchone`, `fetchall`, `rowcount`, and its rows in turn."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run it once for each."""
