"""Search criteria as SQL conditions on `resource`: all must hold, any of their values may match.

https://hl7.org/fhir/R4/search.html#token · https://hl7.org/fhir/R4/search.html#reference
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"patient": ("patient", "subject"), "subject": ("subject", "patient")}
)
"""FHIR's `patient` is the `subject` that is a Patient: either finds rows of both."""
_ABOUT = frozenset({"patient", "subject"})


@dataclass(frozen=True, slots=True)
class Where:
    """A condition and its parameters."""

    text: str
    values: tuple[Any, ...]


_NEVER = Where("0", ())


class Criteria:
    """Conditions for resources of one type."""

    def __init__(self, sql: sqlite3.Connection, type_: str) -> None:
        self._type = type_
        self._kinds: list[tuple[int, str, str]] = sql.execute(
            "SELECT number, form, params FROM kind WHERE type = ?", (type_,)
        ).fetchall()

    def both(
        self,
        asked: Sequence[tuple[str, tuple[str, ...]]],
        allowed: Sequence[tuple[str, str]],
    ) -> Where:
        """What was asked for, inside what the decision allows."""
        parts = [Where("type = ?", (self._type,))]
        parts += [self._one(param, values) for param, values in asked]
        parts += [self._one(param, (value,)) for param, value in allowed]
        text = " AND ".join(part.text for part in parts)
        return Where(text, tuple(value for part in parts for value in part.values))

    def _one(self, param: str, values: Sequence[str]) -> Where:
        if param == "_id":
            return _any("id = ?", [(value,) for value in values])
        if param in _ABOUT and self._type == "Patient":
            return _any("id = ?", [(value.removeprefix("Patient/"),) for value in values])
        tokens, references = self._numbers("token", param), self._numbers("reference", param)
        if tokens:
            return _token(tokens, values)
        return _reference(references, param, values) if references else _NEVER

    def _numbers(self, form: str, param: str) -> str:
        names = [f" {name} " for name in _ALSO.get(param, (param,))]
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


def _reference(kinds: str, param: str, values: Sequence[str]) -> Where:
    default = "Patient/" if param in _ABOUT else ""
    targets = [(value if "/" in value else default + value,) for value in values]
    match = _any("target = ?", targets)
    return _rows("reference", kinds, match)


def _token(kinds: str, values: Sequence[str]) -> Where:
    each = [_coded(value) for value in values]
    flat = tuple(value for part in each for value in part.values)
    match = Where("(" + " OR ".join(part.text for part in each) + ")", flat) if each else _NEVER
    return _rows("token", kinds, match)


def _coded(text: str) -> Where:
    """`value` in any system; `|value` in none; `system|` any value; `system|value`."""
    system, bar, value = text.partition("|")
    if not bar:
        return Where("value = ?", (text,))
    parts = [Where("system = (SELECT number FROM system WHERE uri = ?)", (system,))]
    if value:
        parts.append(Where("value = ?", (value,)))
    return Where(
        "(" + " AND ".join(part.text for part in parts) + ")",
        tuple(value for part in parts for value in part.values),
    )


def _rows(table: str, kinds: str, match: Where) -> Where:
    """`kinds` are numbers of ours, never words of a caller."""
    text = f"rid IN (SELECT rid FROM {table} WHERE kind IN ({kinds}) AND {match.text})"  # noqa: S608
    return Where(text, match.values)
