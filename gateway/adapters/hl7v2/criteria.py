"""Does a patient fit what a query says of PID? Held against the PID that would be told.

Letters are alike whatever their case and accents, and `*` stands for any letters. What is asked of
one field must be true of one repetition: a family name and a given name, of one name.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html (3.21.4.1.2.2, @PID parameters)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.adapters.hl7v2.patient_segment import Field, fields
from gateway.model import Resource
from gateway.search.moments import span

_DATES = frozenset({7, 29})
"""Fields of PID that hold a time, which may be asked for, or known, by its year alone."""
_NAME, _BIRTH, _ADDRESS = 5, 7, 11
_WORDS: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (_NAME, 1): "name",
        (_NAME, 2): "name",
        (_ADDRESS, 3): "address-city",
        (_ADDRESS, 5): "address-postalcode",
    }
)
"""(field, component) of PID -> the search parameter of a Patient that holds its words."""
_DIGITS = re.compile(r"(\d{4})(\d\d)?(\d\d)?", re.ASCII)
_DAY = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One parameter: `@PID.5.1.1^Weber`; 0 stands for "not said"."""

    field: int
    component: int
    deeper: int
    text: str


def fitting(asked: Sequence[Asked]) -> Callable[[Resource], bool]:
    """What tells whether all of this is true of a Patient."""
    numbers = dict.fromkeys(one.field for one in asked)
    groups = [(number, [one for one in asked if one.field == number]) for number in numbers]

    def fits(patient: Resource) -> bool:
        said = fields(patient)
        return all(_true(group, said.get(number, ())) for number, group in groups)

    return fits


def leads(asked: Iterable[Asked]) -> tuple[tuple[str, str], ...]:
    """(search parameter, text) by which whoever is meant may be looked for in an index.

    Of words what stands before the first `*`; of a time its day, month or year.
    """
    return tuple(lead for one in asked for lead in _lead(one))


def _lead(asked: Asked) -> Iterator[tuple[str, str]]:
    place = asked.field, asked.component or 1
    if place == (_BIRTH, 1) and (found := _DIGITS.match(asked.text)):
        born = "-".join(part for part in found.groups() if part)
        if span(born):
            yield "birthdate", born
    begins = asked.text.partition("*")[0].strip()
    # A hyphen alone is how every name begins, to an index that knows no hyphens.
    if place in _WORDS and asked.deeper in (0, 1) and any(map(str.isalnum, begins)):
        yield _WORDS[place], begins


def _true(asked: Iterable[Asked], repetitions: Iterable[Field]) -> bool:
    return any(all(_says(one, repetition) for one in asked) for repetition in repetitions)


def _says(asked: Asked, repetition: Field) -> bool:
    component = asked.component or 1
    parts = repetition[component - 1] if component <= len(repetition) else ()
    found = parts[(asked.deeper or 1) - 1] if (asked.deeper or 1) <= len(parts) else ""
    if asked.field in _DATES:
        wanted = asked.text[:_DAY]
        return bool(found) and (found.startswith(wanted) or wanted.startswith(found[:_DAY]))
    return _alike(_plain(asked.text), _plain(found))


def _plain(text: str) -> str:
    """Without case and accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _alike(wanted: str, found: str) -> bool:
    """The pieces between `*`, each after the one before: never more than one look at each."""
    first, *more = wanted.split("*")
    if not more:
        return wanted == found
    last = more.pop()
    if not found.startswith(first) or len(found) < len(first) + len(last):
        return False
    place, end = len(first), len(found) - len(last)
    for piece in more:
        at = found.find(piece, place, end)
        if at < 0:
            return False
        place = at + len(piece)
    return found.endswith(last)
