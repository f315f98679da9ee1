"""Which versions stand of the resources that a message touches, or that lie under an identity.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.model import UNKNOWN, Version
from gateway.store import codec
from gateway.store.cluster import LOW, SHIFT
from gateway.store.memory import Memory
from gateway.store.rows import VERSION, standing_version
from gateway.store.sql import Sql
from gateway.store.touched import Still
from gateway.store.words import where_in

_GONE = "SELECT 1 FROM resource INDEXED BY resource_gone WHERE type < 0"


class Versions:
    """Those of one reader, which remembers some of them."""

    def __init__(self, memory: Memory, still: Still | None = None) -> None:
        """`still`: what is known of resources that nobody has written to since they were read."""
        self._memory = memory
        self._still = still

    def of(
        self, sql: Sql, keys: Sequence[tuple[str, str]], moment: int
    ) -> dict[tuple[str, str], Version]:
        """Of these; what is read was read when so many changes were durable, at least."""
        named = {key: (key[0], codec.key(key[1])) for key in keys}
        still = self._still.version if self._still else _unknown
        found = {key: one for key, name in named.items() if (one := still(*name))}
        wanted = {name: key for key, name in named.items() if key not in found}
        ids = [*dict.fromkeys([id_ for _, id_ in wanted])]
        for row in where_in(sql, VERSION + "r.id IN", ids):
            key = wanted.get(row[:2])
            if key:
                found[key] = self._read(row, moment)
        return {key: found[key] for key in named if key in found}

    def under(self, sql: Sql, numbers: Sequence[int]) -> tuple[Version, ...]:
        """Everything that lies under these identities: one stretch of row ids for each."""
        asked = VERSION + "r.type > 0 AND r.rid BETWEEN ? AND ? ORDER BY r.rid"
        return tuple(
            self._read(row)
            for number in numbers
            for row in sql.execute(asked, (number << SHIFT, (number << SHIFT) + LOW))
        )

    def _read(self, row: Sequence[Any], moment: int = UNKNOWN) -> Version:
        text = self._memory.text(row[3])
        found = standing_version(row, text)
        if self._still and moment != UNKNOWN:
            self._still.keep(found, row[1], moment, len(text))
        return found


def any_gone(sql: Sql, ids: Sequence[codec.Key]) -> bool:
    """Has any of these been deleted? What is deleted is in the way of no new row."""
    if sql.execute(f"{_GONE} LIMIT 1").fetchone() is None:
        return False
    return bool(where_in(sql, f"{_GONE} AND id IN", ids))


def _unknown(type: str, key: codec.Key) -> None:
    """Nothing is known to stand still."""
