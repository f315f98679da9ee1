"""The patients of the invented hospital: no such person lives."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.identity.numbers import luhn, verhoeff


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is treated here, as HL7 v2 fields say it."""

    local: str
    """Number in the hospital."""
    laboratory: str
    """Number in the laboratory; empty where it never saw the patient."""
    matricule: str
    """Empty where the patient has none."""
    name: str
    """XPN: family^given."""
    born: str
    sex: str
    address: str
    phone: str


def matricule(eleven: str) -> str:
    """A national number with right check digits."""
    return eleven + luhn(eleven) + verhoeff(eleven)


ANNA = Person(
    "N1001", "L501", matricule("19850417123"), "MÜLLER^Anna^Sophie", "19850417", "F",
    "12, rue des Tilleuls^^Ettelbruck^^9010^LUX", "+352 691 000 001",
)  # fmt: skip
JOSE = Person(
    "N1002", "L502", matricule("19720930045"), "DA SILVA^José", "19720930", "M",
    "4, rue du Moulin^^Diekirch^^9230^LUX", "+352 691 000 002",
)  # fmt: skip
LENA = Person(
    "N1003", "L503", matricule("19991105077"), "WEBER^Lena", "19991105", "F",
    "Hauptstraße 8^^Bitburg^^54634^DEU", "+49 6561 000003",
)  # fmt: skip
MARC = Person(
    "N1004", "L504", matricule("19581224310"), "D'HAENENS^Marc", "19581224", "M",
    "Rue Haute 3^^Bastogne^^6600^BEL", "+32 470 00 00 04",
)  # fmt: skip
UNKNOWN = Person("N1099", "", "", "INCONNU^Urgence", "", "M", "", "")
"""Brought in without papers; later known to be Marc."""
