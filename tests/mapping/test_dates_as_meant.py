"""Which dates are read though HL7 does not write them so, and how much of a date is meant.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html#Heading98 (DTM) · https://www.iso.org/iso-8601-date-and-time-format.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.mapping.flaws import Flawed
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.naming import Naming
from gateway.mapping.times import Clock
from gateway.model import Sender

NAMES = Naming(Sender(name="nord"), {})
LUXEMBOURG = Clock("Europe/Luxembourg")


def told(made: str | Flawed) -> tuple[str, Any]:
    """(rule, value) of what was made of a text."""
    return (made.rule, made.value) if isinstance(made, Flawed) else ("", made)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-29", "2026-11-29"),
        ("2026-11", "2026-11"),
        ("2026-11-29T08:30:00+01:00", "2026-11-29T08:30:00+01:00"),
        ("2026-11-29T08:30:00.5Z", "2026-11-29T08:30:00.5+00:00"),
        ("2026-11-29 08:30", "2026-11-29T08:30:00+01:00"),
        ("20261129083000Z", "2026-11-29T08:30:00+00:00"),
    ],
)
def test_a_date_of_iso_8601_is_read_and_warned_of(text: str, value: str) -> None:
    """Its offset is its own, else that of the sender's zone."""
    assert told(LUXEMBOURG.date_time(text)) == ("date-form", value)


def test_without_a_zone_a_time_of_iso_8601_is_cut_as_any_other() -> None:
    """No offset is invented."""
    assert told(Clock(None).date_time("2026-11-29T08:30")) == ("time-cut-to-date", "2026-11-29")


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "29/11/2026", "29.11.2026", "26-11-29", "2026-11-29T25:00"],
)
def test_what_has_two_readings_or_none_is_no_date(text: str) -> None:
    """Neither is a day that there is not."""
    assert told(LUXEMBOURG.date_time(text)) == ("value-invalid-datetime", None)


@pytest.mark.parametrize("text", ["0000", "000000", "00000000", "00000000000000"])
def test_of_zeros_nothing_is_known(text: str) -> None:
    """They are left out, and warned of, as a date and as a time."""
    assert told(LUXEMBOURG.date(text)) == ("date-unknown", None)
    assert told(LUXEMBOURG.date_time(text)) == ("date-unknown", None)


@pytest.mark.parametrize(
    ("text", "degree", "value"),
    [
        ("19400101000000", "Y", "1940"),
        ("19400601", "L", "1940-06"),
        ("194006150830", "D", "1940-06-15"),
        ("1940", "D", "1940"),
        ("194006150830", "M", None),
        ("not a date", "Y", None),
    ],
)
def test_no_more_of_a_date_is_kept_than_is_meant(
    text: str, degree: str, value: str | None
) -> None:
    """Y, L and D are year, month and day; what is more exact is read by the usual row."""
    assert FUNCTIONS["no_finer"].call(NAMES, text, degree=degree) == value


@pytest.mark.parametrize(
    ("text", "value", "system"),
    [
        ("tel:+352621000222", "+352621000222", "phone"),
        ("MAILTO:a@b.lu", "a@b.lu", "email"),
        ("fax:26000", "26000", "fax"),
        ("26 00 01", "26 00 01", None),
        ("tel:", "tel:", None),
        ("", None, None),
    ],
)
def test_a_scheme_is_no_part_of_a_number(text: str, value: str | None, system: str | None) -> None:
    """It says what the number is."""
    assert FUNCTIONS["reached"].call(NAMES, text) == value
    assert FUNCTIONS["scheme"].call(NAMES, text) == system


def test_a_length_in_days_is_a_duration() -> None:
    """Words are none, and the sender hears of it."""
    made = FUNCTIONS["days"].call(NAMES, "3")

    assert (str(made["value"]), made["code"]) == ("3", "d")
    assert told(FUNCTIONS["days"].call(NAMES, "quatre")) == ("value-invalid-number", None)
    assert FUNCTIONS["days"].call(NAMES, "") is None
