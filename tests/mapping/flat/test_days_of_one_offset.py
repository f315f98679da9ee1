"""The offset of a day is that of each of its minutes, where its hours begin with one.

https://docs.python.org/3/library/zoneinfo.html
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock

DAYS = (
    ("Europe/Luxembourg", "20260328"),
    ("Europe/Luxembourg", "20260329"),
    ("Europe/Luxembourg", "20261025"),
    ("Europe/Luxembourg", "20261120"),
    ("Australia/Lord_Howe", "20260405"),
    ("Australia/Lord_Howe", "20261004"),
    ("America/Havana", "20260308"),
    ("America/Havana", "20261101"),
    ("America/Santiago", "20260404"),
    ("America/Santiago", "20260905"),
    ("America/Santiago", "20260906"),
    ("Pacific/Apia", "20111229"),
    ("Pacific/Apia", "20111230"),
    ("Pacific/Apia", "20111231"),
    ("Asia/Kathmandu", "19860101"),
    ("UTC", "99991231"),
    ("Europe/Luxembourg", "00010101"),
)
"""Days on which clocks go forth or back, at midnight too, by half an hour, by a whole day."""


def _said(day: str, hour: int, minute: int, zone: str) -> tuple[str, str]:
    """(a dateTime, what is wrong with it), by the zone alone."""
    wall = datetime(int(day[:4]), int(day[4:6]), int(day[6:]), hour, minute, tzinfo=ZoneInfo(zone))
    first, second = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    assert first is not None
    assert second is not None
    flaw = "" if first == second else "time-ambiguous" if first > second else "time-skipped"
    minutes = round(first / timedelta(minutes=1))
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{hour:02}:{minute:02}:00{offset}", flaw


@pytest.mark.parametrize(("zone", "day"), DAYS)
@pytest.mark.parametrize("first", [0, 1, 2, 12, 23])
def test_each_minute_has_the_offset_of_its_zone(zone: str, day: str, first: int) -> None:
    """Whichever hour of the day is asked for first."""
    clock = Clock(zone)
    for hour in (first, *range(24)):
        for minute in (0, 29, 30, 59):
            made = clock.date_time(f"{day}{hour:02}{minute:02}")
            found = (made.value, made.rule) if isinstance(made, Flawed) else (made, "")
            assert found == _said(day, hour, minute, zone)
