"""National person numbers: are the check digits right, and which birth date is inside?

Luxembourg: http://legilux.public.lu/eli/etat/leg/rgd/2013/11/28/n1/jo (13 digits; Luhn and
Verhoeff, both over the first eleven) and its predecessor of 11 digits; Belgium: SSIN, modulo 97.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_MULTIPLY = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTE = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
_INVERSE = "0432156789"
_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_SERIES = (11, 12, 13)
"""When the numbers of a day are used up, a second and a third series of check digits begin."""


@dataclass(frozen=True, slots=True)
class Number:
    """A well-formed number; `born` is YYYYMMDD as it carries it, 00 where not known."""

    born: str

    def agrees(self, birth_date: str) -> bool:
        """Does a FHIR date (YYYY, YYYY-MM or YYYY-MM-DD) agree, month or day 00 aside?"""
        said = birth_date.replace("-", "")
        inside = self.born[: len(said)]
        pairs = [(inside[:4], said[:4]), (inside[4:6], said[4:6]), (inside[6:8], said[6:8])]
        return all(a == b or (place and a == "00") for place, (a, b) in enumerate(pairs))


def matricule(value: str) -> Number | None:
    """Luxembourg's number of 13 digits, or the 11 digits that came before it; None if wrong."""
    if not (value.isascii() and value.isdigit()):
        return None
    right = {
        13: lambda: value[11] == luhn(value[:11]) and value[12] == verhoeff(value[:11]),
        11: lambda: int(value[10]) in _predecessor(value),
    }
    return Number(value[:8]) if len(value) in right and right[len(value)]() else None


def ssin(value: str) -> Number | None:
    """Belgium's number of 11 digits (BIS numbers too); None if its check digits are wrong."""
    if not (value.isascii() and value.isdigit() and len(value) == 11):  # noqa: PLR2004 - its length
        return None
    check = int(value[9:])
    for century, prefix in (("19", ""), ("20", "2")):
        if 97 - int(prefix + value[:9]) % 97 == check:
            month = int(value[2:4]) % 20
            return Number(f"{century}{value[:2]}{month:02}{value[4:6]}")
    return None


def esante(value: str) -> Number | None:
    """The care record's own patient number: 10 digits, no check digit, no date inside."""
    well = value.isascii() and value.isdigit() and len(value) == 10  # noqa: PLR2004 - its length
    return _Undated("") if well else None


class _Undated(Number):
    def agrees(self, birth_date: str) -> bool:  # noqa: ARG002 - there is no date to disagree with
        return True


def luhn(digits: str) -> str:
    """The Luhn check digit of these digits. https://patents.google.com/patent/US2950048A"""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - sum of its two digits
    return str(-total % 10)


def verhoeff(digits: str) -> str:
    """The Verhoeff check digit of these digits (J. Verhoeff, 1969)."""
    state = "0"
    for place, digit in enumerate(reversed(digits), start=1):
        state = _MULTIPLY[int(state)][int(_PERMUTE[place % 8][int(digit)])]
    return _INVERSE[int(state)]


def _predecessor(value: str) -> tuple[int, ...]:
    rest = sum(int(digit) * weight for digit, weight in zip(value, _WEIGHTS, strict=False)) % 11
    return tuple((series - rest) % 11 for series in _SERIES) if rest else (0,)


NUMBERS: Mapping[str, Callable[[str], Number | None]] = MappingProxyType(
    {"matricule": matricule, "ssin": ssin, "esante": esante}
)
