"""What speaks against two records being one person.

A national number links across senders only where nothing speaks against it; a newborn under the
mother's number is never fused with her. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

from gateway.identity.clusters import Claim, Rules
from gateway.identity.numbers import NUMBERS, Number
from gateway.identity.people import People, Stating
from gateway.model import Resource

RELIABILITY = "https://fhir.gateway.example/lu/StructureDefinition/identity-reliability"
_DOUBTED = frozenset({"AL", "UA", "UD", "US", "DOUB", "COLP", "COLV", "USUR", "ANOM", "FICTI"})
"""PID-32 (HL7 table 0445): alias, unreliable address, date of birth or number; in France (IHE PAM)
doubtful, perhaps or surely two persons under one number, usurped, anonymous, fictitious."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A national number that asks to be linked, and all that speaks for or against it."""

    claim: Claim
    body: Resource
    number: Number | None
    others: Sequence[Resource]
    """What is said of those who have the number already."""
    mine: AbstractSet[str]
    theirs: AbstractSet[str]
    known: People | Stating
    rules: Rules


def national(  # noqa: PLR0913, PLR0917 - all that may speak against a link
    claim: Claim,
    body: Resource,
    identity: str,
    others: Sequence[Resource],
    known: People | Stating,
    rules: Rules,
) -> str:
    """The rule that forbids this national number to link, or an empty text.

    `others` is what is said of those who have the number already.
    """
    mine, theirs = known.clusters.members(identity), known.clusters.members(claim.id)
    number = NUMBERS[rules.national[claim.system]](claim.value)
    case = _Case(claim, body, number, others, mine, theirs, known, rules)
    return next((rule for rule, objects in OBJECTIONS.items() if objects(case)), "")


def dated(claim: Claim, rules: Rules) -> bool:
    """Is there a birth date inside this national number?"""
    number = NUMBERS[rules.national[claim.system]](claim.value)
    return number is not None and bool(number.born)


def other_birth_date(body: Resource, others: Iterable[Resource]) -> str:
    """The rule that forbids another number of the sender's own to link, or an empty text.

    `others` is what is said of those who have the number already.
    """
    dates = {other["birthDate"] for other in others if "birthDate" in other}
    return "own-id-birth-date" if dates - {body.get("birthDate")} else ""


def another_person(body: Resource, other: Resource) -> bool:
    """Do both the birth date and every name differ, where both say them?"""
    dates = {one["birthDate"] for one in (body, other) if "birthDate" in one}
    if len(dates) < 2:  # noqa: PLR2004 - one of each
        return False
    names = [_names(one) for one in (body, other)]
    return all(names) and not names[0] & names[1]


def _wrong_digits(case: _Case) -> bool:
    return case.number is None


def _doubted(case: _Case) -> bool:
    return any(
        coding.get("code") in _DOUBTED
        for extension in case.body.get("extension", ())
        if extension.get("url") == RELIABILITY
        for coding in extension.get("valueCodeableConcept", {}).get("coding", ())
    )


def _other_birth_date(case: _Case) -> bool:
    """Against the date inside the number, and against whoever has it already."""
    born = case.body.get("birthDate", "")
    number = case.number
    inside = number is not None and bool(number.born) and not (born and number.agrees(born))
    return inside or any(not born or born != other.get("birthDate") for other in case.others)


def _other_name(case: _Case) -> bool:
    mine = _names(case.body)
    return bool(case.others) and not any(mine & _names(other) for other in case.others)


def _second_number(case: _Case) -> bool:
    return conflict((case.theirs,), case.mine, case.known, case.rules)


OBJECTIONS: Mapping[str, Callable[[_Case], bool]] = MappingProxyType(
    {
        "national-id-check-digits": _wrong_digits,
        "national-id-doubted": _doubted,
        "national-id-birth-date": _other_birth_date,
        "national-id-name": _other_name,
        "national-id-second": _second_number,
    }
)
"""What keeps a national number from linking, in the order in which it is asked."""


def conflict(
    left: Iterable[AbstractSet[str]],
    right: AbstractSet[str],
    known: People | Stating,
    rules: Rules,
) -> bool:
    """Do both sides have national numbers that cannot be one person's?"""
    theirs = known.nationals(right, rules)
    ours = {id for side in left for id in known.nationals(side, rules)} if theirs else ()
    return any(a != b and _differ(a, b, known) for a in ours for b in theirs)


def _differ(a: str, b: str, known: People | Stating) -> bool:
    """Are they two numbers of one system? One that nobody states any more may be of any."""
    systems, values = known.systems, known.values
    if a not in systems or b not in systems:
        return True
    return systems[a] == systems[b] and not _continues(values[a], values[b])


def _continues(a: str, b: str) -> bool:
    """A 13-digit number begins with the 11 digits that came before it."""
    return a.startswith(b) or b.startswith(a)


def _names(body: Resource) -> set[str]:
    parts: set[str] = set()
    for name in body.get("name", ()):
        parts.update(_fold(part) for part in (name.get("family", ""), *name.get("given", ())))
    return parts - {""}


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if mark.isalnum())
