"""The store: where messages, the record and the audit trail are kept, one row per database.

https://www.sqlite.org/ · https://www.postgresql.org/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway.store.contract import POINTS, Crash, Origin, Refused, Store
from gateway.store.reading import Reader
from gateway.store.sqlite import look as look_sqlite
from gateway.store.sqlite import open_sqlite


def open_postgres(url: str, **how: Any) -> Store:
    """See `postgres.open_postgres`: its driver is loaded where it is needed."""
    from gateway.store import postgres  # noqa: PLC0415 - a start of the embedded store needs none

    return postgres.open_postgres(url, **how)


STORES: Mapping[str, Callable[..., Store]] = MappingProxyType(
    {"sqlite": open_sqlite, "postgresql": open_postgres}
)
"""Name -> how it is opened."""


def kind(where: Path | str) -> str:
    """Which of `STORES` stands at a place: an address, or a file."""
    return "postgresql" if isinstance(where, str) else "sqlite"


def open_store(where: Path | str, **how: Any) -> Store:
    """Open the store of a file, or at `postgresql://...`; see there. Raises Refused."""
    return STORES[kind(where)](where, **how)


def look(where: Path | str) -> Reader:
    """Read a store beside the gateway that writes to it; raises Refused where there is none."""
    if isinstance(where, Path):
        return look_sqlite(where)
    from gateway.store import postgres  # noqa: PLC0415 - as above

    return postgres.look(where)


__all__ = [
    "POINTS",
    "STORES",
    "Crash",
    "Origin",
    "Refused",
    "Store",
    "kind",
    "look",
    "open_postgres",
    "open_sqlite",
    "open_store",
]
