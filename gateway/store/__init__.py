"""The store: where messages, the record and the audit trail are kept, one row per database.

https://www.sqlite.org/ · https://www.postgresql.org/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gateway.store.contract import POINTS, Crash, Origin, Refused, Store
from gateway.store.postgres import open_postgres
from gateway.store.sqlite import look, open_sqlite

STORES: Mapping[str, Callable[..., Store]] = MappingProxyType(
    {"sqlite": open_sqlite, "postgresql": open_postgres}
)
"""Name -> how it is opened."""

__all__ = [
    "POINTS",
    "STORES",
    "Crash",
    "Origin",
    "Refused",
    "Store",
    "look",
    "open_postgres",
    "open_sqlite",
]
