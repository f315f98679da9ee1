"""Quick times are those of the clock, for every minute of a year's changes, and where none is."""

from __future__ import annotations

import pytest

from gateway.mapping.flat.formats import reader
from gateway.mapping.flat.moments import Clocked, Moments
from gateway.mapping.flat.rows import Typed
from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock

TEXTS = [
    *(f"202603290{hour}{minute:02}" for hour in range(5) for minute in range(0, 60, 7)),
    *(f"202610250{hour}{minute:02}30" for hour in range(5) for minute in range(0, 60, 7)),
    *("202611200860", "202611202460", "20261120083061", "202611208830", "202613200830"),
    *("20261120", "2026112008", "20261120083000+0100", "١٢٣٤٥٦٧٨٩٠١٢", "", "x"),
]

CELLS = [
    *(f"29.03.2026 0{hour}:{minute:02}" for hour in range(5) for minute in range(0, 60, 7)),
    *(f"2026-10-25 0{hour}:{minute:02}:30" for hour in range(5) for minute in range(0, 60, 7)),
    *(f"2026-04-05T01:{minute:02}:{minute:02}Z" for minute in range(0, 60, 7)),
    *("20.11.2026 08:60", "20.11.2026 24:30", "30.02.2026 08:30", "20.11.2026 08:٣٠", "", "8:30"),
    *("2026-11-20T08:30:00+13:30", "2026-11-20T08:30:00+14:30", "2026-11-20", ":30"),
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


@pytest.mark.parametrize("zone", [None, "Europe/Luxembourg", "Australia/Lord_Howe"])
@pytest.mark.parametrize("format", ["DD.MM.YYYY HH:mm", ""])
def test_cells_of_times_are_read_as_they_are_step_by_step(zone: str | None, format: str) -> None:
    """In any order, and again: what stands before the last two digits is known by then."""
    read = reader(Typed("taken", "datetime", (format,) if format else ()))
    assert read is not None
    moment = Clock(zone).date_time

    def alone(cell: str) -> str | None:
        text = read(cell)
        value = moment(text) if isinstance(text, str) else text
        return f'"{value}"' if isinstance(value, str) and value[:2] == "20" else None

    clocked = Clocked(read, moment, lambda value: value.startswith("20"))
    assert [clocked(one) for one in 2 * CELLS] == [alone(one) for one in 2 * CELLS]
    assert any(map(alone, CELLS)) == bool(zone or not format)
