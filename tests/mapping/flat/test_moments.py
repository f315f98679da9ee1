"""Quick times are those of the clock, for every minute of a year's changes, and where none is."""

from __future__ import annotations

import pytest

from gateway.mapping.flat.moments import Moments
from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock

TEXTS = [
    *(f"202603290{hour}{minute:02}" for hour in range(5) for minute in range(0, 60, 7)),
    *(f"202610250{hour}{minute:02}30" for hour in range(5) for minute in range(0, 60, 7)),
    *("202611200860", "202611202460", "20261120083061", "202611208830", "202613200830"),
    *("20261120", "2026112008", "20261120083000+0100", "١٢٣٤٥٦٧٨٩٠١٢", "", "x"),
]


@pytest.mark.parametrize("zone", [None, "Europe/Luxembourg", "Australia/Lord_Howe"])
@pytest.mark.parametrize("text", TEXTS)
def test_moments_are_those_of_the_clock(zone: str | None, text: str) -> None:
    """Asked twice, so that what is known is asked too."""
    clock, moments = Clock(zone), Moments(Clock(zone))

    for _ in range(2):
        expected, found = clock.date_time(text), moments(text)
        if isinstance(expected, Flawed):
            assert isinstance(found, Flawed)
            assert (found.rule, found.value) == (expected.rule, expected.value)
        else:
            assert found == expected
