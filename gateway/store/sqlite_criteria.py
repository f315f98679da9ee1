"""Search criteria as SQL conditions on `resource`: all must hold, any of their values may match.

https://hl7.org/fhir/R4/search.html#token · https://hl7.org/fhir/R4/search.html#reference
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.model import Criterion
from gateway.store import codec
from gateway.store.packing import ABOUT

_TYPE = "type = (SELECT number FROM type WHERE name = ?)"
_ITSELF = "SELECT rid FROM resource WHERE type = (SELECT number FROM type WHERE name = 'Patient')"
_UNDER = (
    "SELECT r.rid FROM identity AS i CROSS JOIN about AS a ON a.patient = i.number"
    " CROSS JOIN resource AS r ON r.patient = a.patient"
    " AND r.rid BETWEEN a.identity << 32 AND (a.identity << 32) + 4294967295"
)
"""What lies under an identity and speaks of the Patient: one stretch of row ids for each."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition and its parameters."""

    text: str
    values: tuple[Any, ...]


_NEVER = Where("0", ())


class Criteria:
    """Conditions for resources of one type, or of any where it is empty."""

    def __init__(self, sql: sqlite3.Connection, type_: str) -> None:
        self._type = type_
        self._kinds: list[tuple[int, str, str]] = sql.execute(
            "SELECT number, form, params FROM kind WHERE ? IN ('', type)", (type_,)
        ).fetchall()

    def both(
        self,
        asked: Sequence[Criterion],
        allowed: Sequence[Criterion],
    ) -> Where:
        """What was asked for, inside what the decision allows."""
        parts = [Where(_TYPE, (self._type,))] if self._type else []
        parts += [self._one(criterion) for criterion in (*asked, *allowed)]
        text = " AND ".join(part.text for part in parts)
        return Where(text, tuple(value for part in parts for value in part.values))

    def _one(self, criterion: Criterion) -> Where:
        param, values = criterion.param, criterion.values
        if criterion.form == "id":
            return _any("id = ?", [(codec.key(value),) for (value,) in values])
        kinds = self._numbers(criterion.form, param)
        if criterion.form == "token":
            return _found(_tokens(kinds, values)) if kinds else _NEVER
        targets = [target for (target,) in values]
        if param in ABOUT:
            return _found(*self._about(kinds, targets))
        return _found(_references(kinds, targets)) if kinds else _NEVER

    def _about(self, references: str, targets: Sequence[str]) -> Iterator[Where]:
        """A Patient is about itself; what speaks of it lies under its identities, or is marked."""
        ids = [each.removeprefix("Patient/") for each in targets if each.startswith("Patient/")]
        if self._type in ("", "Patient"):
            match = _any("id = ?", [(codec.key(id_),) for id_ in ids])
            yield Where(f"{_ITSELF} AND {match.text}", match.values)
        if self._type != "Patient":
            match = _any("i.id = ?", [(id_,) for id_ in ids])
            yield Where(f"{_UNDER} WHERE {match.text}", match.values)
            if references:
                yield _references(references, targets)

    def _numbers(self, form: str, param: str) -> str:
        names = [f" {name} " for name in (sorted(ABOUT) if param in ABOUT else (param,))]
        return ",".join(
            str(number)
            for number, its, params in self._kinds
            if its == form and any(name in params for name in names)
        )


def _any(text: str, values: Sequence[tuple[Any, ...]]) -> Where:
    if not values:
        return _NEVER
    flat = tuple(value for each in values for value in each)
    return Where("(" + " OR ".join([text] * len(values)) + ")", flat)


def _references(kinds: str, targets: Sequence[str]) -> Where:
    return _marked("reference", kinds, _any("target = ?", [(target,) for target in targets]))


def _tokens(kinds: str, values: Sequence[tuple[Any, ...]]) -> Where:
    each = [_coded(*value) for value in values]
    flat = tuple(value for part in each for value in part.values)
    match = Where("(" + " OR ".join(part.text for part in each) + ")", flat) if each else _NEVER
    return _marked("token", kinds, match)


def _coded(system: str | None, code: str | None) -> Where:
    """See `Criterion`."""
    if system is None:
        return Where("value = ?", (code,))
    parts = [Where("system = (SELECT number FROM system WHERE uri = ?)", (system,))]
    if code is not None:
        parts.append(Where("value = ?", (code,)))
    return Where(
        "(" + " AND ".join(part.text for part in parts) + ")",
        tuple(value for part in parts for value in part.values),
    )


def _marked(table: str, kinds: str, match: Where) -> Where:
    """`kinds` are numbers of ours, never words of a caller."""
    text = f"SELECT rid FROM {table} WHERE kind IN ({kinds}) AND {match.text}"  # noqa: S608
    return Where(text, match.values)


def _found(*parts: Where) -> Where:
    """Rows that any of these statements gives."""
    text = " UNION ALL ".join(part.text for part in parts)
    return Where(f"rid IN ({text})", tuple(value for part in parts for value in part.values))
