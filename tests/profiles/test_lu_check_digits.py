"""The check digits that the Patient profile says in FHIRPath are those of the arithmetic.

Luxembourg: http://legilux.public.lu/eli/etat/leg/rgd/2013/11/28/n1/jo
"""

from __future__ import annotations

import random
from functools import cache

from gateway import settings, validation
from gateway.definitions import Definitions
from gateway.model import Checker

PROFILE = "https://fhir.gateway.example/lu/StructureDefinition/lu-patient"
MATRICULE = "urn:oid:1.3.182.4.4"
SSIN = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin"
SEED = 20131128


@cache
def profile() -> Checker:
    home = settings.read({})
    found = validation.load(Definitions.open(home.definitions, home.profiles)).profile(PROFILE)
    assert found is not None
    return found


def rules(system: str, value: str) -> set[str]:
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": system, "value": value}],
        "name": [{"text": "Muster"}],
        "_birthDate": {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                    "valueCode": "unknown",
                }
            ]
        },
    }
    return {issue.rule for issue in profile().check(patient)}


def luhn(digits: str) -> int:
    """A doubled digit counts as the sum of its own digits."""
    doubled = [sum(map(int, str(2 * int(digit)))) for digit in digits[::-2]]
    return -(sum(doubled) + sum(map(int, digits[-2::-2]))) % 10


def turned(a: int, b: int) -> int:
    """Two turns and flips of a pentagon, one after the other: Verhoeff's multiplication."""
    flip, turn = a // 5, a % 5
    moved = (turn - b if flip else turn + b) % 5
    return moved + 5 * (flip ^ (b // 5))


def permuted(digit: int, times: int) -> int:
    for _ in range(times):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def verhoeff(digits: str) -> int:
    for check in range(10):
        state = 0
        for at, digit in enumerate(reversed(f"{digits}{check}")):
            state = turned(state, permuted(int(digit), at % 8))
        if state == 0:
            return check
    raise AssertionError


def body(chance: random.Random) -> str:
    year, month, day = chance.randint(1900, 2026), chance.randint(0, 12), chance.randint(0, 28)
    return f"{year}{month:02}{day:02}{chance.randint(0, 999):03}"


def test_the_known_test_number_is_right() -> None:
    assert (luhn("18931201057"), verhoeff("18931201057")) == (3, 2)
    assert rules(MATRICULE, "1893120105732") == set()


def test_right_digits_are_taken() -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seeded example, not a secret
    for _ in range(300):
        number = body(chance)
        assert rules(MATRICULE, f"{number}{luhn(number)}{verhoeff(number)}") == set(), number


def test_each_wrong_digit_is_found_by_its_own_rule() -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seeded example, not a secret
    for _ in range(60):
        number = body(chance)
        first, second = luhn(number), verhoeff(number)
        slip = chance.randint(1, 9)
        assert rules(MATRICULE, f"{number}{(first + slip) % 10}{second}") == {"lu-matricule-luhn"}
        assert rules(MATRICULE, f"{number}{first}{(second + slip) % 10}") == {
            "lu-matricule-verhoeff"
        }


def test_every_swap_of_neighbours_is_found() -> None:
    """The reason for Verhoeff's digit: Luhn alone takes 09 for 90."""
    number = "19900909090"
    digits = f"{luhn(number)}{verhoeff(number)}"
    for at in range(4, 10):
        swapped = f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"
        if swapped != number:
            assert "lu-matricule-verhoeff" in rules(MATRICULE, swapped + digits), at


def test_a_belgian_key_is_right_for_one_century_or_the_other() -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seeded example, not a secret
    for _ in range(100):
        number = f"{chance.randint(0, 99):02}0615{chance.randint(1, 997):03}"
        right = {97 - int(century + number) % 97 for century in ("", "2")}
        wrong = chance.choice([key for key in range(1, 98) if key not in right])
        assert all(rules(SSIN, f"{number}{key:02}") == set() for key in right), number
        assert rules(SSIN, f"{number}{wrong:02}") == {"lu-ssin-check"}, number
