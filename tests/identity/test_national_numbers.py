"""Check digits of national numbers, and the birth date inside."""

from __future__ import annotations

import pytest

from gateway.identity.numbers import esante, luhn, matricule, ssin, verhoeff


def made(eleven: str) -> str:
    """A matricule with right check digits."""
    return eleven + luhn(eleven) + verhoeff(eleven)


def test_the_published_test_number_is_right() -> None:
    """Luhn and Verhoeff are both taken over the first eleven digits."""
    assert matricule("1893120105732") is not None


@pytest.mark.parametrize(
    "wrong",
    ["1893120105739", "1893120105722", "189312010573", "18931201057320", "189312010573A", ""],
)
def test_a_wrong_number_is_refused(wrong: str) -> None:
    """Verhoeff over twelve digits (…9), a wrong Luhn digit, a wrong length, a letter."""
    assert matricule(wrong) is None


def test_each_changed_digit_is_noticed() -> None:
    """No single digit can be mistyped unnoticed."""
    right = made("19850417123")
    mistyped = {
        right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
        for at in range(13)
        for by in range(1, 10)
    }

    assert [matricule(number) for number in mistyped] == [None] * 117


@pytest.mark.parametrize(
    ("number", "said", "agrees"),
    [
        ("19850417123", "1985-04-17", True),
        ("19850417123", "1985-04", True),
        ("19850417123", "1985", True),
        ("19850417123", "1985-04-18", False),
        ("19850400123", "1985-04-18", True),
        ("19850000123", "1985-11-02", True),
        ("19850000123", "1986-11-02", False),
    ],
)
def test_the_date_inside_agrees_with_a_birth_date(number: str, said: str, *, agrees: bool) -> None:
    """Month or day 00 say nothing; the rest must be the same."""
    found = matricule(made(number))

    assert found is not None
    assert found.agrees(said) is agrees


def test_the_predecessor_of_eleven_digits_is_checked_modulo_eleven() -> None:
    """5*1+4*9+3*5+2*0+7*0+6*1+5*0+4*1+3*1+2*1 = 71; 11 - 71 mod 11 = 6."""
    assert matricule("19500101116") is not None
    assert matricule("19500101115") is None


@pytest.mark.parametrize(
    ("number", "born"),
    [("85073003328", "19850730"), ("00012556777", "20000125"), ("85073003327", None)],
)
def test_a_belgian_number_is_checked_modulo_97(number: str, born: str | None) -> None:
    """The century is the one whose check digits come out right."""
    found = ssin(number)

    assert (found.born if found else None) == born


def test_the_care_records_own_number_has_ten_digits_and_no_date() -> None:
    found = esante("2544557646")

    assert found is not None
    assert found.agrees("1985-04-17")
    assert esante("254455764") is None
